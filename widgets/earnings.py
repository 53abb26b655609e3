"""What a shopper has earned, in words: on the own page and in the mail that brings it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from plugin.domain.earned import Earned, Stage
from plugin.domain.rewards import SHARES
from plugin.model import Shop, Struct
from widgets.dates import say_day
from widgets.offers import say_incentive
from widgets.texts import mark, say

STAGES: Mapping[Stage, str] = {
    "ripening": mark("Waiting until {date}"),
    # Translators: A reward that the shop has to look at first.
    "waiting": mark("Waiting for {shop}"),
    "making": mark("Your code is being made"),
    # Translators: The code of a reward could not be made; the shop is mending it.
    "stuck": mark("{shop} is seeing to it"),
    "by hand": mark("{shop} will give it to you"),
    "ready": mark("Your code"),
    # Translators: A reward that its owner has received.
    "given": mark("Given"),
    # Translators: A reward whose code was used in the store.
    "used": mark("Used"),
    "over": mark("Its time is over"),
    "fallen": mark("Taken back: the order that earned it does not count any more"),
}
TONES: Mapping[Stage, str] = {
    "ready": "good",
    "given": "good",
    "over": "gone",
    "fallen": "gone",
    "used": "gone",
}


class EarnedLine(Struct, frozen=True):
    """One reward as its owner reads it; `tone` is "good", "gone" or empty."""

    what: str
    state: str
    code: str
    until: str
    tone: str


def say_earned(earned: Earned, shop: Shop, language: str) -> EarnedLine:
    """Say what one reward is and how far it has come."""
    day = say_day(earned.until_at_ms, shop, language) if earned.until_at_ms is not None else ""
    ready = earned.stage == "ready"
    return EarnedLine(
        what=say_worth(earned, shop, language),
        state=say(language, STAGES[earned.stage], date=day, shop=shop.name),
        code=earned.code,
        until=say(language, "Valid until {date}.", date=day) if ready and day else "",
        tone=TONES.get(earned.stage, ""),
    )


def say_worth(earned: Earned, shop: Shop, language: str) -> str:
    """Say what was earned; a share of an order is said as the sum that it came to."""
    incentive = earned.incentive
    if incentive.kind in SHARES and earned.amount_minor:
        incentive = replace(incentive, pct=0, amount_minor=earned.amount_minor)
    return say_incentive(incentive, shop, language)
