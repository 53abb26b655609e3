"""What a merchant types of an experiment on the desk becomes one that can be made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from plugin.domain.faults import name_fault
from plugin.domain.measuring import Varied
from plugin.domain.variants import FIELDS, MOST_ARMS, Experiment, Goal
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.program_forms.kinds import Money, Share, read_field
from plugin.words.speaking import mark

Typed = Mapping[str, str]

# What each kind of experiment is measured by, the likeliest first.
GOALS: Mapping[Varied, tuple[Goal, ...]] = {
    "offer": ("ordered", "claimed", "shared"),
    "copy": ("shared", "claimed", "ordered"),
    "picture": ("shared", "claimed", "ordered"),
    "timing": ("shared", "claimed", "ordered"),
}
# What is wrong with a field that is too long or too large, or with something else.
WRONG = {
    "name": mark("Give each variant a name of at most 60 characters."),
    "weight": mark("The weight of each variant in the draw is a whole number from 1 to 100."),
    "pct": mark("Give a percentage from 0 to 100, such as 7.5."),
    "text": mark("Write what the text says in each variant, in at most 400 characters."),
    "delay_s": mark("Let the thank-you page stand alone for 0 to 60 seconds."),
}
NOT_COMPARED = mark("This cannot be compared: look at what you chose once more.")


def read_experiment(kind: str, typed: Typed, shop: Shop) -> Experiment:
    """Read an experiment from what was typed, by field: variant 0 is today's program, 1 to 3 are the others.

    A variant without a name is left out. Raises InvalidInput naming the field that cannot be used.
    """
    if kind not in FIELDS:
        raise InvalidInput(
            "kind", "{kind} cannot be varied: choose {kinds}.", kind=repr(kind[:20]), kinds=", ".join(FIELDS)
        )
    numbers = [number for number in range(1, MOST_ARMS) if _read(typed, "name", number)]
    variants = [{"name": _read(typed, "name", 0) or "As now", "weight": _read_weight(typed, 0)}]
    variants += [
        {
            "name": _read(typed, "name", number),
            "weight": _read_weight(typed, number),
            FIELDS[kind]: READERS[kind](typed, number, shop),
        }
        for number in numbers
    ]
    weeks = typed.get("weeks", "").strip()
    asked = {
        "experiment_id": "", "kind": kind, "name": typed.get("name", "").strip(), "made_at_ms": 0,
        "goal": typed.get("goal", GOALS[kind][0]), "variants": variants,
        "auto_weeks": _read_count("weeks", weeks) if weeks else None,
    }  # fmt: skip
    try:
        return msgspec.convert(asked, Experiment)
    except msgspec.ValidationError as error:
        field = name_fault(error, "variants").field.rpartition(".")[2]
        raise InvalidInput(field, WRONG.get(field, NOT_COMPARED)) from error


def _read(typed: Typed, field: str, number: int) -> str:
    return typed.get(f"{field}_{number}", "").strip()[:400]


def _read_weight(typed: Typed, number: int) -> int:
    return _read_count(f"weight_{number}", _read(typed, "weight", number) or "50")


def _read_count(field: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise InvalidInput(
            field, "{text} is no whole number: write digits, such as 14.", text=repr(text[:40])
        )
    return int(text)


def _read_offer(typed: Typed, number: int, shop: Shop) -> dict[str, Any]:
    return {side: _read_incentive(typed, side, number, shop) for side in ("friend", "advocate")}


def _read_incentive(typed: Typed, side: str, number: int, shop: Shop) -> dict[str, Any]:
    size, field = _read(typed, f"{side}_size", number), f"{side}_size_{number}"
    if _read(typed, f"{side}_kind", number) == "amount":
        return {"kind": "amount", "amount_minor": read_field(Money(), field, size, shop)}
    return {"kind": "percent", "pct": read_field(Share(), field, size, shop)}


def _read_words(typed: Typed, number: int, shop: Shop) -> list[dict[str, str]]:
    return [{name: _read(typed, name, number) for name in ("language", "key", "text")}]


def _read_picture(typed: Typed, number: int, shop: Shop) -> str:
    return _read(typed, "picture", number)


def _read_delay(typed: Typed, number: int, shop: Shop) -> int:
    return _read_count(f"delay_{number}", _read(typed, "delay", number))


READERS: Mapping[str, Callable[[Typed, int, Shop], object]] = {
    "offer": _read_offer,
    "copy": _read_words,
    "picture": _read_picture,
    "timing": _read_delay,
}
