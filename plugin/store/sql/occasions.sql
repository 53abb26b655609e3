-- name: add_occasion(shop_id, occasion_id, campaign_key, person_id, cause, step, subject, run_id, since_at_ms, due_at_ms, decided_at_ms, verdict, why, reasons, message_id)!
insert into occasions (shop_id, occasion_id, campaign_key, person_id, cause, step, subject, run_id, since_at_ms,
                       due_at_ms, decided_at_ms, verdict, why, reasons, message_id)
values (:shop_id, :occasion_id, :campaign_key, :person_id, :cause, :step, :subject, :run_id, :since_at_ms,
        :due_at_ms, :decided_at_ms, :verdict, :why, :reasons, :message_id)
on conflict (shop_id, campaign_key, person_id, cause) do nothing;

-- name: find_occasion(shop_id, occasion_id)^
select occasion_id, campaign_key, person_id, cause, step, subject, run_id, since_at_ms, due_at_ms, decided_at_ms, verdict, why, reasons, message_id
from occasions where shop_id = :shop_id and occasion_id = :occasion_id;

-- name: list_due_occasions(shop_id, now_ms, most)
select shop_id, occasion_id from occasions where due_at_ms <= :now_ms and (:shop_id = '' or shop_id = :shop_id)
order by due_at_ms limit :most;

-- name: settle_occasion(shop_id, occasion_id, due_at_ms, decided_at_ms, verdict, why, reasons, message_id)!
update occasions set due_at_ms = :due_at_ms, decided_at_ms = :decided_at_ms, verdict = :verdict, why = :why,
    reasons = :reasons, message_id = :message_id
where shop_id = :shop_id and occasion_id = :occasion_id;

-- name: list_occasions_of(shop_id, person_id, most)
select occasion_id, campaign_key, person_id, cause, step, subject, run_id, since_at_ms, due_at_ms, decided_at_ms, verdict, why, reasons, message_id
from occasions where shop_id = :shop_id and person_id = :person_id order by occasion_id desc limit :most;

-- name: count_of_run(shop_id, run_id)
select verdict, why, count(*) as people_count from occasions
where shop_id = :shop_id and run_id = :run_id and run_id <> '' group by verdict, why;

-- name: has_waiting(shop_id, run_id, but_for)^
select exists (select 1 from occasions
               where shop_id = :shop_id and run_id = :run_id and run_id <> '' and verdict = '' and why <> :but_for) as found;

-- name: count_of_campaign(shop_id, campaign_key, since_at_ms)
select verdict, why, count(*) as people_count from occasions
where shop_id = :shop_id and campaign_key = :campaign_key and decided_at_ms >= :since_at_ms group by verdict, why;

-- name: count_waiting(shop_id, campaign_key)^
select count(*) as people_count from occasions
where shop_id = :shop_id and campaign_key = :campaign_key and decided_at_ms is null;

-- name: recall_dealings(shop_id, person_id, campaign_key)^
-- What a person did by the program, and when this campaign last wrote to them.
select
    (select max(at_ms) from events where shop_id = :shop_id and person_id = :person_id and kind = 'shared') as event_at_ms,
    (select max(at_ms) from visits where shop_id = :shop_id and advocate_id = :person_id) as visit_at_ms,
    (select max(since_at_ms) from referrals where shop_id = :shop_id and advocate_id = :person_id) as referral_at_ms,
    (select count(*) from referrals where shop_id = :shop_id and advocate_id = :person_id and state <> 'came') as friends_count,
    (select max(decided_at_ms) from occasions
     where shop_id = :shop_id and person_id = :person_id and campaign_key = :campaign_key and verdict = 'sent') as campaign_at_ms;

-- name: find_popup(shop_id, since_at_ms, place)^
-- When the popup was seen for the so many last time, if it was since a moment.
select at_ms from events where shop_id = :shop_id and surface = 'popup' and at_ms >= :since_at_ms
order by at_ms desc limit 1 offset :place;

-- name: count_asked(shop_id, since_at_ms, first_referral_id)^
-- What the shop's own rates are made of: who was asked, and what came of it.
select
    (select count(distinct person_id) from events
     where shop_id = :shop_id and surface = 'popup' and kind = 'viewed' and at_ms >= :since_at_ms) as shown_count,
    (select count(*) from occasions
     where shop_id = :shop_id and verdict = 'sent' and step = 0 and decided_at_ms >= :since_at_ms) as written_count,
    (select count(*) from referrals
     where shop_id = :shop_id and referral_id >= :first_referral_id and since_at_ms >= :since_at_ms
     and state in ('waiting', 'rewarded') and verdict = 'clear') as friends_count;

-- name: average_order(shop_id, currency, most)^
select cast(coalesce(avg(total_minor), 0) as bigint) as average_minor from (
    select total_minor from orders
    where shop_id = :shop_id and currency = :currency and stage in ('placed', 'paid') and total_minor > 0
    order by order_id desc limit :most) as latest;
