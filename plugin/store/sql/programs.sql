-- name: current_program(shop_id)^
select version, settings from programs where shop_id = :shop_id order by version desc limit 1;

-- name: find_program(shop_id, version)^
select version, settings from programs where shop_id = :shop_id and version = :version;

-- name: add_program(shop_id, version, settings, created_at_ms)!
insert into programs (shop_id, version, settings, created_at_ms)
values (:shop_id, :version, :settings, :created_at_ms);

-- name: list_programs(shop_id, before_version, most)
select version, settings, created_at_ms from programs
where shop_id = :shop_id and version < :before_version order by version desc limit :most;
