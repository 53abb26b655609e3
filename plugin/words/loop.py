"""The loop in words: who sent a buyer and why, what became of a reward, as a merchant reads it."""

from __future__ import annotations

from plugin.model import Shop
from widgets.money import format_money

POINTS = "points"

METHOD_WORDS = {
    "code": "a code in the order",
    "claim": "a claimed offer in the cart",
    "visit": "a visit by the link",
    "contact": "an offer claimed by e-mail or phone",
    "manual": "your own word",
    "": "not known yet",
}

CHANNEL_WORDS = {
    "whatsapp": "WhatsApp",
    "copy": "a copied link",
    "native": "the phone's own sharing",
    "email": "e-mail",
    "qr": "a QR code",
    "sms": "SMS",
    "telegram": "Telegram",
    "x": "X",
    "facebook": "Facebook",
    "": "–",
}

WHY_WORDS = {
    "strongest": "It is the strongest trace.",
    "a stronger trace won": "A stronger kind of trace won.",
    "an earlier one won": "An earlier trace of the same kind won.",
    "too old": "It was too old when the order was placed.",
    "after the order": "It came after the order.",
    "not counted here": "The program does not count such traces.",
    "the merchant's word": "You said so.",
    "the merchant chose another": "You said that it was somebody else.",
}

FRIEND_WORDS = {
    "came": "Came by the link",
    "bought": "Has bought",
    "waiting": "Has bought, the reward waits",
    "rewarded": "Rewarded",
}

RULE_WORDS = {
    "advocate": "For bringing the friend",
    "friend": "For coming",
    "milestone": "A step of the ladder",
    "every": "The extra for every so-many-th friend",
}

STATE_WORDS = {
    "due": "Earned",
    "held": "Held",
    "approved": "Approved, to be given",
    "issued": "Given",
    "told": "Given and told",
    "reversed": "Taken back",
    "expired": "Run out",
}

HELD_WORDS = {
    "review": "waits for your review",
    "return window": "waits until the order can no longer be returned",
    "budget": "waits because the budget is used up",
}

LINE_WORDS = {
    "due": "It was earned.",
    "held": "It is held.",
    "approved": "It was approved.",
    "issued": "It is in its owner's hands.",
    "told": "Its owner was told.",
    "adjusted": "It follows its order, which changed.",
    "reversed": "It was taken back: it is no longer earned.",
    "expired": "It was not used in time.",
}

COUPON_WORDS = {
    "wanted": "on its way to the store",
    "live": "works in the store",
    "used": "was used",
    "ending": "is being ended in the store",
    "ended": "was ended",
    "failed": "was refused by the store",
}

EFFECT_WORDS = {
    "make_coupon": "Making a coupon in the store",
    "end_coupon": "Ending a coupon in the store",
    "message:email": "A mail",
}


def say_state(state: str, why: str) -> str:
    """Say how a reward stands, and what it waits for: "Held: waits for your review"."""
    return f"{STATE_WORDS[state]}: {HELD_WORDS[why]}" if why in HELD_WORDS else STATE_WORDS[state]


def say_line(kind: str, why: str) -> str:
    """Say one line of a ledger in a sentence."""
    return f"It is held: it {HELD_WORDS[why]}." if kind == "held" and why in HELD_WORDS else LINE_WORDS[kind]


def say_amount(minor: int, currency: str, shop: Shop) -> str:
    """Say what a reward or a line of it comes to: money in the shop's way, or points."""
    if currency == POINTS:
        return f"{minor} point{'' if minor == 1 else 's'}"
    return format_money(minor, currency, "en", shop.country)
