-- name: hear(shop_id, notice_hash, heard_at_ms)!
insert into notices (shop_id, notice_hash, heard_at_ms) values (:shop_id, :notice_hash, :heard_at_ms)
on conflict (shop_id, notice_hash) do nothing;

-- name: forget_notices(shop_id, before_at_ms)!
delete from notices where shop_id = :shop_id and heard_at_ms < :before_at_ms;
