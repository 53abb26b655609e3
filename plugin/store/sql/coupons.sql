-- name: add_coupon(shop_id, coupon_id, code, code_key, subject, subject_id, incentive, currency, state, store_ref, failure, created_at_ms, until_at_ms, uses_count, once_each)!
insert into coupons (shop_id, coupon_id, code, code_key, subject, subject_id, incentive, currency, state, store_ref, failure, created_at_ms, until_at_ms, uses_count, once_each)
values (:shop_id, :coupon_id, :code, :code_key, :subject, :subject_id, :incentive, :currency, :state, :store_ref, :failure, :created_at_ms, :until_at_ms, :uses_count, :once_each);

-- name: find_coupon(shop_id, coupon_id)^
select coupon_id, code, subject, subject_id, incentive, currency, state, store_ref, failure, created_at_ms, until_at_ms, uses_count, once_each
from coupons where shop_id = :shop_id and coupon_id = :coupon_id;

-- name: find_coupon_by_code(shop_id, code_key)^
select coupon_id, code, subject, subject_id, incentive, currency, state, store_ref, failure, created_at_ms, until_at_ms, uses_count, once_each
from coupons where shop_id = :shop_id and code_key = :code_key;

-- In the order of the ids, since most coupons are in these states: the states are no way in.
-- name: list_coupons(shop_id, first, second, third, after_id, most)
select coupon_id, code, subject, subject_id, incentive, currency, state, store_ref, failure, created_at_ms, until_at_ms, uses_count, once_each
from coupons where shop_id = :shop_id and coupon_id > :after_id and state || '' in (:first, :second, :third)
order by coupon_id limit :most;

-- name: list_run_out(shop_id, now_ms, most)
select shop_id, coupon_id from coupons
where state = 'live' and until_at_ms is not null and until_at_ms <= :now_ms
    and (:shop_id = '' or shop_id = :shop_id) limit :most;

-- name: change_coupon(shop_id, coupon_id, state, store_ref, failure)!
update coupons set state = :state, store_ref = :store_ref, failure = :failure
where shop_id = :shop_id and coupon_id = :coupon_id;

-- name: count_coupons(shop_id)
select state, count(*) as coupons_count from coupons where shop_id = :shop_id group by state;

-- name: add_stock(shop_id, code, pile, added_at_ms)!
insert into stock (shop_id, code, pile, added_at_ms) values (:shop_id, :code, :pile, :added_at_ms)
on conflict (shop_id, code) do nothing;

-- name: take_stock(shop_id, pile, coupon_id)^
update stock set coupon_id = :coupon_id
where shop_id = :shop_id and code = (
    select code from stock where shop_id = :shop_id and (coupon_id = :coupon_id or (pile = :pile and coupon_id is null))
    order by coupon_id is null, code limit 1)
returning code;

-- name: count_stock(shop_id)
select pile, count(*) as codes_count from stock where shop_id = :shop_id and coupon_id is null group by pile order by pile;

-- name: replace_code(shop_id, coupon_id, code, code_key)!
update coupons set code = :code, code_key = :code_key where shop_id = :shop_id and coupon_id = :coupon_id and state = 'wanted';
