-- Campaigns: who is written to, when, with what, how often; and each person's turns, decided with reasons.

-- What the merchant changed of a campaign, or added; one that was shipped and never touched has no row.
create table campaigns (
    shop_id text not null references shops (shop_id),
    campaign_key text not null,
    version bigint not null,
    settings text not null,
    is_on bigint not null,
    on_since_at_ms bigint not null,
    made_at_ms bigint not null,
    primary key (shop_id, campaign_key)
);

-- One pressing of "invite all": `cursor` is the last person who was looked at.
create table runs (
    shop_id text not null references shops (shop_id),
    run_id text not null,
    campaign_key text not null,
    state text not null,
    cursor text not null,
    people_count bigint not null,
    looked_count bigint not null,
    started_at_ms bigint not null,
    changed_at_ms bigint not null,
    primary key (shop_id, run_id)
);
create index runs_by_campaign on runs (shop_id, campaign_key, run_id);
create unique index runs_open on runs (shop_id, campaign_key) where state in ('running', 'paused');
create index runs_going on runs (run_id) where state = 'running';

-- One person's turn in one campaign. It waits until `due_at_ms`, which is null once it is decided; `why` is
-- the first rule that held it, empty where the message was posted.
create table occasions (
    shop_id text not null references shops (shop_id),
    occasion_id text not null,
    campaign_key text not null,
    person_id text not null,
    cause text not null,
    step bigint not null,
    subject text not null,
    run_id text not null,
    since_at_ms bigint not null,
    due_at_ms bigint,
    decided_at_ms bigint,
    verdict text not null,
    why text not null,
    reasons text not null,
    message_id text,
    primary key (shop_id, occasion_id),
    unique (shop_id, campaign_key, person_id, cause)
);
create index occasions_due on occasions (due_at_ms) where due_at_ms is not null;
create index occasions_by_person on occasions (shop_id, person_id, occasion_id);
create index occasions_by_run on occasions (shop_id, run_id, verdict, why) where run_id <> '';
create index occasions_by_campaign on occasions (shop_id, campaign_key, decided_at_ms, verdict, why, step);

-- How far each kind of happening has been looked through, as the id of the last row.
create table cursors (
    shop_id text not null references shops (shop_id),
    name text not null,
    position text not null,
    primary key (shop_id, name)
);
