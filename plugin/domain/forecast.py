"""What an invitation may bring: referrals and their cost as a range, by the shop's or the market's rates."""

from __future__ import annotations

from math import sqrt
from typing import Literal

from plugin.domain.program import Incentive, Offer
from plugin.domain.rewards import worth_minor
from plugin.model import Struct

# Below this the shop's own rate says too little, and the market's stand in.
LEAST_ASKED = 500
LEAST_FRIENDS = 10

# Of a hundred people who see the ask 2 to 5 share (Friendbuy, post-purchase overlay), a share brings 1.8 to
# 2.8 clicks (Friendbuy), and of a hundred clicks 3 to 5 become orders (ReferralCandy's median, 3,200 stores).
MARKET_SHARES = (0.02, 0.05)
MARKET_CLICKS = (1.8, 2.8)
MARKET_ORDERS = (0.03, 0.05)


class Rates(Struct):
    """How many people the shop asked in a year, and how many friends came of it who count."""

    asked_count: int
    friends_count: int


class Forecast(Struct):
    """How many referrals so many messages may bring, and what their rewards would cost, as a range.

    `source` is whose rates it rests on. The costs are in minor units of the shop's currency; None where the
    program promises what no sum of money can say.
    """

    people_count: int
    source: Literal["own", "market"]
    referrals_least: int
    referrals_most: int
    cost_least_minor: int | None
    cost_most_minor: int | None


def forecast_referrals(people_count: int, rates: Rates, offer: Offer, average_minor: int) -> Forecast:
    """Forecast what writing to so many people may bring.

    Takes how many are written to, the shop's own rates, what both sides get, and what an order comes to on
    average in minor units.
    """
    is_own = rates.asked_count >= LEAST_ASKED and rates.friends_count >= LEAST_FRIENDS
    least, most = _own_range(rates) if is_own else _market_range()
    cost_minor = _cost_of_one(offer, average_minor)
    referrals_least, referrals_most = round(people_count * least), round(people_count * most)
    return Forecast(
        people_count=people_count,
        source="own" if is_own else "market",
        referrals_least=referrals_least,
        referrals_most=referrals_most,
        cost_least_minor=None if cost_minor is None else referrals_least * cost_minor,
        cost_most_minor=None if cost_minor is None else referrals_most * cost_minor,
    )


def _own_range(rates: Rates) -> tuple[float, float]:
    """Give the shop's rate with what chance alone may make of it: two deviations of a count either way."""
    deviation = 2 * sqrt(rates.friends_count)
    ends = (max(0.0, rates.friends_count - deviation), rates.friends_count + deviation)
    return ends[0] / rates.asked_count, min(1.0, ends[1] / rates.asked_count)


def _market_range() -> tuple[float, float]:
    least, most = (
        shares * clicks * orders
        for shares, clicks, orders in zip(MARKET_SHARES, MARKET_CLICKS, MARKET_ORDERS, strict=True)
    )
    return least, most


def _cost_of_one(offer: Offer, average_minor: int) -> int | None:
    costs = [_cost(one, average_minor) for one in (offer.friend, offer.advocate)]
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None


def _cost(incentive: Incentive, average_minor: int) -> int | None:
    """Give what one promise costs on average; None for what is no sum: a gift, shipping, points, a hand's."""
    if incentive.kind not in ("percent", "amount", "cash", "credit"):
        return None
    if incentive.kind == "percent":
        return int(average_minor * incentive.pct / 100) * incentive.periods_count
    return worth_minor(incentive, average_minor) * incentive.periods_count
