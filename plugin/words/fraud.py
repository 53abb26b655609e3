"""What the fraud rules found, in words: a sentence for each rule, as a merchant reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from plugin.model import Reason, Verdict
from plugin.words.speaking import mark, say, say_count

VERDICT_WORDS: Mapping[Verdict, str] = {
    "clear": mark("Nothing suspicious"),
    "hold": mark("Held for review"),
    "block": mark("Blocked"),
}

REVIEW_WORDS = {
    "": "",
    "waiting": mark("Waits for your answer"),
    "approved": mark("You approved it"),
    "rejected": mark("You rejected it"),
}

# What each rule looks for, by the name that a reason carries.
FRAUD_WORDS = {
    "same_customer": mark("The same customer"),
    "same_mailbox": mark("The same mailbox"),
    "same_phone": mark("The same phone number"),
    "own_code": mark("The own code"),
    "bought_before": mark("Already a customer"),
    "referred_before": mark("Already referred"),
    "banned": mark("Banned"),
    "near_mailbox": mark("Mailboxes much alike"),
    "near_name": mark("Names much alike"),
    "same_device": mark("The same device"),
    "same_address": mark("The same delivery address"),
    "same_ip": mark("The same internet connection"),
    "disposable_mailbox": mark("A throw-away mailbox"),
    "burst_address": mark("Many from one place"),
    "burst_advocate": mark("Many by one advocate"),
    "coupon_site": mark("A coupon site"),
    "leaked_code": mark("A code that leaked"),
    "fast_order": mark("A very fast order"),
    "hints_together": mark("Several hints together"),
}

KIND_WORDS = {
    "person": mark("who they are"),
    "mailbox": mark("their mailboxes"),
    "place": mark("where they are"),
    "device": mark("their devices"),
    "haste": mark("haste"),
    "crowd": mark("a crowd"),
}


def say_findings(reasons: Sequence[Reason]) -> list[str]:
    """Say what the rules found against a referral, each in a sentence; nothing where all is well."""
    return [say_finding(reason) for reason in reasons if not reason.passed]


def say_finding(reason: Reason) -> str:
    """Say what one rule found, with its values; an address or a number itself is never among them."""
    if reason.values.get("partner"):
        return say("It does not count for a partner: many strangers are the purpose.")
    if reason.values.get("action") == "off":
        return say("This rule is switched off.")
    if reason.passed and reason.rule not in _COUNTING:
        return say(_FINE[reason.rule])
    return _SAY[reason.rule](reason)


def _plain(sentence: str) -> Callable[[Reason], str]:
    return lambda reason: say(sentence)


def _whose(advocate: str, friend: str, both: str) -> Callable[[Reason], str]:
    def describe(reason: Reason) -> str:
        if reason.values["advocate"]:
            return say(both if reason.values["friend"] else advocate)
        return say(friend)

    return describe


def _alike(sentence: str) -> Callable[[Reason], str]:
    def describe(reason: Reason) -> str:
        return say(sentence, pct=reason.values["likeness_pct"], limit=reason.values["limit_pct"])

    return describe


def _many(sentence: str) -> Callable[[Reason], str]:
    def describe(reason: Reason) -> str:
        return say(sentence, count=reason.values["count"], limit=reason.values["limit_count"])

    return describe


def _before(reason: Reason) -> str:
    count = reason.values["orders_count"]
    assert isinstance(count, int)
    return say_count(
        "The friend had bought here before: {count} order.",
        "The friend had bought here before: {count} orders.",
        count,
    )


def _site(reason: Reason) -> str:
    host = reason.values["host"]
    return say("The friend came from {host}, where codes are collected for strangers.", host=host)


def _fast(reason: Reason) -> str:
    took_s, limit = reason.values["claim_to_order_s"], reason.values["limit_minutes"]
    if took_s is None:
        return say("There is no claim whose time could be compared with the order's.")
    assert isinstance(took_s, int)
    if took_s < 120:
        return say_count(
            "The friend ordered {count} second after taking the offer; under {limit} minutes is suspicious.",
            "The friend ordered {count} seconds after taking the offer; under {limit} minutes is suspicious.",
            took_s, limit=limit,
        )  # fmt: skip
    return say(
        "The friend ordered {took} minutes after taking the offer; under {limit} minutes is suspicious.",
        took=took_s // 60, limit=limit,
    )  # fmt: skip


def _together(reason: Reason) -> str:
    kinds = reason.values["kinds"]
    assert isinstance(kinds, list)
    found = ", ".join(say(KIND_WORDS[kind]) for kind in kinds) or say("nothing")
    return say(
        "Hints came from: {found}; {needed} kinds together are suspicious.",
        found=found, needed=reason.values["needed"],
    )  # fmt: skip


_COUNTING = (
    "near_mailbox", "near_name", "burst_address", "burst_advocate", "leaked_code", "fast_order",
    "hints_together",
)  # fmt: skip

_FINE = {
    "same_customer": mark("They are two customers."),
    "same_mailbox": mark("They have different mailboxes."),
    "same_phone": mark("They have no phone number in common."),
    "own_code": mark("The friend did not use an own code."),
    "bought_before": mark("The friend had not bought here before."),
    "referred_before": mark("Nobody else had brought this friend before."),
    "banned": mark("Neither of them is banned."),
    "same_device": mark("They have no device in common."),
    "same_address": mark("They have no delivery address in common."),
    "same_ip": mark("They have no internet connection in common."),
    "disposable_mailbox": mark("Neither of them uses a throw-away mailbox."),
    "coupon_site": mark("The friend did not come from a coupon site."),
}

_SAY: dict[str, Callable[[Reason], str]] = {
    "same_customer": _plain(mark("Both are the same customer of the store.")),
    "same_mailbox": _plain(mark("Both e-mail addresses reach the same mailbox.")),
    "same_phone": _plain(mark("Both have the same phone number.")),
    "own_code": _plain(mark("The buyer used their own code.")),
    "bought_before": _before,
    "referred_before": _plain(mark("Another advocate had brought this friend before.")),
    "banned": _whose(
        mark("Banned from the program: the advocate."),
        mark("Banned from the program: the friend."),
        mark("Banned from the program: the advocate and the friend."),
    ),
    "near_mailbox": _alike(mark("Their mailboxes are {pct}% alike; {limit}% and more is suspicious.")),
    "near_name": _alike(mark("Their first names are {pct}% alike; {limit}% and more is suspicious.")),
    "same_device": _plain(mark("Both used the same device.")),
    "same_address": _plain(mark("Both have orders sent to the same address.")),
    "same_ip": _plain(mark("Both ordered over the same internet connection.")),
    "disposable_mailbox": _whose(
        mark("Has a throw-away mailbox: the advocate."),
        mark("Has a throw-away mailbox: the friend."),
        mark("Has a throw-away mailbox: the advocate and the friend."),
    ),
    "burst_address": _many(
        mark("Other friends from the same place within seven days: {count}; {limit} and more is suspicious.")
    ),
    "burst_advocate": _many(
        mark("Other friends of this advocate within seven days: {count}; {limit} and more is suspicious.")
    ),
    "coupon_site": _site,
    "leaked_code": _many(
        mark("How often the code was taken within a day: {count}; {limit} and more is suspicious.")
    ),
    "fast_order": _fast,
    "hints_together": _together,
}
