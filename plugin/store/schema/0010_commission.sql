-- Commission: what partners were promised, what they earned order by order, and what they were paid.

-- What the shop promises its partners; a new promise is a new version, and none is ever changed.
create table terms (
    shop_id text not null references shops (shop_id),
    version bigint not null,
    settings text not null,
    agreement text not null,
    made_at_ms bigint not null,
    primary key (shop_id, version)
);

-- Which version each partner agreed to, and when: it holds until they agree to a newer one.
create table agreements (
    shop_id text not null,
    partner_id text not null,
    agreed_at_ms bigint not null,
    version bigint not null,
    primary key (shop_id, partner_id, agreed_at_ms),
    foreign key (shop_id, version) references terms (shop_id, version)
);

-- Each partner's ledger. Lines are added and never touched again. `month` is the statement that a line is in,
-- `sale` the order as it was then, as JSON: what an erased order brought can be told from it.
create table commission_lines (
    shop_id text not null references shops (shop_id),
    partner_id text not null,
    number bigint not null,
    order_id text not null,
    amount_minor bigint not null,
    currency text not null,
    month text not null,
    matures_at_ms bigint not null,
    why text not null,
    terms_version bigint not null,
    tier text not null,
    rate text not null,
    sale text not null,
    at_ms bigint not null,
    primary key (shop_id, partner_id, number)
);

create index commission_lines_by_month on commission_lines (shop_id, month, partner_id);

-- Payouts that are exported together.
create table batches (
    shop_id text not null references shops (shop_id),
    batch_id text not null,
    made_at_ms bigint not null,
    paid_at_ms bigint,
    cancelled_at_ms bigint,
    primary key (shop_id, batch_id)
);

create table payouts (
    shop_id text not null,
    payout_id text not null,
    batch_id text not null,
    partner_id text not null,
    amount_minor bigint not null,
    currency text not null,
    made_at_ms bigint not null,
    paid_at_ms bigint,
    cancelled_at_ms bigint,
    primary key (shop_id, payout_id),
    unique (shop_id, batch_id, partner_id, currency),
    foreign key (shop_id, batch_id) references batches (shop_id, batch_id)
);
create index payouts_by_partner on payouts (shop_id, partner_id, payout_id);
