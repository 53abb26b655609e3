"""Judging experiments: never a winner by chance however often one looks, never a verdict before its time."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.experiments import (
    ArmCount,
    Minimum,
    chances_to_be_best,
    compare_rates,
    judge_arms,
    judge_shares,
)
from plugin.domain.lift import Week, draw_weeks, measure_lift, quantile_95
from plugin.domain.measuring import Arm, Split, draw_arm
from plugin.domain.program import Offer
from plugin.domain.variants import Variant, check_variants, vary
from plugin.errors import InvalidInput
from tests.cast import TEN_PERCENT, make_program
from tests.dice import TRUE_LIFT, cover_rates, cover_weeks, judge_daily, judge_plainly, share_of_winners

OFFER = Offer(friend=TEN_PERCENT, advocate=TEN_PERCENT)
COUNTS = st.builds(
    lambda seen, share: ArmCount(seen_count=seen, goal_count=int(seen * share)),
    st.integers(0, 5_000),
    st.floats(0, 1),
)


def arm(seen_count: int, goal_count: int) -> ArmCount:
    """Make what is known of one arm."""
    return ArmCount(seen_count=seen_count, goal_count=goal_count)


@pytest.fixture
def runs(request: pytest.FixtureRequest) -> int:
    """How many experiments are played."""
    return 2_000 if request.config.getoption("--full") else 200


def test_it_calls_no_winner_by_chance_however_often_one_looks(runs: int) -> None:
    assert share_of_winners(runs, 1.0, judge_daily) <= 0.05


def test_it_is_stricter_than_a_plain_chance_to_be_best(runs: int) -> None:
    assert share_of_winners(runs // 2, 1.0, judge_plainly) >= 0.2


def test_it_finds_a_fifth_more_with_the_stated_power(runs: int) -> None:
    assert share_of_winners(runs, TRUE_LIFT, judge_daily) >= 0.85


@pytest.mark.parametrize(("people", "rate"), [(200, 0.1), (400, 0.2), (300, 0.05)])
def test_it_has_the_true_difference_in_its_interval(people: int, rate: float) -> None:
    assert 0.93 <= cover_rates(2_000, people, rate) <= 0.97


@pytest.mark.parametrize("pairs_count", [4, 6, 13])
def test_it_has_the_true_number_of_extra_customers_in_its_interval(pairs_count: int) -> None:
    assert 0.93 <= cover_weeks(2_000, pairs_count) <= 0.97


@pytest.mark.parametrize(
    ("arms", "days", "standing", "winner"),
    [
        ((arm(1_000, 20), arm(1_000, 79)), 60, "early", None),
        ((arm(1_000, 200), arm(1_000, 400)), 13.9, "early", None),
        ((arm(1_000, 200), arm(1_000, 400)), 14, "winner", 1),
        ((arm(1_000, 400), arm(1_000, 200)), 14, "winner", 0),
        ((arm(1_000, 400), arm(1_000, 200), arm(1_000, 399)), 14, "open", None),
        ((arm(1_000, 200), arm(1_000, 350), arm(1_000, 400)), 14, "winner", 2),
        ((arm(1_000, 200), arm(1_000, 205)), 400, "open", None),
        ((arm(0, 0), arm(1_000, 400)), 30, "open", None),
        ((arm(100, 100), arm(100, 100)), 30, "open", None),
    ],
)
def test_it_gives_a_verdict_only_when_it_can(
    arms: tuple[ArmCount, ...], days: float, standing: str, winner: int | None
) -> None:
    verdict = judge_arms(arms, days, Minimum())
    assert (verdict.standing, verdict.winner) == (standing, winner)


@pytest.mark.parametrize(
    ("arms", "chance"),
    [
        ((arm(0, 0), arm(0, 0)), 0.5),
        ((arm(10, 0), arm(10, 10)), 1.0),
        ((arm(2, 1), arm(2, 2)), 0.8),  # Beta(2, 2) and Beta(3, 1): 9/5 - 1 by hand
        ((arm(1_000, 100), arm(1_000, 120)), 0.9226),
    ],
)
def test_it_knows_the_chance_to_be_best(arms: tuple[ArmCount, ArmCount], chance: float) -> None:
    assert chances_to_be_best(arms)[1] == pytest.approx(chance, abs=0.002)


@given(st.lists(COUNTS, min_size=2, max_size=4))
def test_it_gives_chances_that_add_up_to_one(arms: list[ArmCount]) -> None:
    chances = chances_to_be_best(arms)
    assert sum(chances) == pytest.approx(1)
    assert all(0 <= chance <= 1 for chance in chances)


@given(COUNTS, COUNTS)
def test_it_says_the_same_of_two_arms_from_either_side(first: ArmCount, other: ArmCount) -> None:
    there, back = compare_rates(first, other), compare_rates(other, first)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert there.low <= there.high


def test_it_notices_when_people_do_not_fall_to_the_arms_as_weighted() -> None:
    assert judge_shares((arm(510, 0), arm(490, 0)), (50, 50))
    assert judge_shares((arm(0, 0), arm(0, 0)), (50, 50))
    assert not judge_shares((arm(600, 0), arm(400, 0)), (50, 50))


def test_it_puts_people_into_arms_by_weight_and_the_same_one_always() -> None:
    split = Split(
        experiment_id="xpr_1",
        varied="offer",
        arms=tuple(Arm(weight=weight, version=1) for weight in (60, 30, 10)),
    )
    drawn = Counter(draw_arm(split, f"per_{number}") for number in range(3_000))
    assert [drawn[number] / 3_000 for number in range(3)] == pytest.approx([0.6, 0.3, 0.1], abs=0.03)
    assert draw_arm(split, "per_7") == draw_arm(split, "per_7")


def test_it_draws_one_week_of_each_pair_and_the_same_ones_always() -> None:
    drawn = draw_weeks("xpr_1", 26)
    pairs = list(zip(drawn[::2], drawn[1::2], strict=True))
    assert {sum(pair) for pair in pairs} == {1}
    assert len(set(pairs)) == 2, "a lot decides which comes first"
    assert draw_weeks("xpr_1", 26) == drawn


def test_it_says_nothing_of_extra_customers_before_four_pairs_are_over() -> None:
    weeks = [Week(is_on=place % 2 == 0, new_count=10 + place % 2, days=5) for place in range(8)]
    assert measure_lift(weeks[:7]) is None
    lift = measure_lift(weeks)
    assert lift and lift.a_week.estimate == pytest.approx(-1.4) and lift.off_a_week == pytest.approx(15.4)


@pytest.mark.parametrize(("freedom", "quantile"), [(3, 3.182), (5, 2.571), (12, 2.179), (30, 2.042)])
def test_it_knows_students_quantiles(freedom: int, quantile: float) -> None:
    assert quantile_95(freedom) == pytest.approx(quantile, abs=0.004)


def test_it_varies_one_thing_and_leaves_the_rest() -> None:
    program = make_program()
    assert vary(program, Variant(name="As now")) == program
    assert vary(program, Variant(name="B", picture="none")).look.picture == "none"
    assert vary(program, Variant(name="B", delay_s=9)).manners.popup_delay_s == 9


@pytest.mark.parametrize(
    "variants",
    [
        (Variant(name="A"),),
        (Variant(name="A"), Variant(name="A", delay_s=3)),
        (Variant(name="A"), Variant(name="B")),
        (Variant(name="A", delay_s=3), Variant(name="B", delay_s=4)),
        (Variant(name="A"), Variant(name="B", picture="none")),
        (Variant(name="A"), Variant(name="B", delay_s=4, offer=OFFER)),
    ],
)
def test_it_refuses_what_cannot_be_compared(variants: tuple[Variant, ...]) -> None:
    with pytest.raises(InvalidInput):
        check_variants("timing", variants)
