"""Charts: everything lies within the plot, and stands where its figure says."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from plugin.words.charts import Mark, Whisker, draw_bars, draw_dots, draw_heat, draw_line, round_up

FIGURES = st.lists(st.integers(0, 10**12), max_size=40)


def mark(values: list[int]) -> list[Mark]:
    return [Mark(label=str(place), value=value, shown=f"{value:,}") for place, value in enumerate(values)]


@given(now=FIGURES, before=FIGURES)
def test_a_line_stays_within_its_plot(now: list[int], before: list[int]) -> None:
    top = round_up(max([*now, *before], default=0))
    drawn = draw_line("Revenue", mark(now), mark(before), ("now", "before"), top, (str(top), "", "0"))
    for path in (drawn.path, drawn.before_path):
        for number in re.findall(r"[\d.e+-]+", path.replace("h0", "")):
            assert 0 <= float(number) <= 100
    assert drawn.path.count("L") == max(len(now) - 1, 0)


@given(st.floats(1e-6, 1e15))
def test_the_top_of_a_plot_is_little_above_the_largest(largest: float) -> None:
    assert largest <= round_up(largest) <= max(1.0, 2.5 * largest)


@given(FIGURES)
def test_the_largest_bar_fills_the_plot(values: list[int]) -> None:
    widths = [bar.until_pct for bar in draw_bars("Channels", mark(values)).bars]
    assert all(0 <= width <= 100 for width in widths)
    assert max(widths, default=0) == (100 if any(values) else 0)


def test_a_heat_has_a_step_for_each_figure_and_a_missing_one_is_none() -> None:
    cells = [Mark(label="", value=value, shown="x") for value in (0, 5, 10)] + [
        Mark(label="", value=None, shown="–")
    ]
    [(_, row)] = draw_heat("Cohorts", ("month", "1", "2", "3", "4"), [("May", cells)]).rows
    assert [step for _, step in row] == [0, 4, 9, 0]


def test_dots_lie_on_one_scale_with_their_reference() -> None:
    lift = Whisker(label="A", least=-1, middle=1, most=3, shown="+1")
    [(_, least, middle, most)] = (drawn := draw_dots("Lift", [lift], 0.0, "nothing")).rows
    assert 0 < least < middle < most < 100
    assert drawn.reference_pct is not None
    assert least < drawn.reference_pct < middle
    assert draw_dots("None", []).rows == ()
