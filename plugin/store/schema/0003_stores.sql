-- A Shopify app of this installation. It belongs to no shop: many shops may have it installed.
create table apps (
    app_key text not null primary key,
    client_id text not null unique,
    made_at_ms bigint not null
);

-- The app's client secrets, encrypted; one that was replaced holds until its time is over.
create table app_secrets (
    app_key text not null references apps (app_key),
    secret_id text not null,
    sealed text not null,
    made_at_ms bigint not null,
    until_at_ms bigint,
    primary key (app_key, secret_id)
);

-- Which of our shops has an app installed, by the platform's own host and number of the store.
create table installs (
    shop_id text not null references shops (shop_id),
    app_key text not null references apps (app_key),
    domain text not null,
    shop_ref text not null,
    installed_at_ms bigint not null,
    primary key (shop_id),
    unique (app_key, domain)
);
