"""Suspecting: gathering what the fraud rules look at, and keeping what they say of a referral."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from plugin.domain.attribution import Candidate
from plugin.domain.fraud import FraudRules, Party, Suspicion, judge_referral
from plugin.domain.moments import DAY_MS, WEEK_MS
from plugin.domain.partners import promotes_at
from plugin.domain.program import Program
from plugin.domain.referring import BEFORE_ORDER, BOUGHT, count_unseen
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.orders import OrderRow
from plugin.store.people import Person
from plugin.store.referrals import Referral


def judge(
    parts: Parts, shop: Shop, referral: Referral, counting: OrderRow | None, people: Sequence[Person],
    orders: Sequence[OrderRow], winners: Mapping[str, Candidate], all_of: Sequence[Referral], now_ms: int,
) -> Referral:  # fmt: skip
    """Give a referral with what its program's rules say of the two people and the order that counts.

    `all_of` are all the friend's referrals: where no order is needed, the first of them wins.
    """
    program = parts.programs.must_find(shop.shop_id, referral.program_version)
    suspicion = suspect(parts, shop, referral, program, counting, people, orders, winners, all_of)
    judgement = judge_referral(suspicion, program.fraud)
    ip_hash = (counting.ip_hash if counting else "") or referral.ip_hash
    judged = msgspec.structs.replace(
        referral, verdict=judgement.verdict, reasons=judgement.reasons, ip_hash=ip_hash
    )
    return _ask_for_review(judged, program.fraud, now_ms)


def suspect(
    parts: Parts, shop: Shop, referral: Referral, program: Program, counting: OrderRow | None,
    people: Sequence[Person], orders: Sequence[OrderRow], winners: Mapping[str, Candidate],
    all_of: Sequence[Referral],
) -> Suspicion:  # fmt: skip
    """Gather all that the fraud rules may look at for one referral under its program.

    A partner is credited for new customers only, whatever the program says of advocates.
    """
    needs_order = program.rewards.counts_at not in BEFORE_ORDER
    suspicion = _gather(parts, shop, referral, counting, people, orders, winners, needs_order)
    if not needs_order and any(_came_before(one, referral) for one in all_of):
        suspicion = msgspec.structs.replace(suspicion, referred_before=True)
    if not (program.rewards.new_customers_only or suspicion.by_partner):
        suspicion = msgspec.structs.replace(suspicion, bought_before_count=0)
    return suspicion


def _gather(
    parts: Parts, shop: Shop, referral: Referral, counting: OrderRow | None, people: Sequence[Person],
    orders: Sequence[OrderRow], winners: Mapping[str, Candidate], needs_order: bool,
) -> Suspicion:  # fmt: skip
    """Gather all that the fraud rules may look at for one referral, as of the order that counts.

    A friend who counts without an order must not have bought before the referral.
    """
    at_ms = counting.order.placed_at_ms if counting else referral.since_at_ms
    moment = _place(counting) if counting and needs_order else (referral.since_at_ms, "")
    before = [row for row in orders if _is_live(row) and _place(row) < moment]
    advocate = parts.people.find(shop.shop_id, referral.advocate_id)
    theirs = parts.orders.list_of(shop.shop_id, advocate.person_id) if advocate else []
    by_partner = promotes_at(parts.partners.find_by_person(shop.shop_id, referral.advocate_id), at_ms)
    ids = [person.person_id for person in people]
    return Suspicion(
        advocate=_party(parts, shop, [advocate] if advocate else [], theirs),
        friend=_party(parts, shop, people, [counting] if counting else []),
        used_own_code=referral.advocate_id in ids,
        bought_before_count=len(before) or _count_imported(parts, shop, ids, orders, moment[0]),
        referred_before=any(
            row.order_id in winners and winners[row.order_id].advocate_id != referral.advocate_id
            for row in before
        ),
        **({} if by_partner else _count_crowds(parts, shop, referral, counting, at_ms)),
        referrer_host=counting.order.traces.referrer if counting else "",
        claim_to_order_s=_claim_to_order_s(referral, counting),
        country=(counting.order.country if counting else "") or shop.country,
        by_partner=by_partner,
    )


def _count_imported(
    parts: Parts, shop: Shop, ids: Sequence[str], orders: Sequence[OrderRow], before_at_ms: int
) -> int:
    """Count what imports know of a friend's orders before a moment: most shops are older than the house."""
    placed_at_ms = [row.order.placed_at_ms for row in orders]
    profiles = [one for one in (parts.profiles.find(shop.shop_id, person_id) for person_id in ids) if one]
    counts = [
        count_unseen(one.orders_count, one.last_order_at_ms or one.read_at_ms, placed_at_ms, before_at_ms)
        for one in profiles
    ]
    return max(counts, default=0)


def _came_before(one: Referral, referral: Referral) -> bool:
    earlier = (one.since_at_ms, one.referral_id) < (referral.since_at_ms, referral.referral_id)
    return earlier and one.advocate_id != referral.advocate_id


def _is_live(row: OrderRow) -> bool:
    return row.order.stage in BOUGHT and row.deleted_at_ms is None


def _place(row: OrderRow) -> tuple[int, str]:
    return row.order.placed_at_ms, row.order.order_ref


def _party(parts: Parts, shop: Shop, people: Sequence[Person], rows: Sequence[OrderRow]) -> Party:
    if not people:
        return Party()
    first, ids = people[0], [person.person_id for person in people]
    banned = [person.banned_at_ms for person in people if person.banned_at_ms is not None]
    return Party(
        person_id=first.person_id,
        customer_ref=first.customer_ref,
        email=first.email,
        phone=first.phone,
        first_name=first.first_name,
        banned_at_ms=max(banned, default=None),
        address_hashes=tuple({row.address_hash: None for row in rows if row.address_hash}),
        device_hashes=tuple(parts.referrals.list_device_hashes(shop.shop_id, ids)),
        ip_hashes=tuple({row.ip_hash: None for row in rows if row.ip_hash}),
    )


def _count_crowds(
    parts: Parts, shop: Shop, referral: Referral, counting: OrderRow | None, at_ms: int
) -> dict[str, int]:
    """Count how many others came by the same place, advocate and code shortly before."""
    day_ago_ms = at_ms - DAY_MS
    return {
        "address_block_count_7d": _count_neighbours(parts, shop, referral, counting, at_ms),
        "advocate_count_7d": _count_recent(parts, shop, referral, at_ms),
        "code_claims_24h_count": parts.claims.count_between(
            shop.shop_id, referral.advocate_id, day_ago_ms, at_ms
        ),
    }


def _count_neighbours(
    parts: Parts, shop: Shop, referral: Referral, counting: OrderRow | None, at_ms: int
) -> int:
    ip_hash = (counting.ip_hash if counting else "") or referral.ip_hash
    if not ip_hash:
        return 0
    count = parts.referrals.count_from(shop.shop_id, ip_hash, at_ms - WEEK_MS, at_ms)
    return max(0, count - (referral.ip_hash == ip_hash and at_ms - WEEK_MS <= referral.since_at_ms <= at_ms))


def _count_recent(parts: Parts, shop: Shop, referral: Referral, at_ms: int) -> int:
    return parts.referrals.count_others(
        shop.shop_id, referral.advocate_id, referral.referral_id, at_ms - WEEK_MS, at_ms
    )


def _claim_to_order_s(referral: Referral, counting: OrderRow | None) -> int | None:
    if counting is None or referral.claimed_at_ms is None:
        return None
    took_ms = counting.order.placed_at_ms - referral.claimed_at_ms
    return None if took_ms < 0 else took_ms // 1000


def _ask_for_review(referral: Referral, rules: FraudRules, now_ms: int) -> Referral:
    """Put a held referral before the merchant, with a deadline; take it off again when nothing holds it."""
    if referral.verdict == "hold" and not referral.review:
        until_at_ms = now_ms + rules.review_days * DAY_MS
        return msgspec.structs.replace(referral, review="waiting", review_until_at_ms=until_at_ms)
    if referral.verdict != "hold" and referral.review == "waiting":
        return msgspec.structs.replace(referral, review="", review_until_at_ms=None)
    return referral
