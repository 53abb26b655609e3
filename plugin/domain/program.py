"""A program: the standing rules of one shop, read strictly and kept in versions."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import msgspec

from plugin.errors import InvalidInput
from plugin.model import Channel, IncentiveKind, Struct

Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Minor = Annotated[int, msgspec.Meta(ge=0, le=10**15)]
Pct = Annotated[float, msgspec.Meta(ge=0, le=100)]
Line = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=20_000)]
Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}\Z")]
Kind = Literal["test", "pos", "draft", "zero_total", "renewal"]


class Incentive(Struct):
    """One promise: a percentage, an amount off above a minimum, a gift, or another kind.

    `amount_minor` and `minimum_minor` are in the shop's currency; `gift` names what is given.
    """

    kind: IncentiveKind
    pct: Pct = 0
    amount_minor: Minor = 0
    minimum_minor: Minor = 0
    gift: Line = ""


class Milestone(Struct):
    """A step of the ladder: what an advocate gets at so many friends."""

    friends_count: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    reward: Incentive


class Offer(Struct):
    """What the friend gets and what the advocate gets."""

    friend: Incentive
    advocate: Incentive


class PopupRules(Struct):
    """When a buyer is asked; every field is one rule's setting."""

    when: Literal["placed", "paid"] = "placed"
    kinds_held: tuple[Kind, ...] = ("test", "pos", "draft", "zero_total", "renewal")
    minimum_minor: Minor = 0
    guests_allowed: bool = False
    days_between: Count = 30
    views_a_year: Count = 6
    hours_after_close: Count = 24
    tags_included: tuple[Line, ...] = ()
    tags_excluded: tuple[Line, ...] = ()
    countries_included: tuple[Line, ...] = ()
    countries_excluded: tuple[Line, ...] = ()
    products_included: tuple[Line, ...] = ()
    products_excluded: tuple[Line, ...] = ()
    holdout_pct: Pct = 0


class Sticky(Struct):
    """The launcher on every page. An empty `label` takes the program's own words."""

    on: bool = True
    side: Literal["start", "end"] = "end"
    label: Line = ""


class Look(Struct):
    """Design tokens: never CSS text."""

    colour: Colour = "#7a3e12"
    radius_px: Annotated[int, msgspec.Meta(ge=0, le=40)] = 14


class Help(Struct):
    """Where a shopper finds a person; empty parts are not shown."""

    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""
    email: Line = ""
    chat_url: Line = ""


class Question(Struct):
    """One question of the page's FAQ and its answer."""

    question: Line
    answer: Text


class Program(Struct):
    """Everything that a merchant decides about the referral program.

    `welcome` is what a visitor without a friend's link is offered; empty means nothing.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    offer: Offer
    live: bool = True
    ladder: tuple[Milestone, ...] = ()
    popup: PopupRules = PopupRules()
    sticky: Sticky = Sticky()
    look: Look = Look()
    help: Help = Help()
    channels: tuple[Channel, ...] = ("whatsapp", "copy", "native", "email", "qr")
    welcome: Line = ""
    terms: Text = ""
    faq: tuple[Question, ...] = ()


def read_program(settings: Any) -> Program:
    """Read a program's settings as a merchant wrote them.

    Takes the parsed JSON. Raises InvalidInput that names the first field that cannot be used.
    """
    try:
        program = msgspec.convert(settings, Program)
    except msgspec.ValidationError as error:
        raise _name_the_field(str(error)) from error
    counts = [step.friends_count for step in program.ladder]
    if counts != sorted(set(counts)):
        raise InvalidInput("ladder", "The ladder's steps must rise: each needs more friends than the last.")
    if program.help.chat_url and not program.help.chat_url.startswith("https://"):
        raise InvalidInput("help.chat_url", "The chat address must start with https://.")
    return program


def write_program(program: Program) -> str:
    """Give the settings back as JSON text that `read_program` reads to the same program."""
    return msgspec.json.encode(program).decode()


def _name_the_field(message: str) -> InvalidInput:
    found = re.match(r"(.*?)(?: - at `\$\.?(.*)`)?\Z", message, re.DOTALL)
    what, field = (found[1], found[2] or "") if found else (message, "")
    where = f"In {field}: " if field else "In the program: "
    return InvalidInput(field or "program", where + what.replace("`", "'") + ".")
