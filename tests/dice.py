"""Experiments played with dice: what is true is known, so that every verdict can be checked."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator

from plugin.domain.experiments import (
    ArmCount,
    Minimum,
    chances_to_be_best,
    compare_rates,
    judge_arms,
)
from plugin.domain.lift import Week, draw_weeks, measure_lift

MINIMUM = Minimum()
DAYS = 56
# The stated power: this share reaches the goal, so many people a day are split in two.
RATE, PEOPLE_A_DAY, TRUE_LIFT = 0.2, 150, 1.2

Arms = tuple[ArmCount, ...]
Rule = Callable[[Arms, int], int | None]


def judge_daily(arms: Arms, day: int) -> int | None:
    """Give the winner that the house calls."""
    return judge_arms(arms, day, MINIMUM).winner


def judge_plainly(arms: Arms, day: int) -> int | None:
    """Give the winner that a plain chance of 95% to be best calls, after the same minimum."""
    if day < MINIMUM.days or sum(arm.goal_count for arm in arms) < MINIMUM.goals_count:
        return None
    if _standard_errors(arms) < 1.4:
        return None  # far from 95%: not worth the integral
    chances = chances_to_be_best(arms)
    return chances.index(max(chances)) if max(chances) > 0.95 else None


def _standard_errors(arms: Arms) -> float:
    variance = sum(arm.rate * (1 - arm.rate) / arm.seen_count for arm in arms)
    return abs(arms[1].rate - arms[0].rate) / math.sqrt(variance)


def play(seed: int, rates: tuple[float, float], people_a_day: int, rule: Rule) -> int | None:
    """Play one experiment of eight weeks, looked at every day; gives the winner that a rule called first."""
    dice = random.Random(seed)
    seen_count, goals = 0, [0, 0]
    for day in range(1, DAYS + 1):
        seen_count += people_a_day // 2
        for arm, rate in enumerate(rates):
            goals[arm] += sum(dice.random() < rate for _ in range(people_a_day // 2))
        arms = tuple(ArmCount(seen_count=seen_count, goal_count=count) for count in goals)
        if (winner := rule(arms, day)) is not None:
            return winner
    return None


def share_of_winners(runs: int, lift: float, rule: Rule, seed: int = 0) -> float:
    """Give the share of experiments in which a rule calls a winner; where there is a lift, the right one."""
    called = [play(seed + run, (RATE, RATE * lift), PEOPLE_A_DAY, rule) for run in range(runs)]
    return sum(one == 1 if lift > 1 else one is not None for one in called) / runs


def cover_rates(runs: int, people: int, rate: float, seed: int = 0) -> float:
    """Give how often the interval of a difference of two arms has the truth in it."""
    covered = 0
    for run in range(runs):
        dice = random.Random(seed + run)
        first, other = (
            ArmCount(seen_count=people, goal_count=sum(dice.random() < each for _ in range(people)))
            for each in (rate, rate * TRUE_LIFT)
        )
        found = compare_rates(first, other)
        covered += found.low <= rate * (TRUE_LIFT - 1) <= found.high
    return covered / runs


def cover_weeks(runs: int, pairs_count: int, seed: int = 0) -> float:
    """Give how often the interval of extra customers a week has the truth in it, in a growing shop."""
    covered, truth = 0, 18.0
    for run in range(runs):
        lift = measure_lift(list(_play_weeks(random.Random(seed + run), f"{seed}-{run}", pairs_count, truth)))
        assert lift is not None
        covered += lift.a_week.low <= truth <= lift.a_week.high
    return covered / runs


def _play_weeks(dice: random.Random, plan_id: str, pairs_count: int, truth: float) -> Iterator[Week]:
    for number, is_on in enumerate(draw_weeks(plan_id, pairs_count)):
        usual = 120 * 1.01**number * (1 + dice.gauss(0, 0.08))
        expected = (usual + (truth if is_on else 0)) * 5 / 7
        yield Week(is_on=is_on, new_count=max(0, round(dice.gauss(expected, expected**0.5))), days=5)
