-- name: add_experiment(shop_id, experiment_id, kind, name, goal, variants, auto_weeks, wash_out_days, made_at_ms, started_at_ms, until_at_ms)!
insert into experiments (shop_id, experiment_id, kind, name, goal, variants, auto_weeks, wash_out_days, made_at_ms,
                         started_at_ms, until_at_ms)
values (:shop_id, :experiment_id, :kind, :name, :goal, :variants, :auto_weeks, :wash_out_days, :made_at_ms,
        :started_at_ms, :until_at_ms);

-- name: find_experiment(shop_id, experiment_id)^
select experiment_id, kind, name, goal, variants, auto_weeks, wash_out_days, made_at_ms, started_at_ms, until_at_ms,
       ended_at_ms, winner, adopted_at_ms, counted_at_ms
from experiments where shop_id = :shop_id and experiment_id = :experiment_id;

-- name: list_experiments(shop_id, most)
select experiment_id, kind, name, goal, variants, auto_weeks, wash_out_days, made_at_ms, started_at_ms, until_at_ms,
       ended_at_ms, winner, adopted_at_ms, counted_at_ms
from experiments where shop_id = :shop_id order by experiment_id desc limit :most;

-- name: list_running_experiments()
select shop_id, experiment_id from experiments
where started_at_ms is not null and ended_at_ms is null order by shop_id, experiment_id;

-- name: change_experiment(shop_id, experiment_id, started_at_ms, until_at_ms, ended_at_ms, winner, adopted_at_ms, counted_at_ms)!
update experiments
set started_at_ms = :started_at_ms, until_at_ms = :until_at_ms, ended_at_ms = :ended_at_ms, winner = :winner,
    adopted_at_ms = :adopted_at_ms, counted_at_ms = :counted_at_ms
where shop_id = :shop_id and experiment_id = :experiment_id;

-- name: drop_experiment(shop_id, experiment_id)!
delete from experiments where shop_id = :shop_id and experiment_id = :experiment_id and started_at_ms is null;

-- name: add_exposure(shop_id, experiment_id, person_id, arm, at_ms)!
insert into exposures (shop_id, experiment_id, person_id, arm, at_ms)
values (:shop_id, :experiment_id, :person_id, :arm, :at_ms)
on conflict (shop_id, experiment_id, person_id) do nothing;

-- name: list_exposures(shop_id, person_id)
select experiment_id, arm, at_ms from exposures
where shop_id = :shop_id and person_id = :person_id order by at_ms, experiment_id;

-- name: list_met(shop_id, experiment_id, arm, after_id, most)
select person_id, at_ms from exposures
where shop_id = :shop_id and experiment_id = :experiment_id and arm = :arm and person_id > :after_id
order by person_id limit :most;

-- What each person did after they met their arm, until the experiment ended.
-- name: count_arms(shop_id, experiment_id, until_at_ms)
select x.arm, count(*) as seen_count,
    sum(case when exists (
        select 1 from events e where e.shop_id = x.shop_id and e.person_id = x.person_id and e.kind = 'shared'
        and e.at_ms >= x.at_ms and e.at_ms < :until_at_ms) then 1 else 0 end) as shared_count,
    sum(case when exists (
        select 1 from claims c where c.shop_id = x.shop_id and c.advocate_id = x.person_id
        and c.at_ms >= x.at_ms and c.at_ms < :until_at_ms) then 1 else 0 end) as claimed_count,
    sum(case when exists (
        select 1 from referrals r join orders o on o.shop_id = r.shop_id and o.order_id = r.order_id
        where r.shop_id = x.shop_id and r.advocate_id = x.person_id
        and (r.review = 'approved' or (r.verdict <> 'block' and r.review <> 'rejected'))
        and o.placed_at_ms >= x.at_ms and o.placed_at_ms < :until_at_ms and o.stage in ('placed', 'paid')
        and o.deleted_at_ms is null and o.is_test = 0) then 1 else 0 end) as ordered_count,
    sum(case when exists (
        select 1 from orders o where o.shop_id = x.shop_id and o.person_id = x.person_id
        and o.placed_at_ms > x.at_ms and o.placed_at_ms < :until_at_ms and o.stage in ('placed', 'paid')
        and o.deleted_at_ms is null and o.is_test = 0) then 1 else 0 end) as again_count
from exposures x
where x.shop_id = :shop_id and x.experiment_id = :experiment_id
group by x.arm order by x.arm;

-- name: put_arm_count(shop_id, experiment_id, arm, seen_count, shared_count, claimed_count, ordered_count, again_count)!
insert into arm_counts (shop_id, experiment_id, arm, seen_count, shared_count, claimed_count, ordered_count, again_count)
values (:shop_id, :experiment_id, :arm, :seen_count, :shared_count, :claimed_count, :ordered_count, :again_count)
on conflict (shop_id, experiment_id, arm) do update
set seen_count = excluded.seen_count, shared_count = excluded.shared_count, claimed_count = excluded.claimed_count,
    ordered_count = excluded.ordered_count, again_count = excluded.again_count;

-- name: list_arm_counts(shop_id, experiment_id)
select arm, seen_count, shared_count, claimed_count, ordered_count, again_count from arm_counts
where shop_id = :shop_id and experiment_id = :experiment_id order by arm;

-- name: add_week(shop_id, experiment_id, number, is_on, from_at_ms, counts_from_at_ms, until_at_ms)!
insert into weeks (shop_id, experiment_id, number, is_on, from_at_ms, counts_from_at_ms, until_at_ms)
values (:shop_id, :experiment_id, :number, :is_on, :from_at_ms, :counts_from_at_ms, :until_at_ms);

-- name: list_weeks(shop_id, experiment_id)
select number, is_on, from_at_ms, counts_from_at_ms, until_at_ms, new_count from weeks
where shop_id = :shop_id and experiment_id = :experiment_id order by number;

-- name: note_new(shop_id, experiment_id, number, new_count)!
update weeks set new_count = :new_count
where shop_id = :shop_id and experiment_id = :experiment_id and number = :number;
