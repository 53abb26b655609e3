-- name: add_import(shop_id, import_id, fingerprint, source, columns, started_at_ms)!
insert into imports (shop_id, import_id, fingerprint, source, columns, rows_count, new_count, changed_count,
                     unmailable_count, faults_count, faults, line_done, cursor, started_at_ms)
values (:shop_id, :import_id, :fingerprint, :source, :columns, 0, 0, 0, 0, 0, '[]', 0, '', :started_at_ms);

-- name: find_import(shop_id, fingerprint)^
select import_id, fingerprint, source, columns, rows_count, new_count, changed_count, unmailable_count, faults_count,
       faults, line_done, cursor, started_at_ms, ended_at_ms
from imports where shop_id = :shop_id and fingerprint = :fingerprint order by import_id desc limit 1;

-- name: list_imports(shop_id, most)
select import_id, fingerprint, source, columns, rows_count, new_count, changed_count, unmailable_count, faults_count,
       faults, line_done, cursor, started_at_ms, ended_at_ms
from imports where shop_id = :shop_id order by import_id desc limit :most;

-- name: move_import(shop_id, import_id, was_line, was_cursor, line_done, cursor, rows_count, new_count, changed_count, unmailable_count, faults_count, faults)!
update imports set line_done = :line_done, cursor = :cursor, rows_count = :rows_count, new_count = :new_count,
    changed_count = :changed_count, unmailable_count = :unmailable_count, faults_count = :faults_count, faults = :faults
where shop_id = :shop_id and import_id = :import_id and line_done = :was_line and cursor = :was_cursor
      and ended_at_ms is null;

-- name: end_import(shop_id, import_id, now_ms)!
update imports set ended_at_ms = :now_ms where shop_id = :shop_id and import_id = :import_id and ended_at_ms is null;
