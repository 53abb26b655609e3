"""A reward's ledger: from what stands to what is owed, and never paid twice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.ledger import STANDING, Line, Standing, add_up, next_lines
from plugin.domain.program import Incentive, Milestone
from plugin.domain.rewards import Counted, Promise, Tally, find_moved, promise_steps
from plugin.model import RewardState
from tests.cast import NOW_MS
from tests.loop import make_loop_program

AMOUNT = Incentive(kind="amount", amount_minor=20_000)
CASH = Incentive(kind="cash", pct=10)


def promise(amount_minor: int = 20_000, **changes: Any) -> Promise:
    values: dict[str, Any] = {
        "rule": "advocate", "cause": "order standard 1", "person_id": "asha", "referral_id": "ref",
        "program_version": 1, "incentive": AMOUNT, "amount_minor": amount_minor, "currency": "INR",
        "release_at_ms": NOW_MS,
    }  # fmt: skip
    return Promise(**(values | changes))


def stands(state: RewardState, why: str = "", amount_minor: int = 20_000) -> Standing:
    return Standing(state=state, why=why, amount_minor=amount_minor)


def kinds(lines: tuple[Line, ...]) -> list[str]:
    return [f"{line.kind} {line.why}".strip() if line.kind == "held" else line.kind for line in lines]


@pytest.mark.parametrize(
    ("kept", "owed", "expected"),
    [
        (None, promise(), ["due", "approved"]),
        (None, promise(release_at_ms=NOW_MS + 1), ["due", "held return window"]),
        (None, promise(waits=True), ["due", "held review"]),
        (None, None, []),
        (stands("held", "return window"), promise(release_at_ms=NOW_MS + 1), []),
        (stands("held", "return window"), promise(), ["approved"]),
        (stands("held", "return window"), promise(waits=True), ["held review"]),
        (stands("held", "review"), promise(), ["approved"]),
        (stands("held", "return window"), promise(15_000), ["adjusted", "approved"]),
        (stands("approved"), promise(), []),
        (stands("told"), promise(release_at_ms=NOW_MS + 1), []),
        (stands("issued"), promise(15_000), []),
        (stands("issued"), promise(15_000, incentive=CASH), ["adjusted"]),
        (stands("expired", amount_minor=0), promise(), []),
        (stands("expired", amount_minor=0), None, []),
        (stands("reversed", amount_minor=0), None, []),
        (stands("reversed", amount_minor=0), promise(), ["due", "approved"]),
        *[(stands(state), None, ["reversed"]) for state in STANDING],
    ],
)
def test_it_writes_what_is_missing(kept: Standing | None, owed: Promise | None, expected: list[str]) -> None:
    assert kinds(next_lines(kept, owed, NOW_MS)) == expected


def test_it_holds_what_the_budget_does_not_bear() -> None:
    assert kinds(next_lines(None, promise(), NOW_MS, 19_999)) == ["due", "held budget"]
    assert kinds(next_lines(None, promise(), NOW_MS, 20_000)) == ["due", "approved"]
    assert kinds(next_lines(stands("held", "budget"), promise(), NOW_MS, 20_000)) == ["approved"]


owed = st.one_of(
    st.none(),
    st.builds(
        promise, st.integers(0, 30_000), release_at_ms=st.sampled_from([NOW_MS, NOW_MS + 9]),
        waits=st.booleans(), incentive=st.sampled_from([AMOUNT, CASH]),
    ),
)  # fmt: skip


@given(st.lists(owed, max_size=12))
def test_it_comes_to_what_is_owed_and_to_nothing_when_nothing_is(history: list[Promise | None]) -> None:
    kept: Standing | None = None
    for one in history:
        lines = next_lines(kept, one, NOW_MS)
        kept = add_up(lines, kept) if lines else kept
        assert next_lines(kept, one, NOW_MS) == (), "a second look finds nothing to write"
        if one is None:
            assert kept is None or (kept.state, kept.amount_minor) == ("reversed", 0)
        elif kept is not None and kept.state in ("due", "held"):
            assert kept.amount_minor == one.amount_minor


FRIENDS = st.lists(
    st.tuples(st.sampled_from([NOW_MS - 1, NOW_MS, NOW_MS + 1]), st.booleans(), st.just("INR")),
    max_size=8,
)
LADDER = make_loop_program(
    ladder=(Milestone(friends_count=1, reward=AMOUNT), Milestone(friends_count=4, reward=AMOUNT)),
    every=Milestone(friends_count=2, reward=AMOUNT),
)


def step(friends: list[Counted], kept: dict[tuple[str, str], Standing]) -> dict[tuple[str, str], Standing]:
    """Give the steps of a ladder that lines are written for, as they stand then."""
    owed = {(one.rule, one.cause): one for one in promise_steps("asha", friends, LADDER, 1)}
    written = {key: next_lines(kept.get(key), owed.get(key), NOW_MS) for key in {**kept, **owed}}
    return {key: made for key, lines in written.items() if lines and (made := add_up(lines, kept.get(key)))}


def tally(friends: list[Counted]) -> Tally:
    """Count friends as the store does."""
    clear = [release_at_ms for release_at_ms, is_clear, _ in friends if is_clear]
    released = [release_at_ms for release_at_ms in clear if release_at_ms <= NOW_MS]
    return Tally(counted_count=len(friends), clear_count=len(clear), released_count=len(released))


@given(FRIENDS, FRIENDS)
def test_it_writes_nothing_for_steps_that_have_not_moved(before: list[Counted], after: list[Counted]) -> None:
    kept = step(before, {})
    moved = find_moved(tally(before), tally(after), LADDER)
    assert {int(cause.split()[1]) for _, cause in step(after, kept)} <= moved
