"""What other fraud rules would have said of the last referrals, and what those friends did since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from plugin.actions.house import House
from plugin.actions.suspecting import suspect
from plugin.domain.faults import name_fault
from plugin.domain.fraud import FraudRules, judge_referral
from plugin.domain.referring import BOUGHT
from plugin.model import Reason, Shop, Verdict
from plugin.store import Parts
from plugin.store.orders import OrderRow
from plugin.store.referrals import Referral

PLACE_RULES = ("same_address", "same_ip")


@dataclass(frozen=True, slots=True)
class Rejudged:
    """One referral as it was judged and as other rules would; `came_back` if the friend bought again.

    `is_household` if the two share an address or an internet connection and one of them, whom nobody banned,
    is a returning buyer: such a pair is more likely a family than a fraud.
    """

    referral: Referral
    would_be: Verdict
    reasons: tuple[Reason, ...]
    came_back: bool
    is_household: bool = False


@dataclass(frozen=True, slots=True)
class FraudReplay:
    """What other rules would have done to the last referrals, beside what was done."""

    rejudged: list[Rejudged]

    @property
    def looked_count(self) -> int:
        """How many referrals were judged anew."""
        return len(self.rejudged)

    @property
    def was_stopped_count(self) -> int:
        """How many were held or blocked as it was."""
        return sum(one.referral.verdict != "clear" for one in self.rejudged)

    @property
    def stopped(self) -> list[Rejudged]:
        """Those that the other rules would hold or block."""
        return [one for one in self.rejudged if one.would_be != "clear"]

    @property
    def newly_stopped(self) -> list[Rejudged]:
        """Those that were clear and would not be."""
        return [one for one in self.stopped if one.referral.verdict == "clear"]

    @property
    def freed(self) -> list[Rejudged]:
        """Those that were held or blocked and would be clear."""
        return [one for one in self.rejudged if one.would_be == "clear" != one.referral.verdict]

    @property
    def households_count(self) -> int:
        """How many of those that would be stopped look like a household of a returning buyer."""
        return sum(one.is_household for one in self.stopped)

    def by_rule(self) -> list[tuple[str, int, int]]:
        """Give for each rule how many it speaks against, and how many of those look like a household."""
        found = Counter(rule for one in self.stopped for rule in _against(one))
        spared = Counter(rule for one in self.stopped if one.is_household for rule in _against(one))
        return [(rule, count, spared[rule]) for rule, count in found.most_common()]


def read_rules(settings: Any) -> FraudRules:
    """Read fraud rules as they stand in a program's settings; raises InvalidInput naming what is wrong."""
    try:
        return msgspec.convert(settings, FraudRules)
    except msgspec.ValidationError as error:
        raise name_fault(error, "rules") from error


def replay_fraud(house: House, shop: Shop, rules: FraudRules, most: int) -> list[Rejudged]:
    """Judge the last `most` referrals anew under other rules, without changing anything, the newest first.

    Referrals whose friend is not known, was erased, or was played in a trial, are left out.
    """
    with house.store.reading() as parts:
        latest = parts.referrals.list_latest(shop.shop_id, most)
        return [one for referral in latest if (one := _rejudge(parts, shop, referral, rules))]


def try_rules(house: House, shop: Shop, rules: FraudRules, most: int) -> FraudReplay:
    """Judge the last `most` referrals anew under other rules, without changing anything."""
    return FraudReplay(replay_fraud(house, shop, rules, most))


def _rejudge(parts: Parts, shop: Shop, referral: Referral, rules: FraudRules) -> Rejudged | None:
    friend = parts.people.find(shop.shop_id, referral.friend_id) if referral.friend_id else None
    if friend is None:
        return None
    orders = parts.orders.list_of(shop.shop_id, friend.person_id)
    if orders and all(row.order.is_test for row in orders):
        return None
    counting = next((row for row in orders if row.order_id == referral.order_id), None)
    winners = parts.attributions.list_winners(shop.shop_id, [friend.person_id])
    program = parts.programs.must_find(shop.shop_id, referral.program_version)
    all_of = parts.referrals.list_by_friends(shop.shop_id, [friend.person_id])
    case = suspect(parts, shop, referral, program, counting, [friend], orders, winners, all_of)
    judged = judge_referral(case, rules)
    placed_at_ms = counting.order.placed_at_ms if counting else referral.since_at_ms
    came_back = any(_is_live(row) and row.order.placed_at_ms > placed_at_ms for row in orders)
    is_household = _share_a_place(judged.reasons) and (
        (came_back and friend.banned_at_ms is None) or _returns(parts, shop, referral.advocate_id)
    )
    return Rejudged(referral, judged.verdict, judged.reasons, came_back, is_household)


def _returns(parts: Parts, shop: Shop, person_id: str) -> bool:
    """Say whether somebody who is not banned has bought more than once."""
    person = parts.people.find(shop.shop_id, person_id)
    if person is None or person.banned_at_ms is not None:
        return False
    return sum(map(_is_live, parts.orders.list_of(shop.shop_id, person_id))) > 1


def _is_live(row: OrderRow) -> bool:
    return row.order.stage in BOUGHT and row.deleted_at_ms is None


def _share_a_place(reasons: Sequence[Reason]) -> bool:
    return any(reason.values.get("same") is True for reason in reasons if reason.rule in PLACE_RULES)


def _against(one: Rejudged) -> list[str]:
    return [reason.rule for reason in one.reasons if not reason.passed]
