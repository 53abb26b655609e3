-- Running an installation: signs of life, what was turned away, what was erased, the weekly letter, the demo.

-- What the installation was last seen doing: the worker at work, a backup written. Belongs to no shop.
create table signs (
    name text not null primary key,
    at_ms bigint not null,
    note text not null
);

-- Deliveries that no secret of the shop signed, by platform: counted once a minute, and nothing of them kept.
create table refusals (
    shop_id text not null references shops (shop_id),
    platform text not null,
    minutes_count bigint not null,
    first_at_ms bigint not null,
    last_at_ms bigint not null,
    primary key (shop_id, platform)
);

-- Who was erased and when: an id that leads nowhere any more, and who did it.
create table erasures (
    shop_id text not null references shops (shop_id),
    erasure_id text not null,
    person_id text not null,
    who text not null,
    orders_count bigint not null,
    at_ms bigint not null,
    primary key (shop_id, erasure_id)
);

-- Whether a user wants a shop's weekly letter, "yes" or "no"; of whom nothing stands here, owners get it.
create table weekly_choices (
    shop_id text not null references shops (shop_id),
    user_id text not null,
    says text not null,
    primary key (shop_id, user_id)
);

-- One letter for each user and week, which is named by its Monday. `stop_key` stops the next ones.
create table weekly_letters (
    shop_id text not null references shops (shop_id),
    letter_id text not null,
    user_id text not null,
    week text not null,
    stop_key text not null unique,
    made_at_ms bigint not null,
    sent_at_ms bigint,
    primary key (shop_id, letter_id),
    unique (shop_id, user_id, week)
);

-- Shops that `sathi demo` made: every page of their desk says so, and `sathi demo --remove` takes them away.
create table demos (
    shop_id text not null primary key references shops (shop_id),
    made_at_ms bigint not null
);
