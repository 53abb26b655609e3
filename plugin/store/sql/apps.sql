-- name: add_app(app_key, client_id, made_at_ms)!
insert into apps (app_key, client_id, made_at_ms) values (:app_key, :client_id, :made_at_ms);

-- name: list_apps()
select app_key, client_id, made_at_ms from apps order by made_at_ms, app_key;

-- name: find_app(app_key)^
select app_key, client_id, made_at_ms from apps where app_key = :app_key;

-- name: find_app_by_client(client_id)^
select app_key, client_id, made_at_ms from apps where client_id = :client_id;

-- name: add_app_secret(app_key, secret_id, sealed, made_at_ms)!
insert into app_secrets (app_key, secret_id, sealed, made_at_ms) values (:app_key, :secret_id, :sealed, :made_at_ms);

-- name: end_app_secrets(app_key, until_at_ms)!
update app_secrets set until_at_ms = :until_at_ms
where app_key = :app_key and (until_at_ms is null or until_at_ms > :until_at_ms);

-- name: list_app_secrets(app_key, now_ms)
select sealed from app_secrets
where app_key = :app_key and (until_at_ms is null or until_at_ms > :now_ms) order by secret_id desc;

-- name: forget_install(shop_id, app_key, domain)!
delete from installs where shop_id = :shop_id or (app_key = :app_key and domain = :domain);

-- name: add_install(shop_id, app_key, domain, shop_ref, installed_at_ms)!
insert into installs (shop_id, app_key, domain, shop_ref, installed_at_ms)
values (:shop_id, :app_key, :domain, :shop_ref, :installed_at_ms);

-- name: find_install(app_key, domain)^
select shop_id, app_key, domain, shop_ref, installed_at_ms from installs where app_key = :app_key and domain = :domain;

-- name: find_install_of(shop_id)^
select shop_id, app_key, domain, shop_ref, installed_at_ms from installs where shop_id = :shop_id;

-- name: list_installs(app_key)
select shop_id, app_key, domain, shop_ref, installed_at_ms from installs where app_key = :app_key order by shop_id;
