-- name: add_effect(shop_id, effect_id, effect_key, kind, person_id, payload, due_at_ms, created_at_ms)!
insert into effects (shop_id, effect_id, effect_key, kind, person_id, payload, tries_count, due_at_ms, fence, created_at_ms, failure)
values (:shop_id, :effect_id, :effect_key, :kind, :person_id, :payload, 0, :due_at_ms, 0, :created_at_ms, '')
on conflict (shop_id, effect_key) do nothing;

-- From shop to shop through the index, so that it costs no more where one shop has very many.
-- name: list_shops_due(kind, now_ms)
with recursive waiting (shop_id) as (
    select min(shop_id) from effects where kind = :kind and due_at_ms is not null
    union all
    select (select min(e.shop_id) from effects e where e.kind = :kind and e.due_at_ms is not null and e.shop_id > w.shop_id)
    from waiting w where w.shop_id is not null
)
select w.shop_id from waiting w
where w.shop_id is not null and exists (
    select 1 from effects e where e.kind = :kind and e.shop_id = w.shop_id and e.due_at_ms <= :now_ms);

-- What ends a coupon waits until what makes it is done or has failed for good.
-- With a ban, and with the end of one, a coupon's turn comes once those before it are done or have failed for good.
-- name: claim(shop_id, kind, now_ms, lease_until_ms, most, holder)
update effects set due_at_ms = :lease_until_ms, holder = :holder, fence = fence + 1, tries_count = tries_count + 1
where shop_id = :shop_id and effect_id in (
    select e.effect_id from effects e
    where e.shop_id = :shop_id and e.kind = :kind and e.due_at_ms <= :now_ms and not exists (
        select 1 from effects m
        where m.shop_id = e.shop_id and m.effect_key = replace(e.effect_key, 'end_coupon ', 'make_coupon ')
        and m.effect_id <> e.effect_id and m.due_at_ms is not null)
    and not (replace(replace(e.effect_key, ' again ', ''), ' ban ', '') <> e.effect_key and exists (
        select 1 from effects m
        where m.shop_id = e.shop_id and m.kind in ('end_coupon', 'make_coupon') and m.due_at_ms is not null
        and m.payload = e.payload and m.effect_id < e.effect_id))
    order by e.due_at_ms limit :most)
returning shop_id, effect_id, kind, person_id, payload, tries_count, fence;

-- name: renew(shop_id, effect_id, fence, lease_until_ms)!
update effects set due_at_ms = :lease_until_ms
where shop_id = :shop_id and effect_id = :effect_id and fence = :fence and due_at_ms is not null;

-- name: finish(shop_id, effect_id, fence, now_ms)!
update effects set done_at_ms = :now_ms, due_at_ms = null, payload = '', failure = ''
where shop_id = :shop_id and effect_id = :effect_id and fence = :fence and due_at_ms is not null;

-- name: postpone(shop_id, effect_id, fence, tries_count, due_at_ms, failure)!
update effects set due_at_ms = :due_at_ms, tries_count = :tries_count, failure = :failure, holder = ''
where shop_id = :shop_id and effect_id = :effect_id and fence = :fence and due_at_ms is not null;

-- name: release_held(holder, now_ms)!
update effects set due_at_ms = :now_ms where holder = :holder and due_at_ms > :now_ms and done_at_ms is null;

-- name: count_failures(shop_id, kind)
select failure, count(*) as effects_count from effects
where shop_id = :shop_id and kind = :kind and due_at_ms is not null and failure <> ''
group by failure order by effects_count desc limit 10;

-- name: list_dead(shop_id, most)
select effect_id, kind, tries_count, failure, created_at_ms from effects
where shop_id = :shop_id and due_at_ms is null and done_at_ms is null order by effect_id limit :most;

-- name: replay(shop_id, effect_id, now_ms)^
update effects set due_at_ms = :now_ms, tries_count = 0, failure = ''
where shop_id = :shop_id and effect_id = :effect_id and due_at_ms is null and done_at_ms is null
returning shop_id, effect_id, kind, person_id, payload, tries_count, fence;

-- name: replay_key(shop_id, effect_key, now_ms)!
update effects set due_at_ms = :now_ms, tries_count = 0, failure = ''
where shop_id = :shop_id and effect_key = :effect_key and due_at_ms is null and done_at_ms is null;
