"""Looking the loop up, for the merchant: who sent a buyer, what speaks against it, and what it earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.actions.house import House
from plugin.domain.attribution import Judged
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.attributions import Correction
from plugin.store.coupons import Coupon
from plugin.store.orders import OrderRow
from plugin.store.people import Person
from plugin.store.referrals import AFTER_ALL, Referral
from plugin.store.rewards import Entry, Reward

MOST_REVIEWS = 200


@dataclass(frozen=True, slots=True)
class Account:
    """One reward with every line of its ledger, its owner and its coupon, where it has them."""

    reward: Reward
    entries: list[Entry]
    owner: Person | None
    coupon: Coupon | None


@dataclass(frozen=True, slots=True)
class Case:
    """One referral with both people, the order that counts, and what it earned; None where it was erased."""

    referral: Referral
    advocate: Person | None
    friend: Person | None
    order: OrderRow | None
    rewards: list[Reward]


@dataclass(frozen=True, slots=True)
class Trace:
    """One order: every answer to who sent its buyer, the merchant's own words on it, and its referrals."""

    order: OrderRow
    candidates: list[tuple[Judged, Person | None]]
    corrections: list[tuple[Correction, Person | None]]
    cases: list[Case]


def trace_order(house: House, shop: Shop, words: str) -> list[Trace]:
    """Give the orders that have this number, reference or id, with all that tells who sent their buyers.

    Raises NotFound when there is none.
    """
    with house.store.reading() as parts:
        return [trace_row(parts, shop, row) for row in search_orders(parts, shop, words)]


def search_orders(parts: Parts, shop: Shop, words: str) -> list[OrderRow]:
    """Give the orders that have this number, reference or id; raises NotFound when there is none."""
    found = parts.orders.search(shop.shop_id, words.strip())
    if not found:
        raise NotFound(
            "{shop} has no order {words}: give its number, or the store's own id.",
            shop=shop.name,
            words=repr(words),
        )
    return found


def find_only_order(house: House, shop: Shop, words: str) -> OrderRow:
    """Give the one order that has this number, reference or id; raises NotFound where it is not one."""
    found = trace_order(house, shop, words)
    if len(found) > 1:
        ids = ", ".join(one.order.order_id for one in found)
        raise NotFound(
            "Several orders are called {words}: give one of their ids ({ids}).", words=repr(words), ids=ids
        )
    return found[0].order


def trace_row(parts: Parts, shop: Shop, row: OrderRow) -> Trace:
    """Give one order with all that tells who sent its buyer."""
    judged = parts.attributions.list_of(shop.shop_id, row.order_id)
    corrections = parts.attributions.list_corrections(shop.shop_id, row.order_id)
    referrals = parts.referrals.list_by_order(shop.shop_id, row.order_id)
    return Trace(
        order=row,
        candidates=[(one, parts.people.find(shop.shop_id, one.candidate.advocate_id)) for one in judged],
        corrections=[(one, _find(parts, shop, one.advocate_id)) for one in corrections],
        cases=open_cases(parts, shop, referrals),
    )


def list_cases(house: House, shop: Shop, most: int, before_id: str = "") -> list[Case]:
    """Give the newest referrals, or those before an id, the newest first."""
    with house.store.reading() as parts:
        latest = parts.referrals.list_latest(shop.shop_id, most, before_id or AFTER_ALL)
        return open_cases(parts, shop, latest)


def list_to_review(house: House, shop: Shop) -> list[Case]:
    """Give the referrals that wait for the merchant's answer, the nearest deadline first."""
    with house.store.reading() as parts:
        return open_cases(parts, shop, parts.referrals.list_waiting(shop.shop_id, MOST_REVIEWS))


def find_referral(house: House, shop: Shop, referral_id: str) -> tuple[Case, Trace | None]:
    """Give one referral, and the order that counts with every answer to who sent its buyer.

    Raises NotFound.
    """
    with house.store.reading() as parts:
        referral = parts.referrals.find(shop.shop_id, referral_id)
        if referral is None:
            raise NotFound("{shop} has no referral {referral}.", shop=shop.name, referral=referral_id)
        [case] = open_cases(parts, shop, [referral])
        return case, trace_row(parts, shop, case.order) if case.order else None


def open_cases(parts: Parts, shop: Shop, referrals: Sequence[Referral]) -> list[Case]:
    """Give referrals with their people, orders and rewards."""
    rewards = parts.rewards.list_by_referrals(shop.shop_id, [one.referral_id for one in referrals])
    return [
        Case(
            referral=one,
            advocate=_find(parts, shop, one.advocate_id),
            friend=_find(parts, shop, one.friend_id),
            order=parts.orders.find_by_id(shop.shop_id, one.order_id) if one.order_id else None,
            rewards=[each for each in rewards if each.referral_id == one.referral_id],
        )
        for one in referrals
    ]


def open_accounts(house: House, shop: Shop, rewards: Sequence[Reward]) -> list[Account]:
    """Give rewards with their ledgers, owners and coupons."""
    with house.store.reading() as parts:
        return [
            Account(
                reward=one,
                entries=parts.rewards.list_entries(shop.shop_id, one.reward_id),
                owner=_find(parts, shop, one.person_id),
                coupon=parts.coupons.find(shop.shop_id, one.coupon_id) if one.coupon_id else None,
            )
            for one in rewards
        ]


def _find(parts: Parts, shop: Shop, person_id: str | None) -> Person | None:
    return parts.people.find(shop.shop_id, person_id) if person_id else None
