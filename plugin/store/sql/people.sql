-- name: find_people(shop_id, first, second, third)
select k.key_hash, p.person_id, p.code, p.customer_ref, p.email, p.phone, p.first_name,
       p.created_at_ms, p.joined_at_ms, p.opted_out_at_ms, p.banned_at_ms
from person_keys k join people p on p.shop_id = k.shop_id and p.person_id = k.person_id
where k.shop_id = :shop_id and k.key_hash in (:first, :second, :third);

-- name: find_person(shop_id, person_id)^
select person_id, code, customer_ref, email, phone, first_name, created_at_ms, joined_at_ms, opted_out_at_ms, banned_at_ms
from people where shop_id = :shop_id and person_id = :person_id;

-- name: find_person_by_code(shop_id, code, at_ms)^
select person_id, code, customer_ref, email, phone, first_name, created_at_ms, joined_at_ms, opted_out_at_ms, banned_at_ms
from people where shop_id = :shop_id and person_id = (
    select person_id from people where shop_id = :shop_id and code = :code
    union all
    select person_id from aliases
    where shop_id = :shop_id and code = :code and (ended_at_ms is null or ended_at_ms > :at_ms)
    limit 1);

-- name: list_aliases(shop_id, person_id)
select code from aliases where shop_id = :shop_id and person_id = :person_id and ended_at_ms is null order by created_at_ms;

-- name: find_leaked(shop_id, code)^
select code from aliases where shop_id = :shop_id and code = :code and ended_at_ms is not null;

-- name: last_leak(shop_id, person_id)^
select coalesce(max(ended_at_ms), 0) as leaked_at_ms from aliases where shop_id = :shop_id and person_id = :person_id;

-- name: add_alias(shop_id, code, person_id, created_at_ms, ended_at_ms)!
insert into aliases (shop_id, code, person_id, created_at_ms, ended_at_ms)
values (:shop_id, :code, :person_id, :created_at_ms, :ended_at_ms)
on conflict (shop_id, code) do update set ended_at_ms = excluded.ended_at_ms;

-- name: forget_alias(shop_id, code, person_id)!
delete from aliases where shop_id = :shop_id and code = :code and person_id = :person_id;

-- name: change_code(shop_id, person_id, code)!
update people set code = :code where shop_id = :shop_id and person_id = :person_id;

-- name: add_code_key(shop_id, confusion_key, code)!
insert into code_keys (shop_id, confusion_key, code) values (:shop_id, :confusion_key, :code)
on conflict (shop_id, confusion_key) do nothing;

-- name: find_code_key(shop_id, confusion_key)^
select code from code_keys where shop_id = :shop_id and confusion_key = :confusion_key;

-- name: list_code_keys(shop_id, person_id)
select confusion_key from code_keys where shop_id = :shop_id and code in (
    select code from people where shop_id = :shop_id and person_id = :person_id
    union all select code from aliases where shop_id = :shop_id and person_id = :person_id);

-- name: find_settled(shop_id, person_id)^
select settle_at_ms, settled_version, counted_count, clear_count, released_count from people where shop_id = :shop_id and person_id = :person_id;

-- name: settle_at(shop_id, person_id, settle_at_ms)!
update people set settle_at_ms = :settle_at_ms, settled_version = null
where shop_id = :shop_id and person_id = :person_id;

-- name: note_settled(shop_id, person_id, settle_at_ms, settled_version, counted_count, clear_count, released_count)!
update people set settle_at_ms = :settle_at_ms, settled_version = :settled_version,
    counted_count = :counted_count, clear_count = :clear_count, released_count = :released_count
where shop_id = :shop_id and person_id = :person_id;

-- name: list_to_settle(shop_id, now_ms, most)
select shop_id, person_id from people where settle_at_ms <= :now_ms and (:shop_id = '' or shop_id = :shop_id)
order by settle_at_ms limit :most;

-- name: add_person(shop_id, person_id, code, customer_ref, email, phone, first_name, created_at_ms)!
insert into people (shop_id, person_id, code, customer_ref, email, phone, first_name, created_at_ms)
values (:shop_id, :person_id, :code, :customer_ref, :email, :phone, :first_name, :created_at_ms);

-- name: change_contact(shop_id, person_id, customer_ref, email, phone, first_name)!
update people set customer_ref = :customer_ref, email = :email, phone = :phone, first_name = :first_name
where shop_id = :shop_id and person_id = :person_id;

-- name: add_keys(shop_id, key_hash, person_id)*!
insert into person_keys (shop_id, key_hash, person_id) values (:shop_id, :key_hash, :person_id)
on conflict (shop_id, key_hash) do nothing;

-- name: join_person(shop_id, person_id, now_ms)!
update people set joined_at_ms = :now_ms
where shop_id = :shop_id and person_id = :person_id and joined_at_ms is null;

-- name: mark_banned(shop_id, person_id, banned_at_ms)!
update people set banned_at_ms = :banned_at_ms where shop_id = :shop_id and person_id = :person_id;

-- name: mark_opted_out(shop_id, person_id, opted_out_at_ms)!
update people set opted_out_at_ms = :opted_out_at_ms where shop_id = :shop_id and person_id = :person_id;
