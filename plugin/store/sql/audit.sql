-- Each finds what must not be; where nothing is wrong, it finds nothing. The names are those of plugin/store/audit.py.

-- name: find_twice(shop_id)
select min(reward_id) as row_id from rewards
where shop_id = :shop_id and state <> 'reversed' group by rule, cause having count(*) > 1;

-- name: find_friend_twice(shop_id, periods)
select min(reward_id) as row_id from rewards
where shop_id = :shop_id and referral_id is not null and state in ('due', 'held', 'approved', 'issued', 'told')
and not cause like :periods
group by rule, referral_id having count(*) > 1;

-- A reward whose people were erased is nobody's any more; an order that was erased can say nothing.
-- name: find_baseless(shop_id)
select r.reward_id as row_id
from rewards r
join people a on a.shop_id = r.shop_id and a.person_id = r.advocate_id
join people p on p.shop_id = r.shop_id and p.person_id = r.person_id
left join referrals f on f.shop_id = r.shop_id and f.referral_id = r.referral_id
left join orders o on o.shop_id = r.shop_id and o.order_id = f.order_id
where r.shop_id = :shop_id and r.rule in ('advocate', 'friend')
and r.state in ('due', 'held', 'approved', 'issued', 'told')
and (f.referral_id is null or f.advocate_id <> r.advocate_id or (
    substr(r.cause, 1, 6) = 'order ' and (
        (f.order_id is null and f.frozen = '') or o.stage not in ('placed', 'paid') or o.deleted_at_ms is not null
        or substr(r.cause || ' ', 1, length(o.platform) + length(o.order_ref) + 8)
           <> 'order ' || o.platform || ' ' || o.order_ref || ' ')));

-- name: find_refused(shop_id)
select r.reward_id as row_id from rewards r join referrals f on f.shop_id = r.shop_id and f.referral_id = r.referral_id
where r.shop_id = :shop_id and r.state in ('due', 'held', 'approved', 'issued', 'told')
and (f.review = 'rejected' or (f.verdict = 'block' and f.review <> 'approved'));

-- name: find_unbalanced(shop_id)
select r.reward_id as row_id
from rewards r left join (
    select reward_id, sum(amount_minor) as sum_minor, count(*) as lines_count, min(number) as first, max(number) as last,
           min(currency) as one, max(currency) as other, max(case when kind <> 'adjusted' then number end) as deciding
    from entries where shop_id = :shop_id group by reward_id) s on s.reward_id = r.reward_id
left join entries e on e.shop_id = r.shop_id and e.reward_id = r.reward_id and e.number = s.deciding
where r.shop_id = :shop_id and (
    s.reward_id is null or s.sum_minor <> r.amount_minor or e.kind is null or e.kind <> r.state
    or s.first <> 1 or s.last <> s.lines_count or s.lines_count <> r.entries_count
    or s.one <> r.currency or s.other <> r.currency);

-- name: find_without_coupon(shop_id)
select r.reward_id as row_id
from rewards r left join coupons c on c.shop_id = r.shop_id and c.coupon_id = r.coupon_id
where r.shop_id = :shop_id and r.state in ('issued', 'told') and r.coupon_id is not null
and (c.coupon_id is null or c.state not in ('live', 'used') or c.subject <> 'reward' or c.subject_id <> r.reward_id);

-- name: count_uncovered(shop_id)
select incentive, min(reward_id) as row_id from rewards
where shop_id = :shop_id and state in ('issued', 'told') and coupon_id is null group by incentive;

-- name: find_ownerless_coupons(shop_id)
select c.coupon_id as row_id
from coupons c left join rewards r on r.shop_id = c.shop_id and r.reward_id = c.subject_id
where c.shop_id = :shop_id and c.subject = 'reward' and c.state = 'live'
and (r.reward_id is null or r.coupon_id is null or r.coupon_id <> c.coupon_id or r.state not in ('issued', 'told'))
union all
select c.coupon_id
from coupons c left join claims k on k.shop_id = c.shop_id and k.claim_id = c.subject_id
where c.shop_id = :shop_id and c.subject = 'claim' and (k.claim_id is null or k.coupon_id is null or k.coupon_id <> c.coupon_id);

-- name: find_shared_codes(shop_id)
select min(coupon_id) as row_id from coupons where shop_id = :shop_id group by code having count(*) > 1
union all
select c.coupon_id from coupons c join people p on p.shop_id = c.shop_id and p.code = c.code where c.shop_id = :shop_id and c.subject <> 'partner'
union all
select c.coupon_id from coupons c join aliases a on a.shop_id = c.shop_id and a.code = c.code
where c.shop_id = :shop_id and a.ended_at_ms is null and c.subject <> 'partner'
union all
select c.coupon_id from coupons c join stock s on s.shop_id = c.shop_id and s.code = c.code
where c.shop_id = :shop_id and (s.coupon_id is null or s.coupon_id <> c.coupon_id);

-- name: list_promises(shop_id)
select program_version, rule, incentive, currency, min(amount_minor) as least_minor, max(amount_minor) as most_minor,
       min(reward_id) as row_id
from rewards where shop_id = :shop_id and state in ('due', 'held', 'approved', 'issued', 'told')
group by program_version, rule, incentive, currency;

-- name: list_shares(shop_id, incentive)
select r.reward_id, r.amount_minor, r.currency, r.program_version, o.snapshot
from rewards r
left join referrals f on f.shop_id = r.shop_id and f.referral_id = r.referral_id
left join orders o on o.shop_id = r.shop_id and o.order_id = f.order_id
where r.shop_id = :shop_id and r.incentive = :incentive and r.state in ('due', 'held', 'approved', 'issued', 'told')
and (r.referral_id is null or o.order_id is not null or (f.order_id is null and f.frozen = ''));

-- name: find_foreign_money(shop_id)
select r.reward_id as row_id
from rewards r
join referrals f on f.shop_id = r.shop_id and f.referral_id = r.referral_id
join orders o on o.shop_id = r.shop_id and o.order_id = f.order_id
where r.shop_id = :shop_id and r.currency <> 'points' and r.currency <> o.currency
and r.state in ('due', 'held', 'approved', 'issued', 'told');

-- Only ids that this shop does not have are looked for elsewhere.
-- name: find_strays(shop_id)
with strays (row_id, kind, id) as (
    select r.reward_id, 'person', r.person_id from rewards r left join people p on p.shop_id = r.shop_id and p.person_id = r.person_id
    where r.shop_id = :shop_id and p.person_id is null
    union all
    select r.reward_id, 'person', r.advocate_id from rewards r left join people p on p.shop_id = r.shop_id and p.person_id = r.advocate_id
    where r.shop_id = :shop_id and p.person_id is null
    union all
    select r.reward_id, 'referral', r.referral_id from rewards r left join referrals f on f.shop_id = r.shop_id and f.referral_id = r.referral_id
    where r.shop_id = :shop_id and r.referral_id is not null and f.referral_id is null
    union all
    select r.reward_id, 'coupon', r.coupon_id from rewards r left join coupons c on c.shop_id = r.shop_id and c.coupon_id = r.coupon_id
    where r.shop_id = :shop_id and r.coupon_id is not null and c.coupon_id is null
    union all
    select e.reward_id, 'reward', e.reward_id from entries e left join rewards r on r.shop_id = e.shop_id and r.reward_id = e.reward_id
    where e.shop_id = :shop_id and r.reward_id is null
    union all
    select f.referral_id, 'person', f.advocate_id from referrals f left join people p on p.shop_id = f.shop_id and p.person_id = f.advocate_id
    where f.shop_id = :shop_id and p.person_id is null
    union all
    select f.referral_id, 'person', f.friend_id from referrals f left join people p on p.shop_id = f.shop_id and p.person_id = f.friend_id
    where f.shop_id = :shop_id and f.friend_id is not null and p.person_id is null
    union all
    select f.referral_id, 'order', f.order_id from referrals f left join orders o on o.shop_id = f.shop_id and o.order_id = f.order_id
    where f.shop_id = :shop_id and f.order_id is not null and o.order_id is null
    union all
    select k.claim_id, 'referral', k.referral_id from claims k left join referrals f on f.shop_id = k.shop_id and f.referral_id = k.referral_id
    where k.shop_id = :shop_id and f.referral_id is null
    union all
    select k.claim_id, 'coupon', k.coupon_id from claims k left join coupons c on c.shop_id = k.shop_id and c.coupon_id = k.coupon_id
    where k.shop_id = :shop_id and k.coupon_id is not null and c.coupon_id is null
)
select s.row_id from strays s join people x on s.kind = 'person' and x.person_id = s.id
union select s.row_id from strays s join referrals x on s.kind = 'referral' and x.referral_id = s.id
union select s.row_id from strays s join coupons x on s.kind = 'coupon' and x.coupon_id = s.id
union select s.row_id from strays s join rewards x on s.kind = 'reward' and x.reward_id = s.id
union select s.row_id from strays s join orders x on s.kind = 'order' and x.order_id = s.id;

-- name: find_unearned(shop_id)
select reward_id as row_id from rewards
where shop_id = :shop_id and (amount_minor <> 0 or state not in ('reversed', 'expired')) and (
    state in ('reversed', 'expired')
    or (rule in ('advocate', 'friend') and cause in (
        select 'order ' || platform || ' ' || order_ref from orders
        where shop_id = :shop_id and (stage in ('cancelled', 'refunded') or deleted_at_ms is not null))));

-- name: list_steps(shop_id)
select before, kind, min(reward_id) as row_id
from (select reward_id, kind, lag(kind, 1, '') over (partition by reward_id order by number) as before
      from entries where shop_id = :shop_id and kind <> 'adjusted') steps
group by before, kind;

-- name: find_late_changes(shop_id)
select reward_id as row_id
from (select reward_id, kind, lag(kind, 1, '') over (partition by reward_id order by number) as before
      from entries where shop_id = :shop_id) steps
where kind = 'adjusted' and before in ('', 'reversed', 'expired');

-- name: find_stuck(shop_id, before_at_ms)
select effect_id as row_id from effects where shop_id = :shop_id and due_at_ms < :before_at_ms and fence > 0;

-- name: find_forgotten_coupons(shop_id)
select c.coupon_id as row_id
from coupons c left join effects e on e.shop_id = c.shop_id and e.effect_key = 'make_coupon ' || c.coupon_id
where c.shop_id = :shop_id and c.state = 'wanted' and e.due_at_ms is null;

-- name: list_programs(shop_id)
select version, settings, created_at_ms from programs where shop_id = :shop_id order by version;

-- name: sum_committed_since(shop_id, since_at_ms)
select r.currency, cast(sum(r.amount_minor) as bigint) as sum_minor,
       cast(sum(case when e.approved_at_ms <= :since_at_ms then r.amount_minor else 0 end) as bigint) as older_minor
from rewards r join (
    select reward_id, max(at_ms) as approved_at_ms from entries
    where shop_id = :shop_id and kind = 'approved' group by reward_id) e on e.reward_id = r.reward_id
where r.shop_id = :shop_id and r.currency <> 'points' and r.state in ('approved', 'issued', 'told')
group by r.currency;
