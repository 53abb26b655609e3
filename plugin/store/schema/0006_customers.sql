-- Past customers: what an import, from a file or the store itself, knows of them, and how far imports are.

-- What the newest reading said of a person; it is never added to our own orders, since it counts them too.
create table profiles (
    shop_id text not null,
    person_id text not null,
    orders_count bigint not null,
    spent_minor bigint not null,
    currency text not null,
    last_order_at_ms bigint,
    tags text not null,
    country text not null,
    language text not null,
    source text not null,
    read_at_ms bigint not null,
    primary key (shop_id, person_id),
    foreign key (shop_id, person_id) references people (shop_id, person_id)
);

-- `fingerprint` is a hash of the file and how it was read, or names the store. A file is read up to
-- `line_done`, a store up to its own `cursor`; `faults` holds the first of them in words.
create table imports (
    shop_id text not null references shops (shop_id),
    import_id text not null,
    fingerprint text not null,
    source text not null,
    columns text not null,
    rows_count bigint not null,
    new_count bigint not null,
    changed_count bigint not null,
    unmailable_count bigint not null,
    faults_count bigint not null,
    faults text not null,
    line_done bigint not null,
    cursor text not null,
    started_at_ms bigint not null,
    ended_at_ms bigint,
    primary key (shop_id, import_id)
);
create index imports_by_fingerprint on imports (shop_id, fingerprint, import_id);
