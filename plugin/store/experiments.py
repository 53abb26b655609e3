"""Experiments: what is compared, who met which arm, and what was counted of it."""

from __future__ import annotations

from typing import Any

import msgspec

from plugin.domain.variants import Experiment, Variant
from plugin.model import Struct

_variants = msgspec.json.Decoder(tuple[Variant, ...])


class Exposure(Struct):
    """The arm that a person met first in one experiment, and when."""

    experiment_id: str
    arm: int
    at_ms: int


class Met(Struct):
    """A person who met an arm, and when first."""

    person_id: str
    at_ms: int


class ArmFigures(Struct):
    """How many people met an arm, and how many shared, had a friend claim or order, or bought again."""

    arm: int
    seen_count: int
    shared_count: int
    claimed_count: int
    ordered_count: int
    again_count: int


class PlannedWeek(Struct):
    """One week of a plan, counted from the wash-out on; `new_count` is None until it was counted."""

    number: int
    is_on: bool
    from_at_ms: int
    counts_from_at_ms: int
    until_at_ms: int
    new_count: int | None = None


class Experiments:
    """The experiments of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, made: Experiment) -> None:
        """Write a new experiment."""
        self._sql.add_experiment(
            self._connection, shop_id=shop_id, experiment_id=made.experiment_id, kind=made.kind,
            name=made.name, goal=made.goal, variants=msgspec.json.encode(made.variants).decode(),
            auto_weeks=made.auto_weeks, wash_out_days=made.wash_out_days, made_at_ms=made.made_at_ms,
            started_at_ms=made.started_at_ms, until_at_ms=made.until_at_ms,
        )  # fmt: skip

    def find(self, shop_id: str, experiment_id: str) -> Experiment | None:
        """Give one experiment."""
        row = self._sql.find_experiment(self._connection, shop_id=shop_id, experiment_id=experiment_id)
        return _read(row) if row else None

    def list(self, shop_id: str, most: int = 100) -> list[Experiment]:
        """Give the experiments of a shop, the newest first."""
        rows = self._sql.list_experiments(self._connection, shop_id=shop_id, most=most)
        return [_read(row) for row in rows]

    def list_running(self) -> tuple[tuple[str, str], ...]:
        """Give (shop_id, experiment_id) of what is measured just now, in any shop."""
        rows = self._sql.list_running_experiments(self._connection)
        return tuple((row["shop_id"], row["experiment_id"]) for row in rows)

    def change(self, shop_id: str, changed: Experiment) -> None:
        """Write how far an experiment is; what it compares never changes."""
        self._sql.change_experiment(
            self._connection, shop_id=shop_id, experiment_id=changed.experiment_id,
            started_at_ms=changed.started_at_ms, until_at_ms=changed.until_at_ms,
            ended_at_ms=changed.ended_at_ms, winner=changed.winner, adopted_at_ms=changed.adopted_at_ms,
            counted_at_ms=changed.counted_at_ms,
        )  # fmt: skip

    def drop(self, shop_id: str, experiment_id: str) -> bool:
        """Delete an experiment that never began; says whether it was there."""
        return bool(self._sql.drop_experiment(self._connection, shop_id=shop_id, experiment_id=experiment_id))

    def expose(self, shop_id: str, person_id: str, exposure: Exposure) -> None:
        """Note that a person met an arm; the first time counts."""
        self._sql.add_exposure(
            self._connection, shop_id=shop_id, experiment_id=exposure.experiment_id, person_id=person_id,
            arm=exposure.arm, at_ms=exposure.at_ms,
        )  # fmt: skip

    def list_exposures(self, shop_id: str, person_id: str) -> tuple[Exposure, ...]:
        """Give every arm that a person met, the first first."""
        rows = self._sql.list_exposures(self._connection, shop_id=shop_id, person_id=person_id)
        return tuple(msgspec.convert(dict(row), Exposure) for row in rows)

    def list_met(
        self, shop_id: str, experiment_id: str, arm: int, after_id: str, most: int
    ) -> tuple[Met, ...]:
        """Give the people after one id who met an arm, by their ids."""
        rows = self._sql.list_met(
            self._connection, shop_id=shop_id, experiment_id=experiment_id, arm=arm, after_id=after_id,
            most=most,
        )  # fmt: skip
        return tuple(Met(person_id=row["person_id"], at_ms=row["at_ms"]) for row in rows)

    def count_arms(self, shop_id: str, experiment_id: str, until_at_ms: int) -> tuple[ArmFigures, ...]:
        """Count what became of everybody who met an arm, up to a moment."""
        rows = self._sql.count_arms(
            self._connection, shop_id=shop_id, experiment_id=experiment_id, until_at_ms=until_at_ms
        )
        return tuple(_read_figures(row) for row in rows)

    def put_counts(self, shop_id: str, experiment_id: str, counted: tuple[ArmFigures, ...]) -> None:
        """Keep what was counted of the arms."""
        for one in counted:
            self._sql.put_arm_count(
                self._connection, shop_id=shop_id, experiment_id=experiment_id, **msgspec.structs.asdict(one)
            )

    def list_counts(self, shop_id: str, experiment_id: str) -> tuple[ArmFigures, ...]:
        """Give what was counted last of each arm that anybody met."""
        rows = self._sql.list_arm_counts(self._connection, shop_id=shop_id, experiment_id=experiment_id)
        return tuple(_read_figures(row) for row in rows)

    def add_weeks(self, shop_id: str, experiment_id: str, weeks: tuple[PlannedWeek, ...]) -> None:
        """Write a plan of weeks, which never changes."""
        for week in weeks:
            self._sql.add_week(
                self._connection, shop_id=shop_id, experiment_id=experiment_id, number=week.number,
                is_on=int(week.is_on), from_at_ms=week.from_at_ms,
                counts_from_at_ms=week.counts_from_at_ms, until_at_ms=week.until_at_ms,
            )  # fmt: skip

    def list_weeks(self, shop_id: str, experiment_id: str) -> tuple[PlannedWeek, ...]:
        """Give a plan's weeks in their order."""
        rows = self._sql.list_weeks(self._connection, shop_id=shop_id, experiment_id=experiment_id)
        return tuple(PlannedWeek(**{**dict(row), "is_on": bool(row["is_on"])}) for row in rows)

    def note_new(self, shop_id: str, experiment_id: str, number: int, new_count: int) -> None:
        """Keep how many new customers a week had."""
        self._sql.note_new(
            self._connection, shop_id=shop_id, experiment_id=experiment_id, number=number, new_count=new_count
        )


def _read(row: Any) -> Experiment:
    values = {name: row[name] for name in Experiment.__struct_fields__}
    return Experiment(**(values | {"variants": _variants.decode(row["variants"])}))


def _read_figures(row: Any) -> ArmFigures:
    return ArmFigures(**{name: int(row[name]) for name in ArmFigures.__struct_fields__})
