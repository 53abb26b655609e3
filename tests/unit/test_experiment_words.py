"""What the desk says of experiments, and how it reads what a merchant typed of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.experiments import ArmCount, Minimum, judge_arms
from plugin.domain.lift import Week, measure_lift
from plugin.domain.program import Incentive
from plugin.domain.variants import FIELDS
from plugin.errors import InvalidInput
from plugin.experiment_forms import read_experiment
from plugin.words.experiments import say_chance, say_holdout, say_lift, say_verdict
from tests.cast import CHAI_HOUSE

FORM = {"name": "Which?", "name_1": "B", "weight_1": "30"}
NAMES = (
    "name", "goal", "weeks", "weight_0", "name_1", "weight_1", "friend_size_1", "friend_kind_1", "delay_1",
    "advocate_size_1", "picture_1", "language_1", "key_1", "text_1",
)  # fmt: skip


def arms(*pairs: tuple[int, int]) -> tuple[ArmCount, ...]:
    """Make what is known of some arms: seen, and at the goal."""
    return tuple(ArmCount(seen_count=seen, goal_count=goal) for seen, goal in pairs)


@pytest.mark.parametrize(
    ("counts", "days", "words"),
    [
        (arms((500, 20), (500, 17)), 9, "Too early to say: 37 of the 100 people at the goal and 9 of the 14"),
        (
            arms((500, 90), (500, 97)),
            9,
            "Too early to say: 100 of the 100 people",
        ),
        (arms((500, 90), (500, 97)), 30, "No winner: the difference may still be chance."),
        (arms((1_000, 200), (1_000, 300)), 30, "“B” wins: 30.0% against 20.0%."),
        (arms((1_000, 300), (1_000, 200)), 30, "“A” wins: all others do surely worse."),
    ],
)
def test_it_says_what_may_be_said(counts: tuple[ArmCount, ...], days: int, words: str) -> None:
    verdict = judge_arms(counts, days, Minimum())
    assert say_verdict(verdict, ("A", "B"), counts, days, Minimum()).startswith(words)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (arms((100, 5), (900, 50)), "Too early to say"),
        (arms((1_000, 200), (9_000, 1_850)), "No effect that is beyond doubt: 20.6%"),
        (arms((1_000, 200), (9_000, 2_700)), "The program changes whether buyers come"),
    ],
)  # fmt: skip
def test_it_says_what_the_program_does_to_buyers(counts: tuple[ArmCount, ...], words: str) -> None:
    verdict = judge_arms(counts, 60, Minimum())
    assert say_holdout(verdict, counts, 60, Minimum()).startswith(words)


@pytest.mark.parametrize(
    ("extra", "pairs", "words"),
    [
        (0, 3, "Too early to say: 3 of the 4 pairs"),
        (0, 4, "No extra customers beyond doubt"),
        (40, 4, "+56.0 customers a week more with the program"),
    ],
)
def test_it_claims_extra_customers_only_where_they_are_sure(extra: int, pairs: int, words: str) -> None:
    counts = [(100 + extra + pair % 2 * 3 - 3, 100 - pair % 2 * 3) for pair in range(pairs)]
    weeks = [Week(is_on=place == 0, new_count=pair[place], days=5) for pair in counts for place in (0, 1)]
    assert say_lift(measure_lift(weeks), pairs).startswith(words)


def test_it_never_says_that_a_chance_is_certain() -> None:
    assert [say_chance(chance) for chance in (0.0, 0.5, 1.0)] == ["below 0.1%", "50.0%", "above 99.9%"]


def test_it_reads_an_offer_and_leaves_out_what_has_no_name() -> None:
    typed = FORM | {
        "friend_size_1": "500", "friend_kind_1": "amount", "advocate_size_1": "12.5", "delay_1": "7",
        "friend_size_2": "no name",
    }  # fmt: skip
    made = read_experiment("offer", typed, CHAI_HOUSE)
    assert [(one.name, one.weight) for one in made.variants] == [("As now", 50), ("B", 30)]
    offer = made.variants[1].offer
    assert offer and (offer.friend, offer.advocate) == (
        Incentive(kind="amount", amount_minor=50_000),
        Incentive(kind="percent", pct=12.5),
    )
    assert (made.goal, made.auto_weeks, made.variants[1].delay_s) == ("ordered", None, None)


@given(st.sampled_from([*FIELDS, "nothing"]), st.dictionaries(st.sampled_from(NAMES), st.text(max_size=70)))
def test_it_reads_or_refuses_whatever_is_typed(kind: str, typed: dict[str, str]) -> None:
    try:
        assert read_experiment(kind, FORM | typed, CHAI_HOUSE).kind == kind
    except InvalidInput as error:
        assert error.sentence and "Expected" not in str(error), "said in the form's words, not the reader's"
