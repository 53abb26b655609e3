-- name: note_sign(name, at_ms, note)!
insert into signs (name, at_ms, note) values (:name, :at_ms, :note)
on conflict (name) do update set at_ms = excluded.at_ms, note = excluded.note;

-- name: find_sign(name)^
select name, at_ms, note from signs where name = :name;

-- name: find_refusal(shop_id, platform)^
select platform, minutes_count, first_at_ms, last_at_ms from refusals
where shop_id = :shop_id and platform = :platform;

-- name: note_refusal(shop_id, platform, now_ms)!
insert into refusals (shop_id, platform, minutes_count, first_at_ms, last_at_ms)
values (:shop_id, :platform, 1, :now_ms, :now_ms)
on conflict (shop_id, platform) do update
set minutes_count = refusals.minutes_count + 1, last_at_ms = excluded.last_at_ms;

-- name: list_refusals(shop_id)
select platform, minutes_count, first_at_ms, last_at_ms from refusals where shop_id = :shop_id order by platform;

-- name: list_heard(shop_id, most)
select platform, max(last_at_ms) as last_at_ms from
    (select platform, last_at_ms from deliveries where shop_id = :shop_id order by delivery_id desc limit :most) newest
group by platform order by platform;

-- name: count_waiting_effects(shop_id, now_ms, most)^
-- From kind to kind through the index: of very many effects, few wait.
with recursive kinds (kind) as (
    select min(kind) from effects where due_at_ms is not null
    union all
    select (select min(e.kind) from effects e where e.due_at_ms is not null and e.kind > k.kind)
    from kinds k where k.kind is not null
)
select count(*) as waiting_count, coalesce(min(since_at_ms), :now_ms) as oldest_due_at_ms from
    (select case when e.due_at_ms < e.created_at_ms then e.created_at_ms else e.due_at_ms end as since_at_ms
     from kinds k cross join effects e
     where e.kind = k.kind and e.shop_id = :shop_id and e.due_at_ms is not null and e.due_at_ms <= :now_ms limit :most) few;

-- name: count_dead_effects(shop_id, most)^
select count(*) as found_count from
    (select 1 from effects where shop_id = :shop_id and due_at_ms is null and done_at_ms is null limit :most) few;

-- name: count_dead_letters(shop_id, most)^
select count(*) as found_count from
    (select 1 from deliveries where shop_id = :shop_id and outcome = 'dead' limit :most) few;

-- name: find_last_mail(shop_id)^
select max(sent_at_ms) as at_ms from messages where shop_id = :shop_id and sent_at_ms is not null;

-- name: add_erasure(shop_id, erasure_id, person_id, who, orders_count, at_ms)!
insert into erasures (shop_id, erasure_id, person_id, who, orders_count, at_ms)
values (:shop_id, :erasure_id, :person_id, :who, :orders_count, :at_ms);

-- name: list_erasures(shop_id, most)
select erasure_id, person_id, who, orders_count, at_ms from erasures
where shop_id = :shop_id order by erasure_id desc limit :most;

-- name: list_readers(shop_id)
select u.user_id, u.email, u.name, u.language, coalesce(m.role, 'owner') as role, coalesce(c.says, '') as weekly
from users u
left join memberships m on m.shop_id = :shop_id and m.user_id = u.user_id
left join weekly_choices c on c.shop_id = :shop_id and c.user_id = u.user_id
where m.user_id is not null or u.is_operator = 1 order by u.user_id;

-- name: choose_weekly(shop_id, user_id, says)!
insert into weekly_choices (shop_id, user_id, says) values (:shop_id, :user_id, :says)
on conflict (shop_id, user_id) do update set says = excluded.says;

-- name: add_letter(shop_id, letter_id, user_id, week, stop_key, made_at_ms)!
insert into weekly_letters (shop_id, letter_id, user_id, week, stop_key, made_at_ms)
values (:shop_id, :letter_id, :user_id, :week, :stop_key, :made_at_ms)
on conflict (shop_id, user_id, week) do nothing;

-- name: find_letter(shop_id, letter_id)^
select shop_id, letter_id, user_id, week, stop_key, made_at_ms, sent_at_ms from weekly_letters
where shop_id = :shop_id and letter_id = :letter_id;

-- name: find_letter_by_stop_key(stop_key)^
select shop_id, letter_id, user_id, week, stop_key, made_at_ms, sent_at_ms from weekly_letters
where stop_key = :stop_key;

-- name: note_letter_sent(shop_id, letter_id, sent_at_ms)!
update weekly_letters set sent_at_ms = :sent_at_ms
where shop_id = :shop_id and letter_id = :letter_id and sent_at_ms is null;

-- name: add_demo(shop_id, made_at_ms)!
insert into demos (shop_id, made_at_ms) values (:shop_id, :made_at_ms);

-- name: find_demo(shop_id)^
select made_at_ms from demos where shop_id = :shop_id;

-- name: list_demos()
select shop_id from demos order by shop_id;

-- name: list_waiting_messages(shop_id)
select message_id from messages
where shop_id = :shop_id and sent_at_ms is null and ended_at_ms is null order by message_id;

-- name: finish_effects(shop_id, now_ms)!
update effects set done_at_ms = :now_ms, due_at_ms = null, payload = '', failure = ''
where shop_id = :shop_id and due_at_ms is not null;

-- name: list_written(shop_id, week)
select user_id from weekly_letters where shop_id = :shop_id and week = :week;

-- name: count_reviews(shop_id, most)^
select count(*) as found_count from
    (select 1 from referrals where shop_id = :shop_id and review = 'waiting' limit :most) few;
