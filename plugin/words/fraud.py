"""What the fraud rules found, in words: a sentence for each rule, as a merchant reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from plugin.model import Reason, Verdict

VERDICT_WORDS: Mapping[Verdict, str] = {
    "clear": "Nothing suspicious",
    "hold": "Held for review",
    "block": "Blocked",
}

REVIEW_WORDS = {
    "": "",
    "waiting": "Waits for your answer",
    "approved": "You approved it",
    "rejected": "You rejected it",
}

# What each rule looks for, by the name that a reason carries.
FRAUD_WORDS = {
    "same_customer": "The same customer",
    "same_mailbox": "The same mailbox",
    "same_phone": "The same phone number",
    "own_code": "The own code",
    "bought_before": "Already a customer",
    "referred_before": "Already referred",
    "banned": "Banned",
    "near_mailbox": "Mailboxes much alike",
    "near_name": "Names much alike",
    "same_device": "The same device",
    "same_address": "The same delivery address",
    "same_ip": "The same internet connection",
    "disposable_mailbox": "A throw-away mailbox",
    "burst_address": "Many from one place",
    "burst_advocate": "Many by one advocate",
    "coupon_site": "A coupon site",
    "leaked_code": "A code that leaked",
    "fast_order": "A very fast order",
    "hints_together": "Several hints together",
}

KIND_WORDS = {
    "person": "who they are",
    "mailbox": "their mailboxes",
    "place": "where they are",
    "device": "their devices",
    "haste": "haste",
    "crowd": "a crowd",
}


def say_findings(reasons: Sequence[Reason]) -> list[str]:
    """Say what the rules found against a referral, each in a sentence; nothing where all is well."""
    return [say_finding(reason) for reason in reasons if not reason.passed]


def say_finding(reason: Reason) -> str:
    """Say what one rule found, with its values; an address or a number itself is never among them."""
    if reason.values.get("partner"):
        return "It does not count for a partner: many strangers are the purpose."
    if reason.values.get("action") == "off":
        return "This rule is switched off."
    if reason.passed and reason.rule not in _COUNTING:
        return _FINE[reason.rule]
    return _SAY[reason.rule](reason)


def _plain(sentence: str) -> Callable[[Reason], str]:
    return lambda reason: sentence


def _whose(found: str) -> Callable[[Reason], str]:
    def say(reason: Reason) -> str:
        sides = [f"the {side}" for side in ("advocate", "friend") if reason.values[side]]
        return f"{found}: {' and '.join(sides)}."

    return say


def _alike(noun: str) -> Callable[[Reason], str]:
    def say(reason: Reason) -> str:
        pct, limit = reason.values["likeness_pct"], reason.values["limit_pct"]
        return f"Their {noun} are {pct}% alike; {limit}% and more is suspicious."

    return say


def _many(found: str) -> Callable[[Reason], str]:
    def say(reason: Reason) -> str:
        count, limit = reason.values["count"], reason.values["limit_count"]
        return f"{found}: {count}; {limit} and more is suspicious."

    return say


def _before(reason: Reason) -> str:
    count = reason.values["orders_count"]
    return f"The friend had bought here before: {count} order{'' if count == 1 else 's'}."


def _site(reason: Reason) -> str:
    return f"The friend came from {reason.values['host']}, where codes are collected for strangers."


def _fast(reason: Reason) -> str:
    took_s, limit = reason.values["claim_to_order_s"], reason.values["limit_minutes"]
    if took_s is None:
        return "There is no claim whose time could be compared with the order's."
    assert isinstance(took_s, int)
    took = f"{took_s} seconds" if took_s < 120 else f"{took_s // 60} minutes"
    return f"The friend ordered {took} after taking the offer; under {limit} minutes is suspicious."


def _together(reason: Reason) -> str:
    kinds = reason.values["kinds"]
    assert isinstance(kinds, list)
    found = ", ".join(KIND_WORDS[kind] for kind in kinds) or "nothing"
    return f"Hints came from: {found}; {reason.values['needed']} kinds together are suspicious."


_COUNTING = (
    "near_mailbox", "near_name", "burst_address", "burst_advocate", "leaked_code", "fast_order",
    "hints_together",
)  # fmt: skip

_FINE = {
    "same_customer": "They are two customers.",
    "same_mailbox": "They have different mailboxes.",
    "same_phone": "They have no phone number in common.",
    "own_code": "The friend did not use an own code.",
    "bought_before": "The friend had not bought here before.",
    "referred_before": "Nobody else had brought this friend before.",
    "banned": "Neither of them is banned.",
    "same_device": "They have no device in common.",
    "same_address": "They have no delivery address in common.",
    "same_ip": "They have no internet connection in common.",
    "disposable_mailbox": "Neither of them uses a throw-away mailbox.",
    "coupon_site": "The friend did not come from a coupon site.",
}

_SAY: dict[str, Callable[[Reason], str]] = {
    "same_customer": _plain("Both are the same customer of the store."),
    "same_mailbox": _plain("Both e-mail addresses reach the same mailbox."),
    "same_phone": _plain("Both have the same phone number."),
    "own_code": _plain("The buyer used their own code."),
    "bought_before": _before,
    "referred_before": _plain("Another advocate had brought this friend before."),
    "banned": _whose("Banned from the program"),
    "near_mailbox": _alike("mailboxes"),
    "near_name": _alike("first names"),
    "same_device": _plain("Both used the same device."),
    "same_address": _plain("Both have orders sent to the same address."),
    "same_ip": _plain("Both ordered over the same internet connection."),
    "disposable_mailbox": _whose("Has a throw-away mailbox"),
    "burst_address": _many("Other friends from the same place within seven days"),
    "burst_advocate": _many("Other friends of this advocate within seven days"),
    "coupon_site": _site,
    "leaked_code": _many("How often the code was taken within a day"),
    "fast_order": _fast,
    "hints_together": _together,
}
