"""Commission in words: why a line was written, what a rate is, why somebody is not paid yet."""

from __future__ import annotations

from plugin.domain.commission import Line
from plugin.model import Shop
from plugin.words.reasons import say_moment
from plugin.words.speaking import mark, say, spoken_language
from widgets.money import format_money

LINE_WORDS = {
    "earned": mark("Earned"),
    "refunded in part": mark("The order was refunded in part"),
    "grew": mark("The order grew, or a refund was taken back"),
    "another tier": mark("Another tier holds for the order's month"),
    "other terms": mark("Other terms hold for the order"),
    "another date": mark("It matures at another time"),
    "another currency": mark("The order is in another currency"),
    "not theirs": mark("The order is somebody else's"),
    "unpaid": mark("The order is not paid any more"),
    "refunded": mark("The order was refunded"),
    "cancelled": mark("The order was cancelled"),
    "test": mark("It was a test order"),
    "under review": mark("The customer is under review"),
    "refused": mark("The customer does not count"),
    "no terms": mark("No terms were agreed"),
    "before": mark("The customer came before the partner was one"),
    "ended": mark("It was placed after the partner had ended"),
    "currency": mark("The terms name amounts in another currency"),
    "below the minimum": mark("The order came below the minimum"),
    "after the first order": mark("Only a customer's first order counts"),
    "after the months": mark("The months in which orders count were over"),
}

DUE_WORDS = {
    "": mark("To be paid"),
    "below the threshold": mark("Carried on: below the threshold"),
    "no payout details": mark("Waits: the partner has not said where to send it"),
}


def say_why(line: Line) -> str:
    """Say why a line was written, and by which rate it came to its amount."""
    rate = f"{line.rate} {line.tier}".strip() if line.rate.endswith("%") else line.tier
    why = say(LINE_WORDS[line.why])
    return f"{why} ({rate})" if rate and line.amount_minor > 0 else why


def say_sum(minor: int, currency: str, shop: Shop) -> str:
    """Say an amount in the shop's way, with a minus before what is owed back."""
    text = format_money(abs(minor), currency, spoken_language(), shop.country)
    return f"−{text}" if minor < 0 else text


def say_batch(shop: Shop, paid_at_ms: int | None, cancelled_at_ms: int | None) -> str:
    """Say what became of a batch of payouts."""
    if paid_at_ms is not None:
        return say("paid {moment}", moment=say_moment(paid_at_ms, shop))
    if cancelled_at_ms is not None:
        return say("cancelled {moment}", moment=say_moment(cancelled_at_ms, shop))
    return say("waits to be paid")
