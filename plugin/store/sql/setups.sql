-- name: find_setup(shop_id)^
select platform, store_at_ms, offer_at_ms, look_at_ms from setups where shop_id = :shop_id;

-- name: keep_setup(shop_id, platform, store_at_ms, offer_at_ms, look_at_ms)!
insert into setups (shop_id, platform, store_at_ms, offer_at_ms, look_at_ms)
values (:shop_id, :platform, :store_at_ms, :offer_at_ms, :look_at_ms)
on conflict (shop_id) do update set platform = excluded.platform, store_at_ms = excluded.store_at_ms,
    offer_at_ms = excluded.offer_at_ms, look_at_ms = excluded.look_at_ms;

-- name: note_sighting(shop_id, kind, now_ms)!
insert into sightings (shop_id, kind, last_at_ms) values (:shop_id, :kind, :now_ms)
on conflict (shop_id, kind) do update set last_at_ms = excluded.last_at_ms;

-- name: list_sightings(shop_id)
select kind, last_at_ms from sightings where shop_id = :shop_id;

-- name: keep_check(shop_id, findings, at_ms)!
insert into checks (shop_id, findings, at_ms) values (:shop_id, :findings, :at_ms)
on conflict (shop_id) do update set findings = excluded.findings, at_ms = excluded.at_ms;

-- name: find_check(shop_id)^
select findings, at_ms from checks where shop_id = :shop_id;

-- name: keep_trial(shop_id, played, at_ms)!
insert into trials (shop_id, played, at_ms) values (:shop_id, :played, :at_ms)
on conflict (shop_id) do update set played = excluded.played, at_ms = excluded.at_ms;

-- name: find_trial(shop_id)^
select played, at_ms from trials where shop_id = :shop_id;
