-- name: find_shop(key)^
select shop_id, key, name, url, currency, country, language, time_zone, domain, uninstalled_at_ms, trial_of
from shops where key = :key;

-- name: find_shop_by_id(shop_id)^
select shop_id, key, name, url, currency, country, language, time_zone, domain, uninstalled_at_ms, trial_of
from shops where shop_id = :shop_id;

-- name: list_shops()
select shop_id, key, name, url, currency, country, language, time_zone, domain, uninstalled_at_ms, trial_of
from shops order by shop_id;

-- name: list_shops_at(domain)
select shop_id, key, name, url, currency, country, language, time_zone, domain, uninstalled_at_ms, trial_of
from shops where lower(domain) = :domain order by shop_id;

-- name: add_shop(shop_id, key, name, url, currency, country, language, time_zone, domain, created_at_ms, trial_of)!
insert into shops (shop_id, key, name, url, currency, country, language, time_zone, domain, created_at_ms, trial_of)
values (:shop_id, :key, :name, :url, :currency, :country, :language, :time_zone, :domain, :created_at_ms, :trial_of);

-- name: change_shop(shop_id, name, url, currency, country, language, time_zone, domain)!
update shops set name = :name, url = :url, currency = :currency, country = :country, language = :language,
    time_zone = :time_zone, domain = :domain
where shop_id = :shop_id;

-- name: find_trial_shop(shop_id)^
select shop_id, key, name, url, currency, country, language, time_zone, domain, uninstalled_at_ms, trial_of
from shops where trial_of = :shop_id;

-- name: mark_uninstalled(shop_id, uninstalled_at_ms)!
update shops set uninstalled_at_ms = :uninstalled_at_ms where shop_id = :shop_id;

-- name: add_secret(shop_id, secret_id, platform, secret, created_at_ms)!
insert into secrets (shop_id, secret_id, platform, secret, created_at_ms)
values (:shop_id, :secret_id, :platform, :secret, :created_at_ms);

-- name: find_shop_with_secrets(key, platform, now_ms)
select s.shop_id, s.key, s.name, s.url, s.currency, s.country, s.language, s.time_zone, s.domain, s.uninstalled_at_ms, s.trial_of,
       c.secret
from shops s left join secrets c
on c.shop_id = s.shop_id and c.platform = :platform and (c.until_at_ms is null or c.until_at_ms > :now_ms)
where s.key = :key order by c.secret_id desc;

-- name: end_secrets(shop_id, platform, until_at_ms)!
update secrets set until_at_ms = :until_at_ms
where shop_id = :shop_id and platform = :platform and (until_at_ms is null or until_at_ms > :until_at_ms);
