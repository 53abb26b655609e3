-- name: list_ids(shop_id, after_person_id, most)
select person_id from people
where shop_id = :shop_id and person_id > :after_person_id order by person_id limit :most;

-- The tie that counts comes first, where a pair is tied twice.
-- name: list_brought(shop_id, first_id, last_id)
select c.advocate_id, o.order_id, o.person_id as friend_id, o.stage, o.currency, o.total_minor, o.placed_at_ms,
       o.deleted_at_ms, o.refunded_minor,
       case when o.refunded_minor is null then o.snapshot end as snapshot, o.is_test,
       coalesce(r.verdict, 'clear') as verdict, coalesce(r.review, '') as review, r.review_until_at_ms
from candidates c
join orders o on o.shop_id = c.shop_id and o.order_id = c.order_id and o.person_id is not null
left join referrals r on r.shop_id = o.shop_id and r.friend_id = o.person_id and r.advocate_id = c.advocate_id
where c.shop_id = :shop_id and c.won = 1 and c.advocate_id >= :first_id and c.advocate_id <= :last_id
order by c.advocate_id, o.order_id, case when r.order_id is null then 1 else 0 end, r.referral_id;

-- name: list_visits(shop_id, first_id, last_id)
select advocate_id, count(*) as rows_count from visits
where shop_id = :shop_id and advocate_id >= :first_id and advocate_id <= :last_id group by advocate_id;

-- name: list_claims(shop_id, first_id, last_id)
select advocate_id, count(*) as rows_count from claims
where shop_id = :shop_id and advocate_id >= :first_id and advocate_id <= :last_id group by advocate_id;

-- name: list_shares(shop_id, first_id, last_id)
select person_id as advocate_id, count(*) as rows_count, min(at_ms) as first_at_ms, max(at_ms) as last_at_ms
from events
where shop_id = :shop_id and person_id >= :first_id and person_id <= :last_id and kind = 'shared' group by person_id;

-- The index is that of people: of the states there are few, each with very many rewards.
-- name: list_rewards(shop_id, first_id, last_id, currency)
select person_id as advocate_id, count(*) as rows_count,
       cast(sum(case when currency = :currency then amount_minor else 0 end) as bigint) as sum_minor
from rewards
where shop_id = :shop_id and person_id >= :first_id and person_id <= :last_id and person_id = advocate_id
and state || '' in ('approved', 'issued', 'told') group by person_id;

-- name: count_stayed(shop_id, person_ids)^
select count(*) as rows_count from (
    select person_id from orders
    where shop_id = :shop_id and person_id in (select value from list_of(:person_ids))
    and stage in ('placed', 'paid') and deleted_at_ms is null and is_test = 0
    group by person_id having count(*) > 1) as stayed;

-- name: list_named(shop_id, first, second, third, fourth, most)
select person_id from people
where shop_id = :shop_id and substr(first_name, 1, 40) in (:first, :second, :third, :fourth)
and (settled_version is not null or settle_at_ms is not null) order by person_id limit :most;

-- name: list_coded(shop_id, code, last_code, most)
select person_id from people where shop_id = :shop_id and code >= :code and code <= :last_code order by code limit :most;

-- name: list_friends_of(shop_id, advocate_id, most)
select r.referral_id, r.friend_id, r.order_id, r.state, r.since_at_ms, o.number
from referrals r left join orders o on o.shop_id = r.shop_id and o.order_id = r.order_id
where r.shop_id = :shop_id and r.advocate_id = :advocate_id order by r.referral_id desc limit :most;

-- name: count_latest_visits(shop_id, advocate_id, most)
select channel, count(*) as rows_count from (
    select channel from visits where shop_id = :shop_id and advocate_id = :advocate_id
    order by at_ms desc limit :most) as latest
group by channel order by channel;

-- name: list_latest_shares(shop_id, person_id, most)
select channel, surface, at_ms from events
where shop_id = :shop_id and person_id = :person_id and kind = 'shared' order by at_ms desc limit :most;

-- name: list_latest_rewards(shop_id, person_id, most)
select reward_id from rewards where shop_id = :shop_id and person_id = :person_id order by reward_id desc limit :most;

-- name: list_latest_orders(shop_id, person_id, most)
select order_id from orders where shop_id = :shop_id and person_id = :person_id order by order_id desc limit :most;
