"""Judging an experiment: how its arms compare, and when a winner may be called.

Sources. The interval of a difference: Agresti and Caffo, "Simple and effective confidence intervals for
proportions and differences of proportions", The American Statistician 54 (2000). The chance to be best: the
posterior of each rate under a flat prior is a beta distribution; the integral is done on a fixed grid, so
that the same counts always give the same figure. The verdict: the mixture sequential probability ratio test
of Robbins, "Statistical methods related to the law of the iterated logarithm", Annals of Mathematical
Statistics 41 (1970), as Johari, Koomen, Pekelis and Walsh use it for A/B tests, "Always valid inference",
Operations Research 70 (2022): however often one looks, the risk of ever calling a winner where there is none
stays below 5%. Several arms share that risk (Bonferroni).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

from plugin.model import Struct

RISK = 0.05
Z_95 = 1.959964
# The test is sharpest for true differences of about this share of the rate.
EXPECTED_LIFT = 0.2
GRID_POINTS = 600
GRID_WIDTH_SD = 10.0

Standing = Literal["early", "open", "winner"]


class ArmCount(Struct):
    """What is known of one arm: how many people saw it, and how many of them reached the goal."""

    seen_count: int
    goal_count: int

    @property
    def rate(self) -> float:
        """The share of those who saw it that reached the goal."""
        return self.goal_count / self.seen_count if self.seen_count else 0.0


class Minimum(Struct):
    """What must be there before a verdict: so many people at the goal, in all arms, and so many days."""

    goals_count: int = 100
    days: int = 14


class Interval(Struct):
    """An estimate with the 95% interval around it."""

    estimate: float
    low: float
    high: float


class Verdict(Struct):
    """What may be said: too early, open, or which arm won.

    `behind` are the arms that are surely worse than the first.
    """

    standing: Standing
    winner: int | None = None
    behind: tuple[int, ...] = ()


def compare_rates(first: ArmCount, other: ArmCount) -> Interval:
    """Say by how much another arm's rate differs from the first's, with its 95% interval."""
    rates, variance = [], 0.0
    for arm in (first, other):
        rate = (arm.goal_count + 1) / (arm.seen_count + 2)
        variance += rate * (1 - rate) / (arm.seen_count + 2)
        rates.append(rate)
    centre, reach = rates[1] - rates[0], Z_95 * math.sqrt(variance)
    return Interval(
        estimate=other.rate - first.rate, low=max(-1.0, centre - reach), high=min(1.0, centre + reach)
    )


def chances_to_be_best(arms: Sequence[ArmCount]) -> tuple[float, ...]:
    """Give each arm's chance to have the highest true rate, as far as these counts can tell."""
    low, high = _find_range(arms)
    width = (high - low) / GRID_POINTS
    rates = [low + (number + 0.5) * width for number in range(GRID_POINTS)]
    densities = [_draw_density(arm, rates) for arm in arms]
    below = [_sum_up(density) for density in densities]
    chances = [
        sum(
            mass * math.prod(each[place] for each in (*below[:number], *below[number + 1 :]))
            for place, mass in enumerate(density)
        )
        for number, density in enumerate(densities)
    ]
    whole = sum(chances)
    return tuple(chance / whole for chance in chances)


def judge_arms(arms: Sequence[ArmCount], days: float, minimum: Minimum) -> Verdict:
    """Say which arm won, if that can be said; the first arm is what the others are compared with.

    Takes the arms' counts and for how many days the experiment has run. It may be asked every day: the answer
    is wrong about a winner in at most 5% of experiments without one, however often it is asked.
    """
    if sum(arm.goal_count for arm in arms) < minimum.goals_count or days < minimum.days:
        return Verdict(standing="early")
    risk = RISK / max(1, len(arms) - 1)
    sure = {
        number: arm.rate > arms[0].rate
        for number, arm in enumerate(arms)
        if number and is_sure(arms[0], arm, risk)
    }
    ahead = tuple(number for number, is_better in sure.items() if is_better)
    behind = tuple(number for number, is_better in sure.items() if not is_better)
    winner = max(ahead, key=lambda number: arms[number].rate, default=None)
    if winner is None and len(behind) == len(arms) - 1:
        winner = 0
    return Verdict(standing="open" if winner is None else "winner", winner=winner, behind=behind)


def is_sure(first: ArmCount, other: ArmCount, risk: float) -> bool:
    """Say whether two rates differ beyond doubt, by a test that may be repeated at every moment."""
    seen_count, goal_count = first.seen_count + other.seen_count, first.goal_count + other.goal_count
    if not (first.seen_count and other.seen_count and 0 < goal_count < seen_count):
        return False
    rate = goal_count / seen_count
    variance = rate * (1 - rate) * (1 / first.seen_count + 1 / other.seen_count)
    spread = (EXPECTED_LIFT * rate) ** 2
    difference = other.rate - first.rate
    evidence = difference**2 * spread / (2 * variance * (variance + spread))
    return evidence - math.log1p(spread / variance) / 2 >= -math.log(risk)


def judge_shares(arms: Sequence[ArmCount], weights: Sequence[int]) -> bool:
    """Say whether people fell to the arms as their weights ask; if not, nothing else here can be trusted.

    A chi-square with a risk of one in a thousand for two arms, so that it warns of real faults only.
    """
    seen_count, whole = sum(arm.seen_count for arm in arms), sum(weights)
    if not seen_count:
        return True
    expected = [seen_count * weight / whole for weight in weights]
    off = sum((arm.seen_count - one) ** 2 / one for arm, one in zip(arms, expected, strict=True) if one)
    return off <= (len(arms) - 1) * 10.83


def _sum_up(density: Sequence[float]) -> list[float]:
    """Give the chance to lie below the middle of each place of the grid."""
    return [total - mass / 2 for mass, total in zip(density, accumulate(density), strict=True)]


def _find_range(arms: Sequence[ArmCount]) -> tuple[float, float]:
    lows, highs = [], []
    for arm in arms:
        wins, losses = arm.goal_count + 1, arm.seen_count - arm.goal_count + 1
        mean = wins / (wins + losses)
        reach = GRID_WIDTH_SD * math.sqrt(mean * (1 - mean) / (wins + losses + 1))
        lows.append(mean - reach)
        highs.append(mean + reach)
    return max(0.0, min(lows)), min(1.0, max(highs))


def _draw_density(arm: ArmCount, rates: Sequence[float]) -> list[float]:
    """Give the posterior of an arm's rate on the grid, as shares of one."""
    wins, losses = arm.goal_count, arm.seen_count - arm.goal_count
    logs = [wins * math.log(rate) + losses * math.log1p(-rate) for rate in rates]
    most = max(logs)
    masses = [math.exp(one - most) for one in logs]
    whole = sum(masses)
    return [mass / whole for mass in masses]
