"""Experiments as they are kept, and variants: what one arm has in place of the program's own."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from plugin.domain.measuring import Varied
from plugin.domain.program import Offer, OwnText, Program
from plugin.errors import InvalidInput
from plugin.model import Struct

ExperimentKind = Varied | Literal["holdout", "weeks"]
Goal = Literal["shared", "claimed", "ordered", "again"]

MOST_ARMS = 4
Weight = Annotated[int, msgspec.Meta(ge=1, le=100)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Variant(Struct):
    """One arm as the merchant wrote it; what is None stays as the program has it."""

    name: Name
    weight: Weight = 50
    offer: Offer | None = None
    words: tuple[OwnText, ...] | None = None
    picture: Literal["gift", "friends", "letter", "none"] | None = None
    delay_s: Annotated[int, msgspec.Meta(ge=0, le=60)] | None = None


class Experiment(Struct):
    """One experiment of a shop.

    `auto_weeks` is when it ends by itself at the latest, None for never; `until_at_ms` is that moment, or the
    end of a plan of weeks. `winner` is the number of the arm that had won when it ended, or was adopted.
    """

    experiment_id: str
    kind: ExperimentKind
    name: str
    made_at_ms: int
    goal: Goal = "shared"
    variants: tuple[Variant, ...] = ()
    auto_weeks: int | None = None
    wash_out_days: int = 0
    started_at_ms: int | None = None
    until_at_ms: int | None = None
    ended_at_ms: int | None = None
    winner: int | None = None
    adopted_at_ms: int | None = None
    counted_at_ms: int | None = None

    @property
    def state(self) -> Literal["draft", "running", "ended"]:
        """How far it is."""
        if self.started_at_ms is None:
            return "draft"
        return "running" if self.ended_at_ms is None else "ended"


FIELDS: dict[Varied, str] = {"offer": "offer", "copy": "words", "picture": "picture", "timing": "delay_s"}


def vary(program: Program, variant: Variant) -> Program:
    """Give the program as the people of one arm meet it."""
    look, manners = program.look, program.manners
    if variant.picture is not None:
        look = msgspec.structs.replace(look, picture=variant.picture)
    if variant.delay_s is not None:
        manners = msgspec.structs.replace(manners, popup_delay_s=variant.delay_s)
    return msgspec.structs.replace(
        program, offer=variant.offer or program.offer, look=look, manners=manners,
        words=_say_instead(program.words, variant.words or ()),
    )  # fmt: skip


def check_variants(varied: Varied, variants: tuple[Variant, ...]) -> None:
    """Refuse what cannot be compared: the first arm is the program as it stands, the others change one thing.

    Raises InvalidInput naming what to change.
    """
    if not 2 <= len(variants) <= MOST_ARMS:
        raise InvalidInput(
            "variants", "Compare two to {most} variants, today's program among them.", most=MOST_ARMS
        )
    if len({one.name for one in variants}) < len(variants):
        raise InvalidInput("name", "Give each variant a name of its own.")
    for number, one in enumerate(variants):
        changed = {field for field in FIELDS.values() if getattr(one, field) is not None}
        if changed and not number:
            raise InvalidInput(
                "variants",
                "The first variant, {name}, must be today's program, unchanged.",
                name=repr(one.name),
            )
        if number and changed != {FIELDS[varied]}:
            raise InvalidInput(
                "variants", "The variant {name} must change what is compared, and nothing else.",
                name=repr(one.name),
            )  # fmt: skip


def _say_instead(words: tuple[OwnText, ...], others: tuple[OwnText, ...]) -> tuple[OwnText, ...]:
    """Put some texts in place of those with the same key and language."""
    said = {(one.language, one.key): one for one in (*words, *others)}
    return tuple(said.values())
