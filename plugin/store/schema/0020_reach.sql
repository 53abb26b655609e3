-- Reach: one payout of a batch can be cancelled alone, with a note, and be put back as a payout of its own.

create table payouts_next (
    shop_id text not null,
    payout_id text not null,
    batch_id text not null,
    partner_id text not null,
    amount_minor bigint not null,
    currency text not null,
    made_at_ms bigint not null,
    paid_at_ms bigint,
    cancelled_at_ms bigint,
    why text not null,
    primary key (shop_id, payout_id),
    foreign key (shop_id, batch_id) references batches (shop_id, batch_id)
);
insert into payouts_next (shop_id, payout_id, batch_id, partner_id, amount_minor, currency, made_at_ms, paid_at_ms, cancelled_at_ms, why)
select shop_id, payout_id, batch_id, partner_id, amount_minor, currency, made_at_ms, paid_at_ms, cancelled_at_ms, '' from payouts;
drop table payouts;
alter table payouts_next rename to payouts;
create index payouts_by_partner on payouts (shop_id, partner_id, payout_id);
create index payouts_by_batch on payouts (shop_id, batch_id, payout_id);
-- Nobody is paid twice in one currency with the same batch.
create unique index payouts_standing on payouts (shop_id, batch_id, partner_id, currency) where cancelled_at_ms is null;
