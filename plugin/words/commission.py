"""Commission in words: why a line was written, what a rate is, why somebody is not paid yet."""

from __future__ import annotations

from plugin.domain.commission import Line
from plugin.model import Shop
from plugin.words.reasons import say_moment
from widgets.money import format_money

LINE_WORDS = {
    "earned": "Earned",
    "refunded in part": "The order was refunded in part",
    "grew": "The order grew, or a refund was taken back",
    "another tier": "Another tier holds for the order's month",
    "other terms": "Other terms hold for the order",
    "another date": "It matures at another time",
    "another currency": "The order is in another currency",
    "not theirs": "The order is somebody else's",
    "unpaid": "The order is not paid any more",
    "refunded": "The order was refunded",
    "cancelled": "The order was cancelled",
    "test": "It was a test order",
    "under review": "The customer is under review",
    "refused": "The customer does not count",
    "no terms": "No terms were agreed",
    "before": "The customer came before the partner was one",
    "ended": "It was placed after the partner had ended",
    "currency": "The terms name amounts in another currency",
    "below the minimum": "The order came below the minimum",
    "after the first order": "Only a customer's first order counts",
    "after the months": "The months in which orders count were over",
}

DUE_WORDS = {
    "": "To be paid",
    "below the threshold": "Carried on: below the threshold",
    "no payout details": "Waits: the partner has not said where to send it",
}


def say_why(line: Line) -> str:
    """Say why a line was written, and by which rate it came to its amount."""
    rate = f"{line.rate} {line.tier}".strip() if line.rate.endswith("%") else line.tier
    return f"{LINE_WORDS[line.why]} ({rate})" if rate and line.amount_minor > 0 else LINE_WORDS[line.why]


def say_sum(minor: int, currency: str, shop: Shop) -> str:
    """Say an amount in the shop's way, with a minus before what is owed back."""
    text = format_money(abs(minor), currency, "en", shop.country)
    return f"−{text}" if minor < 0 else text


def say_batch(shop: Shop, paid_at_ms: int | None, cancelled_at_ms: int | None) -> str:
    """Say what became of a batch of payouts."""
    if paid_at_ms is not None:
        return f"paid {say_moment(paid_at_ms, shop)}"
    if cancelled_at_ms is not None:
        return f"cancelled {say_moment(cancelled_at_ms, shop)}"
    return "waits to be paid"
