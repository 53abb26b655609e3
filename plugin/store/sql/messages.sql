-- name: add_message(shop_id, message_id, message_key, person_id, medium, kind, purpose, campaign, cause, language, values_json, unsubscribe_key, created_at_ms)!
insert into messages (shop_id, message_id, message_key, person_id, medium, kind, purpose, campaign, cause,
                      language, values_json, unsubscribe_key, created_at_ms, failure)
values (:shop_id, :message_id, :message_key, :person_id, :medium, :kind, :purpose, :campaign, :cause,
        :language, :values_json, :unsubscribe_key, :created_at_ms, '')
on conflict (shop_id, message_key) do nothing;

-- name: find_message(shop_id, message_id)^
select shop_id, message_id, message_key, person_id, medium, kind, purpose, campaign, cause, language,
       values_json, unsubscribe_key, created_at_ms, sent_at_ms, ended_at_ms, failure
from messages where shop_id = :shop_id and message_id = :message_id;

-- name: find_message_by_key(shop_id, message_key)^
select shop_id, message_id, message_key, person_id, medium, kind, purpose, campaign, cause, language,
       values_json, unsubscribe_key, created_at_ms, sent_at_ms, ended_at_ms, failure
from messages where shop_id = :shop_id and message_key = :message_key;

-- name: find_unsubscribed(unsubscribe_key)^
select shop_id, message_id, message_key, person_id, medium, kind, purpose, campaign, cause, language,
       values_json, unsubscribe_key, created_at_ms, sent_at_ms, ended_at_ms, failure
from messages where unsubscribe_key = :unsubscribe_key;

-- name: list_messages_of(shop_id, person_id, from_id, most)
select shop_id, message_id, message_key, person_id, medium, kind, purpose, campaign, cause, language,
       values_json, unsubscribe_key, created_at_ms, sent_at_ms, ended_at_ms, failure
from messages where shop_id = :shop_id and person_id = :person_id and message_id >= :from_id
order by message_id desc limit :most;

-- name: list_latest_messages(shop_id, before_id, most)
select shop_id, message_id, message_key, person_id, medium, kind, purpose, campaign, cause, language,
       values_json, unsubscribe_key, created_at_ms, sent_at_ms, ended_at_ms, failure
from messages where shop_id = :shop_id and message_id < :before_id order by message_id desc limit :most;

-- name: list_failed_messages(shop_id, since_at_ms, most)
select shop_id, message_id, message_key, person_id, medium, kind, purpose, campaign, cause, language,
       values_json, unsubscribe_key, created_at_ms, sent_at_ms, ended_at_ms, failure
from messages where shop_id = :shop_id and ended_at_ms >= :since_at_ms order by ended_at_ms desc limit :most;

-- name: note_sent(shop_id, message_id, sent_at_ms)!
update messages set sent_at_ms = :sent_at_ms, ended_at_ms = null, failure = ''
where shop_id = :shop_id and message_id = :message_id and sent_at_ms is null;

-- name: note_ended(shop_id, message_id, ended_at_ms, failure)!
update messages set ended_at_ms = :ended_at_ms, failure = :failure
where shop_id = :shop_id and message_id = :message_id and sent_at_ms is null and ended_at_ms is null;

-- name: note_waiting(shop_id, message_id)!
update messages set ended_at_ms = null, failure = ''
where shop_id = :shop_id and message_id = :message_id and sent_at_ms is null and ended_at_ms is not null;

-- name: count_messages(shop_id, since_at_ms)^
select
    (select count(*) from messages where shop_id = :shop_id and sent_at_ms is null and ended_at_ms is null) as waiting_count,
    (select count(*) from messages where shop_id = :shop_id and sent_at_ms >= :since_at_ms) as sent_count,
    (select count(*) from messages where shop_id = :shop_id and ended_at_ms >= :since_at_ms) as failed_count;

-- name: count_mail(span, began_at_ms, most)^
insert into mail_counts (span, began_at_ms, handed_count) values (:span, :began_at_ms, 1)
on conflict (span, began_at_ms) do update set handed_count = mail_counts.handed_count + 1
where mail_counts.handed_count < :most returning handed_count;

-- name: give_back_mail(span, began_at_ms)!
update mail_counts set handed_count = handed_count - 1
where span = :span and began_at_ms = :began_at_ms and handed_count > 0;

-- name: forget_mail_counts(before_at_ms)!
delete from mail_counts where began_at_ms < :before_at_ms;
