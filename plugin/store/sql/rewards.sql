-- name: add_reward(shop_id, reward_id, rule, cause, advocate_id, person_id, referral_id, program_version, incentive, currency, amount_minor, state, why, entries_count, release_at_ms, created_at_ms, coupon_id)!
insert into rewards (shop_id, reward_id, rule, cause, advocate_id, person_id, referral_id, program_version, incentive, currency, amount_minor, state, why, entries_count, release_at_ms, created_at_ms, coupon_id)
values (:shop_id, :reward_id, :rule, :cause, :advocate_id, :person_id, :referral_id, :program_version, :incentive, :currency, :amount_minor, :state, :why, :entries_count, :release_at_ms, :created_at_ms, :coupon_id);

-- name: change_reward(shop_id, reward_id, referral_id, program_version, incentive, amount_minor, state, why, entries_count, release_at_ms, coupon_id)!
update rewards set referral_id = :referral_id, program_version = :program_version, incentive = :incentive,
    amount_minor = :amount_minor, state = :state, why = :why, entries_count = :entries_count,
    release_at_ms = :release_at_ms, coupon_id = :coupon_id
where shop_id = :shop_id and reward_id = :reward_id;

-- name: add_entries(shop_id, reward_id, number, kind, amount_minor, currency, why, at_ms)*!
insert into entries (shop_id, reward_id, number, kind, amount_minor, currency, why, at_ms)
values (:shop_id, :reward_id, :number, :kind, :amount_minor, :currency, :why, :at_ms);

-- name: find_reward(shop_id, reward_id)^
select reward_id, rule, cause, advocate_id, person_id, referral_id, program_version, incentive, currency, amount_minor, state, why, entries_count, release_at_ms, created_at_ms, coupon_id
from rewards where shop_id = :shop_id and reward_id = :reward_id;

-- name: list_by_advocate(shop_id, advocate_id)
select reward_id, rule, cause, advocate_id, person_id, referral_id, program_version, incentive, currency, amount_minor, state, why, entries_count, release_at_ms, created_at_ms, coupon_id
from rewards where shop_id = :shop_id and advocate_id = :advocate_id order by reward_id;

-- name: list_by_cause(shop_id, advocate_id, cause)
select reward_id, rule, cause, advocate_id, person_id, referral_id, program_version, incentive, currency, amount_minor, state, why, entries_count, release_at_ms, created_at_ms, coupon_id
from rewards where shop_id = :shop_id and rule in ('advocate', 'friend', 'milestone', 'every') and cause = :cause
and advocate_id = :advocate_id order by reward_id;

-- name: list_by_referrals(shop_id, referral_ids)
select reward_id, rule, cause, advocate_id, person_id, referral_id, program_version, incentive, currency, amount_minor, state, why, entries_count, release_at_ms, created_at_ms, coupon_id
from rewards where shop_id = :shop_id and referral_id in (select value from list_of(:referral_ids)) order by reward_id;

-- name: list_rewards_of(shop_id, person_id)
select reward_id, rule, cause, advocate_id, person_id, referral_id, program_version, incentive, currency, amount_minor, state, why, entries_count, release_at_ms, created_at_ms, coupon_id
from rewards where shop_id = :shop_id and person_id = :person_id order by reward_id;

-- name: list_latest_rewards(shop_id, before_id, most)
select reward_id, rule, cause, advocate_id, person_id, referral_id, program_version, incentive, currency, amount_minor, state, why, entries_count, release_at_ms, created_at_ms, coupon_id
from rewards where shop_id = :shop_id and reward_id < :before_id order by reward_id desc limit :most;

-- name: list_rewards_in(shop_id, state, most)
select reward_id, rule, cause, advocate_id, person_id, referral_id, program_version, incentive, currency, amount_minor, state, why, entries_count, release_at_ms, created_at_ms, coupon_id
from rewards where shop_id = :shop_id and state = :state order by reward_id limit :most;

-- name: list_entries(shop_id, reward_id)
select reward_id, number, kind, amount_minor, currency, why, at_ms
from entries where shop_id = :shop_id and reward_id = :reward_id order by number;

-- name: sum_committed(shop_id, currency)^
select cast(coalesce(sum(amount_minor), 0) as bigint) as sum_minor from rewards
where shop_id = :shop_id and currency = :currency and state in ('approved', 'issued', 'told');

-- name: sum_by_state(shop_id)
select state, currency, count(*) as rewards_count, cast(sum(amount_minor) as bigint) as sum_minor
from rewards where shop_id = :shop_id group by state, currency order by state, currency;
