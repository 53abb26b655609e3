"""Experiments: making, starting and ending one, and taking the winner over as the program."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from plugin.actions.changing import note_change
from plugin.actions.house import House
from plugin.actions.versions import put_measuring, set_program
from plugin.domain.experiments import ArmCount, Minimum, Verdict, judge_arms
from plugin.domain.measuring import Arm, Measuring, Split
from plugin.domain.moments import DAY_MS
from plugin.domain.variants import FIELDS, Experiment, check_variants, vary
from plugin.errors import InvalidInput, NotFound
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.experiments import ArmFigures
from plugin.words.speaking import mark
from widgets.own_words import check_own_words

MINIMUM = Minimum()
MOST_WEEKS = 52
# Why something cannot be done with an experiment, by how far it is.
STANDING = {
    "draft": mark("This cannot be done: the experiment has not begun yet."),
    "running": mark("This cannot be done: the experiment is running."),
    "ended": mark("This cannot be done: the experiment has ended."),
}


def make_experiment(house: House, shop: Shop, asked: Experiment) -> Experiment:
    """Keep an experiment that is not started yet; gives it with its id.

    Raises InvalidInput naming what cannot be compared.
    """
    if asked.kind not in FIELDS:
        raise InvalidInput(
            "kind", "{kind} cannot be varied: choose {kinds}.", kind=repr(asked.kind), kinds=", ".join(FIELDS)
        )
    if not asked.name.strip() or len(asked.name) > 80:
        raise InvalidInput("name", "Give the experiment a name of at most 80 characters.")
    if asked.auto_weeks is not None and not 2 <= asked.auto_weeks <= MOST_WEEKS:
        raise InvalidInput(
            "weeks", "An experiment that ends by itself runs 2 to {most} weeks.", most=MOST_WEEKS
        )
    check_variants(asked.kind, asked.variants)
    for variant in asked.variants:
        check_own_words(variant.words or ())
    now_ms = house.now_ms()
    made = msgspec.structs.replace(
        asked, experiment_id=house.new_id("xpr", now_ms), made_at_ms=now_ms, started_at_ms=None
    )

    def work(parts: Parts) -> None:
        parts.experiments.add(shop.shop_id, made)
        note_change(house, parts, shop, "experiment", made.experiment_id, None, made, now_ms)

    house.store.unit(shop.shop_id, work)
    return made


def drop_experiment(house: House, shop: Shop, experiment_id: str) -> None:
    """Forget an experiment that was never started; raises NotFound."""

    def work(parts: Parts) -> None:
        kept = find_experiment(parts, shop, experiment_id)
        if not parts.experiments.drop(shop.shop_id, experiment_id):
            raise InvalidInput("experiment", "Only an experiment that never began can be deleted.")
        note_change(house, parts, shop, "experiment", experiment_id, kept, None, house.now_ms())

    house.store.unit(shop.shop_id, work)


def start_experiment(house: House, shop: Shop, experiment_id: str) -> None:
    """Begin to show people their variants; raises NotFound, and InvalidInput where it cannot begin."""

    def begin(parts: Parts, kept: Experiment, now_ms: int) -> Experiment:
        measuring = parts.programs.current(shop.shop_id)[1].measuring
        if measuring.split:
            raise InvalidInput("experiment", "Another experiment is running: end it first.")
        if kept.kind not in FIELDS:
            raise InvalidInput("experiment", "This is no experiment with variants.")
        arms = tuple(Arm(weight=one.weight, version=0) for one in kept.variants)
        split = Split(experiment_id=experiment_id, varied=kept.kind, arms=arms)
        put_measuring(parts, shop, msgspec.structs.replace(measuring, split=split), now_ms)
        until_at_ms = now_ms + kept.auto_weeks * 7 * DAY_MS if kept.auto_weeks else None
        return msgspec.structs.replace(kept, started_at_ms=now_ms, until_at_ms=until_at_ms)

    _move(house, shop, experiment_id, "draft", begin)


def end_experiment(house: House, shop: Shop, experiment_id: str) -> None:
    """Show everybody the program again; what was promised in an arm stands. Raises NotFound, InvalidInput."""
    with house.store.reading() as parts:  # counting takes its time: never while others wait to write
        counted = parts.experiments.count_arms(shop.shop_id, experiment_id, house.now_ms())

    def end(parts: Parts, kept: Experiment, now_ms: int) -> Experiment:
        if kept.kind == "holdout":
            raise InvalidInput("experiment", "Set the share of held-out buyers to 0 in the popup's settings.")
        return close_experiment(parts, shop, kept, counted, now_ms)

    _move(house, shop, experiment_id, "running", end)


def adopt_variant(house: House, shop: Shop, experiment_id: str, number: int) -> None:
    """Make one variant of an ended experiment the program for everybody; raises NotFound, InvalidInput."""

    def adopt(parts: Parts, kept: Experiment, now_ms: int) -> Experiment:
        if not 0 <= number < len(kept.variants):
            raise NotFound("This experiment has no such variant.")
        _, standing = parts.programs.current(shop.shop_id)
        set_program(house, parts, shop, vary(standing, kept.variants[number]), now_ms)
        return msgspec.structs.replace(kept, winner=number, adopted_at_ms=now_ms)

    _move(house, shop, experiment_id, "ended", adopt)


def find_experiment(parts: Parts, shop: Shop, experiment_id: str) -> Experiment:
    """Give an experiment of the shop; raises NotFound."""
    kept = parts.experiments.find(shop.shop_id, experiment_id)
    if kept is None:
        raise NotFound("{shop} has no such experiment.", shop=shop.name)
    return kept


def close_experiment(
    parts: Parts, shop: Shop, kept: Experiment, counted: tuple[ArmFigures, ...], now_ms: int
) -> Experiment:
    """End what is measured, inside a unit; gives the experiment with its winner, for the caller to write."""
    parts.experiments.put_counts(shop.shop_id, kept.experiment_id, counted)
    ended = msgspec.structs.replace(kept, ended_at_ms=now_ms, counted_at_ms=now_ms)
    measuring = parts.programs.current(shop.shop_id)[1].measuring
    put_measuring(parts, shop, _without(measuring, kept), now_ms)
    return msgspec.structs.replace(ended, winner=judge(ended, counted, now_ms).winner)


def judge(kept: Experiment, counted: tuple[ArmFigures, ...], now_ms: int) -> Verdict:
    """Say what may be said of an experiment by what was counted of it."""
    if kept.started_at_ms is None or kept.kind == "weeks":
        return Verdict(standing="early")
    days = ((kept.ended_at_ms or now_ms) - kept.started_at_ms) / DAY_MS
    return judge_arms(list_tallies(kept, counted), days, MINIMUM)


def list_tallies(kept: Experiment, counted: tuple[ArmFigures, ...]) -> tuple[ArmCount, ...]:
    """Give how many met each arm and reached the experiment's goal, arms that nobody met included."""
    found = {one.arm: one for one in counted}
    arms_count = 2 if kept.kind == "holdout" else len(kept.variants)
    return tuple(
        ArmCount(seen_count=found[arm].seen_count, goal_count=getattr(found[arm], f"{kept.goal}_count"))
        if arm in found
        else ArmCount(seen_count=0, goal_count=0)
        for arm in range(arms_count)
    )


def _move(
    house: House, shop: Shop, experiment_id: str, from_state: str,
    move: Callable[[Parts, Experiment, int], Experiment],
) -> None:  # fmt: skip
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        kept = find_experiment(parts, shop, experiment_id)
        if kept.state != from_state:
            raise InvalidInput("experiment", STANDING[kept.state])
        moved = move(parts, kept, now_ms)
        parts.experiments.change(shop.shop_id, moved)
        note_change(house, parts, shop, "experiment", experiment_id, kept, moved, now_ms)

    house.store.unit(shop.shop_id, work)


def _without(measuring: Measuring, kept: Experiment) -> Measuring:
    if kept.kind == "weeks":
        return msgspec.structs.replace(measuring, rests=())
    return msgspec.structs.replace(measuring, split=None)
