"""Reading order: which part of a line runs from the right, and where it stands on paper (UAX #9).

Only the implicit half of the algorithm: the words of a card carry no embeddings, overrides or isolates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TypeVar
from unicodedata import bidirectional

from widgets.texts import Direction

T = TypeVar("T")

# One letter a class: L left, R right, A Arabic letter, 1 European number, 2 Arabic number, + and % and ,
# what stands in and around numbers, m a mark. All else is o, which takes the direction around it.
LETTERS: Mapping[str, str] = {
    **{"L": "L", "R": "R", "AL": "A", "EN": "1", "AN": "2", "ES": "+", "ET": "%", "CS": ",", "NSM": "m"},
}
LEVELS: Mapping[str, Mapping[str, int]] = {
    "L": {"L": 0, "R": 1, "1": 2, "2": 2},
    "R": {"L": 2, "R": 1, "1": 2, "2": 2},
}


def find_levels(text: str, direction: Direction) -> list[int]:
    """Give each character's level: even is read from the left, odd from the right (UAX #9, W1 to I2)."""
    base = "R" if direction == "rtl" else "L"
    classes = "".join(LETTERS.get(bidirectional(character), "o") for character in text)
    settled = _settle_neutrals(_settle_numbers(base + classes), base)
    return [LEVELS[base][each] for each in settled[1:]]


def _settle_numbers(classes: str) -> str:
    classes = re.sub(r"(.)(m+)", lambda found: found[1] * len(found[0]), classes)  # W1
    classes = re.sub(r"A[^LRA]*", lambda found: found[0].replace("1", "2"), classes)  # W2
    classes = classes.replace("A", "R")  # W3
    classes = re.sub(r"(?<=1)[+,](?=1)", "1", classes)  # W4
    classes = re.sub(r"(?<=2),(?=2)", "2", classes)
    classes = re.sub(r"%+(?=1)|(?<=1)%+", lambda found: "1" * len(found[0]), classes)  # W5
    classes = re.sub(r"[+,%]", "o", classes)  # W6
    return re.sub(r"L[^LR]*", lambda found: found[0].replace("1", "L"), classes)  # W7


def _settle_neutrals(classes: str, base: str) -> str:
    """Let neutrals take the direction on both their sides, else the line's own (N1, N2)."""

    def settle(found: re.Match[str]) -> str:
        before = "L" if classes[found.start() - 1] == "L" else "R"
        after = "L" if (classes + base)[found.end()] == "L" else "R"
        return (before if before == after else base) * len(found[0])

    return re.sub(r"o+", settle, classes)


def place_runs(runs: Sequence[T], levels: Sequence[int]) -> list[T]:
    """Put runs, given in the order of reading, into their order on paper from left to right (L2)."""
    placed = list(zip(levels, runs, strict=True))
    for level in range(max(levels, default=0), 0, -1):
        placed = _turn(placed, level)
    return [run for _, run in placed]


def _turn(placed: Sequence[tuple[int, T]], level: int) -> list[tuple[int, T]]:
    turned: list[tuple[int, T]] = []
    for inside, group in groupby(placed, lambda each: each[0] >= level):
        part = list(group)
        turned += reversed(part) if inside else part
    return turned
