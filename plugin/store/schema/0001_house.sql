-- One text for SQLite and PostgreSQL: text ids, bigint milliseconds and minor units, JSON as text.
-- shop_id leads every key and index, so that a shop can be moved, erased or sharded as one.

create table shops (
    shop_id text not null primary key,
    key text not null unique,
    name text not null,
    url text not null,
    currency text not null,
    country text not null,
    language text not null,
    time_zone text not null,
    domain text not null,
    created_at_ms bigint not null,
    uninstalled_at_ms bigint
);

create table secrets (
    shop_id text not null references shops (shop_id),
    secret_id text not null,
    platform text not null,
    secret text not null,
    created_at_ms bigint not null,
    until_at_ms bigint,
    primary key (shop_id, secret_id)
);

create table programs (
    shop_id text not null references shops (shop_id),
    version bigint not null,
    settings text not null,
    created_at_ms bigint not null,
    primary key (shop_id, version)
);

create table people (
    shop_id text not null references shops (shop_id),
    person_id text not null,
    code text not null,
    customer_ref text not null,
    email text not null,
    phone text not null,
    first_name text not null,
    created_at_ms bigint not null,
    joined_at_ms bigint,
    opted_out_at_ms bigint,
    banned_at_ms bigint,
    primary key (shop_id, person_id),
    unique (shop_id, code)
);

-- How a person is recognised: keyed hashes of the e-mail, the phone and the store's customer number.
create table person_keys (
    shop_id text not null,
    key_hash text not null,
    person_id text not null,
    primary key (shop_id, key_hash),
    foreign key (shop_id, person_id) references people (shop_id, person_id)
);
create index person_keys_by_person on person_keys (shop_id, person_id);

create table deliveries (
    shop_id text not null references shops (shop_id),
    delivery_id text not null,
    fingerprint text not null,
    platform text not null,
    topic text not null,
    order_ref text not null,
    outcome text not null,
    why text not null,
    body bytea,
    arrived_at_ms bigint not null,
    last_at_ms bigint not null,
    times_count bigint not null,
    tries_count bigint not null,
    retry_at_ms bigint,
    primary key (shop_id, delivery_id),
    unique (shop_id, order_ref, fingerprint)
);
create index deliveries_to_retry on deliveries (retry_at_ms) where retry_at_ms is not null;
create index deliveries_dead on deliveries (shop_id, delivery_id) where outcome = 'dead';

-- `snapshot` is the order as JSON, without the buyer's contact and the order's keys.
create table orders (
    shop_id text not null,
    order_id text not null,
    platform text not null,
    order_ref text not null,
    number text not null,
    person_id text,
    stage text not null,
    currency text not null,
    total_minor bigint not null,
    placed_at_ms bigint not null,
    updated_at_ms bigint not null,
    created_at_ms bigint not null,
    deleted_at_ms bigint,
    snapshot text not null,
    primary key (shop_id, order_id),
    unique (shop_id, platform, order_ref),
    foreign key (shop_id, person_id) references people (shop_id, person_id)
);
create index orders_by_person on orders (shop_id, person_id);
create index orders_by_number on orders (shop_id, number);

create table order_proofs (
    shop_id text not null,
    proof_hash text not null,
    order_id text not null,
    primary key (shop_id, proof_hash),
    foreign key (shop_id, order_id) references orders (shop_id, order_id)
);
create index order_proofs_by_order on order_proofs (shop_id, order_id);

create table refunds (
    shop_id text not null references shops (shop_id),
    platform text not null,
    order_ref text not null,
    refund_ref text not null,
    amount_minor bigint not null,
    currency text not null,
    refunded_at_ms bigint not null,
    primary key (shop_id, platform, order_ref, refund_ref)
);

create table decisions (
    shop_id text not null,
    decision_id text not null,
    order_id text not null,
    person_id text not null,
    program_version bigint not null,
    verdict text not null,
    reasons text not null,
    decided_at_ms bigint not null,
    primary key (shop_id, decision_id),
    foreign key (shop_id, order_id) references orders (shop_id, order_id),
    foreign key (shop_id, program_version) references programs (shop_id, version)
);
create index decisions_by_order on decisions (shop_id, order_id, decision_id);

-- What the surfaces report: views, closes, shares. The id is the browser's, so a repeat counts once.
create table events (
    shop_id text not null references shops (shop_id),
    event_id text not null,
    person_id text,
    decision_id text,
    kind text not null,
    surface text not null,
    channel text not null,
    at_ms bigint not null,
    primary key (shop_id, event_id)
);
create index events_by_person on events (shop_id, person_id, at_ms) where person_id is not null;

create table referrals (
    shop_id text not null,
    referral_id text not null,
    advocate_id text not null,
    state text not null,
    since_at_ms bigint not null,
    primary key (shop_id, referral_id),
    foreign key (shop_id, advocate_id) references people (shop_id, person_id)
);
create index referrals_by_advocate on referrals (shop_id, advocate_id, referral_id);

-- The outbox: what leaves the house later, each exactly once.
create table effects (
    shop_id text not null references shops (shop_id),
    effect_id text not null,
    effect_key text not null,
    kind text not null,
    person_id text,
    payload text not null,
    tries_count bigint not null,
    due_at_ms bigint,
    fence bigint not null,
    created_at_ms bigint not null,
    done_at_ms bigint,
    failure text not null,
    primary key (shop_id, effect_id),
    unique (shop_id, effect_key)
);
create index effects_due on effects (due_at_ms) where due_at_ms is not null;
create index effects_by_person on effects (shop_id, person_id) where person_id is not null;

create table exports (
    shop_id text not null references shops (shop_id),
    export_id text not null,
    person_id text,
    request_ref text not null,
    content text not null,
    created_at_ms bigint not null,
    primary key (shop_id, export_id)
);

create table limits (
    shop_id text not null references shops (shop_id),
    subject text not null,
    window_at_ms bigint not null,
    times_count bigint not null,
    primary key (shop_id, subject, window_at_ms)
);
