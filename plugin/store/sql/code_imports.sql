-- name: add_code_import(shop_id, import_id, source, at_ms)!
insert into code_imports (shop_id, import_id, source, at_ms) values (:shop_id, :import_id, :source, :at_ms);

-- name: find_last_code_import(shop_id)^
select i.import_id, i.source, i.at_ms, i.undone_at_ms,
    (select count(*) from imported_codes c where c.shop_id = i.shop_id and c.import_id = i.import_id) as codes_count
from code_imports i where i.shop_id = :shop_id order by i.import_id desc limit 1;

-- name: add_imported_code(shop_id, import_id, code, person_id, is_new_person)!
insert into imported_codes (shop_id, import_id, code, person_id, is_new_person)
values (:shop_id, :import_id, :code, :person_id, :is_new_person);

-- name: list_imported_codes(shop_id, import_id, after_code, most)
select code, person_id, is_new_person from imported_codes
where shop_id = :shop_id and import_id = :import_id and code > :after_code order by code limit :most;

-- name: mark_code_import_undone(shop_id, import_id, now_ms)!
update code_imports set undone_at_ms = :now_ms where shop_id = :shop_id and import_id = :import_id;

-- name: forget_code_key(shop_id, code)!
delete from code_keys where shop_id = :shop_id and code = :code;

-- name: is_idle(shop_id, person_id)^
select not exists (select 1 from orders where shop_id = :shop_id and person_id = :person_id)
   and not exists (select 1 from visits where shop_id = :shop_id and advocate_id = :person_id)
   and not exists (select 1 from referrals where shop_id = :shop_id and advocate_id = :person_id)
   and not exists (select 1 from referrals where shop_id = :shop_id and friend_id = :person_id)
   and not exists (select 1 from messages where shop_id = :shop_id and person_id = :person_id)
   and not exists (select 1 from aliases where shop_id = :shop_id and person_id = :person_id)
   and exists (select 1 from people where shop_id = :shop_id and person_id = :person_id and joined_at_ms is null)
   as is_idle;
