"""Versions of a program: each change is a new one, and what is measured goes on through it.

The arms of a running experiment are versions of their own, so that a referral which keeps its version keeps
the promise of its arm for good.
"""

from __future__ import annotations

import msgspec

from plugin.actions.changing import note_change
from plugin.actions.house import House
from plugin.domain.measuring import Measuring
from plugin.domain.program import Program
from plugin.domain.variants import Experiment, vary
from plugin.model import Shop
from plugin.store import Parts

_SETTINGS = [name for name in Program.__struct_fields__ if name != "measuring"]  # the merchant's own


def set_program(house: House, parts: Parts, shop: Shop, program: Program, now_ms: int) -> int:
    """Make a merchant's settings the program that stands, inside a unit, and note what changed of them.

    Gives the new version's number.
    """
    version, standing = parts.programs.current(shop.shop_id)
    measuring = standing.measuring
    if program.popup.holdout_pct != standing.popup.holdout_pct:
        measuring = _draw_anew(house, parts, shop, measuring, program.popup.holdout_pct, now_ms)
    measured = msgspec.structs.replace(program, measuring=measuring)
    made = write_version(parts, shop, version, measured, now_ms)
    names = [name for name in _SETTINGS if getattr(standing, name) != getattr(program, name)]
    before, after = ({name: getattr(one, name) for name in names} for one in (standing, program))
    note_change(house, parts, shop, "program", f"version {made}", before, after, now_ms)
    return made


def put_measuring(parts: Parts, shop: Shop, measuring: Measuring, now_ms: int) -> int:
    """Write from now on what is measured, inside a unit; the merchant's settings stay as they are."""
    version, standing = parts.programs.current(shop.shop_id)
    return write_version(parts, shop, version, msgspec.structs.replace(standing, measuring=measuring), now_ms)


def write_version(parts: Parts, shop: Shop, version: int, program: Program, now_ms: int) -> int:
    """Write a program after the version that stood, what each arm promises before it; gives its number."""
    split = program.measuring.split
    kept = parts.experiments.find(shop.shop_id, split.experiment_id) if split else None
    if split and kept:
        bare = msgspec.structs.replace(program, measuring=Measuring())
        arms = [
            msgspec.structs.replace(arm, version=version + number)
            for number, arm in enumerate((*split.arms[1:], split.arms[0]), 1)
        ]
        for arm, variant in zip(arms[:-1], kept.variants[1:], strict=True):
            parts.programs.add(shop.shop_id, arm.version, vary(bare, variant), now_ms)
        moved = msgspec.structs.replace(split, arms=(arms[-1], *arms[:-1]))
        measuring = msgspec.structs.replace(program.measuring, split=moved)
        program, version = msgspec.structs.replace(program, measuring=measuring), arms[-1].version - 1
    parts.programs.add(shop.shop_id, version + 1, program, now_ms)
    return version + 1


def _draw_anew(
    house: House, parts: Parts, shop: Shop, measuring: Measuring, share_pct: float, now_ms: int
) -> Measuring:
    """End the draw by which people were held out, and begin another where some are to be."""
    last = parts.experiments.find(shop.shop_id, measuring.holdout_id) if measuring.holdout_id else None
    if last:
        parts.experiments.change(shop.shop_id, msgspec.structs.replace(last, ended_at_ms=now_ms))
    if not share_pct:
        return msgspec.structs.replace(measuring, holdout_id="")
    made = Experiment(
        experiment_id=house.new_id("xpr", now_ms), kind="holdout", name=f"{share_pct:g}% held out",
        goal="again", made_at_ms=now_ms, started_at_ms=now_ms,
    )  # fmt: skip
    parts.experiments.add(shop.shop_id, made)
    return msgspec.structs.replace(measuring, holdout_id=made.experiment_id)
