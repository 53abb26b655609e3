-- Rules: which surface was seen when last.

create index events_by_surface on events (shop_id, surface, at_ms);
