"""Extra customers: what weeks with the program have above weeks without it, drawn before they began.

The weeks come in pairs, one with and one without, and a lot says which comes first: so neither a season nor
a trend favours one side (Bojinov, Simchi-Levi and Zhao, "Design and analysis of switchback experiments",
Management Science 69, 2023). All new customers of the shop are counted, whoever brought them. The interval is
Student's, over the differences of the pairs; its quantile is Cornish and Fisher's expansion (Abramowitz and
Stegun 26.7.5).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from statistics import fmean, stdev

from plugin.domain.experiments import Z_95, Interval
from plugin.model import Struct

LEAST_PAIRS, MOST_PAIRS = 4, 26
WEEK_DAYS = 7
MOST_WASH_OUT_DAYS = 3


class Week(Struct):
    """One week of the plan as it was counted; `days` are those that count, after the wash-out."""

    is_on: bool
    new_count: int
    days: float


class Lift(Struct):
    """New customers a week with the program above those without it, and the same for all weeks with it."""

    a_week: Interval
    off_a_week: float

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out zero: the program surely changes how many come."""
        return self.a_week.low > 0 or self.a_week.high < 0


def draw_weeks(plan_id: str, pairs_count: int) -> tuple[bool, ...]:
    """Draw which weeks of a plan the program runs in: one of each pair, by a lot that the plan's id fixes."""
    drawn: list[bool] = []
    for number in range(pairs_count):
        first = hashlib.sha256(f"weeks:{plan_id}:{number}".encode()).digest()[0] % 2 == 0
        drawn += [first, not first]
    return tuple(drawn)


def measure_lift(weeks: Sequence[Week]) -> Lift | None:
    """Say how many new customers a week the program brings; None before enough pairs of weeks are over.

    Takes the finished weeks in their order, each two a pair.
    """
    pairs = [
        sorted(weeks[place : place + 2], key=lambda week: week.is_on) for place in range(0, len(weeks) - 1, 2)
    ]
    if len(pairs) < LEAST_PAIRS:
        return None
    offs, ons = ([_rate(pair[place]) for pair in pairs] for place in (0, 1))
    differences = [on - off for off, on in zip(offs, ons, strict=True)]
    centre = fmean(differences)
    reach = quantile_95(len(pairs) - 1) * stdev(differences) / math.sqrt(len(pairs))
    return Lift(
        a_week=Interval(estimate=centre, low=centre - reach, high=centre + reach),
        off_a_week=fmean(offs),
    )


def quantile_95(freedom: int) -> float:
    """Give how many standard errors reach to either side for 95%, from three degrees of freedom on."""
    z = Z_95
    terms: tuple[float, ...] = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return z + math.fsum(term / freedom**power for power, term in enumerate(terms, 1))


def _rate(week: Week) -> float:
    return week.new_count / week.days * WEEK_DAYS
