"""Measuring: counting what came of experiments, and ending those whose time has come."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from plugin.actions.changing import note_change
from plugin.actions.experiments import close_experiment, find_experiment, judge
from plugin.actions.house import House
from plugin.actions.rounds import pair_with_shops
from plugin.actions.versions import put_measuring
from plugin.domain.days import add_days, day_begins_at, day_of
from plugin.domain.lift import (
    LEAST_PAIRS,
    MOST_PAIRS,
    MOST_WASH_OUT_DAYS,
    WEEK_DAYS,
    Lift,
    Week,
    draw_weeks,
    measure_lift,
)
from plugin.domain.measuring import Rest
from plugin.domain.moments import DAY_MS
from plugin.domain.variants import Experiment
from plugin.errors import InvalidInput, describe_failure
from plugin.logbook import log
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.experiments import ArmFigures, PlannedWeek


def measure_running(house: House) -> int:
    """Count what came of every experiment that runs; gives 0, for it is done for now."""
    with house.store.reading() as parts:
        running = pair_with_shops(parts, parts.experiments.list_running())
    for shop, experiment_id in running:
        try:
            measure_one(house, shop, experiment_id)
        except Exception as error:  # what is wrong in one must hold up no other
            log.error("measuring_failed", shop=shop.shop_id, where=describe_failure(error))
    return 0


def measure_one(house: House, shop: Shop, experiment_id: str) -> None:
    """Count what came of one experiment so far, and end it where it ends by itself; raises NotFound.

    Counting reads beside whoever writes; only what was counted is written in a unit.
    """
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        kept = find_experiment(parts, shop, experiment_id)
        counted = parts.experiments.count_arms(shop.shop_id, experiment_id, now_ms)
        weeks = _count_weeks(parts, shop, experiment_id, now_ms)

    def work(parts: Parts) -> None:
        standing = find_experiment(parts, shop, experiment_id)
        if standing.state == "running":
            for number, new_count in weeks.items():
                parts.experiments.note_new(shop.shop_id, experiment_id, number, new_count)
            _note_counts(house, parts, shop, standing, counted, now_ms)

    if kept.state == "running":
        house.store.unit(shop.shop_id, work)


def _note_counts(
    house: House, parts: Parts, shop: Shop, standing: Experiment, counted: tuple[ArmFigures, ...], now_ms: int
) -> None:
    """Keep what was counted, and end the experiment where its time or a winner has come."""
    parts.experiments.put_counts(shop.shop_id, standing.experiment_id, counted)
    moved = msgspec.structs.replace(standing, counted_at_ms=now_ms)
    has_won = bool(standing.auto_weeks) and judge(standing, counted, now_ms).winner is not None
    if has_won or _is_over(standing, now_ms):
        moved = close_experiment(parts, shop, moved, counted, now_ms)
        note_change(house, parts, shop, "experiment", standing.experiment_id, standing, moved, now_ms)
    parts.experiments.change(shop.shop_id, moved)


def start_weeks(house: House, shop: Shop, name: str, pairs_count: int, wash_out_days: int) -> Experiment:
    """Draw weeks with the program and weeks without it, and begin with the first tomorrow.

    While a week is off, the program shows nothing and invites nobody. Raises InvalidInput.
    """
    _check_plan(name, pairs_count, wash_out_days)
    now_ms = house.now_ms()
    experiment_id = house.new_id("xpr", now_ms)
    weeks = plan_weeks(shop, experiment_id, pairs_count, wash_out_days, now_ms)
    made = Experiment(
        experiment_id=experiment_id, kind="weeks", name=name, goal="ordered", wash_out_days=wash_out_days,
        made_at_ms=now_ms, started_at_ms=weeks[0].from_at_ms, until_at_ms=weeks[-1].until_at_ms,
    )  # fmt: skip

    def work(parts: Parts) -> None:
        measuring = parts.programs.current(shop.shop_id)[1].measuring
        if measuring.rests:
            raise InvalidInput("weeks", "Another plan of weeks is under way: end it first.")
        parts.experiments.add(shop.shop_id, made)
        parts.experiments.add_weeks(shop.shop_id, experiment_id, weeks)
        rests = tuple(
            Rest(from_at_ms=week.from_at_ms, until_at_ms=week.until_at_ms) for week in weeks if not week.is_on
        )
        put_measuring(parts, shop, msgspec.structs.replace(measuring, rests=rests), now_ms)
        note_change(house, parts, shop, "experiment", experiment_id, None, made, now_ms)

    house.store.unit(shop.shop_id, work)
    return made


def _check_plan(name: str, pairs_count: int, wash_out_days: int) -> None:
    if not LEAST_PAIRS <= pairs_count <= MOST_PAIRS:
        raise InvalidInput(
            "pairs", "Plan {least} to {most} pairs of weeks.", least=LEAST_PAIRS, most=MOST_PAIRS
        )
    if not 0 <= wash_out_days <= MOST_WASH_OUT_DAYS:
        raise InvalidInput("wash_out", "Leave out at most {most} days of each week.", most=MOST_WASH_OUT_DAYS)
    if not name.strip() or len(name) > 80:
        raise InvalidInput("name", "Give the plan a name of at most 80 characters.")


def plan_weeks(
    shop: Shop, plan_id: str, pairs_count: int, wash_out_days: int, now_ms: int
) -> tuple[PlannedWeek, ...]:
    """Plan weeks from the shop's next midnight on, drawn by the lot that the plan's id fixes."""
    first_day = add_days(day_of(now_ms, shop.time_zone), 1)

    def begins_at(days_count: int) -> int:
        return day_begins_at(add_days(first_day, days_count), shop.time_zone)

    return tuple(
        PlannedWeek(
            number=number, is_on=is_on, from_at_ms=begins_at(number * WEEK_DAYS),
            counts_from_at_ms=begins_at(number * WEEK_DAYS + wash_out_days),
            until_at_ms=begins_at((number + 1) * WEEK_DAYS),
        )
        for number, is_on in enumerate(draw_weeks(plan_id, pairs_count))
    )  # fmt: skip


def find_lift(weeks: Sequence[PlannedWeek], until_at_ms: int) -> Lift | None:
    """Say how many extra customers the weeks show that are over; None while they are too few."""
    over = [
        Week(
            is_on=week.is_on,
            new_count=week.new_count,
            days=(week.until_at_ms - week.counts_from_at_ms) / DAY_MS,
        )
        for week in weeks
        if week.new_count is not None and week.until_at_ms <= until_at_ms
    ]
    return measure_lift(over)


def _count_weeks(parts: Parts, shop: Shop, experiment_id: str, now_ms: int) -> dict[int, int]:
    """Count the new customers of each week of a plan that has begun to count, by its number."""
    return {
        week.number: parts.sums.count_new(shop.shop_id, week.counts_from_at_ms, min(week.until_at_ms, now_ms))
        for week in parts.experiments.list_weeks(shop.shop_id, experiment_id)
        if week.counts_from_at_ms < now_ms
    }


def _is_over(kept: Experiment, now_ms: int) -> bool:
    return kept.until_at_ms is not None and now_ms >= kept.until_at_ms
