"""What is measured in a shop just now, as its program carries it: who meets which arm, and when all rests.

It stands in the settings of the program's version, so that a shop without an experiment pays nothing for it.
"""

from __future__ import annotations

import hashlib
from itertools import accumulate
from typing import Literal

from plugin.model import Struct

Varied = Literal["offer", "copy", "picture", "timing"]


class Arm(Struct):
    """One arm of an experiment: its weight in the draw, and the version of the program that it promises."""

    weight: int
    version: int


class Split(Struct):
    """How the experiment that runs splits people among its arms; the first is the program as it is."""

    experiment_id: str
    varied: Varied
    arms: tuple[Arm, ...]


class Rest(Struct):
    """A span in which the program shows nothing and invites nobody, drawn before the plan began."""

    from_at_ms: int
    until_at_ms: int


class Measuring(Struct):
    """All that is measured now: written by the house when something begins or ends, never by the merchant.

    `holdout_id` names the draw by which people are held out; empty while nobody is.
    """

    split: Split | None = None
    holdout_id: str = ""
    rests: tuple[Rest, ...] = ()


# The arms of a draw by which people are held out.
HELD, ASKED = 0, 1


def draw_arm(split: Split, person_id: str) -> int:
    """Give the number of a person's arm: the same at every time, on every machine and every surface."""
    digest = hashlib.sha256(f"{split.experiment_id}:{person_id}".encode()).digest()
    whole = sum(arm.weight for arm in split.arms)
    place = int.from_bytes(digest[:6], "big") * whole >> 48
    ends = accumulate(arm.weight for arm in split.arms)
    return next(number for number, end in enumerate(ends) if place < end)


def is_resting(measuring: Measuring, now_ms: int) -> bool:
    """Say whether the program rests at a moment, so that what it does can be told from what it does not."""
    return any(rest.from_at_ms <= now_ms < rest.until_at_ms for rest in measuring.rests)
