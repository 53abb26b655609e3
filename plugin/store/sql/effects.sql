-- name: add_effect(shop_id, effect_id, effect_key, kind, person_id, payload, due_at_ms, created_at_ms)!
insert into effects (shop_id, effect_id, effect_key, kind, person_id, payload, tries_count, due_at_ms, fence, created_at_ms, failure)
values (:shop_id, :effect_id, :effect_key, :kind, :person_id, :payload, 0, :due_at_ms, 0, :created_at_ms, '')
on conflict (shop_id, effect_key) do nothing;

-- name: list_due(now_ms, most)
select shop_id, effect_id from effects where due_at_ms <= :now_ms order by due_at_ms limit :most;

-- name: claim(shop_id, effect_id, now_ms, lease_until_ms)^
update effects set due_at_ms = :lease_until_ms, fence = fence + 1, tries_count = tries_count + 1
where shop_id = :shop_id and effect_id = :effect_id and due_at_ms <= :now_ms
returning shop_id, effect_id, kind, person_id, payload, tries_count, fence;

-- name: finish(shop_id, effect_id, fence, now_ms)!
update effects set done_at_ms = :now_ms, due_at_ms = null, payload = '', failure = ''
where shop_id = :shop_id and effect_id = :effect_id and fence = :fence and done_at_ms is null;

-- name: postpone(shop_id, effect_id, fence, due_at_ms, failure)!
update effects set due_at_ms = :due_at_ms, failure = :failure
where shop_id = :shop_id and effect_id = :effect_id and fence = :fence and done_at_ms is null;
