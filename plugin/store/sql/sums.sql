-- name: sum_orders(shop_id, from_at_ms, until_at_ms, currency)^
select count(*) as orders_count,
       cast(coalesce(sum(case when currency <> :currency or total_minor < coalesce(refunded_minor, 0) then 0
                         else total_minor - coalesce(refunded_minor, 0) end), 0) as bigint) as orders_minor,
       cast(coalesce(sum(case when currency = :currency then 0 else 1 end), 0) as bigint) as foreign_count
from orders
where shop_id = :shop_id and placed_at_ms >= :from_at_ms and placed_at_ms < :until_at_ms
  and is_test = 0 and deleted_at_ms is null and stage in ('placed', 'paid');

-- People's first orders, but for those of whom an import of past customers counts more orders than came here: what
-- was placed up to a day after the last order that it tells of (many files tell the day only) is in its count.
-- name: count_new(shop_id, from_at_ms, until_at_ms)^
select count(*) as new_count
from orders o
where o.shop_id = :shop_id and o.placed_at_ms >= :from_at_ms and o.placed_at_ms < :until_at_ms
  and o.is_test = 0 and o.deleted_at_ms is null and o.stage in ('placed', 'paid') and o.person_id is not null
  and not exists (
      select 1 from orders e
      where e.shop_id = o.shop_id and e.person_id = o.person_id
        and e.is_test = 0 and e.deleted_at_ms is null and e.stage in ('placed', 'paid')
        and (e.placed_at_ms < o.placed_at_ms or (e.placed_at_ms = o.placed_at_ms and e.order_id < o.order_id)))
  and not exists (
      select 1 from profiles f
      where f.shop_id = o.shop_id and f.person_id = o.person_id and f.orders_count > (
          select count(*) from orders k
          where k.shop_id = f.shop_id and k.person_id = f.person_id and k.placed_at_ms <= f.read_at_ms
            and k.placed_at_ms <= coalesce(f.last_order_at_ms + 86400000, f.read_at_ms)));

-- name: sum_referred(shop_id, from_at_ms, until_at_ms, currency)
select c.channel, c.language, c.device, count(*) as referred_count,
       cast(sum(case when o.currency <> :currency or o.total_minor < coalesce(o.refunded_minor, 0) then 0
                else o.total_minor - coalesce(o.refunded_minor, 0) end) as bigint) as referred_minor,
       cast(sum(case when o.currency = :currency then c.discount_minor else 0 end) as bigint) as discounts_minor,
       cast(sum(case when exists (
           select 1 from orders e
           where e.shop_id = o.shop_id and e.person_id = o.person_id
             and e.is_test = 0 and e.deleted_at_ms is null and e.stage in ('placed', 'paid')
             and (e.placed_at_ms < o.placed_at_ms or (e.placed_at_ms = o.placed_at_ms and e.order_id < o.order_id)))
           or exists (
           select 1 from profiles f
           where f.shop_id = o.shop_id and f.person_id = o.person_id and f.orders_count > (
               select count(*) from orders k
               where k.shop_id = f.shop_id and k.person_id = f.person_id and k.placed_at_ms <= f.read_at_ms
                 and k.placed_at_ms <= coalesce(f.last_order_at_ms + 86400000, f.read_at_ms)))
           then 0 else 1 end) as bigint) as referred_new_count
from candidates c join orders o on o.shop_id = c.shop_id and o.order_id = c.order_id
where c.shop_id = :shop_id and c.won = 1 and c.placed_at_ms >= :from_at_ms and c.placed_at_ms < :until_at_ms
  and o.is_test = 0 and o.deleted_at_ms is null and o.stage in ('placed', 'paid')
group by c.channel, c.language, c.device;

-- name: count_reports(shop_id, from_at_ms, until_at_ms)
select e.surface, e.channel, e.language, e.device,
       cast(sum(case when e.kind = 'viewed' then 1 else 0 end) as bigint) as views_count,
       cast(sum(case when e.kind = 'shared' then 1 else 0 end) as bigint) as shares_count
from events e
where e.shop_id = :shop_id and e.at_ms >= :from_at_ms and e.at_ms < :until_at_ms and e.kind in ('viewed', 'shared')
group by e.surface, e.channel, e.language, e.device;

-- name: count_day_visits(shop_id, from_at_ms, until_at_ms)
select v.channel, v.language, v.device, count(*) as visits_count
from visits v
where v.shop_id = :shop_id and v.at_ms >= :from_at_ms and v.at_ms < :until_at_ms
group by v.channel, v.language, v.device;

-- name: count_day_claims(shop_id, from_at_ms, until_at_ms)
select k.channel, k.language, k.device, count(*) as claims_count
from claims k
where k.shop_id = :shop_id and k.at_ms >= :from_at_ms and k.at_ms < :until_at_ms
group by k.channel, k.language, k.device;

-- A reward costs what it comes to while it is in its owner's hands: a line that gives it adds all lines so far,
-- one that changes it afterwards what it says itself.
-- name: sum_given(shop_id, from_at_ms, until_at_ms, currency)^
select cast(coalesce(sum(case
    when e.kind = 'issued' then (
        select sum(b.amount_minor) from entries b
        where b.shop_id = e.shop_id and b.reward_id = e.reward_id and b.number <= e.number)
    when (select b.kind from entries b
          where b.shop_id = e.shop_id and b.reward_id = e.reward_id and b.number < e.number and b.kind <> 'adjusted'
          order by b.number desc limit 1) in ('issued', 'told') then e.amount_minor
    else 0 end), 0) as bigint) as rewards_minor
from entries e
where e.shop_id = :shop_id and e.at_ms >= :from_at_ms and e.at_ms < :until_at_ms
  and e.currency = :currency and e.kind in ('issued', 'adjusted', 'reversed', 'expired');

-- name: sum_day_commission(shop_id, from_at_ms, until_at_ms, currency)^
select cast(coalesce(sum(amount_minor), 0) as bigint) as commission_minor from commission_lines
where shop_id = :shop_id and at_ms >= :from_at_ms and at_ms < :until_at_ms and currency = :currency;

-- name: count_sent(shop_id, from_at_ms, until_at_ms)^
select cast(coalesce(sum(case when m.medium = 'email' then 1 else 0 end), 0) as bigint) as emails_count,
       cast(coalesce(sum(case when m.medium = 'whatsapp' then 1 else 0 end), 0) as bigint) as whatsapps_count
from messages m
where m.shop_id = :shop_id and m.sent_at_ms >= :from_at_ms and m.sent_at_ms < :until_at_ms;

-- name: find_began(shop_id)^
select s.created_at_ms as made_at_ms,
       (select placed_at_ms from orders where shop_id = :shop_id order by placed_at_ms limit 1) as placed_at_ms
from shops s where s.shop_id = :shop_id;

-- name: open_day(shop_id, day, time_zone, currency, begins_at_ms, ends_at_ms)*!
insert into summed_days (shop_id, day, time_zone, currency, begins_at_ms, ends_at_ms, changes_count, summed_count)
values (:shop_id, :day, :time_zone, :currency, :begins_at_ms, :ends_at_ms, 1, 0)
on conflict (shop_id, day) do nothing;

-- name: find_other_days(shop_id, time_zone, currency)^
select day from summed_days where shop_id = :shop_id and (time_zone <> :time_zone or currency <> :currency) limit 1;

-- name: drop_sums(shop_id)!
delete from sums where shop_id = :shop_id;

-- name: drop_days(shop_id)!
delete from summed_days where shop_id = :shop_id;

-- name: note_change(shop_id, at_ms)*!
update summed_days set changes_count = changes_count + 1
where shop_id = :shop_id and begins_at_ms <= :at_ms and ends_at_ms > :at_ms;

-- name: note_person_changed(shop_id, person_id)!
update summed_days set changes_count = changes_count + 1
where shop_id = :shop_id and (
    exists (select 1 from orders o where o.shop_id = :shop_id and o.person_id = :person_id
            and o.placed_at_ms >= summed_days.begins_at_ms and o.placed_at_ms < summed_days.ends_at_ms)
    or exists (select 1 from events e where e.shop_id = :shop_id and e.person_id = :person_id
               and e.at_ms >= summed_days.begins_at_ms and e.at_ms < summed_days.ends_at_ms)
    or exists (select 1 from messages m where m.shop_id = :shop_id and m.person_id = :person_id
               and m.sent_at_ms >= summed_days.begins_at_ms and m.sent_at_ms < summed_days.ends_at_ms));

-- name: find_first_order(shop_id, person_id)^
select min(placed_at_ms) as placed_at_ms from orders
where shop_id = :shop_id and person_id = :person_id
  and is_test = 0 and deleted_at_ms is null and stage in ('placed', 'paid');

-- name: list_first_orders(shop_id, person_ids)
select min(placed_at_ms) as placed_at_ms from orders
where shop_id = :shop_id and person_id in (select value from list_of(:person_ids))
  and is_test = 0 and deleted_at_ms is null and stage in ('placed', 'paid')
group by person_id;

-- name: count_days(shop_id, time_zone, currency, first, last)^
select count(*) as days_count from summed_days
where shop_id = :shop_id and time_zone = :time_zone and currency = :currency and day >= :first and day <= :last;

-- name: list_days(shop_id, time_zone, currency, first, last)
select day, changes_count, summed_count from summed_days
where shop_id = :shop_id and time_zone = :time_zone and currency = :currency and day >= :first and day <= :last;

-- name: list_changed(shop_id, time_zone, currency, most)
select day, begins_at_ms, ends_at_ms, changes_count from summed_days
where shop_id = :shop_id and summed_count <> changes_count and time_zone = :time_zone and currency = :currency
order by day desc limit :most;

-- name: forget_sums(shop_id, day)!
delete from sums where shop_id = :shop_id and day = :day;

-- name: add_sums(shop_id, part, day, name, orders_count, orders_minor, foreign_count, new_count, referred_count, referred_minor, referred_new_count, views_count, shares_count, visits_count, claims_count, discounts_minor, rewards_minor, commission_minor, emails_count, whatsapps_count)*!
insert into sums (shop_id, part, day, name, orders_count, orders_minor, foreign_count, new_count, referred_count, referred_minor, referred_new_count, views_count,
                  shares_count, visits_count, claims_count, discounts_minor, rewards_minor, commission_minor, emails_count, whatsapps_count)
values (:shop_id, :part, :day, :name, :orders_count, :orders_minor, :foreign_count, :new_count, :referred_count, :referred_minor, :referred_new_count, :views_count,
        :shares_count, :visits_count, :claims_count, :discounts_minor, :rewards_minor, :commission_minor, :emails_count, :whatsapps_count);

-- name: note_summed(shop_id, day, time_zone, currency, summed_count)!
update summed_days set summed_count = :summed_count
where shop_id = :shop_id and day = :day and time_zone = :time_zone and currency = :currency;

-- name: list_sums(shop_id, part, time_zone, currency, first, last, but_days)
select s.day, s.name, orders_count, orders_minor, foreign_count, new_count, referred_count, referred_minor, referred_new_count, views_count,
       shares_count, visits_count, claims_count, discounts_minor, rewards_minor, commission_minor, emails_count, whatsapps_count
from sums s join summed_days d on d.shop_id = s.shop_id and d.day = s.day and d.time_zone = :time_zone and d.currency = :currency
where s.shop_id = :shop_id and s.part = :part and s.day >= :first and s.day <= :last
  and s.day not in (select value from list_of(:but_days))
order by s.day, s.name;

-- name: add_up_sums(shop_id, part, time_zone, currency, first, last, but_days)
select s.name,
       cast(sum(orders_count) as bigint) as orders_count,
       cast(sum(orders_minor) as bigint) as orders_minor,
       cast(sum(foreign_count) as bigint) as foreign_count,
       cast(sum(new_count) as bigint) as new_count,
       cast(sum(referred_count) as bigint) as referred_count,
       cast(sum(referred_minor) as bigint) as referred_minor,
       cast(sum(referred_new_count) as bigint) as referred_new_count,
       cast(sum(views_count) as bigint) as views_count,
       cast(sum(shares_count) as bigint) as shares_count,
       cast(sum(visits_count) as bigint) as visits_count,
       cast(sum(claims_count) as bigint) as claims_count,
       cast(sum(discounts_minor) as bigint) as discounts_minor,
       cast(sum(rewards_minor) as bigint) as rewards_minor,
       cast(sum(commission_minor) as bigint) as commission_minor,
       cast(sum(emails_count) as bigint) as emails_count,
       cast(sum(whatsapps_count) as bigint) as whatsapps_count
from sums s join summed_days d on d.shop_id = s.shop_id and d.day = s.day and d.time_zone = :time_zone and d.currency = :currency
where s.shop_id = :shop_id and s.part = :part and s.day >= :first and s.day <= :last
  and s.day not in (select value from list_of(:but_days))
group by s.name;

-- name: list_unread(shop_id, most)
select order_id, platform, person_id, deleted_at_ms, snapshot, ip_hash, address_hash
from orders where shop_id = :shop_id and refunded_minor is null order by order_id limit :most;

-- name: list_counted_orders(shop_id, from_at_ms, until_at_ms, before_id, most)
select o.order_id, o.number, o.order_ref, o.placed_at_ms, o.stage, o.currency, o.total_minor,
       coalesce(o.refunded_minor, 0) as refunded_minor, coalesce(c.channel, '') as channel, c.advocate_id,
       coalesce(c.discount_minor, 0) as discount_minor,
       coalesce(p.first_name, '') as advocate_name, coalesce(p.code, '') as advocate_code
from orders o
left join candidates c on c.shop_id = o.shop_id and c.order_id = o.order_id and c.won = 1
left join people p on p.shop_id = c.shop_id and p.person_id = c.advocate_id
where o.shop_id = :shop_id and o.placed_at_ms >= :from_at_ms and o.placed_at_ms <= :until_at_ms
  and (o.placed_at_ms < :until_at_ms or o.order_id < :before_id)
  and o.is_test = 0 and o.deleted_at_ms is null and o.stage in ('placed', 'paid')
order by o.placed_at_ms desc, o.order_id desc limit :most;

-- name: find_reach(shop_id, from_at_ms, until_at_ms, before_id, looked_count)^
select placed_at_ms from candidates
where shop_id = :shop_id and won = 1 and placed_at_ms >= :from_at_ms and placed_at_ms <= :until_at_ms
  and (placed_at_ms < :until_at_ms or order_id < :before_id)
order by placed_at_ms desc, order_id desc limit 1 offset :looked_count;

-- name: list_referred_orders(shop_id, from_at_ms, until_at_ms, before_id, only_new, most)
select o.order_id, o.number, o.order_ref, o.placed_at_ms, o.stage, o.currency, o.total_minor,
       coalesce(o.refunded_minor, 0) as refunded_minor, c.channel, c.advocate_id, c.discount_minor,
       coalesce(p.first_name, '') as advocate_name, coalesce(p.code, '') as advocate_code
from candidates c
join orders o on o.shop_id = c.shop_id and o.order_id = c.order_id
left join people p on p.shop_id = c.shop_id and p.person_id = c.advocate_id
where c.shop_id = :shop_id and c.won = 1 and c.placed_at_ms >= :from_at_ms and c.placed_at_ms <= :until_at_ms
  and (c.placed_at_ms < :until_at_ms or c.order_id < :before_id)
  and o.is_test = 0 and o.deleted_at_ms is null and o.stage in ('placed', 'paid')
  and (:only_new = 0 or not exists (
      select 1 from orders e
      where e.shop_id = o.shop_id and e.person_id = o.person_id
        and e.is_test = 0 and e.deleted_at_ms is null and e.stage in ('placed', 'paid')
        and (e.placed_at_ms < o.placed_at_ms or (e.placed_at_ms = o.placed_at_ms and e.order_id < o.order_id)))
      and not exists (
          select 1 from profiles f
          where f.shop_id = o.shop_id and f.person_id = o.person_id and f.orders_count > (
              select count(*) from orders k
              where k.shop_id = f.shop_id and k.person_id = f.person_id and k.placed_at_ms <= f.read_at_ms
                and k.placed_at_ms <= coalesce(f.last_order_at_ms + 86400000, f.read_at_ms))))
order by c.placed_at_ms desc, c.order_id desc limit :most;
