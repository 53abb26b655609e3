"""When what failed is tried again, and when a store is left alone."""

from __future__ import annotations

from itertools import accumulate, repeat

import pytest

from plugin.domain.moments import HOUR_MS, MINUTE_MS, SECOND_MS
from plugin.domain.retries import (
    CLOSED_MS,
    MOST_FAILURES,
    Calls,
    begin_trial,
    hear_answer,
    hear_busy,
    hear_nothing,
    judge_calls,
    wait_before_retry,
)

FAILING = Calls(failures_count=MOST_FAILURES, closed_until_at_ms=1_000)


@pytest.mark.parametrize(
    ("tries_count", "wait_ms"),
    [
        (1, 5 * SECOND_MS), (2, 5 * MINUTE_MS), (3, 30 * MINUTE_MS), (4, 2 * HOUR_MS), (5, 5 * HOUR_MS),
        (6, 10 * HOUR_MS), (7, 14 * HOUR_MS), (8, 20 * HOUR_MS), (9, 24 * HOUR_MS),
    ],
)  # fmt: skip
def test_it_waits_longer_after_every_try(tries_count: int, wait_ms: int) -> None:
    waits = [wait_before_retry(tries_count, chance) for chance in (0, 0.5, 1)]
    assert waits == [round(wait_ms * share) for share in (0.8, 1, 1.2)]


def test_it_gives_up_after_the_tenth_try() -> None:
    assert [wait_before_retry(tries_count, 0.5) for tries_count in (10, 11, 99)] == [None] * 3


@pytest.mark.parametrize(
    ("calls", "now_ms", "verdict"),
    [
        (Calls(), 0, "open"),
        (Calls(failures_count=MOST_FAILURES - 1), 0, "open"),
        (FAILING, 999, "closed"),
        (FAILING, 1_000, "trial"),
        (Calls(closed_until_at_ms=1_000), 999, "closed"),
        (Calls(closed_until_at_ms=1_000), 1_000, "open"),
    ],
)
def test_it_says_whether_the_store_may_be_called(calls: Calls, now_ms: int, verdict: str) -> None:
    assert judge_calls(calls, now_ms) == verdict


def test_it_leaves_a_store_alone_after_five_failures_in_a_row() -> None:
    *before, last = accumulate(
        repeat(0, 5), lambda calls, _: hear_nothing(calls, 0, 0.5, False), initial=Calls()
    )
    assert [judge_calls(calls, 0) for calls in before] == ["open"] * 5
    assert judge_calls(last, 0) == "closed"


def test_it_leaves_a_store_alone_for_longer_after_every_trial() -> None:
    calls, closed_ms = Calls(failures_count=4), []
    for _ in range(len(CLOSED_MS) + 1):
        calls = hear_nothing(calls, 0, 0.5, True)
        closed_ms.append(calls.closed_until_at_ms)
    assert closed_ms == [*CLOSED_MS, CLOSED_MS[-1]]


def test_it_learns_nothing_from_calls_that_were_under_way() -> None:
    assert hear_nothing(FAILING, 0, 0.5, False) == FAILING


def test_it_lets_one_trial_be_made_at_a_time() -> None:
    trying = begin_trial(FAILING, 5_000)
    assert (judge_calls(trying, 4_999), trying.failures_count) == ("closed", FAILING.failures_count)


def test_it_calls_again_after_any_answer() -> None:
    assert judge_calls(hear_answer(FAILING), 0) == "open"


def test_it_waits_as_long_as_a_busy_store_asks() -> None:
    busy = hear_busy(Calls(failures_count=2), 1_000, 2.5)
    assert busy == Calls(failures_count=2, closed_until_at_ms=3_500)
    assert hear_busy(busy, 1_000, 1) == busy
