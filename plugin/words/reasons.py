"""A decision in words: what each rule asks, and what it found, as a merchant reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from plugin.model import Decision, Reason, Shop
from widgets.money import format_money

# What each rule asks, by the name that a reason carries: the heading in the merchant's log.
RULE_WORDS = {
    "program_live": "The program is live",
    "order_placed": "The order is placed or paid, as set",
    "order_kind": "The order is of a kind that is asked",
    "amount": "The order is large enough",
    "reachable": "The buyer can be reached",
    "not_refused": "The buyer has not refused and is not banned",
    "days_between": "The popup was not shown lately",
    "views_a_year": "The popup was not shown too often this year",
    "after_close": "The popup was not closed a moment ago",
    "tags": "The order's tags fit",
    "countries": "The country fits",
    "products": "The products fit",
    "holdout": "The buyer is not in the group held out for measuring",
}

KIND_WORDS = {
    "test": "a test order",
    "pos": "sold at the counter",
    "draft": "a draft made by staff",
    "zero_total": "an order of nothing",
    "renewal": "a subscription that renewed itself",
}

STAGE_WORDS = {
    "unplaced": "not placed yet",
    "placed": "placed and not paid yet",
    "paid": "paid",
    "cancelled": "cancelled",
    "refunded": "refunded",
}


def say_verdict(decision: Decision, shop: Shop) -> str:
    """Say in one sentence what was decided, and for a popup held, why."""
    if decision.show:
        return "Shown: every rule was met."
    failed = [say_reason(reason, shop) for reason in decision.reasons if not reason.passed]
    return "Held: " + " ".join(failed)


def say_reason(reason: Reason, shop: Shop) -> str:
    """Say what one rule compared, with its values: money in the shop's way, times in its zone."""
    return _SAY[reason.rule](reason, shop)


def _live(reason: Reason, shop: Shop) -> str:
    return "The program is live." if reason.passed else "The program is paused."


def _placed(reason: Reason, shop: Shop) -> str:
    stage = STAGE_WORDS[str(reason.values["stage"])]
    if reason.passed:
        return f"The order is {stage}; that is enough."
    if reason.values["stage"] in ("cancelled", "refunded"):
        return f"The order is {stage}."
    return f"The order is {stage}; the program waits until it is {reason.values['when']}."


def _kind(reason: Reason, shop: Shop) -> str:
    found = reason.values["found"]
    if not found:
        return "An ordinary order."
    assert isinstance(found, list)
    return f"This is {' and '.join(KIND_WORDS[kind] for kind in found)}, and such orders are not asked."


def _amount(reason: Reason, shop: Shop) -> str:
    values = reason.values
    total = _money(values["total_minor"], values["currency"], shop)
    if not values["minimum_minor"]:
        return f"The order comes to {total}; there is no minimum."
    minimum = _money(values["minimum_minor"], values["shop_currency"], shop)
    if values["currency"] != values["shop_currency"]:
        return (
            f"The order is in {values['currency']}: {total} cannot be compared with the minimum of {minimum}."
        )
    return f"The order comes to {total}; the minimum is {minimum}."


def _reachable(reason: Reason, shop: Shop) -> str:
    known = [
        words
        for name, words in (("email", "an e-mail"), ("phone", "a phone number"), ("account", "an account"))
        if reason.values[name]
    ]
    if known:
        return f"The buyer left {' and '.join(known)}."
    allowed = "asked all the same" if reason.values["guests_allowed"] else "not asked"
    return f"The buyer left no e-mail, phone number or account; such guests are {allowed}."


def _refused(reason: Reason, shop: Shop) -> str:
    if at_ms := reason.values["banned_at_ms"]:
        return f"The buyer was banned on {say_moment(at_ms, shop)}."
    if at_ms := reason.values["opted_out_at_ms"]:
        return f"The buyer asked on {say_moment(at_ms, shop)} not to be asked."
    return "The buyer has not refused."


def _days(reason: Reason, shop: Shop) -> str:
    days, last = reason.values["days"], reason.values["last_shown_at_ms"]
    if last is None:
        return "The buyer has not seen the popup before."
    return f"The buyer last saw the popup on {say_moment(last, shop)}; there must be {days} days between."


def _views(reason: Reason, shop: Shop) -> str:
    count, most = reason.values["views_count"], reason.values["most"]
    return f"The buyer saw the popup {count} times in a year; at most {most} are allowed."


def _closed(reason: Reason, shop: Shop) -> str:
    closed, hours = reason.values["closed_at_ms"], reason.values["hours"]
    if closed is None:
        return "The buyer has not closed the popup."
    return f"The buyer closed the popup on {say_moment(closed, shop)}; it stays away for {hours} hours."


def choosing(whose: str, noun: str, any_will_do: str) -> Callable[[Reason, Shop], str]:
    """Give what says a rule's answer about tags and the like, as in "The order has", "tags"."""

    def say(reason: Reason, shop: Shop) -> str:
        barred, wanted, asked = (reason.values[name] for name in ("barred", "wanted", "asked"))
        assert isinstance(barred, list) and isinstance(wanted, list) and isinstance(asked, list)
        if barred:
            return f"{whose} {noun} that are left out: {', '.join(barred)}."
        if not asked:
            return any_will_do
        if wanted:
            return f"{whose} {noun} that are asked for: {', '.join(wanted)}."
        return f"{whose} none of the {noun} that are asked for: {', '.join(asked)}."

    return say


def _holdout(reason: Reason, shop: Shop) -> str:
    share, lot = reason.values["share_pct"], reason.values["lot"]
    if not share:
        return "Nobody is held out for measuring."
    return f"{share:g}% of buyers are held out for measuring; this buyer drew {lot:.2f} of 100."


_SAY: dict[str, Callable[[Reason, Shop], str]] = {
    "program_live": _live,
    "order_placed": _placed,
    "order_kind": _kind,
    "amount": _amount,
    "reachable": _reachable,
    "not_refused": _refused,
    "days_between": _days,
    "views_a_year": _views,
    "after_close": _closed,
    "tags": choosing("The order has", "tags", "All tags are asked."),
    "countries": choosing("The order has", "countries", "All countries are asked."),
    "products": choosing("The order has", "products", "All products are asked."),
    "holdout": _holdout,
}


def _money(minor: object, currency: object, shop: Shop) -> str:
    assert isinstance(minor, int) and isinstance(currency, str)
    return format_money(minor, currency, "en", shop.country)


def say_moment(at_ms: object, shop: Shop) -> str:
    """Say a moment in the shop's time zone: 21 Nov 2026, 20:35."""
    assert isinstance(at_ms, int)
    at = datetime.fromtimestamp(at_ms / 1000, ZoneInfo(shop.time_zone))
    return format_datetime(at, "d MMM y, HH:mm", locale="en")
