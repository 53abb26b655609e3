"""One experiment made ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.actions.experiments import MINIMUM, judge, list_tallies
from plugin.actions.measuring import find_lift
from plugin.dashboard.speaking import mark, say
from plugin.domain.days import day_of
from plugin.domain.experiments import (
    ArmCount,
    Interval,
    Verdict,
    chances_to_be_best,
    compare_rates,
    judge_shares,
)
from plugin.domain.moments import DAY_MS
from plugin.domain.variants import Experiment, Variant
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.experiments import ArmFigures, PlannedWeek
from plugin.words.charts import Dots
from plugin.words.experiments import draw_differences, draw_lift, say_holdout, say_lift, say_verdict

HOLDOUT_NAMES = (mark("Held out"), mark("Asked"))
LOST = mark(
    "People did not fall to the variants as their weights ask. Something treats the variants differently:"
    " trust no figure here until it is found."
)


@dataclass(frozen=True, slots=True)
class ArmView:
    """One arm: its figures, and from the second on how it differs from the first."""

    number: int
    name: str
    variant: Variant | None
    figures: ArmFigures
    count: ArmCount
    difference: Interval | None
    chance: float | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The difference, its interval and the chance to be best, for a file; empty before the minimum."""
        one = self.difference
        figures = (one.estimate, one.low, one.high) if one else (None, None, None)
        return tuple("" if each is None else f"{each:.6f}" for each in (*figures, self.chance))


@dataclass(frozen=True, slots=True)
class WeekView:
    """One week of a plan with its days where the shop is; `last` is the last day of it."""

    week: PlannedWeek
    first: str
    counts_from: str
    last: str


@dataclass(frozen=True, slots=True)
class ExperimentView:
    """What the page of one experiment shows; `are_fair` is whether people fell to the arms as weighted."""

    kept: Experiment
    arms: tuple[ArmView, ...]
    verdict: Verdict
    sentence: str
    chart: Dots | None
    are_fair: bool
    weeks: tuple[WeekView, ...] = ()


def open_view(parts: Parts, shop: Shop, kept: Experiment, now_ms: int) -> ExperimentView:
    """Give one experiment with what was counted of it last."""
    counted = parts.experiments.list_counts(shop.shop_id, kept.experiment_id)
    weeks = parts.experiments.list_weeks(shop.shop_id, kept.experiment_id)
    if kept.kind == "weeks":
        return _view_weeks(shop, kept, weeks, now_ms)
    tallies, verdict = list_tallies(kept, counted), judge(kept, counted, now_ms)
    arms = _view_arms(kept, counted, tallies, verdict)
    names = [arm.name for arm in arms]
    days = ((kept.ended_at_ms or now_ms) - (kept.started_at_ms or now_ms)) / DAY_MS
    tell = say_holdout(verdict, tallies, days, MINIMUM) if kept.kind == "holdout" else ""
    sentence = tell or say_verdict(verdict, names, tallies, days, MINIMUM)
    weights = [one.weight for one in kept.variants]
    return ExperimentView(
        kept=kept, arms=arms, verdict=verdict, sentence=sentence,
        chart=draw_differences(sentence, names, tallies) if verdict.standing != "early" else None,
        are_fair=kept.kind == "holdout" or judge_shares(tallies, weights),
    )  # fmt: skip


def _view_arms(
    kept: Experiment, counted: tuple[ArmFigures, ...], tallies: tuple[ArmCount, ...], verdict: Verdict
) -> tuple[ArmView, ...]:
    """Give the arms; differences and chances only once a verdict may be given."""
    found = {one.arm: one for one in counted}
    is_early = verdict.standing == "early"
    chances = (None,) * len(tallies) if is_early else chances_to_be_best(tallies)
    return tuple(
        ArmView(
            number=number,
            name=kept.variants[number].name if kept.variants else say(HOLDOUT_NAMES[number]),
            variant=kept.variants[number] if kept.variants else None,
            figures=found.get(number, _nothing(number)),
            count=tally,
            difference=compare_rates(tallies[0], tally) if number and not is_early else None,
            chance=chance,
        )
        for number, (tally, chance) in enumerate(zip(tallies, chances, strict=True))
    )


def _view_weeks(shop: Shop, kept: Experiment, weeks: tuple[PlannedWeek, ...], now_ms: int) -> ExperimentView:
    until_at_ms = kept.ended_at_ms or now_ms
    over_count = sum(week.until_at_ms <= until_at_ms and week.new_count is not None for week in weeks)
    lift = find_lift(weeks, until_at_ms)
    sentence = say_lift(lift, over_count // 2)
    return ExperimentView(
        kept=kept, arms=(), verdict=Verdict(standing="early"), sentence=sentence,
        chart=draw_lift(sentence, lift) if lift else None, are_fair=True,
        weeks=tuple(_view_week(shop, week) for week in weeks),
    )  # fmt: skip


def _view_week(shop: Shop, week: PlannedWeek) -> WeekView:
    moments = (week.from_at_ms, week.counts_from_at_ms, week.until_at_ms - 1)
    first, counts_from, last = (day_of(at_ms, shop.time_zone) for at_ms in moments)
    return WeekView(week, first, counts_from, last)


def _nothing(number: int) -> ArmFigures:
    return ArmFigures(
        arm=number, seen_count=0, shared_count=0, claimed_count=0, ordered_count=0, again_count=0
    )
