"""What friends earn: both sides, the ladder, tiers, every n-th, periods and caps."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.program import Caps, Incentive, Milestone, Program
from plugin.domain.referring import Steps, final_verdict, reached_at, state_of
from plugin.domain.rewards import (
    Conversion,
    measure_qualifying,
    next_change_at,
    work_out_promises,
    worth_minor,
)
from plugin.model import Order, Verdict
from tests.cast import DAY_MS, NOW_MS, make_order
from tests.loop import TENTH, TWO_HUNDRED, make_loop_program

POINTS = Incentive(kind="points", amount_minor=50)


def friend(number: int, **changes: Any) -> Conversion:
    values: dict[str, Any] = {
        "referral_id": f"ref_{number}", "friend_id": f"per_{number}", "cause": f"order standard {number}",
        "placed_at_ms": NOW_MS + number, "reached_at_ms": NOW_MS + number, "verdict": "clear",
        "program_version": 1, "qualifying_minor": 90_000, "currency": "INR",
    }  # fmt: skip
    return Conversion(**(values | changes))


def promised(program: Program, *friends: Conversion, now_ms: int = NOW_MS + DAY_MS) -> dict[str, int]:
    made = work_out_promises("asha", friends, {1: program}, 1, now_ms)
    assert len({(one.rule, one.cause) for one in made}) == len(made)
    return {f"{one.rule} {one.cause}": one.amount_minor for one in made}


def test_it_promises_both_sides_what_no_claim_gave_already() -> None:
    assert promised(make_loop_program(), friend(1)) == {"advocate order standard 1": 20_000}
    assert promised(make_loop_program(friend=POINTS), friend(1)) == {
        "advocate order standard 1": 20_000,
        "friend order standard 1": 50,
    }


@pytest.mark.parametrize(
    ("changes", "counts"),
    [({}, True), ({"verdict": "hold"}, True), ({"verdict": "block"}, False), ({"reached_at_ms": None}, False),
     ({"reached_at_ms": NOW_MS + 2 * DAY_MS}, False)],
)  # fmt: skip
def test_it_counts_friends_who_reached_the_stage(changes: dict[str, Any], counts: bool) -> None:
    assert bool(promised(make_loop_program(), friend(1, **changes))) == counts


def test_it_lets_the_reward_rise_by_tiers_and_counts_every_second() -> None:
    tiers = (Milestone(friends_count=2, reward=Incentive(kind="amount", amount_minor=30_000)),)
    program = make_loop_program(tiers=tiers, every=Milestone(friends_count=2, reward=POINTS))
    assert promised(program, *[friend(number) for number in (3, 1, 2)]) == {
        "advocate order standard 1": 20_000, "advocate order standard 2": 30_000,
        "advocate order standard 3": 30_000, "every asha 2": 50,
    }  # fmt: skip


def test_it_leaves_a_partners_friends_to_the_commission_and_gives_them_their_side() -> None:
    ladder = (Milestone(friends_count=2, reward=POINTS),)
    program = make_loop_program(friend=POINTS, ladder=ladder, caps=Caps(per_advocate_count=1))
    assert promised(program, friend(1, for_partner=True), friend(2), friend(3, for_partner=True)) == {
        "friend order standard 1": 50, "advocate order standard 2": 20_000, "friend order standard 2": 50,
        "friend order standard 3": 50,
    }  # fmt: skip


def test_it_holds_a_step_that_only_a_held_friend_reaches() -> None:
    program = make_loop_program(ladder=(Milestone(friends_count=2, reward=POINTS),))
    held = work_out_promises("asha", [friend(1), friend(2, verdict="hold")], {1: program}, 1, NOW_MS + DAY_MS)
    [step] = [one for one in held if one.rule == "milestone"]
    assert step.waits
    third = [friend(1), friend(2, verdict="hold"), friend(3)]
    cleared = work_out_promises("asha", third, {1: program}, 1, NOW_MS + DAY_MS)
    [step] = [one for one in cleared if one.rule == "milestone"]
    assert (step.waits, step.release_at_ms) == (False, NOW_MS + 3 + 14 * DAY_MS)


def test_it_spreads_a_lasting_reward_over_calendar_months() -> None:
    year = Incentive(kind="free_shipping", periods_count=3)
    made = work_out_promises("asha", [friend(1)], {1: make_loop_program(advocate=year)}, 1, NOW_MS + DAY_MS)
    assert [one.cause for one in made] == [
        "order standard 1", "order standard 1 period 2", "order standard 1 period 3",
    ]  # fmt: skip
    days = [(one.release_at_ms - made[0].release_at_ms) / DAY_MS for one in made]
    assert days == [0, 31, 62]  # from 6 December to 6 January and 6 February
    assert next_change_at(made, [friend(1)], NOW_MS + 2 * DAY_MS) == made[0].release_at_ms


def test_it_rewards_so_many_friends_in_any_so_many_days() -> None:
    caps = Caps(per_advocate_count=1, per_advocate_days=7)
    days = [friend(number, placed_at_ms=NOW_MS + number * DAY_MS) for number in (0, 6, 7, 13)]
    assert list(promised(make_loop_program(caps=caps), *days)) == [
        "advocate order standard 0", "advocate order standard 7",
    ]  # fmt: skip


@given(st.integers(0, 10**9), st.sampled_from([1, 2.5, 10, 12.5, 33.3, 100]))
def test_it_never_gives_more_than_the_share(qualifying_minor: int, pct: float) -> None:
    share = worth_minor(Incentive(kind="cash", pct=pct), qualifying_minor)
    assert 0 <= share <= qualifying_minor
    assert abs(share * 1000 - qualifying_minor * round(pct * 10)) <= 1000


@pytest.mark.parametrize(
    ("changes", "kept", "with_tax"),
    [
        ({}, 125_050, 125_050),
        ({"refunded_minor": 25_050}, 100_000, 100_000),
        ({"goods_minor": 90_000, "goods_tax_minor": 9_000}, 90_000, 99_000),
        ({"goods_minor": 90_000, "goods_tax_minor": 9_000, "refunded_goods_minor": 30_000}, 60_000, 66_000),
        ({"goods_minor": 90_000, "refunded_minor": 30_000}, 60_000, 60_000),
        ({"goods_minor": 90_000, "refunded_goods_minor": 95_000}, 0, 0),
        ({"goods_minor": 0}, 0, 0),
        ({"stage": "cancelled"}, 0, 0),
        ({"stage": "refunded"}, 0, 0),
    ],
)
def test_it_counts_goods_that_were_kept(changes: dict[str, Any], kept: int, with_tax: int) -> None:
    order = make_order(**changes)
    assert (measure_qualifying(order, False), measure_qualifying(order, True)) == (kept, with_tax)


PAID = make_order(stage="paid", placed_at_ms=1_000, paid_at_ms=2_000)
STEPS = Steps(claimed_at_ms=10, registered_at_ms=20, event_at_ms=30)


@pytest.mark.parametrize(
    ("counts_at", "order", "at_ms"),
    [
        ("claimed", None, 10), ("registered", None, 20), ("event", None, 30), ("ordered", None, None),
        ("ordered", make_order(placed_at_ms=1_000), 1_000), ("paid", make_order(), None),
        ("paid", PAID, 2_000), ("paid", make_order(stage="paid", placed_at_ms=1_000), 1_000),
        ("kept", PAID, 2_000 + 14 * DAY_MS), ("paid", make_order(stage="refunded"), None),
        ("ordered", make_order(stage="cancelled"), None),
    ],
)  # fmt: skip
def test_it_knows_when_a_friend_counts(counts_at: Any, order: Order | None, at_ms: int | None) -> None:
    kept_minor = measure_qualifying(order, False) if order else 0
    assert reached_at(STEPS, order, kept_minor, make_loop_program(counts_at=counts_at)) == at_ms


@pytest.mark.parametrize(
    ("verdict", "review", "now_ms", "pays", "final"),
    [
        ("clear", "", 0, False, "clear"), ("block", "", 0, True, "block"),
        ("hold", "waiting", 99, False, "hold"), ("hold", "waiting", 100, False, "block"),
        ("hold", "waiting", 100, True, "clear"),
        ("hold", "approved", 500, False, "clear"), ("clear", "rejected", 0, True, "block"),
    ],
)  # fmt: skip
def test_it_pays_nobody_because_a_deadline_passed(
    verdict: Verdict, review: Any, now_ms: int, pays: bool, final: Verdict
) -> None:
    assert final_verdict(verdict, review, 100, now_ms, pays) == final


def test_it_tells_an_advocate_how_far_a_friend_has_come_and_no_suspicion() -> None:
    assert state_of(None, counts=False, verdict="clear", rewarded=False) == "came"
    assert state_of(make_order(stage="cancelled"), counts=False, verdict="clear", rewarded=False) == "came"
    assert state_of(PAID, counts=True, verdict="block", rewarded=False) == "bought"
    assert state_of(PAID, counts=True, verdict="hold", rewarded=False) == "waiting"
    assert state_of(PAID, counts=True, verdict="clear", rewarded=True) == "rewarded"


@given(st.integers(0, 8), st.integers(0, 3), st.randoms(use_true_random=False))
def test_it_promises_the_same_in_whatever_order_friends_are_known(
    count: int, held: int, dice: random.Random
) -> None:
    program = make_loop_program(
        friend=POINTS, advocate=TENTH, ladder=(Milestone(friends_count=2, reward=TWO_HUNDRED),),
        caps=Caps(per_advocate_count=5),
    )  # fmt: skip
    friends = [friend(number, verdict="hold" if number < held else "clear") for number in range(count)]
    expected = promised(program, *friends)
    dice.shuffle(friends)
    assert promised(program, *friends) == expected
