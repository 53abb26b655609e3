-- The last buyer of a step of so many orders: buyers are never cut in two.
-- name: find_step(shop_id, after_person_id, most)^
select coalesce(
    (select person_id from orders where shop_id = :shop_id and person_id > :after_person_id
     order by person_id limit 1 offset :most),
    (select max(person_id) from orders where shop_id = :shop_id)) as person_id;

-- name: list_bought(shop_id, after_person_id, until_person_id)
select o.person_id, o.stage, o.currency, o.total_minor, o.placed_at_ms, o.deleted_at_ms, o.refunded_minor,
       case when o.refunded_minor is null then o.snapshot end as snapshot,
       o.is_test
from orders o
where o.shop_id = :shop_id and o.person_id > :after_person_id and o.person_id <= :until_person_id
order by o.person_id;

-- name: list_referred(shop_id, after_person_id, until_person_id)
select friend_id, verdict, review, review_until_at_ms from referrals
where shop_id = :shop_id and friend_id > :after_person_id and friend_id <= :until_person_id and order_id is not null;
