-- The mail room: one row for each thing said to one person over one medium. The outbox says when it leaves.

-- `values_json` holds ids and plain facts for the letter, never a name or an address. A message that has
-- neither been sent nor ended waits; `failure` says in words why one ended unsent.
create table messages (
    shop_id text not null references shops (shop_id),
    message_id text not null,
    message_key text not null,
    person_id text not null,
    medium text not null,
    kind text not null,
    purpose text not null,
    campaign text not null,
    cause text not null,
    language text not null,
    values_json text not null,
    unsubscribe_key text not null unique,
    created_at_ms bigint not null,
    sent_at_ms bigint,
    ended_at_ms bigint,
    failure text not null,
    primary key (shop_id, message_id),
    unique (shop_id, message_key)
);
create index messages_by_person on messages (shop_id, person_id, message_id);
create index messages_waiting on messages (shop_id, message_id) where sent_at_ms is null and ended_at_ms is null;
create index messages_sent on messages (shop_id, sent_at_ms) where sent_at_ms is not null;
create index messages_ended on messages (shop_id, ended_at_ms) where ended_at_ms is not null;

-- The words of a contact, in or out, each with its source. Nothing updates a line; the last one holds.
-- Only the keyed hash of the contact is kept: an opt-out outlives the person who asked to be forgotten.
create table consents (
    shop_id text not null references shops (shop_id),
    consent_id text not null,
    medium text not null,
    contact_hash text not null,
    says text not null,
    source text not null,
    wording text not null,
    at_ms bigint not null,
    primary key (shop_id, consent_id)
);
create index consents_by_contact on consents (shop_id, contact_hash, medium, consent_id);

-- What mail servers, providers and people sent back: hard and soft bounces, complaints.
create table bounces (
    shop_id text not null references shops (shop_id),
    bounce_id text not null,
    medium text not null,
    contact_hash text not null,
    kind text not null,
    source text not null,
    at_ms bigint not null,
    primary key (shop_id, bounce_id)
);
create index bounces_by_contact on bounces (shop_id, contact_hash, medium, bounce_id);

-- How many mails all workers handed to the mail server, which is the installation's: in each hour and day.
create table mail_counts (
    span text not null,
    began_at_ms bigint not null,
    handed_count bigint not null,
    primary key (span, began_at_ms)
);

-- Which worker has claimed an effect: what a dead one had is free before its lease ends.
alter table effects add column holder text not null default '';

-- A reward's mail that waits becomes a message. A link that waits is gone: whoever still wants it asks again.
insert into messages (shop_id, message_id, message_key, person_id, medium, kind, purpose, campaign, cause, language,
                      values_json, unsubscribe_key, created_at_ms, sent_at_ms, ended_at_ms, failure)
select e.shop_id, 'msg_' || substr(e.effect_id, 5), 'reward ' || e.person_id || ' ' || substr(e.effect_key, 13), e.person_id,
       'email', 'reward', 'transactional', '', substr(e.effect_key, 13),
       case when substr(s.language, 1, 2) in ('hi', 'bn', 'gu', 'ta', 'te', 'mr', 'ar', 'es', 'fr') then substr(s.language, 1, 2) else 'en' end,
       e.payload, e.effect_id, e.created_at_ms, null, null, ''
from effects e join shops s on s.shop_id = e.shop_id where e.kind = 'tell_reward' and e.done_at_ms is null;
update effects set kind = 'message:email', effect_key = 'message:email msg_' || substr(effect_id, 5),
    payload = '{"message_id":"msg_' || substr(effect_id, 5) || '"}'
where kind = 'tell_reward' and done_at_ms is null;
delete from effects where kind = 'link_mail';
