"""A decision in words: what each rule asks, and what it found, as a merchant reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from plugin.model import Decision, Reason, Shop
from plugin.words.speaking import mark, say, say_count, say_list, spoken_language
from widgets.money import format_money

# What each rule asks, by the name that a reason carries: the heading in the merchant's log.
RULE_WORDS = {
    "program_live": mark("The program is live"),
    "order_placed": mark("The order is placed or paid, as set"),
    "order_kind": mark("The order is of a kind that is asked"),
    "amount": mark("The order is large enough"),
    "reachable": mark("The buyer can be reached"),
    "not_refused": mark("The buyer has not refused and is not banned"),
    "days_between": mark("The popup was not shown lately"),
    "views_a_year": mark("The popup was not shown too often this year"),
    "most_a_week": mark("They are not asked too often in a week"),
    "after_close": mark("The popup was not closed a moment ago"),
    "tags": mark("The order's tags fit"),
    "countries": mark("The country fits"),
    "products": mark("The products fit"),
    "holdout": mark("The buyer is not in the group held out for measuring"),
}

KIND_WORDS = {
    "test": mark("a test order"),
    "pos": mark("sold at the counter"),
    "draft": mark("a draft made by staff"),
    "zero_total": mark("an order of nothing"),
    "renewal": mark("a subscription that renewed itself"),
}

STAGE_WORDS = {
    "unplaced": mark("not placed yet"),
    "placed": mark("placed and not paid yet"),
    "paid": mark("paid"),
    "cancelled": mark("cancelled"),
    "refunded": mark("refunded"),
}

CONTACT_WORDS = {
    "email": mark("an e-mail"),
    "phone": mark("a phone number"),
    "account": mark("an account"),
}


def say_verdict(decision: Decision, shop: Shop) -> str:
    """Say in one sentence what was decided, and for a popup held, why."""
    if decision.show:
        return say("Shown: every rule was met.")
    failed = [say_reason(reason, shop) for reason in decision.reasons if not reason.passed]
    return say("Held: {why}", why=" ".join(failed))


def say_reason(reason: Reason, shop: Shop) -> str:
    """Say what one rule compared, with its values: money in the shop's way, times in its zone."""
    return _SAY[reason.rule](reason, shop)


def say_live(reason: Reason, shop: Shop) -> str:
    """Say whether the program was live."""
    if reason.values.get("resting"):
        return say("The program rests for measuring: this is one of the weeks without it.")
    return say("The program is live.") if reason.passed else say("The program is paused.")


def _placed(reason: Reason, shop: Shop) -> str:
    stage = say(STAGE_WORDS[str(reason.values["stage"])])
    if reason.passed:
        return say("The order is {stage}; that is enough.", stage=stage)
    if reason.values["stage"] in ("cancelled", "refunded"):
        return say("The order is {stage}.", stage=stage)
    if reason.values["when"] == "paid":
        return say("The order is {stage}; the program waits until it is paid.", stage=stage)
    return say("The order is {stage}; the program waits until it is placed.", stage=stage)


def _kind(reason: Reason, shop: Shop) -> str:
    found = reason.values["found"]
    if not found:
        return say("An ordinary order.")
    assert isinstance(found, list)
    kinds = say_list([say(KIND_WORDS[kind]) for kind in found])
    # Translators: {kinds} are one or more of "a test order", "sold at the counter" and the like.
    return say("This is {kinds}, and such orders are not asked.", kinds=kinds)


def _amount(reason: Reason, shop: Shop) -> str:
    values = reason.values
    total = say_money(values["total_minor"], values["currency"], shop)
    if not values["minimum_minor"]:
        return say("The order comes to {total}; there is no minimum.", total=total)
    minimum = say_money(values["minimum_minor"], values["shop_currency"], shop)
    if values["currency"] != values["shop_currency"]:
        return say(
            "The order is in {currency}: {total} cannot be compared with the minimum of {minimum}.",
            currency=values["currency"], total=total, minimum=minimum,
        )  # fmt: skip
    return say("The order comes to {total}; the minimum is {minimum}.", total=total, minimum=minimum)


def _reachable(reason: Reason, shop: Shop) -> str:
    known = [say(words) for name, words in CONTACT_WORDS.items() if reason.values[name]]
    if known:
        # Translators: {contacts} are one or more of "an e-mail", "a phone number", "an account".
        return say("The buyer left {contacts}.", contacts=say_list(known))
    if reason.values["guests_allowed"]:
        return say("The buyer left no e-mail, phone number or account; such guests are asked all the same.")
    return say("The buyer left no e-mail, phone number or account; such guests are not asked.")


def _refused(reason: Reason, shop: Shop) -> str:
    if at_ms := reason.values["banned_at_ms"]:
        return say("The buyer was banned on {moment}.", moment=say_moment(at_ms, shop))
    if at_ms := reason.values["opted_out_at_ms"]:
        return say("The buyer asked on {moment} not to be asked.", moment=say_moment(at_ms, shop))
    return say("The buyer has not refused.")


def _days(reason: Reason, shop: Shop) -> str:
    days, last = reason.values["days"], reason.values["last_shown_at_ms"]
    if last is None:
        return say("The buyer has not seen the popup before.")
    assert isinstance(days, int)
    return say_count(
        "The buyer last saw the popup on {moment}; there must be {count} day between.",
        "The buyer last saw the popup on {moment}; there must be {count} days between.",
        days, moment=say_moment(last, shop),
    )  # fmt: skip


def _views(reason: Reason, shop: Shop) -> str:
    count, most = reason.values["views_count"], reason.values["most"]
    assert isinstance(count, int)
    return say_count(
        "The buyer saw the popup {count} time in a year; at most {most} are allowed.",
        "The buyer saw the popup {count} times in a year; at most {most} are allowed.",
        count, most=most,
    )  # fmt: skip


def _closed(reason: Reason, shop: Shop) -> str:
    closed, hours = reason.values["closed_at_ms"], reason.values["hours"]
    if closed is None:
        return say("The buyer has not closed the popup.")
    assert isinstance(hours, int)
    return say_count(
        "The buyer closed the popup on {moment}; it stays away for {count} hour.",
        "The buyer closed the popup on {moment}; it stays away for {count} hours.",
        hours, moment=say_moment(closed, shop),
    )  # fmt: skip


def choosing(left_out: str, asked_for: str, none: str, any_will_do: str) -> Callable[[Reason, Shop], str]:
    """Give what says a rule's answer about tags and the like.

    Takes four marked sentences: some are barred, some are wanted, none of the wanted ones is there, none is
    asked for. The first three name them as {found}.
    """

    def describe(reason: Reason, shop: Shop) -> str:
        barred, wanted, asked = (reason.values[name] for name in ("barred", "wanted", "asked"))
        assert isinstance(barred, list) and isinstance(wanted, list) and isinstance(asked, list)
        if barred:
            return say(left_out, found=", ".join(barred))
        if not asked:
            return say(any_will_do)
        if wanted:
            return say(asked_for, found=", ".join(wanted))
        return say(none, found=", ".join(asked))

    return describe


def say_week(reason: Reason, shop: Shop) -> str:
    """Say how often somebody was asked in a week, by message or popup."""
    count, most = reason.values["count"], reason.values["most"]
    assert isinstance(count, int)
    if not most:
        return say_count(
            "They were asked {count} time in a week; there is no limit to this.",
            "They were asked {count} times in a week; there is no limit to this.",
            count,
        )
    return say_count(
        "They were asked {count} time in a week, by message or popup; at most {most} are allowed.",
        "They were asked {count} times in a week, by message or popup; at most {most} are allowed.",
        count, most=most,
    )  # fmt: skip


def _holdout(reason: Reason, shop: Shop) -> str:
    share, lot = reason.values["share_pct"], reason.values["lot"]
    if not share:
        return say("Nobody is held out for measuring.")
    return say(
        "{share}% of buyers are held out for measuring; this buyer drew {lot} of 100.",
        share=f"{share:g}", lot=f"{lot:.2f}",
    )  # fmt: skip


_SAY: dict[str, Callable[[Reason, Shop], str]] = {
    "program_live": say_live,
    "order_placed": _placed,
    "order_kind": _kind,
    "amount": _amount,
    "reachable": _reachable,
    "not_refused": _refused,
    "days_between": _days,
    "views_a_year": _views,
    "most_a_week": say_week,
    "after_close": _closed,
    "tags": choosing(
        mark("The order has tags that are left out: {found}."),
        mark("The order has tags that are asked for: {found}."),
        mark("The order has none of the tags that are asked for: {found}."),
        mark("All tags are asked."),
    ),
    "countries": choosing(
        mark("The order has countries that are left out: {found}."),
        mark("The order has countries that are asked for: {found}."),
        mark("The order has none of the countries that are asked for: {found}."),
        mark("All countries are asked."),
    ),
    "products": choosing(
        mark("The order has products that are left out: {found}."),
        mark("The order has products that are asked for: {found}."),
        mark("The order has none of the products that are asked for: {found}."),
        mark("All products are asked."),
    ),
    "holdout": _holdout,
}


def say_money(minor: object, currency: object, shop: Shop) -> str:
    """Say an amount that a rule compared, in the shop's way."""
    assert isinstance(minor, int) and isinstance(currency, str)
    return format_money(minor, currency, spoken_language(), shop.country)


def say_moment(at_ms: object, shop: Shop) -> str:
    """Say a moment in the shop's time zone and the reader's language: 21 Nov 2026, 20:35."""
    assert isinstance(at_ms, int)
    at = datetime.fromtimestamp(at_ms / 1000, ZoneInfo(shop.time_zone))
    return format_datetime(at, "d MMM y, HH:mm", locale=spoken_language())
