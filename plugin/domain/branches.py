"""Who brought whom, as a tree, and where it is drawn: the advocate on top, friends below, and theirs."""

from __future__ import annotations

import msgspec

from plugin.model import Struct

STEP_X, STEP_Y = 18.0, 34.0


class Branch(Struct):
    """One person with those whom they brought; `has_more` where there are more than these."""

    person_id: str
    name: str
    branches: tuple[Branch, ...] = ()
    has_more: bool = False

    @property
    def people_count(self) -> int:
        """How many people it has below its top."""
        return sum(1 + one.people_count for one in self.branches)


class Dot(Struct):
    """One person in the picture; `from_x` and `from_y` are where their advocate is, None at the top."""

    x: float
    y: float
    name: str
    from_x: float | None = None
    from_y: float | None = None


class Picture(Struct):
    """A tree as dots and lines, so wide and so high."""

    width: float
    height: float
    dots: tuple[Dot, ...]


def draw_tree(top: Branch) -> Picture:
    """Place everybody: each above the middle of those whom they brought, nobody on another's line."""
    below, own, leaves_count = _place(top, 0, 0)
    dots = (own, *below)
    height = max(dot.y for dot in dots) + STEP_X
    return Picture(width=leaves_count * STEP_X, height=height, dots=dots)


def _place(one: Branch, leaves_before: int, level: int) -> tuple[list[Dot], Dot, int]:
    """Place a branch behind so many leaves: gives everybody below, its own person, and its leaves' count."""
    y = STEP_X + level * STEP_Y
    if not one.branches:
        return [], Dot(x=(leaves_before + 0.5) * STEP_X, y=y, name=one.name), 1
    placed, leaves_count = [], 0
    for each in one.branches:
        placed.append(_place(each, leaves_before + leaves_count, level + 1))
        leaves_count += placed[-1][2]
    x = (placed[0][1].x + placed[-1][1].x) / 2
    children = [msgspec.structs.replace(own, from_x=x, from_y=y) for _, own, _ in placed]
    below = [dot for dots, _, _ in placed for dot in dots]
    return [*children, *below], Dot(x=x, y=y, name=one.name), leaves_count
