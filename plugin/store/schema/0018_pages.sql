-- What the desk's lists look for, so that each page is quick however much a shop has.

-- Sums by state and what is to be given are read from this alone.
create index rewards_by_state on rewards (shop_id, state, currency, reward_id, amount_minor);
-- Few deliveries wait to be digested again, of very many.
create index deliveries_waiting on deliveries (shop_id, delivery_id) where outcome = 'waiting';
-- What a referral earned is read beside it, however much its advocate earned.
create index rewards_by_referral on rewards (shop_id, referral_id) where referral_id is not null;
-- How many coupons are in each state is read from this alone.
create index coupons_by_state on coupons (shop_id, state);
