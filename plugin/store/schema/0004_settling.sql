-- Settling looks only at the friends who changed, and counts the others by where they stood last.

-- The version of the program under which all of an advocate's friends were settled; null where the next
-- settling must look at all of them.
alter table people add column settled_version bigint;
-- How many friends counted then, how many of them clear, how many released.
alter table people add column counted_count bigint not null default 0;
alter table people add column clear_count bigint not null default 0;
alter table people add column released_count bigint not null default 0;

alter table referrals add column is_settled bigint not null default 0;
alter table referrals add column cause text not null default '';
alter table referrals add column placed_at_ms bigint not null default 0;
alter table referrals add column counts_at_ms bigint;
alter table referrals add column release_at_ms bigint not null default 0;
alter table referrals add column is_clear bigint not null default 0;
alter table referrals add column currency text not null default '';
create index referrals_unsettled on referrals (shop_id, advocate_id, is_settled, referral_id) where is_settled = 0;
create index referrals_by_cause on referrals (shop_id, advocate_id, cause);
-- Counting reads nothing but this index.
create index referrals_counted on referrals (shop_id, advocate_id, placed_at_ms, cause, counts_at_ms, release_at_ms, is_clear, currency)
where counts_at_ms is not null;
create index referrals_recent on referrals (shop_id, advocate_id, since_at_ms, referral_id) where order_id is not null;
-- What a budget has given is added up from this index alone.
create index rewards_committed on rewards (shop_id, currency, amount_minor) where state in ('approved', 'issued', 'told');
