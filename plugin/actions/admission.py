"""The queue of applications: who waits, what speaks for and against them, and taking a decision back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from plugin.actions.coupons import end_coupon, find_partner_coupon
from plugin.actions.house import House
from plugin.actions.partner_post import find_untold
from plugin.actions.partners import must_find_partner, note_partner
from plugin.actions.posting import end_message
from plugin.domain.admission import ApplicantFacts, weigh_application
from plugin.domain.partners import Partner
from plugin.errors import InvalidInput
from plugin.model import Reason, Shop
from plugin.store import Parts
from plugin.store.people import Person

COUNTING = ("paid", "refunded")
DECIDED = ("admitted", "refused")
TAKEN_BACK = "The decision was taken back."


@dataclass(frozen=True, slots=True)
class Applicant:
    """One application with the person, None where they were erased, and every rule's answer."""

    partner: Partner
    person: Person | None
    reasons: tuple[Reason, ...]


def list_applicants(house: House, shop: Shop, most: int) -> list[Applicant]:
    """Give the applications that wait for the merchant, the oldest first, with what speaks about them."""
    with house.store.reading() as parts:
        applied = parts.partners.list(shop.shop_id, "applied")
        waiting = sorted(applied, key=lambda one: (one.made_at_ms, one.partner_id))[:most]
        return _weigh(parts, shop, waiting) if waiting else []


def look_at_applicant(house: House, shop: Shop, partner_id: str) -> Applicant:
    """Give one partner or applicant with what speaks for and against them; raises NotFound."""
    with house.store.reading() as parts:
        [found] = _weigh(parts, shop, [must_find_partner(parts, shop, partner_id)])
    return found


def list_untold(house: House, shop: Shop) -> list[Partner]:
    """Give those about whom was decided and who have not been told yet, the last decided first."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        decided = [one for one in parts.partners.list(shop.shop_id) if one.state in DECIDED]
        untold = [one for one in decided if find_untold(parts, shop, one, now_ms)]
    return sorted(untold, key=lambda one: one.decided_at_ms or 0, reverse=True)


def undo_decision(house: House, shop: Shop, partner_id: str) -> Partner:
    """Let an application wait again, as if nothing had been decided, in the first ten minutes.

    Raises InvalidInput after that, since they have been told; NotFound.
    """
    now_ms = house.now_ms()

    def work(parts: Parts) -> Partner:
        partner = must_find_partner(parts, shop, partner_id)
        letter = find_untold(parts, shop, partner, now_ms) if partner.state in DECIDED else None
        if letter is None:
            raise InvalidInput(
                "partner",
                "Nothing was decided about {name} in the last ten minutes. End the partnership instead.",
                name=partner.name,
            )
        end_message(parts, shop, letter.message_id, TAKEN_BACK, now_ms)
        coupon = find_partner_coupon(parts, shop, partner)
        if coupon:
            end_coupon(house, parts, shop, coupon.coupon_id, now_ms)
        # The code that was made ends with its coupon: the next admission makes another one.
        rules = msgspec.structs.replace(partner.code_rules, code="")
        # Whoever came by it meanwhile is an advocate's friend again.
        parts.people.settle_at(shop.shop_id, partner.person_id, now_ms)
        before = _recall_before(partner, letter.created_at_ms)
        waiting = msgspec.structs.replace(
            before, state="applied", why="", code_rules=rules, settle_at_ms=now_ms
        )
        parts.partners.change(shop.shop_id, waiting)
        note_partner(house, parts, shop, partner, waiting, now_ms)
        return waiting

    return house.store.unit(shop.shop_id, work)


def _recall_before(partner: Partner, decided_at_ms: int) -> Partner:
    """Give a partner with the times of their partnership as they were before a decision."""
    if partner.decided_at_ms == decided_at_ms:
        return msgspec.structs.replace(partner, decided_at_ms=None)
    if partner.rests and partner.rests[-1].until_ms == decided_at_ms:
        last = partner.rests[-1]
        return msgspec.structs.replace(partner, ended_at_ms=last.from_ms, rests=partner.rests[:-1])
    return partner


def _weigh(parts: Parts, shop: Shop, waiting: Sequence[Partner]) -> list[Applicant]:
    partners = parts.partners.list(shop.shop_id)
    people = {one.partner_id: parts.people.find(shop.shop_id, one.person_id) for one in partners}
    known = {one.partner_id: _look_at(parts, shop, one, people[one.partner_id]) for one in partners}
    others = tuple(known.values())
    return [
        Applicant(one, people[one.partner_id], weigh_application(known[one.partner_id], others))
        for one in waiting
    ]


def _look_at(parts: Parts, shop: Shop, partner: Partner, person: Person | None) -> ApplicantFacts:
    rows = parts.orders.list_of(shop.shop_id, person.person_id) if person else []
    counting = [row for row in rows if row.order.stage in COUNTING]
    referrals = [
        *parts.referrals.list_of(shop.shop_id, partner.person_id),
        *parts.referrals.list_by_friends(shop.shop_id, [partner.person_id]),
    ]
    return ApplicantFacts(
        partner_id=partner.partner_id, name=partner.name, email=person.email if person else "",
        page_url=partner.page_url, followers_count=partner.followers_count, orders_count=len(counting),
        returned_count=sum(row.order.stage == "refunded" for row in counting),
        blocked_count=sum(one.verdict == "block" for one in referrals),
        is_banned=person is not None and person.banned_at_ms is not None,
        place_hashes=frozenset(row.address_hash for row in rows if row.address_hash),
    )  # fmt: skip
