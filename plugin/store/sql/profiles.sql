-- name: list_keys(shop_id, keys)
select key_hash, person_id from person_keys
where shop_id = :shop_id and key_hash in (select value from list_of(:keys));

-- name: list_codes(shop_id, codes)
select code from people where shop_id = :shop_id and code in (select value from list_of(:codes));

-- name: list_known(shop_id, person_ids)
select p.person_id, p.customer_ref, p.email, p.phone, p.first_name, p.opted_out_at_ms, p.banned_at_ms,
       f.orders_count, f.spent_minor, f.currency, f.last_order_at_ms, f.tags, f.country, f.language, f.source, f.read_at_ms
from people p left join profiles f on f.shop_id = p.shop_id and f.person_id = p.person_id
where p.shop_id = :shop_id and p.person_id in (select value from list_of(:person_ids));

-- name: add_people(shop_id, person_id, code, customer_ref, email, phone, first_name, created_at_ms)*!
insert into people (shop_id, person_id, code, customer_ref, email, phone, first_name, created_at_ms)
values (:shop_id, :person_id, :code, :customer_ref, :email, :phone, :first_name, :created_at_ms);

-- name: add_keys(shop_id, key_hash, person_id)*!
insert into person_keys (shop_id, key_hash, person_id) values (:shop_id, :key_hash, :person_id)
on conflict (shop_id, key_hash) do nothing;

-- name: fill_contacts(shop_id, person_id, customer_ref, email, phone, first_name)*!
update people set customer_ref = :customer_ref, email = :email, phone = :phone, first_name = :first_name
where shop_id = :shop_id and person_id = :person_id;

-- name: put_profiles(shop_id, person_id, orders_count, spent_minor, currency, last_order_at_ms, tags, country, language, source, read_at_ms)*!
insert into profiles (shop_id, person_id, orders_count, spent_minor, currency, last_order_at_ms, tags, country, language, source, read_at_ms)
values (:shop_id, :person_id, :orders_count, :spent_minor, :currency, :last_order_at_ms, :tags, :country, :language, :source, :read_at_ms)
on conflict (shop_id, person_id) do update set
    orders_count = excluded.orders_count, spent_minor = excluded.spent_minor, currency = excluded.currency,
    last_order_at_ms = excluded.last_order_at_ms, tags = excluded.tags, country = excluded.country,
    language = excluded.language, source = excluded.source, read_at_ms = excluded.read_at_ms;

-- name: find_profile(shop_id, person_id)^
select person_id, orders_count, spent_minor, currency, last_order_at_ms, tags, country, language, source, read_at_ms
from profiles where shop_id = :shop_id and person_id = :person_id;

-- name: list_people(shop_id, after_person_id, most)
select p.person_id, p.code, p.customer_ref, p.email, p.phone, p.first_name,
       p.created_at_ms, p.joined_at_ms, p.opted_out_at_ms, p.banned_at_ms,
       f.orders_count, f.spent_minor, f.currency, f.last_order_at_ms, f.tags, f.country, f.language, f.source, f.read_at_ms,
       s.currency as own_currency
from people p
join shops s on s.shop_id = p.shop_id
left join profiles f on f.shop_id = p.shop_id and f.person_id = p.person_id
where p.shop_id = :shop_id and p.person_id > :after_person_id
order by p.person_id limit :most;

-- name: list_bought(shop_id, from_person_id, until_person_id)
select person_id, count(*) as orders_count,
       cast(sum(case when currency = (select currency from shops where shop_id = :shop_id) then total_minor - coalesce(refunded_minor, 0) else 0 end) as bigint) as spent_minor,
       max(placed_at_ms) as last_order_at_ms
from orders
where shop_id = :shop_id and person_id >= :from_person_id and person_id <= :until_person_id
      and stage in ('placed', 'paid') and deleted_at_ms is null
group by person_id;

-- name: count_people(shop_id)^
select count(*) as people_count from people where shop_id = :shop_id;

-- name: count_mailable(shop_id)^
select count(*) as people_count,
       count(case when email <> '' and opted_out_at_ms is null and banned_at_ms is null then 1 end) as mail_count
from people where shop_id = :shop_id;

-- name: count_unwilling(shop_id)^
select count(distinct k.person_id) as people_count
from consents c
join person_keys k on k.shop_id = c.shop_id and k.key_hash = c.contact_hash
join people p on p.shop_id = k.shop_id and p.person_id = k.person_id
where c.shop_id = :shop_id and c.medium = 'email' and c.says = 'out'
      and p.opted_out_at_ms is null and p.banned_at_ms is null and p.email <> ''
      and not exists (
          select 1 from consents d where d.shop_id = c.shop_id and d.contact_hash = c.contact_hash
          and d.medium = c.medium and d.consent_id > c.consent_id);
