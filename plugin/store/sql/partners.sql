-- name: add_partner(shop_id, partner_id, person_id, kind, state, name, page_url, niche, followers_count, note, why, terms_version, agreed_at_ms, payout_sealed, tier, made_at_ms, decided_at_ms, ended_at_ms, rests, code_rules, settle_at_ms)!
insert into partners (shop_id, partner_id, person_id, kind, state, name, page_url, niche, followers_count, note, why, terms_version, agreed_at_ms, payout_sealed, tier, made_at_ms, decided_at_ms, ended_at_ms, rests, code_rules, settle_at_ms)
values (:shop_id, :partner_id, :person_id, :kind, :state, :name, :page_url, :niche, :followers_count, :note, :why, :terms_version, :agreed_at_ms, :payout_sealed, :tier, :made_at_ms, :decided_at_ms, :ended_at_ms, :rests, :code_rules, :settle_at_ms);

-- name: change_partner(shop_id, partner_id, person_id, kind, state, name, page_url, niche, followers_count, note, why, terms_version, agreed_at_ms, payout_sealed, tier, made_at_ms, decided_at_ms, ended_at_ms, rests, code_rules, settle_at_ms)!
update partners
set person_id = :person_id, kind = :kind, state = :state, name = :name, page_url = :page_url, niche = :niche,
    followers_count = :followers_count, note = :note, why = :why, terms_version = :terms_version,
    agreed_at_ms = :agreed_at_ms, payout_sealed = :payout_sealed, tier = :tier, made_at_ms = :made_at_ms,
    decided_at_ms = :decided_at_ms, ended_at_ms = :ended_at_ms, rests = :rests,
    code_rules = :code_rules, settle_at_ms = :settle_at_ms
where shop_id = :shop_id and partner_id = :partner_id;

-- name: find_partner(shop_id, partner_id)^
select partner_id, person_id, kind, state, name, page_url, niche, followers_count, note, why, terms_version, agreed_at_ms, payout_sealed, tier, made_at_ms, decided_at_ms, ended_at_ms, rests, code_rules, settle_at_ms
from partners where shop_id = :shop_id and partner_id = :partner_id;

-- name: find_partner_by_person(shop_id, person_id)^
select partner_id, person_id, kind, state, name, page_url, niche, followers_count, note, why, terms_version, agreed_at_ms, payout_sealed, tier, made_at_ms, decided_at_ms, ended_at_ms, rests, code_rules, settle_at_ms
from partners where shop_id = :shop_id and person_id = :person_id;

-- name: list_partners(shop_id, state, kind)
select partner_id, person_id, kind, state, name, page_url, niche, followers_count, note, why, terms_version, agreed_at_ms, payout_sealed, tier, made_at_ms, decided_at_ms, ended_at_ms, rests, code_rules, settle_at_ms
from partners where shop_id = :shop_id and (:state = '' or state = :state) and (:kind = '' or kind = :kind)
order by partner_id;

-- name: list_partners_to_settle(now_ms, most)
select shop_id, partner_id from partners where settle_at_ms <= :now_ms order by settle_at_ms limit :most;

-- An order's friend is found by the order that counts, else by its buyer.
-- name: list_brought(shop_id, partner_id, since_at_ms, until_at_ms)
select p.partner_id, p.rests, o.order_id, o.placed_at_ms, o.snapshot, r.order_id as counting_id,
       coalesce(r.verdict, 'clear') as verdict, coalesce(r.reasons, '[]') as reasons,
       coalesce(r.review, '') as review, r.review_until_at_ms
from partners p
join candidates c on c.shop_id = p.shop_id and c.advocate_id = p.person_id and c.won = 1
join orders o on o.shop_id = c.shop_id and o.order_id = c.order_id
left join referrals r on r.shop_id = o.shop_id and r.friend_id = o.person_id and r.advocate_id = p.person_id
where p.shop_id = :shop_id and (:partner_id = '' or p.partner_id = :partner_id)
and o.placed_at_ms >= :since_at_ms and o.placed_at_ms < :until_at_ms and o.deleted_at_ms is null
and p.decided_at_ms <= o.placed_at_ms and (p.ended_at_ms is null or o.placed_at_ms < p.ended_at_ms)
order by o.placed_at_ms, o.order_id, r.referral_id;

-- name: count_partner_visits(shop_id, partner_id, since_at_ms, until_at_ms)
select p.partner_id, count(*) as times_count
from partners p join visits v on v.shop_id = p.shop_id and v.advocate_id = p.person_id
where p.shop_id = :shop_id and (:partner_id = '' or p.partner_id = :partner_id)
and v.at_ms >= :since_at_ms and v.at_ms < :until_at_ms group by p.partner_id;

-- name: count_partner_claims(shop_id, partner_id, since_at_ms, until_at_ms)
select p.partner_id, count(*) as times_count
from partners p join claims c on c.shop_id = p.shop_id and c.advocate_id = p.person_id
where p.shop_id = :shop_id and (:partner_id = '' or p.partner_id = :partner_id)
and c.at_ms >= :since_at_ms and c.at_ms < :until_at_ms group by p.partner_id;

-- Only advocates with enough friends are looked at; a friend stays who has bought again.
-- name: list_promising(shop_id, friends_count, most)
with many as (
    select advocate_id from referrals
    where shop_id = :shop_id and order_id is not null and (verdict = 'clear' or review = 'approved')
    group by advocate_id having count(*) >= :friends_count)
select p.person_id, count(*) as friends_count,
       cast(sum(case when (select count(*) from orders o
                           where o.shop_id = r.shop_id and o.person_id = r.friend_id
                           and o.stage in ('placed', 'paid') and o.deleted_at_ms is null) > 1 then 1 else 0 end) as bigint)
           as stayed_count,
       (select count(*) from visits v where v.shop_id = p.shop_id and v.advocate_id = p.person_id) as reach_count
from many m
join people p on p.shop_id = :shop_id and p.person_id = m.advocate_id and p.banned_at_ms is null
join referrals r on r.shop_id = :shop_id and r.advocate_id = m.advocate_id and r.order_id is not null
    and (r.verdict = 'clear' or r.review = 'approved')
where not exists (
    select 1 from partners q where q.shop_id = :shop_id and q.person_id = p.person_id and q.state in ('applied', 'admitted'))
group by p.shop_id, p.person_id
order by stayed_count desc, friends_count desc, p.person_id limit :most;

-- What was earned by the orders of a span of time, whenever its lines were written.
-- name: sum_partner_commissions(shop_id, currency, partner_id, since_at_ms, until_at_ms)
select l.partner_id, cast(sum(l.amount_minor) as bigint) as sum_minor
from commission_lines l join orders o on o.shop_id = l.shop_id and o.order_id = l.order_id
where l.shop_id = :shop_id and l.currency = :currency and (:partner_id = '' or l.partner_id = :partner_id)
and o.placed_at_ms >= :since_at_ms and o.placed_at_ms < :until_at_ms group by l.partner_id;
