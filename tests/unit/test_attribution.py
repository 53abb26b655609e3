"""Who sent a buyer: one wins, and every other is told why it lost."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.attribution import Candidate, attribute_order
from plugin.domain.program import Attribution
from plugin.model import Method
from tests.cast import DAY_MS, NOW_MS

RULES = Attribution()
METHODS: tuple[Method, ...] = ("code", "claim", "visit", "contact")


def trace(method: Method = "visit", advocate_id: str = "asha", days_ago: float = 1, **more: Any) -> Candidate:
    return Candidate(
        method=method, advocate_id=advocate_id, evidence=f"{method} of {advocate_id}",
        at_ms=NOW_MS - int(days_ago * DAY_MS), **more,
    )  # fmt: skip


def whys(*candidates: Candidate, rules: Attribution = RULES, chosen: str | None = None) -> dict[str, str]:
    judged = attribute_order(candidates, rules, NOW_MS, chosen)
    assert sum(one.won for one in judged) <= 1
    return {one.candidate.evidence: one.why for one in judged}


@pytest.mark.parametrize("stronger", range(3))
def test_it_lets_the_stronger_trace_win(stronger: int) -> None:
    strong, weak = METHODS[stronger], METHODS[stronger + 1]
    assert whys(trace(weak, "meera", days_ago=5), trace(strong, "asha")) == {
        f"{strong} of asha": "strongest",
        f"{weak} of meera": "a stronger trace won",
    }


def test_it_lets_the_first_of_several_visits_win() -> None:
    assert whys(trace(advocate_id="asha", days_ago=3), trace(advocate_id="meera", days_ago=9)) == {
        "visit of meera": "strongest",
        "visit of asha": "an earlier one won",
    }


@pytest.mark.parametrize(
    ("days_ago", "why"), [(90, "strongest"), (90.1, "too old"), (-0.1, "after the order")]
)
def test_it_counts_a_visit_for_so_many_days(days_ago: float, why: str) -> None:
    assert whys(trace(days_ago=days_ago)) == {"visit of asha": why}


def test_it_counts_a_claim_by_contact_until_it_runs_out() -> None:
    over = trace("contact", until_at_ms=NOW_MS - 1)
    assert whys(over) == {"contact of asha": "too old"}
    assert whys(msgspec.structs.replace(over, until_at_ms=NOW_MS)) == {"contact of asha": "strongest"}


def test_it_follows_the_programs_own_order() -> None:
    rules = Attribution(order=("visit", "code"))
    assert whys(trace("code"), trace("visit", "meera"), trace("contact", "noor"), rules=rules) == {
        "visit of meera": "strongest",
        "code of asha": "a stronger trace won",
        "contact of noor": "not counted here",
    }


def test_it_obeys_the_merchants_word() -> None:
    both = trace("code"), trace("visit", "meera", days_ago=200)
    assert whys(*both, chosen="meera") == {
        "visit of meera": "the merchant's word",
        "code of asha": "the merchant chose another",
    }
    assert set(whys(*both, chosen="").values()) == {"the merchant chose another"}


traces = st.builds(
    trace, st.sampled_from(METHODS), st.sampled_from(["asha", "meera", "noor"]), st.integers(-2, 200)
)


@given(st.lists(traces, max_size=6).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_it_answers_the_same_in_whatever_order_traces_are_found(
    found: tuple[list[Candidate], list[Candidate]],
) -> None:
    one, other = (attribute_order(candidates, RULES, NOW_MS) for candidates in found)
    assert one == other
    assert sum(each.won for each in one) <= 1
    assert {each.candidate for each in one} == set(found[0])
