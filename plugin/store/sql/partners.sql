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

-- name: list_partners_to_settle(shop_id, now_ms, most)
select shop_id, partner_id from partners where settle_at_ms <= :now_ms and (:shop_id = '' or shop_id = :shop_id)
order by settle_at_ms limit :most;

-- A pair may be tied twice: an order's friend is found by the tie that counts, else by the first one.
-- name: sum_brought(shop_id, advocate_id, since_at_ms, until_at_ms, now_ms, currency, from_site)
select o.stage, coalesce(r.verdict, 'clear') as verdict, coalesce(r.review, '') as review,
       case when r.review_until_at_ms <= :now_ms then 1 else 0 end as is_over,
       case when r.order_id = o.order_id then 1 else 0 end as is_first,
       case when r.verdict <> 'clear' and r.reasons like :from_site then 1 else 0 end as is_from_site,
       min(r.review_until_at_ms) as review_until_at_ms, count(*) as orders_count,
       cast(sum(case when o.currency = :currency then o.total_minor else 0 end) as bigint) as total_minor,
       cast(sum(case when o.currency = :currency then coalesce(o.refunded_minor, 0) else 0 end) as bigint) as refunded_minor,
       cast(sum(case when o.currency = :currency then c.discount_minor else 0 end) as bigint) as discount_minor
from candidates c
join orders o on o.shop_id = c.shop_id and o.order_id = c.order_id
left join referrals r on r.shop_id = c.shop_id and r.referral_id = (
    select coalesce(min(case when x.order_id = o.order_id then x.referral_id end), min(x.referral_id)) from referrals x
    where x.shop_id = c.shop_id and x.friend_id = o.person_id and x.advocate_id = c.advocate_id)
where c.shop_id = :shop_id and c.advocate_id = :advocate_id and c.won = 1
and c.placed_at_ms >= :since_at_ms and c.placed_at_ms < :until_at_ms and o.deleted_at_ms is null
group by 1, 2, 3, 4, 5, 6;

-- From the few that are doubted to their orders: a cross join is read in its order.
-- name: list_doubted(shop_id, advocate_id, since_at_ms, until_at_ms, most)
select o.order_id, case when o.number = '' then o.order_ref else o.number end as number, o.placed_at_ms,
       r.verdict, r.reasons, r.review, r.review_until_at_ms
from referrals r cross join orders o cross join candidates c
where r.shop_id = :shop_id and r.advocate_id = :advocate_id
and (r.review = 'rejected' or (r.verdict <> 'clear' and r.review <> 'approved'))
and o.shop_id = r.shop_id and o.person_id = r.friend_id and o.deleted_at_ms is null
and c.shop_id = o.shop_id and c.order_id = o.order_id and c.advocate_id = r.advocate_id and c.won = 1
and c.placed_at_ms >= :since_at_ms and c.placed_at_ms < :until_at_ms
and r.referral_id = (
    select coalesce(min(case when x.order_id = o.order_id then x.referral_id end), min(x.referral_id)) from referrals x
    where x.shop_id = r.shop_id and x.friend_id = r.friend_id and x.advocate_id = r.advocate_id)
order by o.placed_at_ms desc, o.order_id desc limit :most;

-- A cross join is read in its order: from the few partners to what each of them has.
-- name: count_partner_visits(shop_id, partner_id, since_at_ms, until_at_ms)
select p.partner_id, count(*) as times_count
from partners p cross join visits v
where p.shop_id = :shop_id and (:partner_id = '' or p.partner_id = :partner_id)
and v.shop_id = p.shop_id and v.advocate_id = p.person_id
and v.at_ms >= :since_at_ms and v.at_ms < :until_at_ms group by p.partner_id;

-- name: count_partner_claims(shop_id, partner_id, since_at_ms, until_at_ms)
select p.partner_id, count(*) as times_count
from partners p cross join claims c
where p.shop_id = :shop_id and (:partner_id = '' or p.partner_id = :partner_id)
and c.shop_id = p.shop_id and c.advocate_id = p.person_id
and c.at_ms >= :since_at_ms and c.at_ms < :until_at_ms group by p.partner_id;

-- What was earned by the orders of a span of time, whenever its lines were written.
-- name: sum_partner_commissions(shop_id, currency, partner_id, since_at_ms, until_at_ms)
select l.partner_id, cast(sum(l.amount_minor) as bigint) as sum_minor
from commission_lines l join orders o on o.shop_id = l.shop_id and o.order_id = l.order_id
where l.shop_id = :shop_id and l.currency = :currency and (:partner_id = '' or l.partner_id = :partner_id)
and o.placed_at_ms >= :since_at_ms and o.placed_at_ms < :until_at_ms group by l.partner_id;
