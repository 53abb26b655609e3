-- name: add_change(shop_id, change_id, who, user_id, what, subject, before, after, at_ms)!
insert into changes (shop_id, change_id, who, user_id, what, subject, before, after, at_ms)
values (:shop_id, :change_id, :who, :user_id, :what, :subject, :before, :after, :at_ms);

-- name: list_changes(shop_id, before_id, most)
select change_id, who, user_id, what, subject, before, after, at_ms
from changes where shop_id = :shop_id and change_id < :before_id order by change_id desc limit :most;

-- name: list_changes_of(shop_id, what, before_id, most)
select change_id, who, user_id, what, subject, before, after, at_ms
from changes where shop_id = :shop_id and what = :what and change_id < :before_id
order by change_id desc limit :most;
