-- Setting a shop up: what was saved, what of the store was seen, what the last look at it found, and trials.

create table setups (
    shop_id text not null primary key references shops (shop_id),
    platform text not null,
    store_at_ms bigint,
    offer_at_ms bigint,
    look_at_ms bigint
);

-- When something of the store was seen last, by kind; written at most every few minutes.
create table sightings (
    shop_id text not null references shops (shop_id),
    kind text not null,
    last_at_ms bigint not null,
    primary key (shop_id, kind)
);

-- The last look at the store: its findings, as JSON.
create table checks (
    shop_id text not null primary key references shops (shop_id),
    findings text not null,
    at_ms bigint not null
);

-- A trial is a shop beside the shop, so that nothing of it can count there; what it was played with is JSON.
alter table shops add column trial_of text not null default '';
create unique index shops_by_trial on shops (trial_of) where trial_of <> '';
create table trials (
    shop_id text not null primary key references shops (shop_id),
    played text not null,
    at_ms bigint not null
);

-- Codes brought from another app: what each import made, so that it can be taken back.
create table code_imports (
    shop_id text not null references shops (shop_id),
    import_id text not null,
    source text not null,
    at_ms bigint not null,
    undone_at_ms bigint,
    primary key (shop_id, import_id)
);
create table imported_codes (
    shop_id text not null,
    import_id text not null,
    code text not null,
    person_id text not null,
    is_new_person bigint not null,
    primary key (shop_id, import_id, code),
    foreign key (shop_id, import_id) references code_imports (shop_id, import_id)
);
