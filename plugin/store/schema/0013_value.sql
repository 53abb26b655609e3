-- Sheets: figures that need a walk over a shop's whole history. They are worked out now and then, and kept.

-- `content` is JSON with counts, sums and our own ids, never a name or an address; empty until the first time.
-- `wanted_at_ms` is when somebody asked for it anew, `begun_at_ms` when a worker took it up and is not done.
create table sheets (
    shop_id text not null references shops (shop_id),
    name text not null,
    made_at_ms bigint,
    wanted_at_ms bigint,
    begun_at_ms bigint,
    content text not null,
    primary key (shop_id, name)
);

-- Those who brought somebody are looked for by their first name, which may be longer than an index takes. A new
-- buyer is not among them, and costs no more to write.
create index advocates_by_name on people (shop_id, substr(first_name, 1, 40))
where settled_version is not null or settle_at_ms is not null;
