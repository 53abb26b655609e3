-- name: list_purchases(shop_id, campaign_key, after_id, since_at_ms, most)
select o.order_id as row_id, o.person_id, o.order_id as cause, o.placed_at_ms as at_ms, o.order_id
from orders o
where o.shop_id = :shop_id and o.order_id > :after_id and o.placed_at_ms >= :since_at_ms
  and o.person_id is not null and o.deleted_at_ms is null
  and not exists (select 1 from occasions c where c.shop_id = o.shop_id and c.campaign_key = :campaign_key
                  and c.person_id = o.person_id and c.cause = o.order_id)
order by o.order_id limit :most;

-- name: list_friends_orders(shop_id, campaign_key, after_id, since_at_ms, most)
select o.order_id as row_id, r.friend_id as person_id, r.referral_id as cause, o.placed_at_ms as at_ms, o.order_id, r.referral_id
from orders o join referrals r on r.shop_id = o.shop_id and r.order_id = o.order_id
where o.shop_id = :shop_id and o.order_id > :after_id and o.placed_at_ms >= :since_at_ms and r.friend_id is not null
  and not exists (select 1 from occasions c where c.shop_id = o.shop_id and c.campaign_key = :campaign_key
                  and c.person_id = r.friend_id and c.cause = r.referral_id)
order by o.order_id limit :most;

-- name: list_friends_bought(shop_id, campaign_key, after_id, since_at_ms, most)
select o.order_id as row_id, r.advocate_id as person_id, r.referral_id as cause, o.placed_at_ms as at_ms, r.referral_id
from orders o join referrals r on r.shop_id = o.shop_id and r.order_id = o.order_id
where o.shop_id = :shop_id and o.order_id > :after_id and o.placed_at_ms >= :since_at_ms
  and not exists (select 1 from occasions c where c.shop_id = o.shop_id and c.campaign_key = :campaign_key
                  and c.person_id = r.advocate_id and c.cause = r.referral_id)
order by o.order_id limit :most;

-- name: list_friends_claims(shop_id, campaign_key, after_id, since_at_ms, most)
select k.claim_id as row_id, k.advocate_id as person_id, k.referral_id as cause, k.at_ms, k.referral_id
from claims k
where k.shop_id = :shop_id and k.claim_id > :after_id and k.at_ms >= :since_at_ms
  and not exists (select 1 from occasions c where c.shop_id = k.shop_id and c.campaign_key = :campaign_key
                  and c.person_id = k.advocate_id and c.cause = k.referral_id)
order by k.claim_id limit :most;

-- name: list_rewards_held(shop_id, campaign_key, after_id, since_at_ms, most)
select w.reward_id as row_id, w.person_id, w.reward_id as cause, w.created_at_ms as at_ms, w.reward_id
from rewards w
where w.shop_id = :shop_id and w.reward_id > :after_id and w.created_at_ms >= :since_at_ms and w.state = 'held'
  and not exists (select 1 from occasions c where c.shop_id = w.shop_id and c.campaign_key = :campaign_key
                  and c.person_id = w.person_id and c.cause = w.reward_id)
order by w.reward_id limit :most;

-- name: list_rungs(shop_id, campaign_key, after_id, since_at_ms, most)
-- A friend who counts has earned the advocate a reward: that is when the next step may be near.
select w.reward_id as row_id, w.advocate_id as person_id, 'rung ' || cast(p.counted_count + 1 as text) as cause,
       w.created_at_ms as at_ms, cast(p.counted_count + 1 as text) as rung
from rewards w join people p on p.shop_id = w.shop_id and p.person_id = w.advocate_id
where w.shop_id = :shop_id and w.reward_id > :after_id and w.created_at_ms >= :since_at_ms and w.rule = 'advocate'
  and not exists (select 1 from occasions c where c.shop_id = w.shop_id and c.campaign_key = :campaign_key
                  and c.person_id = w.advocate_id and c.cause = 'rung ' || cast(p.counted_count + 1 as text))
order by w.reward_id limit :most;

-- name: list_expiring(shop_id, campaign_key, now_ms, until_at_ms, most)
-- Coupons in the last week of their life, and in its second half.
select c.coupon_id as row_id, w.person_id, c.coupon_id as cause, w.reward_id
from coupons c join rewards w on w.shop_id = c.shop_id and w.reward_id = c.subject_id and w.coupon_id = c.coupon_id
where c.shop_id = :shop_id and c.state = 'live' and c.until_at_ms is not null and c.subject = 'reward'
  and c.until_at_ms > :now_ms and c.until_at_ms <= :until_at_ms
  and (c.until_at_ms - :now_ms) * 2 <= c.until_at_ms - c.created_at_ms
  and not exists (select 1 from occasions o where o.shop_id = c.shop_id and o.campaign_key = :campaign_key
                  and o.person_id = w.person_id and o.cause = c.coupon_id)
order by c.coupon_id limit :most;

-- name: list_latest_snapshots(shop_id, most)
select snapshot from orders where shop_id = :shop_id order by order_id desc limit :most;
