-- The loop: visits, claims, referrals, rewards and their ledger, coupons, connections.

alter table people add column settle_at_ms bigint;
create index people_to_settle on people (settle_at_ms) where settle_at_ms is not null;

alter table orders add column ip_hash text not null default '';
alter table orders add column address_hash text not null default '';

alter table refunds add column goods_minor bigint;

-- Other codes that lead to an advocate: an older one, or one that leaked and leads nowhere any more.
create table aliases (
    shop_id text not null,
    code text not null,
    person_id text not null,
    created_at_ms bigint not null,
    ended_at_ms bigint,
    primary key (shop_id, code),
    foreign key (shop_id, person_id) references people (shop_id, person_id)
);
create index aliases_by_person on aliases (shop_id, person_id);

-- Codes that look or sound alike share one key, so that no two people have them.
create table code_keys (
    shop_id text not null references shops (shop_id),
    confusion_key text not null,
    code text not null,
    primary key (shop_id, confusion_key)
);

create table visits (
    shop_id text not null references shops (shop_id),
    visit_id text not null,
    advocate_id text not null,
    channel text not null,
    at_ms bigint not null,
    primary key (shop_id, visit_id)
);
create index visits_by_advocate on visits (shop_id, advocate_id, at_ms);

-- `code` is as the store writes it, `code_key` as read_code() makes it of whatever an order says.
create table coupons (
    shop_id text not null references shops (shop_id),
    coupon_id text not null,
    code text not null,
    code_key text not null,
    subject text not null,
    subject_id text not null,
    incentive text not null,
    currency text not null,
    state text not null,
    store_ref text not null,
    failure text not null,
    created_at_ms bigint not null,
    until_at_ms bigint,
    primary key (shop_id, coupon_id),
    unique (shop_id, code_key)
);
create index coupons_ending on coupons (shop_id, until_at_ms) where state = 'live' and until_at_ms is not null;

create table referrals_of_the_loop (
    shop_id text not null,
    referral_id text not null,
    advocate_id text not null,
    friend_id text,
    order_id text,
    method text not null,
    channel text not null,
    program_version bigint not null,
    claimed_at_ms bigint,
    registered_at_ms bigint,
    event_at_ms bigint,
    verdict text not null,
    reasons text not null,
    review text not null,
    review_until_at_ms bigint,
    reviewed_at_ms bigint,
    device_hash text not null,
    ip_hash text not null,
    state text not null,
    since_at_ms bigint not null,
    frozen text not null default '',
    primary key (shop_id, referral_id),
    foreign key (shop_id, program_version) references programs (shop_id, version)
);
drop table referrals;
alter table referrals_of_the_loop rename to referrals;
create index referrals_by_advocate on referrals (shop_id, advocate_id, referral_id);
create index referrals_by_friend on referrals (shop_id, friend_id) where friend_id is not null;
create index referrals_by_order on referrals (shop_id, order_id) where order_id is not null;
create index referrals_to_review on referrals (shop_id, review_until_at_ms) where review = 'waiting';
create index referrals_by_device on referrals (shop_id, device_hash) where device_hash <> '';
create index referrals_by_ip on referrals (shop_id, ip_hash, since_at_ms) where ip_hash <> '';

create table claims (
    shop_id text not null,
    claim_id text not null,
    advocate_id text not null,
    referral_id text not null,
    friend_id text,
    coupon_id text,
    visit_id text,
    channel text not null,
    contact_hash text not null,
    at_ms bigint not null,
    until_at_ms bigint not null,
    primary key (shop_id, claim_id),
    foreign key (shop_id, referral_id) references referrals (shop_id, referral_id)
);
create index claims_by_advocate on claims (shop_id, advocate_id, at_ms);
create index claims_by_friend on claims (shop_id, friend_id) where friend_id is not null;
create index claims_by_coupon on claims (shop_id, coupon_id) where coupon_id is not null;
create index claims_by_referral on claims (shop_id, referral_id);
create index claims_by_contact on claims (shop_id, contact_hash) where contact_hash <> '';

-- Every answer to "who sent this buyer?", with the reason why it won or lost.
create table candidates (
    shop_id text not null,
    order_id text not null,
    place bigint not null,
    method text not null,
    advocate_id text not null,
    referral_id text,
    evidence text not null,
    channel text not null,
    at_ms bigint not null,
    won bigint not null,
    why text not null,
    primary key (shop_id, order_id, place),
    foreign key (shop_id, order_id) references orders (shop_id, order_id)
);

create table corrections (
    shop_id text not null,
    correction_id text not null,
    order_id text not null,
    advocate_id text,
    note text not null,
    at_ms bigint not null,
    undone_at_ms bigint,
    primary key (shop_id, correction_id),
    foreign key (shop_id, order_id) references orders (shop_id, order_id)
);
create index corrections_by_order on corrections (shop_id, order_id, correction_id);

-- A reward keeps what its entries add up to, so that no page needs to add them; the audit compares.
create table rewards (
    shop_id text not null,
    reward_id text not null,
    rule text not null,
    cause text not null,
    advocate_id text not null,
    person_id text not null,
    referral_id text,
    program_version bigint not null,
    incentive text not null,
    currency text not null,
    amount_minor bigint not null,
    state text not null,
    why text not null,
    entries_count bigint not null,
    release_at_ms bigint not null,
    coupon_id text,
    created_at_ms bigint not null,
    primary key (shop_id, reward_id),
    unique (shop_id, rule, cause, advocate_id),
    foreign key (shop_id, program_version) references programs (shop_id, version)
);
-- One cause is rewarded once: where an order turns out to be another advocate's, the first reward is reversed.
create unique index rewards_once on rewards (shop_id, rule, cause) where state <> 'reversed';
create index rewards_by_advocate on rewards (shop_id, advocate_id);
create index rewards_by_person on rewards (shop_id, person_id);

-- The ledger. Nothing updates or deletes a line of it.
create table entries (
    shop_id text not null,
    reward_id text not null,
    number bigint not null,
    kind text not null,
    amount_minor bigint not null,
    currency text not null,
    why text not null,
    at_ms bigint not null,
    primary key (shop_id, reward_id, number),
    foreign key (shop_id, reward_id) references rewards (shop_id, reward_id)
);

-- How the house reaches a store. `sealed` are the credentials, encrypted.
create table connections (
    shop_id text not null references shops (shop_id),
    platform text not null,
    address text not null,
    sealed text not null,
    read_until_at_ms bigint not null,
    read_at_ms bigint,
    counted_until_id text not null,
    failures_count bigint not null,
    closed_until_at_ms bigint,
    connected_at_ms bigint not null,
    primary key (shop_id, platform)
);

create table stock (
    shop_id text not null references shops (shop_id),
    code text not null,
    pile text not null,
    added_at_ms bigint not null,
    coupon_id text,
    primary key (shop_id, code)
);
create index stock_left on stock (shop_id, pile, code) where coupon_id is null;

-- What reconciliation found and mended, one row a run.
create table repairs (
    shop_id text not null references shops (shop_id),
    repair_id text not null,
    platform text not null,
    read_count bigint not null,
    orders_mended_count bigint not null,
    coupons_mended_count bigint not null,
    note text not null,
    at_ms bigint not null,
    primary key (shop_id, repair_id)
);

-- Waiting effects are looked for by kind, then from shop to shop.
drop index effects_due;
create index effects_due on effects (kind, shop_id, due_at_ms) where due_at_ms is not null;
create index effects_dead on effects (shop_id, effect_id) where due_at_ms is null and done_at_ms is null;
