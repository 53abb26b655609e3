-- name: add_referral(shop_id, referral_id, advocate_id, state, since_at_ms)!
insert into referrals (shop_id, referral_id, advocate_id, state, since_at_ms)
values (:shop_id, :referral_id, :advocate_id, :state, :since_at_ms);

-- name: list_referrals_of(shop_id, advocate_id)
select state, since_at_ms from referrals
where shop_id = :shop_id and advocate_id = :advocate_id order by referral_id;
