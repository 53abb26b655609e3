-- name: add_terms(shop_id, version, settings, agreement, made_at_ms)!
insert into terms (shop_id, version, settings, agreement, made_at_ms)
values (:shop_id, :version, :settings, :agreement, :made_at_ms);

-- name: list_terms(shop_id)
select version, settings, agreement, made_at_ms from terms where shop_id = :shop_id order by version;

-- name: find_terms(shop_id, version)^
select version, settings, agreement, made_at_ms from terms where shop_id = :shop_id and version = :version;

-- name: current_terms(shop_id)^
select version, settings, agreement, made_at_ms from terms where shop_id = :shop_id order by version desc limit 1;

-- name: add_agreement(shop_id, partner_id, agreed_at_ms, version)!
insert into agreements (shop_id, partner_id, agreed_at_ms, version)
values (:shop_id, :partner_id, :agreed_at_ms, :version)
on conflict (shop_id, partner_id, agreed_at_ms) do nothing;

-- name: list_agreements(shop_id, partner_id)
select version, agreed_at_ms from agreements
where shop_id = :shop_id and partner_id = :partner_id order by agreed_at_ms;

-- name: list_sales(shop_id, advocate_id)
select r.referral_id, r.verdict, r.review, r.review_until_at_ms, r.program_version, r.since_at_ms, r.order_id as first_id,
       f.placed_at_ms as first_at_ms, f.order_ref as first_ref, o.order_id, o.deleted_at_ms, o.snapshot
from referrals r
join orders f on f.shop_id = r.shop_id and f.order_id = r.order_id
join orders o on o.shop_id = r.shop_id and o.person_id in (r.friend_id, f.person_id)
where r.shop_id = :shop_id and r.advocate_id = :advocate_id
order by r.referral_id, o.placed_at_ms, o.order_ref;

-- name: list_rivals(shop_id, advocate_id)
select r.referral_id, x.order_id, f.placed_at_ms
from referrals r
join referrals x on x.shop_id = r.shop_id and x.friend_id = r.friend_id and x.advocate_id <> r.advocate_id
join orders f on f.shop_id = x.shop_id and f.order_id = x.order_id
where r.shop_id = :shop_id and r.advocate_id = :advocate_id
and x.review <> 'rejected' and (x.verdict <> 'block' or x.review = 'approved');

-- name: list_forgotten(shop_id, partner_id)
select distinct l.order_id from commission_lines l left join orders o on o.shop_id = l.shop_id and o.order_id = l.order_id
where l.shop_id = :shop_id and l.partner_id = :partner_id and o.order_id is null;

-- name: add_lines(shop_id, partner_id, number, order_id, amount_minor, currency, month, matures_at_ms, why, terms_version, tier, rate, sale, at_ms)*!
insert into commission_lines (shop_id, partner_id, number, order_id, amount_minor, currency, month, matures_at_ms, why, terms_version, tier, rate, sale, at_ms)
values (:shop_id, :partner_id, :number, :order_id, :amount_minor, :currency, :month, :matures_at_ms, :why, :terms_version, :tier, :rate, :sale, :at_ms);

-- name: list_lines(shop_id, partner_id)
select number, order_id, amount_minor, currency, month, matures_at_ms, why, terms_version, tier, rate, sale, at_ms
from commission_lines where shop_id = :shop_id and partner_id = :partner_id order by number;

-- name: list_lines_of_month(shop_id, partner_id, month)
select l.number, l.order_id, l.amount_minor, l.currency, l.month, l.matures_at_ms, l.why, l.terms_version, l.tier, l.rate,
       l.sale, l.at_ms, coalesce(o.number, '') as order_number
from commission_lines l left join orders o on o.shop_id = l.shop_id and o.order_id = l.order_id
where l.shop_id = :shop_id and l.partner_id = :partner_id and l.month = :month order by l.number;

-- name: count_lines(shop_id, partner_id)^
select count(*) as lines_count from commission_lines where shop_id = :shop_id and partner_id = :partner_id;

-- name: list_months(shop_id, partner_id)
select distinct month from commission_lines where shop_id = :shop_id and partner_id = :partner_id order by month;

-- name: list_earners(shop_id)
select distinct partner_id from commission_lines where shop_id = :shop_id order by partner_id;

-- name: sum_lines(shop_id, partner_id, from_ms, until_ms)
select currency,
       cast(sum(case when at_ms >= :from_ms and at_ms < :until_ms and amount_minor > 0 then amount_minor else 0 end) as bigint) as earned_minor,
       cast(sum(case when at_ms >= :from_ms and at_ms < :until_ms and amount_minor < 0 then -amount_minor else 0 end) as bigint) as taken_back_minor,
       cast(sum(case when at_ms < :until_ms and matures_at_ms < :until_ms and (at_ms >= :from_ms or matures_at_ms >= :from_ms) then amount_minor else 0 end) as bigint) as matured_minor,
       cast(sum(case when at_ms < :until_ms and matures_at_ms < :until_ms then amount_minor else 0 end) as bigint) as payable_minor,
       cast(sum(case when at_ms < :until_ms then amount_minor else 0 end) as bigint) as total_minor
from commission_lines where shop_id = :shop_id and partner_id = :partner_id group by currency order by currency;

-- name: sum_month(shop_id, month)
select partner_id, currency, cast(sum(amount_minor) as bigint) as sum_minor
from commission_lines where shop_id = :shop_id and month = :month group by partner_id, currency order by partner_id, currency;

-- name: sum_lines_before(shop_id, partner_id, month)
select currency, cast(sum(amount_minor) as bigint) as total_minor
from commission_lines where shop_id = :shop_id and partner_id = :partner_id and month < :month
group by currency order by currency;
