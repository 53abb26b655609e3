-- name: find_sheet(shop_id, name)^
select name, made_at_ms, wanted_at_ms, begun_at_ms, content from sheets where shop_id = :shop_id and name = :name;

-- name: want_sheet(shop_id, name, now_ms)!
insert into sheets (shop_id, name, made_at_ms, wanted_at_ms, begun_at_ms, content)
values (:shop_id, :name, null, :now_ms, null, '')
on conflict (shop_id, name) do update set wanted_at_ms = excluded.wanted_at_ms;

-- A worker that died leaves its mark behind: after a while another one takes over.
-- name: begin_sheet(shop_id, name, now_ms, left_at_ms)!
insert into sheets (shop_id, name, made_at_ms, wanted_at_ms, begun_at_ms, content)
values (:shop_id, :name, null, null, :now_ms, '')
on conflict (shop_id, name) do update set begun_at_ms = excluded.begun_at_ms
where sheets.begun_at_ms is null or sheets.begun_at_ms < :left_at_ms;

-- What was wanted while it was worked out is still wanted.
-- name: keep_sheet(shop_id, name, made_at_ms, content)!
update sheets set content = :content, made_at_ms = :made_at_ms, begun_at_ms = null,
    wanted_at_ms = case when wanted_at_ms > :made_at_ms then wanted_at_ms end
where shop_id = :shop_id and name = :name;

-- name: count_some_orders(shop_id, most)^
select count(*) as rows_count from (select 1 as one from orders where shop_id = :shop_id limit :most) as some_orders;

-- name: count_some_people(shop_id, most)^
select count(*) as rows_count from (select 1 as one from people where shop_id = :shop_id limit :most) as some_people;
