-- name: connect_whatsapp(shop_id, sealed, connected_at_ms)!
insert into whatsapp_accounts (shop_id, sealed, connected_at_ms) values (:shop_id, :sealed, :connected_at_ms)
on conflict (shop_id) do update set sealed = excluded.sealed, connected_at_ms = excluded.connected_at_ms;

-- name: disconnect_whatsapp(shop_id)!
delete from whatsapp_accounts where shop_id = :shop_id;

-- name: find_whatsapp(shop_id)^
select shop_id, sealed, connected_at_ms from whatsapp_accounts where shop_id = :shop_id;

-- name: write_fate(shop_id, message_id, state, code, failure, at_ms)!
insert into fates (shop_id, message_id, state, code, failure, at_ms)
values (:shop_id, :message_id, :state, :code, :failure, :at_ms)
on conflict (shop_id, message_id) do update
set state = excluded.state, code = excluded.code, failure = excluded.failure, at_ms = excluded.at_ms;

-- name: find_fate(shop_id, message_id)^
select message_id, state, code, failure, at_ms from fates where shop_id = :shop_id and message_id = :message_id;

-- name: subscribe(shop_id, subscription_id, person_id, endpoint_hash, sealed, made_at_ms)!
insert into push_subscriptions (shop_id, subscription_id, person_id, endpoint_hash, sealed, made_at_ms)
values (:shop_id, :subscription_id, :person_id, :endpoint_hash, :sealed, :made_at_ms);

-- name: unsubscribe(shop_id, endpoint_hash)!
delete from push_subscriptions where shop_id = :shop_id and endpoint_hash = :endpoint_hash;

-- name: list_subscriptions(shop_id, person_id)
select subscription_id, person_id, endpoint_hash, sealed, made_at_ms
from push_subscriptions where shop_id = :shop_id and person_id = :person_id order by subscription_id;
