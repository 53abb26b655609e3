-- name: add_visit(shop_id, visit_id, advocate_id, channel, at_ms, language, device)!
insert into visits (shop_id, visit_id, advocate_id, channel, at_ms, language, device)
values (:shop_id, :visit_id, :advocate_id, :channel, :at_ms, :language, :device) on conflict (shop_id, visit_id) do nothing;

-- name: find_visit(shop_id, visit_id)^
select visit_id, advocate_id, channel, at_ms, language, device from visits where shop_id = :shop_id and visit_id = :visit_id;

-- name: count_visits(shop_id, advocate_id)
select channel, count(*) as visits_count from visits
where shop_id = :shop_id and advocate_id = :advocate_id group by channel order by channel;

-- name: add_claim(shop_id, claim_id, advocate_id, referral_id, friend_id, coupon_id, visit_id, channel, contact_hash, at_ms, until_at_ms, language, device)!
insert into claims (shop_id, claim_id, advocate_id, referral_id, friend_id, coupon_id, visit_id, channel, contact_hash, at_ms, until_at_ms, language, device)
values (:shop_id, :claim_id, :advocate_id, :referral_id, :friend_id, :coupon_id, :visit_id, :channel, :contact_hash, :at_ms, :until_at_ms, :language, :device);

-- name: find_claim(shop_id, claim_id)^
select claim_id, advocate_id, referral_id, friend_id, coupon_id, visit_id, channel, contact_hash, at_ms, until_at_ms, language, device
from claims where shop_id = :shop_id and claim_id = :claim_id;

-- name: find_claim_by_coupon(shop_id, coupon_id)^
select claim_id, advocate_id, referral_id, friend_id, coupon_id, visit_id, channel, contact_hash, at_ms, until_at_ms, language, device
from claims where shop_id = :shop_id and coupon_id = :coupon_id;

-- name: find_claim_by_contact(shop_id, advocate_id, contact_hash, now_ms)^
select claim_id, advocate_id, referral_id, friend_id, coupon_id, visit_id, channel, contact_hash, at_ms, until_at_ms, language, device
from claims where shop_id = :shop_id and contact_hash = :contact_hash and contact_hash <> '' and advocate_id = :advocate_id
and until_at_ms > :now_ms
order by claim_id limit 1;

-- name: find_claim_by_device(shop_id, advocate_id, device_hash, now_ms)^
select c.claim_id, c.advocate_id, c.referral_id, c.friend_id, c.coupon_id, c.visit_id, c.channel, c.contact_hash, c.at_ms, c.until_at_ms, c.language, c.device
from referrals r join claims c on c.shop_id = r.shop_id and c.referral_id = r.referral_id
where r.shop_id = :shop_id and r.advocate_id = :advocate_id and r.device_hash = :device_hash and r.device_hash <> ''
and r.order_id is null and c.until_at_ms > :now_ms
order by c.claim_id limit 1;

-- name: list_claims_of(shop_id, first, second, third)
select claim_id, advocate_id, referral_id, friend_id, coupon_id, visit_id, channel, contact_hash, at_ms, until_at_ms, language, device
from claims where shop_id = :shop_id and friend_id in (:first, :second, :third) order by claim_id;

-- name: name_friend(shop_id, claim_id, friend_id)!
update claims set friend_id = :friend_id where shop_id = :shop_id and claim_id = :claim_id;

-- name: count_claims(shop_id, advocate_id, since_at_ms, until_at_ms)^
select count(*) as claims_count from claims
where shop_id = :shop_id and advocate_id = :advocate_id and at_ms >= :since_at_ms and at_ms <= :until_at_ms;
