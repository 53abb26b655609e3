-- Figures: what happened on each day of the shop, summed once and kept true.

-- Of what was said and opened: in which language, on a phone, a tablet or a computer.
alter table events add column language text not null default '';
alter table events add column device text not null default '';
alter table visits add column language text not null default '';
alter table visits add column device text not null default '';
alter table claims add column language text not null default '';
alter table claims add column device text not null default '';
alter table candidates add column language text not null default '';
alter table candidates add column device text not null default '';
-- What the codes of the trace that won took off the order, and when that was placed.
alter table candidates add column discount_minor bigint not null default 0;
alter table candidates add column placed_at_ms bigint not null default 0;
update candidates set placed_at_ms = (
    select o.placed_at_ms from orders o where o.shop_id = candidates.shop_id and o.order_id = candidates.order_id);
create index candidates_by_day on candidates (shop_id, placed_at_ms, order_id) where won = 1;

-- What went back of an order; null where it was written before this step, and is still to be read.
alter table orders add column refunded_minor bigint;
update orders set refunded_minor = 0 where snapshot not like '%"refunded_minor":%';
create index orders_unread on orders (shop_id, order_id) where refunded_minor is null;

-- What a day's sum reads.
create index orders_by_day on orders (shop_id, placed_at_ms, is_test, deleted_at_ms, stage, currency, total_minor, refunded_minor);
create index events_by_day on events (shop_id, at_ms);
create index visits_by_day on visits (shop_id, at_ms);
create index claims_by_day on claims (shop_id, at_ms);
create index entries_by_day on entries (shop_id, at_ms);
create index commission_lines_by_day on commission_lines (shop_id, at_ms);

-- The days that are over, as the shop's clocks had them, in its currency. `changes_count` grows with whatever
-- changes something in a day, `summed_count` is what it was when the day was summed last: where they are the
-- same, the sums are true.
create table summed_days (
    shop_id text not null references shops (shop_id),
    day text not null,
    time_zone text not null,
    currency text not null,
    begins_at_ms bigint not null,
    ends_at_ms bigint not null,
    changes_count bigint not null,
    summed_count bigint not null,
    primary key (shop_id, day)
);
create index summed_days_changed on summed_days (shop_id, day) where summed_count <> changes_count;

-- One line for each day, and in it for each surface, channel, language and device: `part` "all" is the whole.
create table sums (
    shop_id text not null references shops (shop_id),
    part text not null,
    day text not null,
    name text not null,
    orders_count bigint not null,
    orders_minor bigint not null,
    foreign_count bigint not null,
    new_count bigint not null,
    referred_count bigint not null,
    referred_minor bigint not null,
    referred_new_count bigint not null,
    views_count bigint not null,
    shares_count bigint not null,
    visits_count bigint not null,
    claims_count bigint not null,
    discounts_minor bigint not null,
    rewards_minor bigint not null,
    commission_minor bigint not null,
    emails_count bigint not null,
    whatsapps_count bigint not null,
    primary key (shop_id, part, day, name)
);
