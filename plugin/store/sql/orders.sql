-- name: find_order(shop_id, platform, order_ref, currency)^
select o.order_id, o.platform, o.person_id, o.deleted_at_ms, o.snapshot, o.ip_hash, o.address_hash,
       (select cast(coalesce(sum(amount_minor), 0) as bigint) from refunds
        where shop_id = :shop_id and platform = :platform and order_ref = :order_ref and currency = :currency) as refunds_minor,
       (select cast(coalesce(sum(coalesce(goods_minor, amount_minor)), 0) as bigint) from refunds
        where shop_id = :shop_id and platform = :platform and order_ref = :order_ref and currency = :currency) as goods_minor
from (select 1 as one) as always left join orders o
on o.shop_id = :shop_id and o.platform = :platform and o.order_ref = :order_ref;

-- name: find_order_by_id(shop_id, order_id)^
select order_id, platform, person_id, deleted_at_ms, snapshot, ip_hash, address_hash
from orders where shop_id = :shop_id and order_id = :order_id;

-- name: find_order_by_proof(shop_id, proof_hash)^
select o.order_id, o.platform, o.person_id, o.deleted_at_ms, o.snapshot, o.ip_hash, o.address_hash
from order_proofs p join orders o on o.shop_id = p.shop_id and o.order_id = p.order_id
where p.shop_id = :shop_id and p.proof_hash = :proof_hash;

-- name: search_orders(shop_id, words)
select order_id, platform, person_id, deleted_at_ms, snapshot, ip_hash, address_hash
from orders where shop_id = :shop_id and order_id = :words
union all
select order_id, platform, person_id, deleted_at_ms, snapshot, ip_hash, address_hash
from orders where shop_id = :shop_id and number = :words
union all
select order_id, platform, person_id, deleted_at_ms, snapshot, ip_hash, address_hash
from orders where shop_id = :shop_id and platform in ('shopify', 'woocommerce', 'standard') and order_ref = :words;

-- name: list_orders(shop_id, most)
select order_id, platform, person_id, deleted_at_ms, snapshot, ip_hash, address_hash
from orders where shop_id = :shop_id order by order_id desc limit :most;

-- name: list_orders_of(shop_id, person_id)
select order_id, platform, person_id, deleted_at_ms, snapshot, ip_hash, address_hash
from orders where shop_id = :shop_id and person_id = :person_id order by order_id;

-- name: find_latest_order(shop_id, person_id)^
select order_id, platform, person_id, deleted_at_ms, snapshot, ip_hash, address_hash
from orders where shop_id = :shop_id and person_id = :person_id order by order_id desc limit 1;

-- name: add_order(shop_id, order_id, platform, order_ref, number, person_id, stage, currency, total_minor, placed_at_ms, updated_at_ms, created_at_ms, deleted_at_ms, snapshot, ip_hash, address_hash, is_test, refunded_minor)!
insert into orders (shop_id, order_id, platform, order_ref, number, person_id, stage, currency, total_minor,
                    placed_at_ms, updated_at_ms, created_at_ms, deleted_at_ms, snapshot, ip_hash, address_hash, is_test, refunded_minor)
values (:shop_id, :order_id, :platform, :order_ref, :number, :person_id, :stage, :currency, :total_minor,
        :placed_at_ms, :updated_at_ms, :created_at_ms, :deleted_at_ms, :snapshot, :ip_hash, :address_hash, :is_test, :refunded_minor);

-- name: change_order(shop_id, order_id, number, person_id, stage, currency, total_minor, placed_at_ms, updated_at_ms, deleted_at_ms, snapshot, ip_hash, address_hash, is_test, refunded_minor)!
update orders
set number = :number, person_id = :person_id, stage = :stage, currency = :currency, total_minor = :total_minor,
    placed_at_ms = :placed_at_ms, updated_at_ms = :updated_at_ms, deleted_at_ms = :deleted_at_ms, snapshot = :snapshot,
    ip_hash = :ip_hash, address_hash = :address_hash, is_test = :is_test, refunded_minor = :refunded_minor
where shop_id = :shop_id and order_id = :order_id;

-- name: add_proofs(shop_id, proof_hash, order_id)*!
insert into order_proofs (shop_id, proof_hash, order_id) values (:shop_id, :proof_hash, :order_id)
on conflict (shop_id, proof_hash) do nothing;

-- name: add_refund(shop_id, platform, order_ref, refund_ref, amount_minor, currency, goods_minor, refunded_at_ms)!
insert into refunds (shop_id, platform, order_ref, refund_ref, amount_minor, currency, goods_minor, refunded_at_ms)
values (:shop_id, :platform, :order_ref, :refund_ref, :amount_minor, :currency, :goods_minor, :refunded_at_ms)
on conflict (shop_id, platform, order_ref, refund_ref) do nothing;

-- name: forget_traces(shop_id, from_id, until_id)!
update orders set ip_hash = '', address_hash = ''
where shop_id = :shop_id and order_id >= :from_id and order_id < :until_id and (ip_hash <> '' or address_hash <> '');
