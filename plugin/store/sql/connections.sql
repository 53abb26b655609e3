-- name: connect(shop_id, platform, address, sealed, connected_at_ms)!
insert into connections (shop_id, platform, address, sealed, read_until_at_ms, counted_until_id, failures_count, connected_at_ms)
values (:shop_id, :platform, :address, :sealed, 0, '', 0, :connected_at_ms)
on conflict (shop_id, platform) do update
set address = excluded.address, sealed = excluded.sealed, read_until_at_ms = 0, read_at_ms = null,
    counted_until_id = '', failures_count = 0, closed_until_at_ms = null, connected_at_ms = excluded.connected_at_ms;

-- name: disconnect(shop_id, platform)!
delete from connections where shop_id = :shop_id and platform = :platform;

-- name: list_connections(shop_id)
select shop_id, platform, address, sealed, read_until_at_ms, read_at_ms, counted_until_id, failures_count, closed_until_at_ms, connected_at_ms
from connections where shop_id = :shop_id order by connected_at_ms, platform;

-- name: list_to_read(before_at_ms)
select shop_id, platform, address, sealed, read_until_at_ms, read_at_ms, counted_until_id, failures_count, closed_until_at_ms, connected_at_ms
from connections where coalesce(read_at_ms, 0) < :before_at_ms order by shop_id, platform;

-- name: change_seal(shop_id, platform, sealed)!
update connections set sealed = :sealed where shop_id = :shop_id and platform = :platform;

-- name: note_calls(shop_id, platform, failures_count, closed_until_at_ms)!
update connections set failures_count = :failures_count, closed_until_at_ms = :closed_until_at_ms
where shop_id = :shop_id and platform = :platform;

-- name: note_read(shop_id, platform, read_until_at_ms, now_ms)!
update connections set read_until_at_ms = :read_until_at_ms, read_at_ms = :now_ms
where shop_id = :shop_id and platform = :platform;

-- name: note_counted(shop_id, platform, counted_until_id)!
update connections set counted_until_id = :counted_until_id where shop_id = :shop_id and platform = :platform;

-- name: add_repair(shop_id, repair_id, platform, read_count, orders_mended_count, coupons_mended_count, note, at_ms)!
insert into repairs (shop_id, repair_id, platform, read_count, orders_mended_count, coupons_mended_count, note, at_ms)
values (:shop_id, :repair_id, :platform, :read_count, :orders_mended_count, :coupons_mended_count, :note, :at_ms);

-- name: list_repairs(shop_id, most)
select repair_id, platform, read_count, orders_mended_count, coupons_mended_count, note, at_ms
from repairs where shop_id = :shop_id order by repair_id desc limit :most;
