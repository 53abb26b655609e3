"""A campaign's decision in words: what each rule found, as a merchant reads it."""

from __future__ import annotations

from collections.abc import Callable

from plugin.model import Reason, Shop
from plugin.words.post import RULE_WORDS as POST_RULES
from plugin.words.post import say_may_write
from plugin.words.reasons import choosing, say_live, say_moment, say_money, say_week
from plugin.words.speaking import mark, say, say_count

# Why a message is not sent any more: what it speaks of was forgotten, is of a kind that is not asked about,
# or has come to another stage or state.
GONE_WORDS = {
    "forgotten": mark("What it speaks of is not known any more."),
    "test": mark("It was a test order."),
    "draft": mark("It was a draft made by staff."),
    "zero_total": mark("It was an order of nothing."),
    "renewal": mark("It was a subscription that renewed itself."),
    "reached": mark("The step is reached, or is more than one friend away again."),
    "hold": mark("The referral waits for review."),
    "block": mark("The referral does not count."),
    "unsent": mark("The message that it follows never left."),
    "dropped": mark("The campaign has no such reminder any more."),
    "unplaced": mark("What it speaks of is unplaced by now."),
    "cancelled": mark("What it speaks of is cancelled by now."),
    "refunded": mark("What it speaks of is refunded by now."),
    "due": mark("What it speaks of is due by now."),
    "approved": mark("What it speaks of is approved by now."),
    "issued": mark("What it speaks of is issued by now."),
    "told": mark("What it speaks of is told by now."),
    "reversed": mark("What it speaks of is reversed by now."),
    "expired": mark("What it speaks of is expired by now."),
    "wanted": mark("What it speaks of is wanted by now."),
    "used": mark("What it speaks of is used by now."),
    "ending": mark("What it speaks of is ending by now."),
    "ended": mark("What it speaks of is ended by now."),
    "failed": mark("What it speaks of is failed by now."),
    "taken back": mark("What it speaks of is taken back by now."),
}


def say_reason(reason: Reason, shop: Shop) -> str:
    """Say what one rule compared, with its values."""
    if reason.rule in POST_RULES:
        return say_may_write(reason, shop)
    return _SAY[reason.rule](reason, shop)


def _on(reason: Reason, shop: Shop) -> str:
    return say("The campaign is on.") if reason.passed else say("The campaign is off.")


def _name(reason: Reason, shop: Shop) -> str:
    if reason.passed:
        return say("The mailbox belongs to this person alone.")
    return say("The same mailbox has its turn under another name of this person.")


def _partner(reason: Reason, shop: Shop) -> str:
    if not reason.values["is_partner"]:
        return say("They are no partner.")
    if reason.passed:
        return say("They are a partner.")
    return say("They are a partner, and told in the portal.")


def _orders(reason: Reason, shop: Shop) -> str:
    count = _count(reason.values["found"])
    found = say_count("They have {count} order", "They have {count} orders", count)
    return say("{found}; {asked}.", found=found, asked=_say_ends(reason, str))


def _spent(reason: Reason, shop: Shop) -> str:
    values = reason.values
    if not (values["least"] or values["most"]):
        return say("What they spent does not matter.")
    total, currency = say_money(values["found"], values["currency"], shop), values["shop_currency"]
    if values["currency"] != currency:
        return say(
            "They spent {total}, which cannot be compared with {currency}.", total=total, currency=currency
        )
    asked = _say_ends(reason, lambda end: say_money(end, currency, shop))
    return say("{found}; {asked}.", found=say("They spent {total}", total=total), asked=asked)


def _say_ends(reason: Reason, write: Callable[[object], str]) -> str:
    least, most = reason.values["least"], reason.values["most"]
    if least and most:
        return say("at least {least} and at most {most} is asked for", least=write(least), most=write(most))
    if least:
        return say("at least {least} is asked for", least=write(least))
    return say("at most {most} is asked for", most=write(most)) if most else say("any number will do")


def _last_order(reason: Reason, shop: Shop) -> str:
    last, within, quiet = (reason.values[name] for name in ("last_at_ms", "within_days", "not_for_days"))
    if last is None:
        found = say("They have not bought yet")
    else:
        found = say("They bought last on {moment}", moment=say_moment(last, shop))
    asked = say(_LAST_ASKED[bool(within), bool(quiet)], within=within, quiet=quiet)
    return say("{found}; {asked}.", found=found, asked=asked)


# What is asked of the last order, by whether it says within how many days, and for how many days none.
_LAST_ASKED = {
    (True, True): mark("asked for is: bought within {within} days and not for {quiet} days"),
    (True, False): mark("asked for is: bought within {within} days"),
    (False, True): mark("asked for is: bought not for {quiet} days"),
    (False, False): mark("any time will do"),
}


def _engaged(done: str, not_done: str) -> Callable[[Reason, Shop], str]:
    def describe(reason: Reason, shop: Shop) -> str:
        at_ms = reason.values["at_ms"]
        found = say(not_done) if at_ms is None else say(done, moment=say_moment(at_ms, shop))
        return _add_asked(found, reason)

    return describe


def _brought(reason: Reason, shop: Shop) -> str:
    count = _count(reason.values["friends_count"])
    return _add_asked(
        say_count("They brought {count} friend.", "They brought {count} friends.", count), reason
    )


def _add_asked(found: str, reason: Reason) -> str:
    """Add to what was found whom the campaign is for, where they are not."""
    if reason.passed:
        return found
    is_for_done = reason.values["asked"] == "yes"
    asked = say("This is for those who did.") if is_for_done else say("This is for those who did not.")
    return f"{found} {asked}"


def _true(reason: Reason, shop: Shop) -> str:
    return say("What it speaks of still holds.") if reason.passed else say_gone(str(reason.values["gone"]))


def say_gone(gone: str) -> str:
    """Say why what a message speaks of does not hold any more."""
    return say(GONE_WORDS[gone])


def _delivered(reason: Reason, shop: Shop) -> str:
    ordered, delivered = reason.values["ordered_at_ms"], reason.values["delivered_at_ms"]
    days = _count(reason.values["days"])
    if ordered is None:
        return say("It does not hang on a delivery.")
    if delivered is not None:
        return say_count(
            "The order arrived on {moment}; the ask comes {count} day later.",
            "The order arrived on {moment}; the ask comes {count} days later.",
            days, moment=say_moment(delivered, shop),
        )  # fmt: skip
    if reason.values["tells_delivery"]:
        return say("The order has not arrived yet, as far as the store tells.")
    return say_count(
        "The store tells no deliveries; the ask comes {count} day after {moment}.",
        "The store tells no deliveries; the ask comes {count} days after {moment}.",
        days, moment=say_moment(ordered, shop),
    )  # fmt: skip


def _popup(reason: Reason, shop: Shop) -> str:
    at_ms = reason.values["shared_at_ms"]
    if at_ms is None:
        return say("The popup of this order has not led to a share.")
    return say("They shared from the popup of this order on {moment}.", moment=say_moment(at_ms, shop))


def _turn(reason: Reason, shop: Shop) -> str:
    left_at_ms = reason.values["left_at_ms"]
    if left_at_ms is not None:
        return say_count(
            "The message that it follows left on {moment}; this comes {count} day later.",
            "The message that it follows left on {moment}; this comes {count} days later.",
            _count(reason.values["days"]), moment=say_moment(left_at_ms, shop),
        )  # fmt: skip
    if reason.passed:
        return say("It follows no message.")
    return say("The message that it follows has not left yet.")


def _holdout(reason: Reason, shop: Shop) -> str:
    share, lot = reason.values["share_pct"], reason.values["lot"]
    if not share:
        return say("Nobody is held out for measuring.")
    return say(
        "{share}% of buyers are held out for measuring; this one drew {lot} of 100.",
        share=f"{share:g}", lot=f"{lot:.2f}",
    )  # fmt: skip


def _between(reason: Reason, shop: Shop) -> str:
    last, days = reason.values["last_at_ms"], _count(reason.values["days"])
    if last is None:
        return say("The campaign has not written to them before.")
    moment = say_moment(last, shop)
    if not days:
        return say("The campaign wrote last on {moment}.", moment=moment)
    return say_count(
        "The campaign wrote last on {moment}; there must be {count} day between.",
        "The campaign wrote last on {moment}; there must be {count} days between.",
        days, moment=moment,
    )  # fmt: skip


_SAY: dict[str, Callable[[Reason, Shop], str]] = {
    "program_live": say_live,
    "campaign_on": _on,
    "one_name": _name,
    "no_partner": _partner,
    "orders_count": _orders,
    "spent": _spent,
    "last_order": _last_order,
    "tags": choosing(
        mark("They have tags that are left out: {found}."),
        mark("They have tags that are asked for: {found}."),
        mark("They have none of the tags that are asked for: {found}."),
        mark("Any tag will do."),
    ),
    "countries": choosing(
        mark("They have countries that are left out: {found}."),
        mark("They have countries that are asked for: {found}."),
        mark("They have none of the countries that are asked for: {found}."),
        mark("Any country will do."),
    ),
    "languages": choosing(
        mark("They have languages that are left out: {found}."),
        mark("They have languages that are asked for: {found}."),
        mark("They have none of the languages that are asked for: {found}."),
        mark("Any language will do."),
    ),
    "invited": _engaged(
        mark("This campaign wrote to them on {moment}."), mark("This campaign has not written to them.")
    ),
    "joined": _engaged(mark("They joined on {moment}."), mark("They have not joined.")),
    "shared": _engaged(mark("They shared their link on {moment}."), mark("They have not shared their link.")),
    "brought": _brought,
    "still_true": _true,
    "delivered": _delivered,
    "popup_led": _popup,
    "in_turn": _turn,
    "holdout": _holdout,
    "days_between": _between,
    "most_a_week": say_week,
}


def _count(value: object) -> int:
    assert isinstance(value, int)
    return value
