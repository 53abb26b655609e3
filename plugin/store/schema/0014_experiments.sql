-- Experiments: what is compared, who met which arm, and what came of it.

-- `kind` is what is varied (offer, copy, picture, timing), or "holdout" (a draw by which people are held out), or
-- "weeks" (weeks with the program and weeks without it). `variants` is JSON, the first is the program as it was.
create table experiments (
    shop_id text not null references shops (shop_id),
    experiment_id text not null,
    kind text not null,
    name text not null,
    goal text not null,
    variants text not null,
    auto_weeks bigint,
    wash_out_days bigint not null,
    made_at_ms bigint not null,
    started_at_ms bigint,
    until_at_ms bigint,
    ended_at_ms bigint,
    winner bigint,
    adopted_at_ms bigint,
    counted_at_ms bigint,
    primary key (shop_id, experiment_id)
);
create index experiments_running on experiments (shop_id) where started_at_ms is not null and ended_at_ms is null;

-- Who was asked, or held out, by which draw, the first time.
create table exposures (
    shop_id text not null,
    experiment_id text not null,
    person_id text not null,
    arm bigint not null,
    at_ms bigint not null,
    primary key (shop_id, experiment_id, person_id),
    foreign key (shop_id, experiment_id) references experiments (shop_id, experiment_id)
);
create index exposures_by_person on exposures (shop_id, person_id);

-- What was counted of each arm, so that no page needs to count.
create table arm_counts (
    shop_id text not null,
    experiment_id text not null,
    arm bigint not null,
    seen_count bigint not null,
    shared_count bigint not null,
    claimed_count bigint not null,
    ordered_count bigint not null,
    again_count bigint not null,
    primary key (shop_id, experiment_id, arm),
    foreign key (shop_id, experiment_id) references experiments (shop_id, experiment_id)
);

-- The plan of weeks, drawn before it began. `counts_from_at_ms` is when the wash-out is over.
create table weeks (
    shop_id text not null,
    experiment_id text not null,
    number bigint not null,
    is_on bigint not null,
    from_at_ms bigint not null,
    counts_from_at_ms bigint not null,
    until_at_ms bigint not null,
    new_count bigint,
    primary key (shop_id, experiment_id, number),
    foreign key (shop_id, experiment_id) references experiments (shop_id, experiment_id)
);
