"""Charts as shapes: where each line, bar and dot goes, in hundredths of a plot that fills its space.

The macros of `_charts.html` draw them; what they say stands in words in the heading and in a table below.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

from plugin.model import Struct

HEAT_STEPS = 9
STEPS = (1, 2, 2.5, 5, 10)


class Mark(Struct):
    """One figure of a chart: what it is of, how large, and how that is said; None where there is none."""

    label: str
    value: float | None
    shown: str


class Line(Struct):
    """A line over time with the period before it: SVG paths in a plot of 100 by 100."""

    title: str
    names: tuple[str, str]
    marks: tuple[Mark, ...]
    before: tuple[Mark, ...]
    path: str
    area: str
    before_path: str
    scale: tuple[str, str, str]
    ends: tuple[str, ...]


class Bar(Struct):
    """One bar: `from_pct` to `until_pct` of the plot's width, and a note beside the figure."""

    label: str
    shown: str
    until_pct: float
    from_pct: float = 0
    note: str = ""


class Bars(Struct):
    """Bars under each other, the largest of them as wide as the plot."""

    title: str
    bars: tuple[Bar, ...]


class Heat(Struct):
    """A table whose cells are darker where there is more: `rows` are a heading and (shown, step) cells."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


class Whisker(Struct):
    """An estimate and the range that it may lie in."""

    label: str
    least: float
    middle: float
    most: float
    shown: str


class Dots(Struct):
    """Dots with whiskers: (interval, from_pct, dot_pct, until_pct) each, and where the reference lies."""

    title: str
    rows: tuple[tuple[Whisker, float, float, float], ...]
    reference_pct: float | None
    reference_shown: str


def draw_line(
    title: str, marks: Sequence[Mark], before: Sequence[Mark], names: tuple[str, str], top: float,
    scale: tuple[str, str, str],
) -> Line:  # fmt: skip
    """Draw a line and the one of the period before.

    Takes a heading that states the finding, what both lines are called, the top of the plot, which `round_up`
    finds, and what stands beside its top, its middle and its foot.
    """
    points = _place(marks, top)
    ends = [marks[place].label for place in sorted({0, len(marks) // 2, len(marks) - 1})] if marks else []
    return Line(
        title=title, names=names, marks=tuple(marks), before=tuple(before), path=_join(points),
        area=_join([(points[0][0], 100.0), *points, (points[-1][0], 100.0)]) if len(points) > 1 else "",
        before_path=_join(_place(before, top)), scale=scale, ends=tuple(ends),
    )  # fmt: skip


def draw_bars(title: str, marks: Sequence[Mark], notes: Sequence[str] = ()) -> Bars:
    """Draw bars from nothing up, each with a note where `notes` has one for it."""
    top = max((mark.value or 0 for mark in marks), default=0) or 1
    noted = [*notes, *[""] * (len(marks) - len(notes))]
    bars = [
        Bar(label=mark.label, shown=mark.shown, until_pct=_pct(mark.value or 0, 0, top), note=note)
        for mark, note in zip(marks, noted, strict=True)
    ]
    return Bars(title=title, bars=tuple(bars))


def draw_heat(title: str, head: Sequence[str], rows: Sequence[tuple[str, Sequence[Mark]]]) -> Heat:
    """Draw a table of figures, each cell as dark as it is large; `head` names all columns."""
    top = max((mark.value or 0 for _, marks in rows for mark in marks), default=0) or 1
    drawn = [(label, tuple((mark.shown, _heat(mark, top)) for mark in marks)) for label, marks in rows]
    return Heat(title=title, head=tuple(head), rows=tuple(drawn))


def draw_dots(
    title: str, intervals: Sequence[Whisker], reference: float | None = None, reference_shown: str = ""
) -> Dots:
    """Draw estimates with their ranges on one scale, and a line where they would all be equal or nothing."""
    ends = [end for one in intervals for end in (one.least, one.most)]
    ends += [reference] if reference is not None else []
    least, most = (min(ends), max(ends)) if ends else (0.0, 1.0)
    margin = (most - least) * 0.05 or 1.0
    least, most = least - margin, most + margin
    rows = [
        (one, _pct(one.least, least, most), _pct(one.middle, least, most), _pct(one.most, least, most))
        for one in intervals
    ]
    place = None if reference is None else _pct(reference, least, most)
    return Dots(title=title, rows=tuple(rows), reference_pct=place, reference_shown=reference_shown)


def round_up(largest: float) -> float:
    """Give a round number at or above the largest figure of a chart, for the top of its plot."""
    if largest <= 0:
        return 1.0
    power = 10.0 ** floor(log10(largest))
    return next(step * power for step in STEPS if step * power >= largest)


def _place(marks: Sequence[Mark], top: float) -> list[tuple[float, float]]:
    width = max(len(marks) - 1, 1)
    return [
        (100 * place / width, 100 - _pct(mark.value, 0, top))
        for place, mark in enumerate(marks)
        if mark.value is not None
    ]


def _join(points: Sequence[tuple[float, float]]) -> str:
    """Give an SVG path through points; a single one becomes a dot."""
    if len(points) == 1:
        return f"M{points[0][0]:g} {points[0][1]:.4g}h0"
    return "".join(f"{'L' if place else 'M'}{x:.4g} {y:.4g}" for place, (x, y) in enumerate(points))


def _heat(mark: Mark, top: float) -> int:
    return min(HEAT_STEPS, round(HEAT_STEPS * max(mark.value or 0, 0) / top))


def _pct(value: float, least: float, most: float) -> float:
    return round(max(0.0, min(100.0, 100 * (value - least) / (most - least))), 2)
