-- name: count_up(shop_id, subject, window_at_ms)^
insert into limits (shop_id, subject, window_at_ms, times_count) values (:shop_id, :subject, :window_at_ms, 1)
on conflict (shop_id, subject, window_at_ms) do update set times_count = limits.times_count + 1
returning times_count;

-- name: forget_limits(shop_id, before_at_ms)!
delete from limits where shop_id = :shop_id and window_at_ms < :before_at_ms;
