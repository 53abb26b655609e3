"""Referring: an order tells who sent its buyer; each friend is judged, and the advocate's rewards follow.

Everything is worked out anew from all that is known of the friend, so that facts may arrive in any order.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from plugin.actions.assigning import Version, choose_program
from plugin.actions.coupons import note_used
from plugin.actions.house import House
from plugin.actions.people import Buyer
from plugin.actions.rewards import settle_advocates
from plugin.actions.shops import standing_program
from plugin.actions.suspecting import judge
from plugin.domain.attribution import Candidate, Judged, attribute_order
from plugin.domain.codes import read_code
from plugin.domain.partner_figures import cost_discount
from plugin.domain.program import Incentive
from plugin.domain.referring import BOUGHT, LIVE
from plugin.errors import NotFound
from plugin.model import Order, Shop
from plugin.store import Parts
from plugin.store.claims import Claim
from plugin.store.coupons import Coupon
from plugin.store.orders import OrderRow
from plugin.store.people import Person
from plugin.store.referrals import Referral
from plugin.tokens import read_mark

MOST_CODES = 20


def follow_order(house: House, parts: Parts, shop: Shop, row: OrderRow, buyer: Buyer, now_ms: int) -> None:
    """Let an order tell who sent its buyer, and settle what the advocates have earned by it.

    Nobody was referred before they were known, so a new buyer's order costs nothing here unless it says who
    sent it.
    """
    ids = [person.person_id for person in buyer.people]
    known = [] if buyer.is_new else parts.referrals.list_by_friends(shop.shop_id, ids)
    order = row.order
    if not (known or order.codes or order.marks):
        return
    if order.stage in LIVE:
        for code in order.codes[:MOST_CODES]:
            note_used(parts, shop, code)
    weigh_order(house, parts, shop, row, buyer.people[0], known)
    judge_friend(house, parts, shop, buyer.people, now_ms)


def weigh_order(
    house: House, parts: Parts, shop: Shop, row: OrderRow, buyer: Person, known: Sequence[Referral]
) -> None:
    """Weigh every trace of who sent an order's buyer, keep all of them, and tie the buyer to the winner."""
    claimed = [*_by_marks(house, parts, shop, row.order), *_by_claims(parts, shop, known)]
    candidates = [*_by_codes(parts, shop, row.order, claimed), *claimed]
    corrections = [
        one
        for one in parts.attributions.list_corrections(shop.shop_id, row.order_id)
        if one.undone_at_ms is None
    ]
    chosen = (corrections[-1].advocate_id or "") if corrections else None
    if chosen and chosen not in {one.advocate_id for one in candidates}:
        word = corrections[-1]
        candidates.append(
            Candidate(
                method="manual", advocate_id=chosen, evidence=word.correction_id, at_ms=row.order.placed_at_ms
            )
        )
    standing = standing_program(parts, shop)
    judged = attribute_order(candidates, standing[1].attribution, row.order.placed_at_ms, chosen)
    discount_minor = _measure_discount(parts, shop, row.order, judged, standing[1].offer.friend)
    parts.attributions.replace(shop.shop_id, row, judged, discount_minor)
    for one in judged:
        if one.won:
            _tie(house, parts, shop, row, buyer, one.candidate, known, standing)


def judge_friend(house: House, parts: Parts, shop: Shop, people: Sequence[Person], now_ms: int) -> None:
    """Judge one friend's referrals anew, and settle what each advocate has earned.

    The friend's first live order is the one that counts, whichever arrived first.
    """
    ids = [person.person_id for person in people]
    orders = sorted(
        (row for person_id in ids for row in parts.orders.list_of(shop.shop_id, person_id)),
        key=lambda row: (row.order.placed_at_ms, row.order.order_ref),
    )
    winners = parts.attributions.list_winners(shop.shop_id, ids)
    referrals = parts.referrals.list_by_friends(shop.shop_id, ids)
    for referral in referrals:
        counting = _find_counting(referral, orders, winners, referrals)
        found = _point(referral, counting, winners)
        judged = judge(parts, shop, found, counting, people, orders, winners, referrals, now_ms)
        if judged != referral:
            parts.referrals.change(shop.shop_id, judged)
        else:  # the order may have changed
            parts.referrals.unsettle(shop.shop_id, referral.referral_id)
    advocate_ids = sorted({referral.advocate_id for referral in referrals})
    settle_advocates(house, parts, shop, advocate_ids, now_ms)


def _by_codes(parts: Parts, shop: Shop, order: Order, claimed: Sequence[Candidate]) -> list[Candidate]:
    found = []
    for code in dict.fromkeys(map(read_code, order.codes[:MOST_CODES])):
        coupon = parts.coupons.find_by_code(shop.shop_id, code)
        if coupon and coupon.is_for_many:
            found += _by_partner(parts, shop, coupon, order, claimed)
            continue
        claim = parts.claims.find_by_coupon(shop.shop_id, coupon.coupon_id) if coupon else None
        if claim:
            found.append(_from_claim("code", claim, code))
            continue
        advocate = parts.people.find_by_code(shop.shop_id, code, order.placed_at_ms)
        if coupon is None and advocate:
            found.append(
                Candidate(
                    method="code", advocate_id=advocate.person_id, evidence=code, at_ms=order.placed_at_ms
                )
            )
    return found


def _by_partner(
    parts: Parts, shop: Shop, coupon: Coupon, order: Order, claimed: Sequence[Candidate]
) -> list[Candidate]:
    """Trace a code for many buyers to its partner, and to the friend's claim where another trace has it."""
    partner = parts.partners.find(shop.shop_id, coupon.subject_id)
    if partner is None or partner.rests_at(order.placed_at_ms):
        return []
    own = [one for one in claimed if one.referral_id and one.advocate_id == partner.person_id]
    return [
        Candidate(
            method="code", advocate_id=partner.person_id, evidence=coupon.code, at_ms=order.placed_at_ms,
            referral_id=own[0].referral_id if own else None, channel=own[0].channel if own else "",
        )
    ]  # fmt: skip


def _by_marks(house: House, parts: Parts, shop: Shop, order: Order) -> list[Candidate]:
    found = []
    for mark in dict.fromkeys(order.marks):
        try:
            kind, subject = read_mark(house.settings.secret, shop.shop_id, mark)
        except NotFound:  # buyers can write what they like into their carts
            continue
        if kind == "claim" and (claim := parts.claims.find(shop.shop_id, subject)):
            found.append(msgspec.structs.replace(_from_claim("claim", claim, subject), until_at_ms=None))
        elif kind == "visit" and (visit := parts.claims.find_visit(shop.shop_id, subject)):
            found.append(
                Candidate(
                    method="visit", advocate_id=visit.advocate_id, evidence=subject, at_ms=visit.at_ms,
                    channel=visit.channel, language=visit.language, device=visit.device,
                )
            )  # fmt: skip
    return found


def _by_claims(parts: Parts, shop: Shop, known: Sequence[Referral]) -> list[Candidate]:
    ids = list(dict.fromkeys(one.friend_id for one in known if one.friend_id))
    claims = parts.claims.list_of_friends(shop.shop_id, ids) if ids else []
    return [_from_claim("contact", claim, claim.claim_id) for claim in claims if claim.contact_hash]


def _from_claim(method: str, claim: Claim, evidence: str) -> Candidate:
    return msgspec.convert(
        {
            "method": method, "advocate_id": claim.advocate_id, "evidence": evidence, "at_ms": claim.at_ms,
            "referral_id": claim.referral_id, "channel": claim.channel,
            "until_at_ms": claim.until_at_ms if method == "contact" else None,
            "language": claim.language, "device": claim.device,
        },
        Candidate,
    )  # fmt: skip


def _measure_discount(
    parts: Parts, shop: Shop, order: Order, judged: Sequence[Judged], offered: Incentive
) -> int:
    """Give what friends' codes took off an order; an advocate's own code gives what the program offers."""
    goods_minor = order.total_minor if order.goods_minor is None else order.goods_minor
    for code in dict.fromkeys(map(read_code, order.codes[:MOST_CODES])):
        coupon = parts.coupons.find_by_code(shop.shop_id, code)
        if coupon and coupon.subject != "reward":
            return cost_discount(coupon.incentive, goods_minor)
    by_code = any(one.won and one.candidate.method == "code" for one in judged)
    return cost_discount(offered, goods_minor) if by_code else 0


def _tie(
    house: House, parts: Parts, shop: Shop, row: OrderRow, buyer: Person, winner: Candidate,
    known: Sequence[Referral], standing: Version,
) -> None:  # fmt: skip
    """Tie the buyer to the advocate: by the claim's own referral where that is free, else by a new one."""
    if any(one.advocate_id == winner.advocate_id for one in known):
        return
    claimed = parts.referrals.find(shop.shop_id, winner.referral_id) if winner.referral_id else None
    if claimed and claimed.friend_id is None:
        parts.referrals.change(shop.shop_id, msgspec.structs.replace(claimed, friend_id=buyer.person_id))
        return
    at_ms = row.order.placed_at_ms
    version, _ = choose_program(parts, shop, standing, winner.advocate_id)
    made = Referral(
        referral_id=house.new_id("ref", at_ms),
        advocate_id=winner.advocate_id,
        friend_id=buyer.person_id,
        program_version=claimed.program_version if claimed else version,
        since_at_ms=at_ms,
    )
    parts.referrals.add(shop.shop_id, made)


def _find_counting(
    referral: Referral, orders: Sequence[OrderRow], winners: dict[str, Candidate], all_of: Sequence[Referral]
) -> OrderRow | None:
    """Find the order that counts: the first live one that this advocate brought, else the last that was."""
    first = next(one for one in all_of if one.advocate_id == referral.advocate_id)
    if first.referral_id != referral.referral_id:
        return None  # the same pair twice: one tie counts
    brought = [
        row
        for row in orders
        if row.order_id in winners and winners[row.order_id].advocate_id == referral.advocate_id
    ]
    live = [row for row in brought if row.order.stage in BOUGHT and row.deleted_at_ms is None]
    return live[0] if live else (brought[-1] if brought else None)


def _point(referral: Referral, row: OrderRow | None, winners: dict[str, Candidate]) -> Referral:
    if row is None:
        return msgspec.structs.replace(referral, order_id=None)
    winner = winners[row.order_id]
    return msgspec.structs.replace(
        referral, order_id=row.order_id, method=winner.method, channel=winner.channel or referral.channel
    )
