"""The loop in words: who sent a buyer and why, what became of a reward, as a merchant reads it."""

from __future__ import annotations

from plugin.model import Shop
from plugin.words.speaking import mark, say, say_count, spoken_language
from widgets.money import format_money

POINTS = "points"

METHOD_WORDS = {
    "code": mark("a code in the order"),
    "claim": mark("a claimed offer in the cart"),
    "visit": mark("a visit by the link"),
    "contact": mark("an offer claimed by e-mail or phone"),
    "manual": mark("your own word"),
    "": mark("not known yet"),
}

CHANNEL_WORDS = {
    "whatsapp": mark("WhatsApp"),
    "copy": mark("a copied link"),
    "native": mark("the phone's own sharing"),
    "email": mark("e-mail"),
    "qr": mark("a QR code"),
    "sms": mark("SMS"),
    "telegram": mark("Telegram"),
    "x": mark("X"),
    "facebook": mark("Facebook"),
    "": "–",
}

WHY_WORDS = {
    "strongest": mark("It is the strongest trace."),
    "a stronger trace won": mark("A stronger kind of trace won."),
    "an earlier one won": mark("An earlier trace of the same kind won."),
    "too old": mark("It was too old when the order was placed."),
    "after the order": mark("It came after the order."),
    "not counted here": mark("The program does not count such traces."),
    "the merchant's word": mark("You said so."),
    "the merchant chose another": mark("You said that it was somebody else."),
}

FRIEND_WORDS = {
    "came": mark("Came by the link"),
    "bought": mark("Has bought"),
    "waiting": mark("Has bought, the reward waits"),
    "rewarded": mark("Rewarded"),
}

RULE_WORDS = {
    "advocate": mark("For bringing the friend"),
    "friend": mark("For coming"),
    "milestone": mark("A step of the ladder"),
    "every": mark("The extra for every so-many-th friend"),
}

STATE_WORDS = {
    "due": mark("Earned"),
    "held": mark("Held"),
    "approved": mark("Approved, to be given"),
    "issued": mark("Given"),
    "told": mark("Given and told"),
    "reversed": mark("Taken back"),
    "expired": mark("Run out"),
}

HELD_WORDS = {
    "review": mark("waits for your review"),
    "return window": mark("waits until the order can no longer be returned"),
    "budget": mark("waits because the budget is used up"),
}

HELD_LINES = {
    "review": mark("It is held: it waits for your review."),
    "return window": mark("It is held: it waits until the order can no longer be returned."),
    "budget": mark("It is held: it waits because the budget is used up."),
}

LINE_WORDS = {
    "due": mark("It was earned."),
    "held": mark("It is held."),
    "approved": mark("It was approved."),
    "issued": mark("It is in its owner's hands."),
    "told": mark("Its owner was told."),
    "adjusted": mark("It follows its order, which changed."),
    "reversed": mark("It was taken back: it is no longer earned."),
    "expired": mark("It was not used in time."),
}

COUPON_WORDS = {
    "wanted": mark("on its way to the store"),
    "live": mark("works in the store"),
    "used": mark("was used"),
    "ending": mark("is being ended in the store"),
    "ended": mark("was ended"),
    "failed": mark("was refused by the store"),
}

COUPON_STATES = {
    "wanted": mark("on their way"), "live": mark("live"), "used": mark("used"), "ending": mark("being ended"),
    "ended": mark("ended"), "failed": mark("refused"),
}  # fmt: skip

EFFECT_WORDS = {
    "make_coupon": mark("Making a coupon in the store"),
    "end_coupon": mark("Ending a coupon in the store"),
    "message:email": mark("A mail"),
}


def say_state(state: str, why: str) -> str:
    """Say how a reward stands, and what it waits for: "Held: waits for your review"."""
    said = say(STATE_WORDS[state])
    return say("{state}: {why}", state=said, why=say(HELD_WORDS[why])) if why in HELD_WORDS else said


def say_line(kind: str, why: str) -> str:
    """Say one line of a ledger in a sentence."""
    if kind == "held" and why in HELD_LINES:
        return say(HELD_LINES[why])
    return say(LINE_WORDS[kind])


def say_amount(minor: int, currency: str, shop: Shop) -> str:
    """Say what a reward or a line of it comes to: money in the shop's way, or points."""
    if currency == POINTS:
        return say_count("{count} point", "{count} points", minor)
    return format_money(minor, currency, spoken_language(), shop.country)
