-- Partners: who promotes the shop for what was agreed. Each is an advocate too, with a code for many buyers.

-- `rests`, the times in which they were no partner, and `code_rules` are JSON; `payout_sealed` is where money is sent, encrypted.
create table partners (
    shop_id text not null references shops (shop_id),
    partner_id text not null,
    person_id text not null,
    kind text not null,
    state text not null,
    name text not null,
    page_url text not null,
    niche text not null,
    followers_count bigint not null,
    note text not null,
    why text not null,
    terms_version bigint,
    agreed_at_ms bigint,
    payout_sealed text not null,
    tier text not null,
    made_at_ms bigint not null,
    decided_at_ms bigint,
    ended_at_ms bigint,
    rests text not null,
    code_rules text not null,
    settle_at_ms bigint,
    primary key (shop_id, partner_id),
    unique (shop_id, person_id)
);
create index partners_to_settle on partners (settle_at_ms) where settle_at_ms is not null;

-- How often a coupon may be used, 0 for any number of times, and whether each customer may use it once only.
alter table coupons add column uses_count bigint not null default 1;
alter table coupons add column once_each bigint not null default 0;

-- What a partner brought is looked for by the advocate.
create index candidates_won on candidates (shop_id, advocate_id, order_id) where won = 1;
