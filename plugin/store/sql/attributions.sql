-- name: forget_candidates(shop_id, order_id)!
delete from candidates where shop_id = :shop_id and order_id = :order_id;

-- name: add_candidates(shop_id, order_id, place, method, advocate_id, referral_id, evidence, channel, at_ms, won, why, language, device, discount_minor, placed_at_ms)*!
insert into candidates (shop_id, order_id, place, method, advocate_id, referral_id, evidence, channel, at_ms, won, why, language, device, discount_minor, placed_at_ms)
values (:shop_id, :order_id, :place, :method, :advocate_id, :referral_id, :evidence, :channel, :at_ms, :won, :why, :language, :device, :discount_minor, :placed_at_ms);

-- name: list_candidates(shop_id, order_id)
select method, advocate_id, referral_id, evidence, channel, at_ms, won, why, language, device
from candidates where shop_id = :shop_id and order_id = :order_id order by place;

-- name: list_winners(shop_id, first, second, third)
select c.order_id, c.method, c.advocate_id, c.referral_id, c.evidence, c.channel, c.at_ms, c.won, c.why, c.language, c.device
from orders o join candidates c on c.shop_id = o.shop_id and c.order_id = o.order_id and c.won = 1
where o.shop_id = :shop_id and o.person_id in (:first, :second, :third);

-- name: add_correction(shop_id, correction_id, order_id, advocate_id, note, at_ms, undone_at_ms)!
insert into corrections (shop_id, correction_id, order_id, advocate_id, note, at_ms, undone_at_ms)
values (:shop_id, :correction_id, :order_id, :advocate_id, :note, :at_ms, :undone_at_ms);

-- name: undo_correction(shop_id, correction_id, now_ms)!
update corrections set undone_at_ms = :now_ms
where shop_id = :shop_id and correction_id = :correction_id and undone_at_ms is null;

-- name: list_corrections(shop_id, order_id)
select correction_id, order_id, advocate_id, note, at_ms, undone_at_ms
from corrections where shop_id = :shop_id and order_id = :order_id order by correction_id;
