-- name: add_batch(shop_id, batch_id, made_at_ms)!
insert into batches (shop_id, batch_id, made_at_ms, paid_at_ms, cancelled_at_ms)
values (:shop_id, :batch_id, :made_at_ms, null, null);

-- name: add_payouts(shop_id, payout_id, batch_id, partner_id, amount_minor, currency, made_at_ms)*!
insert into payouts (shop_id, payout_id, batch_id, partner_id, amount_minor, currency, made_at_ms, paid_at_ms, cancelled_at_ms, why)
values (:shop_id, :payout_id, :batch_id, :partner_id, :amount_minor, :currency, :made_at_ms, null, null, '');

-- name: mark_batch_paid(shop_id, batch_id, at_ms)!
update batches set paid_at_ms = :at_ms where shop_id = :shop_id and batch_id = :batch_id;

-- name: mark_payouts_paid(shop_id, batch_id, at_ms)!
update payouts set paid_at_ms = :at_ms where shop_id = :shop_id and batch_id = :batch_id and cancelled_at_ms is null;

-- name: mark_batch_cancelled(shop_id, batch_id, at_ms)!
update batches set cancelled_at_ms = :at_ms where shop_id = :shop_id and batch_id = :batch_id;

-- name: mark_payouts_cancelled(shop_id, batch_id, at_ms)!
update payouts set cancelled_at_ms = :at_ms where shop_id = :shop_id and batch_id = :batch_id and cancelled_at_ms is null;

-- name: cancel_payout(shop_id, payout_id, why, at_ms)!
update payouts set cancelled_at_ms = :at_ms, why = :why where shop_id = :shop_id and payout_id = :payout_id;

-- name: find_payout(shop_id, payout_id)^
select payout_id, batch_id, partner_id, amount_minor, currency, made_at_ms, paid_at_ms, cancelled_at_ms, why
from payouts where shop_id = :shop_id and payout_id = :payout_id;

-- name: find_batch(shop_id, batch_id)^
select batch_id, made_at_ms, paid_at_ms, cancelled_at_ms from batches where shop_id = :shop_id and batch_id = :batch_id;

-- name: list_batches(shop_id, most)
select batch_id, made_at_ms, paid_at_ms, cancelled_at_ms from batches where shop_id = :shop_id
order by batch_id desc limit :most;

-- name: find_last_made(shop_id)^
select max(made_at_ms) as made_at_ms from payouts where shop_id = :shop_id;

-- name: list_payouts_of_batch(shop_id, batch_id)
select payout_id, batch_id, partner_id, amount_minor, currency, made_at_ms, paid_at_ms, cancelled_at_ms, why
from payouts where shop_id = :shop_id and batch_id = :batch_id order by payout_id;

-- name: list_payouts_of(shop_id, partner_id)
select payout_id, batch_id, partner_id, amount_minor, currency, made_at_ms, paid_at_ms, cancelled_at_ms, why
from payouts where shop_id = :shop_id and partner_id = :partner_id order by payout_id;
