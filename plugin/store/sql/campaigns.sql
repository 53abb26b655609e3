-- name: find_campaign(shop_id, campaign_key)^
select campaign_key, version, settings, is_on, on_since_at_ms from campaigns where shop_id = :shop_id and campaign_key = :campaign_key;

-- name: list_campaigns(shop_id)
select campaign_key, version, settings, is_on, on_since_at_ms from campaigns where shop_id = :shop_id order by made_at_ms, campaign_key;

-- name: put_campaign(shop_id, campaign_key, version, settings, is_on, on_since_at_ms, made_at_ms)!
insert into campaigns (shop_id, campaign_key, version, settings, is_on, on_since_at_ms, made_at_ms)
values (:shop_id, :campaign_key, :version, :settings, :is_on, :on_since_at_ms, :made_at_ms)
on conflict (shop_id, campaign_key) do update
set version = excluded.version, settings = excluded.settings, is_on = excluded.is_on,
    on_since_at_ms = excluded.on_since_at_ms;

-- name: add_run(shop_id, run_id, campaign_key, state, cursor, people_count, looked_count, started_at_ms, changed_at_ms)!
insert into runs (shop_id, run_id, campaign_key, state, cursor, people_count, looked_count, started_at_ms, changed_at_ms)
values (:shop_id, :run_id, :campaign_key, :state, :cursor, :people_count, :looked_count, :started_at_ms, :changed_at_ms);

-- name: change_run(shop_id, run_id, state, cursor, looked_count, changed_at_ms)!
update runs set state = :state, cursor = :cursor, looked_count = :looked_count, changed_at_ms = :changed_at_ms
where shop_id = :shop_id and run_id = :run_id;

-- name: find_run(shop_id, run_id)^
select run_id, campaign_key, state, cursor, people_count, looked_count, started_at_ms, changed_at_ms
from runs where shop_id = :shop_id and run_id = :run_id;

-- name: last_run(shop_id, campaign_key)^
select run_id, campaign_key, state, cursor, people_count, looked_count, started_at_ms, changed_at_ms
from runs where shop_id = :shop_id and campaign_key = :campaign_key order by run_id desc limit 1;

-- name: list_going()
select shop_id, run_id from runs where state = 'running' order by run_id;

-- name: find_cursor(shop_id, name)^
select position from cursors where shop_id = :shop_id and name = :name;

-- name: move_cursor(shop_id, name, position)!
insert into cursors (shop_id, name, position) values (:shop_id, :name, :position)
on conflict (shop_id, name) do update set position = excluded.position;
