-- name: add_referral(shop_id, referral_id, advocate_id, friend_id, order_id, method, channel, program_version, claimed_at_ms, registered_at_ms, event_at_ms, verdict, reasons, review, review_until_at_ms, reviewed_at_ms, device_hash, ip_hash, state, since_at_ms, frozen)!
insert into referrals (shop_id, referral_id, advocate_id, friend_id, order_id, method, channel, program_version, claimed_at_ms, registered_at_ms, event_at_ms, verdict, reasons, review, review_until_at_ms, reviewed_at_ms, device_hash, ip_hash, state, since_at_ms, frozen)
values (:shop_id, :referral_id, :advocate_id, :friend_id, :order_id, :method, :channel, :program_version, :claimed_at_ms, :registered_at_ms, :event_at_ms, :verdict, :reasons, :review, :review_until_at_ms, :reviewed_at_ms, :device_hash, :ip_hash, :state, :since_at_ms, :frozen);

-- name: change_referral(shop_id, referral_id, advocate_id, friend_id, order_id, method, channel, program_version, claimed_at_ms, registered_at_ms, event_at_ms, verdict, reasons, review, review_until_at_ms, reviewed_at_ms, device_hash, ip_hash, state, since_at_ms, frozen)!
update referrals
set advocate_id = :advocate_id, friend_id = :friend_id, order_id = :order_id, method = :method, channel = :channel,
    program_version = :program_version, claimed_at_ms = :claimed_at_ms, registered_at_ms = :registered_at_ms,
    event_at_ms = :event_at_ms, verdict = :verdict, reasons = :reasons, review = :review,
    review_until_at_ms = :review_until_at_ms, reviewed_at_ms = :reviewed_at_ms, device_hash = :device_hash,
    ip_hash = :ip_hash, state = :state, since_at_ms = :since_at_ms, frozen = :frozen,
    is_settled = 0
where shop_id = :shop_id and referral_id = :referral_id;

-- name: find_referral(shop_id, referral_id)^
select referral_id, advocate_id, friend_id, order_id, method, channel, program_version, claimed_at_ms, registered_at_ms, event_at_ms, verdict, reasons, review, review_until_at_ms, reviewed_at_ms, device_hash, ip_hash, state, since_at_ms, frozen
from referrals where shop_id = :shop_id and referral_id = :referral_id;

-- name: list_referrals_of(shop_id, advocate_id)
select referral_id, advocate_id, friend_id, order_id, method, channel, program_version, claimed_at_ms, registered_at_ms, event_at_ms, verdict, reasons, review, review_until_at_ms, reviewed_at_ms, device_hash, ip_hash, state, since_at_ms, frozen
from referrals where shop_id = :shop_id and advocate_id = :advocate_id order by referral_id;

-- name: list_newest_of(shop_id, advocate_id, most)
select referral_id, advocate_id, friend_id, order_id, method, channel, program_version, claimed_at_ms, registered_at_ms, event_at_ms, verdict, reasons, review, review_until_at_ms, reviewed_at_ms, device_hash, ip_hash, state, since_at_ms, frozen
from referrals where shop_id = :shop_id and advocate_id = :advocate_id order by referral_id desc limit :most;

-- name: count_referrals_of(shop_id, advocate_id)^
select count(*) as referrals_count from referrals where shop_id = :shop_id and advocate_id = :advocate_id;

-- name: list_friends(shop_id, advocate_id)
select r.referral_id, r.advocate_id, r.friend_id, r.order_id, r.method, r.channel, r.program_version, r.claimed_at_ms,
       r.registered_at_ms, r.event_at_ms, r.verdict, r.reasons, r.review, r.review_until_at_ms, r.reviewed_at_ms,
       r.device_hash, r.ip_hash, r.state, r.since_at_ms, r.frozen,
       r.is_settled, r.cause, r.placed_at_ms, r.counts_at_ms, r.release_at_ms, r.is_clear, r.currency,
       o.platform, o.person_id, o.deleted_at_ms, o.snapshot, o.address_hash
from referrals r left join orders o on o.shop_id = r.shop_id and o.order_id = r.order_id
where r.shop_id = :shop_id and r.advocate_id = :advocate_id order by r.referral_id;

-- name: list_unsettled(shop_id, advocate_id)
select r.referral_id, r.advocate_id, r.friend_id, r.order_id, r.method, r.channel, r.program_version, r.claimed_at_ms,
       r.registered_at_ms, r.event_at_ms, r.verdict, r.reasons, r.review, r.review_until_at_ms, r.reviewed_at_ms,
       r.device_hash, r.ip_hash, r.state, r.since_at_ms, r.frozen,
       r.is_settled, r.cause, r.placed_at_ms, r.counts_at_ms, r.release_at_ms, r.is_clear, r.currency,
       o.platform, o.person_id, o.deleted_at_ms, o.snapshot, o.address_hash
from referrals r left join orders o on o.shop_id = r.shop_id and o.order_id = r.order_id
where r.shop_id = :shop_id and r.advocate_id = :advocate_id and r.is_settled = 0 order by r.referral_id;

-- name: list_settled(shop_id, advocate_id, cause)
select r.referral_id, r.advocate_id, r.friend_id, r.order_id, r.method, r.channel, r.program_version, r.claimed_at_ms,
       r.registered_at_ms, r.event_at_ms, r.verdict, r.reasons, r.review, r.review_until_at_ms, r.reviewed_at_ms,
       r.device_hash, r.ip_hash, r.state, r.since_at_ms, r.frozen,
       r.is_settled, r.cause, r.placed_at_ms, r.counts_at_ms, r.release_at_ms, r.is_clear, r.currency,
       o.platform, o.person_id, o.deleted_at_ms, o.snapshot, o.address_hash
from referrals r left join orders o on o.shop_id = r.shop_id and o.order_id = r.order_id
where r.shop_id = :shop_id and r.advocate_id = :advocate_id and r.cause = :cause and r.is_settled = 1 order by r.referral_id;

-- name: unsettle_referral(shop_id, referral_id)!
update referrals set is_settled = 0 where shop_id = :shop_id and referral_id = :referral_id;

-- name: place_referral(shop_id, referral_id, cause, placed_at_ms, counts_at_ms, release_at_ms, is_clear, currency)!
update referrals set cause = :cause, placed_at_ms = :placed_at_ms, counts_at_ms = :counts_at_ms,
    release_at_ms = :release_at_ms, is_clear = :is_clear, currency = :currency
where shop_id = :shop_id and referral_id = :referral_id;

-- name: settle_referral(shop_id, referral_id, state)!
update referrals set state = :state, is_settled = 1 where shop_id = :shop_id and referral_id = :referral_id;

-- name: tally_counted(shop_id, advocate_id, now_ms)^
select count(*) as counted_count, cast(coalesce(sum(is_clear), 0) as bigint) as clear_count,
       cast(coalesce(sum(case when release_at_ms <= :now_ms then is_clear else 0 end), 0) as bigint) as released_count
from referrals where shop_id = :shop_id and advocate_id = :advocate_id and counts_at_ms <= :now_ms;

-- name: list_counted(shop_id, advocate_id, now_ms)
select release_at_ms, is_clear, currency from referrals
where shop_id = :shop_id and advocate_id = :advocate_id and counts_at_ms <= :now_ms order by placed_at_ms, cause;

-- name: list_referrals_by_friends(shop_id, first, second, third)
select referral_id, advocate_id, friend_id, order_id, method, channel, program_version, claimed_at_ms, registered_at_ms, event_at_ms, verdict, reasons, review, review_until_at_ms, reviewed_at_ms, device_hash, ip_hash, state, since_at_ms, frozen
from referrals where shop_id = :shop_id and friend_id in (:first, :second, :third) order by referral_id;

-- name: list_referrals_by_order(shop_id, order_id)
select referral_id, advocate_id, friend_id, order_id, method, channel, program_version, claimed_at_ms, registered_at_ms, event_at_ms, verdict, reasons, review, review_until_at_ms, reviewed_at_ms, device_hash, ip_hash, state, since_at_ms, frozen
from referrals where shop_id = :shop_id and order_id = :order_id order by referral_id;

-- name: list_waiting(shop_id, most)
select referral_id, advocate_id, friend_id, order_id, method, channel, program_version, claimed_at_ms, registered_at_ms, event_at_ms, verdict, reasons, review, review_until_at_ms, reviewed_at_ms, device_hash, ip_hash, state, since_at_ms, frozen
from referrals where shop_id = :shop_id and review = 'waiting' order by review_until_at_ms limit :most;

-- name: list_latest(shop_id, before_id, most)
select referral_id, advocate_id, friend_id, order_id, method, channel, program_version, claimed_at_ms, registered_at_ms, event_at_ms, verdict, reasons, review, review_until_at_ms, reviewed_at_ms, device_hash, ip_hash, state, since_at_ms, frozen
from referrals where shop_id = :shop_id and referral_id < :before_id order by referral_id desc limit :most;

-- name: count_from(shop_id, ip_hash, since_at_ms, until_at_ms)^
select count(*) as referrals_count from referrals
where shop_id = :shop_id and ip_hash = :ip_hash and ip_hash <> '' and since_at_ms >= :since_at_ms and since_at_ms <= :until_at_ms;

-- name: count_recent(shop_id, advocate_id, referral_id, since_at_ms, before_at_ms)^
select count(*) as referrals_count from referrals
where shop_id = :shop_id and advocate_id = :advocate_id and referral_id <> :referral_id and order_id is not null
and since_at_ms >= :since_at_ms and since_at_ms < :before_at_ms;

-- name: list_devices(shop_id, first, second, third)
select distinct device_hash from referrals
where shop_id = :shop_id and friend_id in (:first, :second, :third) and device_hash <> '';

-- name: forget_referral_traces(shop_id, from_id, until_id)!
update referrals set device_hash = '', ip_hash = ''
where shop_id = :shop_id and referral_id >= :from_id and referral_id < :until_id and (device_hash <> '' or ip_hash <> '');
