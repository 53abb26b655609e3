"""Fitting: words are set as large as the room allows, in lines of like length."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from widgets.lettering import Line, set_line
from widgets.texts import Direction

SPACE = 0.26  # ems, in each of the fonts
BALANCE = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one size."""

    lines: tuple[Line, ...]
    size_px: int
    leading: float

    @property
    def height_px(self) -> float:
        return len(self.lines) * self.size_px * self.leading


@dataclass(frozen=True, slots=True)
class Room:
    """The room that a block may fill, and the sizes to try in it, largest first."""

    width_px: int
    height_px: int
    sizes_px: Sequence[int]
    leading: float


def fit(text: str, direction: Direction, room: Room) -> Block:
    """Set clean text as large as the room allows, in lines of like length; what never fits ends in "…"."""
    words = [word for word in text.split(" ") if word]
    widths = [set_line(word, direction).width for word in words]
    for size in room.sizes_px:
        width, most = room.width_px / size, _count_lines(room, size)
        lines = _wrap(words, widths, width)
        if len(lines) <= most and max(widths, default=0) <= width:
            balanced = (_wrap(words, widths, width * share) for share in BALANCE)
            lines = next(each for each in balanced if len(each) == len(lines))
            return Block(tuple(set_line(each, direction) for each in lines), size, room.leading)
    size = room.sizes_px[-1]
    width, most = room.width_px / size, _count_lines(room, size)
    lines = _wrap(words, widths, width)
    kept = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return Block(tuple(_cut(each, direction, width) for each in kept if each), size, room.leading)


def _count_lines(room: Room, size_px: int) -> int:
    return max(1, int(room.height_px / (size_px * room.leading)))


def _wrap(words: Sequence[str], widths: Sequence[float], width: float) -> list[str]:
    lines: list[list[str]] = []
    free = 0.0
    for word, needed in zip(words, widths, strict=True):
        if lines and needed + SPACE <= free:
            lines[-1].append(word)
            free -= needed + SPACE
        else:
            lines.append([word])
            free = width - needed
    return [" ".join(line) for line in lines]


def _cut(text: str, direction: Direction, width: float) -> Line:
    def set_first(count: int) -> Line:
        return set_line(text[:count].rstrip() + "…", direction)

    def measure(count: int) -> float:
        return set_first(count).width

    whole = set_line(text, direction)
    if whole.width <= width:
        return whole
    return set_first(bisect_right(range(1, len(text)), width, key=measure))
