"""Why somebody is not written to, in words that a merchant reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from plugin.model import Medium, MessageKind, Reason, Shop
from plugin.words.reasons import say_moment
from plugin.words.speaking import mark, say

# What each rule asks, by the name that a reason carries.
RULE_WORDS = {
    "has_contact": mark("There is an address to write to"),
    "not_suppressed": mark("Nothing came back that forbids it"),
    "may_be_asked": mark("The person has not refused and is not banned"),
    "consent": mark("There is consent"),
}

CONTACT_WORDS = {
    "email": mark("The shop knows no e-mail address of this person."),
    "whatsapp": mark("The shop knows no phone number of this person."),
    "push": mark("No browser of this person takes messages."),
}

SUPPRESSED_WORDS = {
    "hard": mark("Messages to this address come back: it does not exist."),
    "soft": mark("Messages to this address came back three times within a month."),
    "complaint": mark("The person reported an earlier message as unwanted."),
}

# By what a message travels, after "by".
MEDIUM_WORDS: Mapping[Medium, str] = {
    "email": mark("email"),
    "whatsapp": mark("whatsapp"),
    "push": mark("push"),
}

MESSAGE_WORDS: Mapping[MessageKind, str] = {
    "link": mark("Link to the own page"),
    "reward": mark("Reward"),
    "reward_held": mark("Reward on its way"),
    "reward_expiring": mark("Reward about to end"),
    "friend_claimed": mark("Friend took the offer"),
    "friend_bought": mark("Friend bought"),
    "rung_near": mark("Next prize near"),
    "invite": mark("Invitation"),
    "reminder": mark("Reminder"),
    "after_purchase": mark("After a purchase"),
    "cycle": mark("Referred friend asked in turn"),
    "partner_applied": mark("Application arrived"),
    "partner_admitted": mark("Application accepted"),
    "partner_refused": mark("Application refused"),
    "portal_link": mark("Link to the partner's page"),
    "statement": mark("Statement"),
    "test": mark("Test"),
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
        return say("Sent {moment}", moment=say_moment(message.sent_at_ms, shop))
    if message.ended_at_ms is not None:
        return say("Not sent: {why}", why=message.failure)
    return say("Waits")


def say_may_write(reason: Reason, shop: Shop) -> str:
    """Say what one rule about writing to a person found."""
    return _SAY[reason.rule](reason, shop)


def _contact(reason: Reason, shop: Shop) -> str:
    if reason.passed:
        return say("There is an address.")
    return say(CONTACT_WORDS[str(reason.values["medium"])])


def _suppressed(reason: Reason, shop: Shop) -> str:
    by = str(reason.values["by"])
    return say(SUPPRESSED_WORDS[by]) if by else say("Nothing came back of what was sent there.")


def _asked(reason: Reason, shop: Shop) -> str:
    if reason.values["banned_at_ms"] is not None:
        return say("The person is banned from the program.")
    at_ms, source = reason.values["opted_out_at_ms"], reason.values["source"]
    if not isinstance(at_ms, int):
        return say("The person has not refused.")
    moment = say_moment(at_ms, shop)
    if source:
        return say(
            "The person has not wanted to be asked since {moment} ({source}).", moment=moment, source=source
        )
    return say("The person has not wanted to be asked since {moment}.", moment=moment)


def _consent(reason: Reason, shop: Shop) -> str:
    if reason.passed:
        said_yes = reason.values["says"] == "in"
        return say("The person said yes.") if said_yes else say("The person has bought here.")
    if reason.values["asked"] == "given":
        return say("The person has not said yes to such messages.")
    return say("The person has neither bought here nor said yes to such messages.")


_SAY: dict[str, Callable[[Reason, Shop], str]] = {
    "has_contact": _contact,
    "not_suppressed": _suppressed,
    "may_be_asked": _asked,
    "consent": _consent,
}
