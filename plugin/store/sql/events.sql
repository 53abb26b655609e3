-- name: add_event(shop_id, event_id, person_id, decision_id, kind, surface, channel, at_ms, language, device)!
insert into events (shop_id, event_id, person_id, decision_id, kind, surface, channel, at_ms, language, device)
values (:shop_id, :event_id, :person_id, :decision_id, :kind, :surface, :channel, :at_ms, :language, :device)
on conflict (shop_id, event_id) do nothing;

-- name: list_events_of(shop_id, person_id, since_at_ms)
select event_id, person_id, decision_id, kind, surface, channel, at_ms, language, device
from events where shop_id = :shop_id and person_id = :person_id and at_ms >= :since_at_ms order by at_ms, event_id;

-- name: list_met(shop_id, person_id, since_at_ms, from_id, written)
select event_id, person_id, decision_id, kind, surface, channel, at_ms, language, device
from events where shop_id = :shop_id and person_id = :person_id and at_ms >= :since_at_ms
union all
select message_id, person_id, cast(null as text), cast(:written as text), 'message', medium, created_at_ms, language, ''
from messages where shop_id = :shop_id and person_id = :person_id and message_id >= :from_id
  and purpose = 'marketing' and failure = '';

-- name: find_surface_seen(shop_id, surface, since_at_ms, most)^
select (select count(*) from (
            select 1 from events
            where shop_id = :shop_id and surface = :surface and at_ms >= :since_at_ms limit :most
        ) as counted) as times_count,
       (select max(at_ms) from events where shop_id = :shop_id and surface = :surface) as last_at_ms;
