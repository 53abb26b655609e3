"""Assigning: which program a person meets while an experiment runs, and who met what."""

from __future__ import annotations

import msgspec

from plugin.actions.coupons import find_open_code
from plugin.actions.shops import standing_program
from plugin.domain.measuring import ASKED, HELD, draw_arm
from plugin.domain.partners import promise_friends
from plugin.domain.program import Program
from plugin.model import Decision, Shop
from plugin.store import Parts
from plugin.store.experiments import Exposure

Version = tuple[int, Program]


def own_program(parts: Parts, shop: Shop, person_id: str) -> Version:
    """Give the program that one person meets, with its version: the same one on every surface."""
    return choose_program(parts, shop, standing_program(parts, shop), person_id)


def shown_program(
    parts: Parts, shop: Shop, person_id: str, now_ms: int, standing: Version | None = None
) -> Program:
    """Give the program as one person is shown it, where it is known already which one stands.

    Whoever is a partner reads what their own code gives friends.
    """
    _, program = choose_program(parts, shop, standing or standing_program(parts, shop), person_id)
    partner = parts.partners.find_by_person(shop.shop_id, person_id)
    code = find_open_code(parts, shop, partner, now_ms) if partner else None
    return promise_friends(program, code.incentive) if code else program


def choose_program(parts: Parts, shop: Shop, standing: Version, person_id: str) -> Version:
    """Give the program that one person meets, where it is known already which one stands.

    That is the one that stands, unless they are in another arm of an experiment. Partners keep to what was
    agreed with them.
    """
    number = _find_arm(parts, shop, standing[1], person_id)
    split = standing[1].measuring.split
    if not number or split is None:
        return standing
    version = split.arms[number].version
    own = parts.programs.must_find(shop.shop_id, version)
    return version, msgspec.structs.replace(own, live=standing[1].live)


def list_arms(parts: Parts, shop: Shop) -> list[Program]:
    """Give the programs that are promised in the arms of the experiment that runs, today's left out."""
    split = standing_program(parts, shop)[1].measuring.split
    arms = split.arms[1:] if split else ()
    return [parts.programs.must_find(shop.shop_id, arm.version) for arm in arms]


def note_asked(
    parts: Parts, shop: Shop, program: Program, person_id: str, decision: Decision, now_ms: int
) -> None:
    """Note the arm of a person to whom the popup is shown, and on which side of the hold-out they are."""
    note_drawn(parts, shop, program, person_id, decision, now_ms)
    split = program.measuring.split
    if split and decision.show:
        number = _find_arm(parts, shop, program, person_id)
        if number is not None:
            met = Exposure(experiment_id=split.experiment_id, arm=number, at_ms=now_ms)
            parts.experiments.expose(shop.shop_id, person_id, met)


def note_drawn(
    parts: Parts, shop: Shop, program: Program, person_id: str, decision: Decision, now_ms: int
) -> None:
    """Note who is held out by nothing but the draw, and who is asked: the two are alike in all else."""
    holdout_id = program.measuring.holdout_id
    if not holdout_id:
        return
    failed = [reason.rule for reason in decision.reasons if not reason.passed]
    if not failed or failed == ["holdout"]:
        drawn = Exposure(experiment_id=holdout_id, arm=HELD if failed else ASKED, at_ms=now_ms)
        parts.experiments.expose(shop.shop_id, person_id, drawn)


def _find_arm(parts: Parts, shop: Shop, program: Program, person_id: str) -> int | None:
    """Give the number of a person's arm; None without an experiment, and for a partner."""
    if program.measuring.split is None:
        return None
    partner = parts.partners.find_by_person(shop.shop_id, person_id)
    is_partner = partner is not None and partner.state == "admitted"
    return None if is_partner else draw_arm(program.measuring.split, person_id)
