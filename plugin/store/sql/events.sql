-- name: add_event(shop_id, event_id, person_id, decision_id, kind, surface, channel, at_ms)!
insert into events (shop_id, event_id, person_id, decision_id, kind, surface, channel, at_ms)
values (:shop_id, :event_id, :person_id, :decision_id, :kind, :surface, :channel, :at_ms)
on conflict (shop_id, event_id) do nothing;

-- name: list_events_of(shop_id, person_id, since_at_ms)
select event_id, person_id, decision_id, kind, surface, channel, at_ms
from events where shop_id = :shop_id and person_id = :person_id and at_ms >= :since_at_ms order by at_ms, event_id;

