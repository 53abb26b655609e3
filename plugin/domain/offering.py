"""Proposing an offer: a tenth of what an order comes to, as a sum that people would name."""

from __future__ import annotations

from plugin.domain.money import count_decimals
from plugin.domain.program import Incentive, Offer

SHARE = 10  # one part in so many


def suggest_amount(average_minor: int, currency: str) -> int:
    """Give a tenth of an average order in round money: two digits and then noughts, no small coins."""
    unit = int(10 ** count_decimals(currency))
    tenth = max(average_minor // SHARE // unit, 1)
    step = int(10 ** max(len(str(tenth)) - 2, 0))
    return (tenth + step // 2) // step * step * unit


def suggest_offer(average_minor: int | None, currency: str) -> Offer:
    """Propose what both sides get: a tenth of the average order, or ten percent while none is known."""
    if average_minor is None:
        tenth = Incentive(kind="percent", pct=100 / SHARE)
    else:
        tenth = Incentive(kind="amount", amount_minor=suggest_amount(average_minor, currency))
    return Offer(friend=tenth, advocate=tenth)
