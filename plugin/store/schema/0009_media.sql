-- What a provider told us: a bounce, a shopper's answer. Told again, nothing happens again.
-- The key is a keyed hash: providers put addresses into their own numbers.
create table notices (
    shop_id text not null references shops (shop_id),
    notice_hash text not null,
    heard_at_ms bigint not null,
    primary key (shop_id, notice_hash)
);
create index notices_by_time on notices (shop_id, heard_at_ms);

-- The shop's number at WhatsApp, with its credentials, encrypted.
create table whatsapp_accounts (
    shop_id text not null references shops (shop_id),
    sealed text not null,
    connected_at_ms bigint not null,
    primary key (shop_id)
);

-- What WhatsApp says became of a message: sent, delivered, read, or failed with its code and our words for it.
create table fates (
    shop_id text not null references shops (shop_id),
    message_id text not null,
    state text not null,
    code bigint not null,
    failure text not null,
    at_ms bigint not null,
    primary key (shop_id, message_id)
);

-- A browser that may show a person news of this shop; its address and keys are encrypted.
create table push_subscriptions (
    shop_id text not null references shops (shop_id),
    subscription_id text not null,
    person_id text not null,
    endpoint_hash text not null,
    sealed text not null,
    made_at_ms bigint not null,
    primary key (shop_id, subscription_id),
    unique (shop_id, endpoint_hash)
);
create index push_subscriptions_by_person on push_subscriptions (shop_id, person_id, subscription_id);
