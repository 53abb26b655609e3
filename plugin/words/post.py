"""Why somebody is not written to, in words that a merchant reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from plugin.model import MessageKind, Reason, Shop
from plugin.words.reasons import say_moment

# What each rule asks, by the name that a reason carries.
RULE_WORDS = {
    "has_contact": "There is an address to write to",
    "not_suppressed": "Nothing came back that forbids it",
    "may_be_asked": "The person has not refused and is not banned",
    "consent": "There is consent",
}

CONTACT_WORDS = {
    "email": "The shop knows no e-mail address of this person.",
    "whatsapp": "The shop knows no phone number of this person.",
    "push": "No browser of this person takes messages.",
}

SUPPRESSED_WORDS = {
    "hard": "Messages to this address come back: it does not exist.",
    "soft": "Messages to this address came back three times within a month.",
    "complaint": "The person reported an earlier message as unwanted.",
}

MESSAGE_WORDS: Mapping[MessageKind, str] = {
    "link": "Link to the own page",
    "reward": "Reward",
    "reward_held": "Reward on its way",
    "reward_expiring": "Reward about to end",
    "friend_claimed": "Friend took the offer",
    "friend_bought": "Friend bought",
    "rung_near": "Next prize near",
    "invite": "Invitation",
    "reminder": "Reminder",
    "after_purchase": "After a purchase",
    "cycle": "Referred friend asked in turn",
    "partner_applied": "Application arrived",
    "partner_admitted": "Application accepted",
    "partner_refused": "Application refused",
    "portal_link": "Link to the partner's page",
    "statement": "Statement",
    "test": "Test",
}


class Posted(Protocol):
    """A message, as far as it has come."""

    @property
    def sent_at_ms(self) -> int | None: ...
    @property
    def ended_at_ms(self) -> int | None: ...
    @property
    def failure(self) -> str: ...


def say_posted(message: Posted, shop: Shop) -> str:
    """Say what became of a message: when it was sent, why it was not, or that it waits."""
    if message.sent_at_ms is not None:
        return f"Sent {say_moment(message.sent_at_ms, shop)}"
    return f"Not sent: {message.failure}" if message.ended_at_ms is not None else "Waits"


def say_may_write(reason: Reason, shop: Shop) -> str:
    """Say what one rule about writing to a person found."""
    return _SAY[reason.rule](reason, shop)


def _contact(reason: Reason, shop: Shop) -> str:
    return "There is an address." if reason.passed else CONTACT_WORDS[str(reason.values["medium"])]


def _suppressed(reason: Reason, shop: Shop) -> str:
    by = str(reason.values["by"])
    return SUPPRESSED_WORDS[by] if by else "Nothing came back of what was sent there."


def _asked(reason: Reason, shop: Shop) -> str:
    if reason.values["banned_at_ms"] is not None:
        return "The person is banned from the program."
    at_ms, source = reason.values["opted_out_at_ms"], reason.values["source"]
    if isinstance(at_ms, int):
        where = f" ({source})" if source else ""
        return f"The person has not wanted to be asked since {say_moment(at_ms, shop)}{where}."
    return "The person has not refused."


def _consent(reason: Reason, shop: Shop) -> str:
    if reason.passed:
        return "The person said yes." if reason.values["says"] == "in" else "The person has bought here."
    if reason.values["asked"] == "given":
        return "The person has not said yes to such messages."
    return "The person has neither bought here nor said yes to such messages."


_SAY: dict[str, Callable[[Reason, Shop], str]] = {
    "has_contact": _contact,
    "not_suppressed": _suppressed,
    "may_be_asked": _asked,
    "consent": _consent,
}
