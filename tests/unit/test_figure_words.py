"""Figures in words: what is said beside a figure is true at its edges, too."""

from __future__ import annotations

import pytest

from plugin.domain.program import Costs
from plugin.domain.sums import Sum
from plugin.words.figure_charts import draw_revenue
from plugin.words.figures import compare_figure, say_advertising
from tests.cast import CHAI_HOUSE

NOTHING_BEFORE = "nothing before to compare with"


@pytest.mark.parametrize(
    ("spent", "spent_before", "said"),
    [
        ((30_000, 1), (20_000, 1), "50% more than in the period before"),
        ((30_000, 1), (-20_000, 1), NOTHING_BEFORE),  # more was taken back than was given
        ((30_000, 1), (20_000, 0), NOTHING_BEFORE),
        ((30_000, 0), (20_000, 1), None),
    ],
)
def test_it_compares_what_can_be_compared(
    spent: tuple[int, int], spent_before: tuple[int, int], said: str | None
) -> None:
    now, then = (Sum(rewards_minor=minor, referred_new_count=count) for minor, count in (spent, spent_before))
    change = compare_figure("cost_of_new", now, then, Costs())
    assert (change.sentence if change else None) == said


@pytest.mark.parametrize(
    ("new_count", "said"),
    [(0, "In these days none came by referral."), (2, "that is less."), (3, "as much."), (4, "₹75 more.")],
)
def test_it_sets_the_cost_beside_that_of_advertising(new_count: int, said: str) -> None:
    found = Sum(rewards_minor=90_000, referred_new_count=new_count)
    beside = say_advertising(found, Costs(ad_customer_minor=30_000), CHAI_HOUSE)
    assert beside.startswith("One by advertising costs you ₹300")
    assert beside.endswith(said)


@pytest.mark.parametrize(
    ("referred_minor", "scale"),
    [
        (0, ("", "", "₹0")),
        (1, ("₹0.01", "", "₹0")),
        (150, ("₹2", "₹1", "₹0")),
        (90_000, ("₹1,000", "₹500", "₹0")),
    ],
)
def test_it_writes_an_axis_of_nothing_but_what_there_is(
    referred_minor: int, scale: tuple[str, str, str]
) -> None:
    days = {"2026-11-21": Sum(), "2026-11-22": Sum(referred_minor=referred_minor)}
    assert draw_revenue(days, {}, CHAI_HOUSE).scale == scale
