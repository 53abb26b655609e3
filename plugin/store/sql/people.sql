-- name: find_people(shop_id, first, second, third)
select k.key_hash, p.person_id, p.code, p.customer_ref, p.email, p.phone, p.first_name,
       p.created_at_ms, p.joined_at_ms, p.opted_out_at_ms, p.banned_at_ms
from person_keys k join people p on p.shop_id = k.shop_id and p.person_id = k.person_id
where k.shop_id = :shop_id and k.key_hash in (:first, :second, :third);

-- name: find_person(shop_id, person_id)^
select person_id, code, customer_ref, email, phone, first_name, created_at_ms, joined_at_ms, opted_out_at_ms, banned_at_ms
from people where shop_id = :shop_id and person_id = :person_id;

-- name: find_person_by_code(shop_id, code)^
select person_id, code, customer_ref, email, phone, first_name, created_at_ms, joined_at_ms, opted_out_at_ms, banned_at_ms
from people where shop_id = :shop_id and code = :code;

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
