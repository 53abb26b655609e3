-- name: arrive(shop_id, delivery_id, fingerprint, platform, topic, order_ref, outcome, why, body, now_ms)!
insert into deliveries (shop_id, delivery_id, fingerprint, platform, topic, order_ref, outcome, why, body,
                        arrived_at_ms, last_at_ms, times_count, tries_count)
values (:shop_id, :delivery_id, :fingerprint, :platform, :topic, :order_ref, :outcome, :why, :body,
        :now_ms, :now_ms, 1, 0)
on conflict (shop_id, order_ref, fingerprint) do nothing;

-- name: count_again(shop_id, order_ref, fingerprint, now_ms)^
update deliveries set times_count = times_count + 1, last_at_ms = :now_ms
where shop_id = :shop_id and order_ref = :order_ref and fingerprint = :fingerprint
returning delivery_id;

-- name: settle(shop_id, delivery_id, outcome, why, tries_count, retry_at_ms)!
update deliveries
set outcome = :outcome, why = :why, tries_count = :tries_count, retry_at_ms = :retry_at_ms
where shop_id = :shop_id and delivery_id = :delivery_id;

-- name: find_delivery(shop_id, delivery_id)^
select shop_id, delivery_id, platform, topic, order_ref, outcome, why, body, arrived_at_ms, times_count, tries_count
from deliveries where shop_id = :shop_id and delivery_id = :delivery_id;

-- name: list_outcome(shop_id, outcome, most)
select shop_id, delivery_id, platform, topic, order_ref, outcome, why, body, arrived_at_ms, times_count, tries_count
from deliveries where shop_id = :shop_id and outcome = :outcome order by delivery_id desc limit :most;

-- name: list_latest(shop_id, most)
select shop_id, delivery_id, platform, topic, order_ref, outcome, why, null as body, arrived_at_ms, times_count, tries_count
from deliveries where shop_id = :shop_id order by delivery_id desc limit :most;

-- name: list_to_retry(now_ms, most)
select shop_id, delivery_id, platform, topic, order_ref, outcome, why, body, arrived_at_ms, times_count, tries_count
from deliveries where retry_at_ms <= :now_ms order by retry_at_ms limit :most;

-- name: empty_bodies(shop_id, before_id, dead_before_id)!
update deliveries set body = null
where shop_id = :shop_id and body is not null
  and delivery_id < case when outcome in ('dead', 'waiting') then :dead_before_id else :before_id end;
