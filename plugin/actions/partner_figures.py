"""What each partner brings: the ranking of all, and one partner with the orders that were not credited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from plugin.actions.coupons import find_partner_coupon
from plugin.actions.house import House
from plugin.actions.partners import must_find_partner
from plugin.actions.shops import standing_program
from plugin.domain.partner_figures import (
    Brought,
    Doubted,
    Figures,
    add_up,
    count_reasons,
    judge_again,
    list_spans,
)
from plugin.domain.partners import Partner
from plugin.model import Reason, Shop
from plugin.store import Parts
from plugin.store.coupons import Coupon
from plugin.store.people import Person

MOST_UNCREDITED = 200

Span = tuple[int, int]  # epoch milliseconds, the second one not included


@dataclass(frozen=True, slots=True)
class Ranked:
    """One partner with what they brought."""

    partner: Partner
    figures: Figures


@dataclass(frozen=True, slots=True)
class Uncredited:
    """One order that is not credited, with what speaks against it; `is_held` where it waits for an answer."""

    order_id: str
    number: str
    placed_at_ms: int
    is_held: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class PartnerCase:
    """One partner with their code in the store, what they brought, and what was not credited and why.

    `person` is None where they were erased, `coupon` where they never had a code. What was not credited is
    counted and listed of the newest orders; `is_cut` where there may be older ones.
    """

    partner: Partner
    person: Person | None
    coupon: Coupon | None
    figures: Figures
    counts: Mapping[str, int]
    uncredited: list[Uncredited]
    is_cut: bool


def rank_partners(house: House, shop: Shop, span: Span, kind: str = "") -> list[Ranked]:
    """Give everybody who was ever admitted, the one whose customers left the most money first."""
    with house.store.reading() as parts:
        partners = parts.partners.list(shop.shop_id, kind=kind)
        figures = _add_up(house, parts, shop, span, {one.partner_id: one for one in partners})
    ranked = [Ranked(one, figures[one.partner_id]) for one in partners if one.admitted_at_ms is not None]
    return sorted(ranked, key=lambda one: (-one.figures.kept_minor, one.partner.partner_id))


def look_at_partner(house: House, shop: Shop, partner_id: str, span: Span) -> PartnerCase:
    """Give one partner with what they brought in a span of time; raises NotFound."""
    with house.store.reading() as parts:
        partner = must_find_partner(parts, shop, partner_id)
        doubted = _list_doubted(parts, shop, partner, span)
        uncredited = _judge_again(house, parts, shop, doubted)
        return PartnerCase(
            partner=partner,
            person=parts.people.find(shop.shop_id, partner.person_id),
            coupon=find_partner_coupon(parts, shop, partner),
            figures=_add_up(house, parts, shop, span, {partner_id: partner})[partner_id],
            counts=count_reasons(one for one, _ in uncredited),
            uncredited=[_show(one, is_held) for one, is_held in uncredited],
            is_cut=len(doubted) == MOST_UNCREDITED,
        )


def _add_up(
    house: House, parts: Parts, shop: Shop, span: Span, partners: Mapping[str, Partner]
) -> dict[str, Figures]:
    """Add up what partners brought."""
    only = next(iter(partners)) if len(partners) == 1 else ""
    visits = parts.partners.count_visits(shop.shop_id, span, only)
    claims = parts.partners.count_claims(shop.shop_id, span, only)
    commissions = parts.partners.sum_commissions(shop.shop_id, shop.currency, span, only)
    now_ms, pays = house.now_ms(), standing_program(parts, shop)[1].fraud.pays_unreviewed
    return {
        partner_id: msgspec.structs.replace(
            add_up(_sum_brought(parts, shop, partner, span, now_ms), now_ms, pays),
            visits_count=visits.get(partner_id, 0),
            claims_count=claims.get(partner_id, 0),
            commission_minor=commissions.get(partner_id, 0),
        )
        for partner_id, partner in partners.items()
    }


def _sum_brought(parts: Parts, shop: Shop, partner: Partner, span: Span, now_ms: int) -> list[Brought]:
    return [
        one
        for each in list_spans(partner, span)
        for one in parts.partners.sum_brought(shop.shop_id, partner.person_id, each, shop.currency, now_ms)
    ]


def _list_doubted(parts: Parts, shop: Shop, partner: Partner, span: Span) -> list[Doubted]:
    """Give the newest orders of a partner that anything speaks against, the newest first."""
    found = [
        one
        for each in reversed(list_spans(partner, span))
        for one in parts.partners.list_doubted(shop.shop_id, partner.person_id, each, MOST_UNCREDITED)
    ]
    return found[:MOST_UNCREDITED]


def _judge_again(
    house: House, parts: Parts, shop: Shop, doubted: list[Doubted]
) -> list[tuple[Doubted, bool]]:
    """Give the orders that are not credited, with whether each waits for an answer."""
    now_ms, pays = house.now_ms(), standing_program(parts, shop)[1].fraud.pays_unreviewed
    judged = [(one, judge_again(one, now_ms, pays)) for one in doubted]
    return [(one, verdict == "hold") for one, verdict in judged if verdict != "clear"]


def _show(one: Doubted, is_held: bool) -> Uncredited:
    return Uncredited(one.order_id, one.number, one.placed_at_ms, is_held, one.reasons)
