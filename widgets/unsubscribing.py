"""The page on which somebody stops the messages of a shop, or takes that back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from plugin.domain.program import Program
from plugin.model import Shop, Struct
from widgets.frame import Frame, frame_for
from widgets.texts import mark, say
from widgets.view import Asset

# What the page asks or says: nothing has been done yet, they have stopped, or they come again.
Standing = Literal["asking", "stopped", "again"]

TITLES: Mapping[Standing, str] = {
    "asking": mark("Stop the messages from {shop}?"),
    "stopped": mark("The messages have stopped"),
    "again": mark("Thank you for staying"),
}
WHAT_STOPS = mark(
    "{shop} will not invite you any more. What you ask for, and word of your own rewards, still comes."
)
LEADS: Mapping[Standing, str] = {
    "asking": WHAT_STOPS,
    "stopped": WHAT_STOPS,
    "again": mark("{shop} writes to you again."),
}
STOP = mark("Stop the messages")
AGAIN = mark("It was a mistake: write to me again")


class UnsubscribePage(Struct, frozen=True):
    """What the page says, and its one button: to stop, or elsewhere on it to take that back."""

    frame: Frame
    lead: str
    stop: str
    again: str
    action: str


def unsubscribe_page(
    shop: Shop, program: Program, language: str, assets: Mapping[str, Asset], *, key: str, standing: Standing
) -> UnsubscribePage:
    """Give the page of one message's key."""
    path = f"/u/{key}"
    title = say(language, TITLES[standing], shop=shop.name)
    return UnsubscribePage(
        frame=frame_for(shop, program, language, assets, path=path, title=title),
        lead=say(language, LEADS[standing], shop=shop.name),
        stop=say(language, STOP) if standing == "asking" else "",
        again=say(language, AGAIN) if standing == "stopped" else "",
        action=path if standing == "asking" else f"{path}/again",
    )
