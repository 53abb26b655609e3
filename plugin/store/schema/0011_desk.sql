-- The merchant's desk: who works at it, in which shops, in which role, and what each of them changed.

-- Users, their sessions and what was tried at the login belong to the installation: one person may work for
-- many shops. `password_hash` is argon2's own text, empty until it is chosen; `language` is empty where the
-- browser's is spoken. An operator is an owner of every shop there is, and of those to come.
create table users (
    user_id text not null primary key,
    email text not null unique,
    name text not null,
    password_hash text not null,
    language text not null default '',
    is_operator bigint not null default 0,
    made_at_ms bigint not null
);
create index users_operators on users (user_id) where is_operator = 1;

create table memberships (
    shop_id text not null references shops (shop_id),
    user_id text not null references users (user_id),
    role text not null,
    made_at_ms bigint not null,
    primary key (shop_id, user_id)
);
create index memberships_by_user on memberships (user_id, shop_id);

-- Who is asked to join a shop's team, and in which role; taken away when they have, or are not to any more.
create table invitations (
    shop_id text not null references shops (shop_id),
    invitation_id text not null,
    email text not null,
    role text not null,
    made_at_ms bigint not null,
    until_at_ms bigint not null,
    primary key (shop_id, invitation_id),
    unique (shop_id, email)
);

-- How often somebody tried to sign in, by a hash of the account or of the block of addresses.
create table tries (
    subject text not null,
    window_at_ms bigint not null,
    times_count bigint not null,
    primary key (subject, window_at_ms)
);

-- One browser that is signed in, known by a keyed hash of its cookie. One that came by a link of `sathi desk`
-- has no user, and opens the link's shop alone.
create table sessions (
    session_id text not null primary key,
    token_hash text not null unique,
    user_id text references users (user_id),
    shop_id text references shops (shop_id),
    browser text not null,
    made_at_ms bigint not null,
    seen_at_ms bigint not null,
    until_at_ms bigint not null
);
create index sessions_by_user on sessions (user_id) where user_id is not null;
create index sessions_by_shop on sessions (shop_id) where shop_id is not null;

-- What was changed of settings and money: who, when, before and after, as JSON. Nothing updates a line.
create table changes (
    shop_id text not null references shops (shop_id),
    change_id text not null,
    who text not null,
    user_id text,
    what text not null,
    subject text not null,
    before text not null,
    after text not null,
    at_ms bigint not null,
    primary key (shop_id, change_id)
);
create index changes_by_what on changes (shop_id, what, change_id);

-- Orders that the platform itself calls a test: they are in no figure.
alter table orders add column is_test bigint not null default 0;
update orders set is_test = 1 where snapshot like '%"is_test":true%';
