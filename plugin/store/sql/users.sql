-- name: add_user(user_id, email, name, password_hash, language, is_operator, made_at_ms)!
insert into users (user_id, email, name, password_hash, language, is_operator, made_at_ms)
values (:user_id, :email, :name, :password_hash, :language, :is_operator, :made_at_ms);

-- name: find_user(user_id)^
select user_id, email, name, password_hash, language, is_operator, made_at_ms
from users where user_id = :user_id;

-- name: find_user_at(email)^
select user_id, email, name, password_hash, language, is_operator, made_at_ms
from users where email = :email;

-- name: list_users()
select user_id, email, name, password_hash, language, is_operator, made_at_ms
from users order by user_id limit 1000;

-- name: find_any_user()^
select user_id from users limit 1;

-- name: set_password(user_id, password_hash)!
update users set password_hash = :password_hash where user_id = :user_id;

-- name: set_language(user_id, language)!
update users set language = :language where user_id = :user_id;

-- name: find_role(shop_id, user_id)^
select role from memberships where shop_id = :shop_id and user_id = :user_id;

-- name: list_user_shops(user_id)
select s.shop_id, s.key, s.name, s.url, s.currency, s.country, s.language, s.time_zone, s.domain, s.uninstalled_at_ms,
    m.role
from memberships m join shops s on s.shop_id = m.shop_id where m.user_id = :user_id order by s.name, s.shop_id;

-- name: find_post_shop(user_id)^
select shop_id from memberships where user_id = :user_id
union all
select s.shop_id from shops s join users u on u.is_operator = 1 where u.user_id = :user_id and s.trial_of = ''
limit 1;

-- name: list_members(shop_id)
select u.user_id, u.email, u.name, m.role, 0 as is_operator
from memberships m join users u on u.user_id = m.user_id
where m.shop_id = :shop_id and u.is_operator = 0
union all
select user_id, email, name, 'owner' as role, 1 as is_operator from users where is_operator = 1
order by 3, 1;

-- name: write_role(shop_id, user_id, role, made_at_ms)!
insert into memberships (shop_id, user_id, role, made_at_ms) values (:shop_id, :user_id, :role, :made_at_ms)
on conflict (shop_id, user_id) do update set role = excluded.role;

-- name: remove_member(shop_id, user_id)!
delete from memberships where shop_id = :shop_id and user_id = :user_id;

-- name: end_roles(user_id)!
delete from memberships where user_id = :user_id;

-- name: remove_user(user_id)!
delete from users where user_id = :user_id;

-- name: add_invitation(shop_id, invitation_id, email, role, made_at_ms, until_at_ms)!
insert into invitations (shop_id, invitation_id, email, role, made_at_ms, until_at_ms)
values (:shop_id, :invitation_id, :email, :role, :made_at_ms, :until_at_ms);

-- name: find_invitation(shop_id, invitation_id)^
select invitation_id, email, role, made_at_ms, until_at_ms
from invitations where shop_id = :shop_id and invitation_id = :invitation_id;

-- name: list_invitations(shop_id)
select invitation_id, email, role, made_at_ms, until_at_ms
from invitations where shop_id = :shop_id order by invitation_id;

-- name: end_invitation(shop_id, invitation_id)!
delete from invitations where shop_id = :shop_id and invitation_id = :invitation_id;

-- name: end_invitations_to(shop_id, email)!
delete from invitations where shop_id = :shop_id and email = :email;

-- name: forget_invitations(now_ms)!
delete from invitations where until_at_ms <= :now_ms;

-- name: add_session(session_id, token_hash, user_id, shop_id, browser, made_at_ms, seen_at_ms, until_at_ms)!
insert into sessions (session_id, token_hash, user_id, shop_id, browser, made_at_ms, seen_at_ms, until_at_ms)
values (:session_id, :token_hash, :user_id, :shop_id, :browser, :made_at_ms, :seen_at_ms, :until_at_ms);

-- name: find_session(token_hash)^
select session_id, token_hash, user_id, shop_id, browser, made_at_ms, seen_at_ms, until_at_ms
from sessions where token_hash = :token_hash;

-- name: list_sessions(user_id)
select session_id, token_hash, user_id, shop_id, browser, made_at_ms, seen_at_ms, until_at_ms
from sessions where user_id = :user_id order by seen_at_ms desc limit 100;

-- name: note_seen(session_id, seen_at_ms)!
update sessions set seen_at_ms = :seen_at_ms where session_id = :session_id;

-- name: end_session(session_id)!
delete from sessions where session_id = :session_id;

-- name: end_session_of(user_id, session_id)!
delete from sessions where user_id = :user_id and session_id = :session_id;

-- name: end_sessions(user_id, but_session_id)!
delete from sessions where user_id = :user_id and session_id <> :but_session_id;

-- name: forget_sessions(now_ms, seen_before_at_ms)!
delete from sessions where until_at_ms <= :now_ms or seen_at_ms <= :seen_before_at_ms;

-- name: count_try(subject, window_at_ms)^
insert into tries (subject, window_at_ms, times_count) values (:subject, :window_at_ms, 1)
on conflict (subject, window_at_ms) do update set times_count = tries.times_count + 1
returning times_count;

-- name: forget_tries(before_at_ms)!
delete from tries where window_at_ms < :before_at_ms;
