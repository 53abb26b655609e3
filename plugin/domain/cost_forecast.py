"""What the next hundred new customers by referral will cost: from what the last weeks cost, with a range."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from plugin.model import Struct

AHEAD = 100
WEEKS = 12
LEAST_WEEKS = 4
LEAST_NEW = 20

# Student's t for nine tenths in the middle, by degrees of freedom: weeks less one.
T_90 = (6.31, 2.92, 2.35, 2.13, 2.02, 1.94, 1.89, 1.86, 1.83, 1.81, 1.80)


class Week(Struct):
    """One week: what the program cost in minor units, and how many new customers came by referral."""

    spent_minor: int
    new_count: int


class CostForecast(Struct):
    """What the next `AHEAD` new customers will cost, and the range that holds nine times out of ten."""

    expected_minor: int
    least_minor: int
    most_minor: int
    weeks_count: int
    new_count: int


def forecast_cost(weeks: Sequence[Week]) -> CostForecast | None:
    """Forecast the cost of the next hundred new customers; None while too little is known.

    Takes the last whole weeks, the first first; those before anything happened do not count. The cost of one
    is all that was spent by all who came. How far off that may be shows in how far each week's cost lies from
    it: once for the past that it was taken from, and once for the weeks to come (Cochran, Sampling
    Techniques, 6.4: the ratio estimator's error from its residuals).
    """
    known = list(weeks[_find_start(weeks) :])[-WEEKS:]
    new_count, spent_minor = sum(one.new_count for one in known), sum(one.spent_minor for one in known)
    if len(known) < LEAST_WEEKS or new_count < LEAST_NEW:
        return None
    ratio = spent_minor / new_count
    residuals = (one.spent_minor - ratio * one.new_count for one in known)
    variance = sum(one * one for one in residuals) / (len(known) - 1)
    weeks_ahead, times = AHEAD * len(known) / new_count, AHEAD / new_count
    error = sqrt(variance * (len(known) * times * times + weeks_ahead))
    margin = T_90[len(known) - 2] * error
    return CostForecast(
        expected_minor=max(0, round(AHEAD * ratio)),  # more may have been taken back than was given
        least_minor=max(0, round(AHEAD * ratio - margin)),
        most_minor=max(0, round(AHEAD * ratio + margin)),
        weeks_count=len(known),
        new_count=new_count,
    )


def _find_start(weeks: Sequence[Week]) -> int:
    """Find the first week in which anything happened."""
    return next((place for place, one in enumerate(weeks) if one != Week(spent_minor=0, new_count=0)), 0)
