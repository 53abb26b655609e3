"""What other fraud rules would have said of the last referrals, and what those friends did since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from plugin.actions.house import House
from plugin.actions.suspecting import suspect
from plugin.domain.fraud import FraudRules, judge_referral
from plugin.domain.referring import BOUGHT
from plugin.errors import InvalidInput
from plugin.model import Reason, Shop, Verdict
from plugin.store import Parts
from plugin.store.referrals import Referral


@dataclass(frozen=True, slots=True)
class Rejudged:
    """One referral as it was judged and as other rules would; `came_back` if the friend bought again."""

    referral: Referral
    would_be: Verdict
    reasons: tuple[Reason, ...]
    came_back: bool


def read_rules(settings: Any) -> FraudRules:
    """Read fraud rules as they stand in a program's settings; raises InvalidInput naming what is wrong."""
    try:
        return msgspec.convert(settings, FraudRules)
    except msgspec.ValidationError as error:
        raise InvalidInput("rules", f"In the rules: {str(error).replace('`', chr(39))}.") from error


def replay_fraud(house: House, shop: Shop, rules: FraudRules, most: int) -> list[Rejudged]:
    """Judge the last `most` referrals anew under other rules, without changing anything, the newest first.

    Referrals whose friend is not known, or was erased, are left out.
    """
    with house.store.reading() as parts:
        latest = parts.referrals.list_latest(shop.shop_id, most)
        return [one for referral in latest if (one := _rejudge(parts, shop, referral, rules))]


def _rejudge(parts: Parts, shop: Shop, referral: Referral, rules: FraudRules) -> Rejudged | None:
    friend = parts.people.find(shop.shop_id, referral.friend_id) if referral.friend_id else None
    if friend is None:
        return None
    orders = parts.orders.list_of(shop.shop_id, friend.person_id)
    counting = next((row for row in orders if row.order_id == referral.order_id), None)
    winners = parts.attributions.list_winners(shop.shop_id, [friend.person_id])
    program = parts.programs.must_find(shop.shop_id, referral.program_version)
    all_of = parts.referrals.list_by_friends(shop.shop_id, [friend.person_id])
    case = suspect(parts, shop, referral, program, counting, [friend], orders, winners, all_of)
    judged = judge_referral(case, rules)
    placed_at_ms = counting.order.placed_at_ms if counting else referral.since_at_ms
    later = [
        row
        for row in orders
        if row.order.placed_at_ms > placed_at_ms and row.order.stage in BOUGHT and row.deleted_at_ms is None
    ]
    return Rejudged(referral, judged.verdict, judged.reasons, came_back=bool(later))
