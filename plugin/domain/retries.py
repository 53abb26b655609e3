"""When something that failed is tried again, and when a store that fails all the time is left alone."""

from __future__ import annotations

from typing import Literal

from plugin.domain.moments import HOUR_MS, MINUTE_MS, SECOND_MS
from plugin.model import Struct

# The tries of Standard Webhooks: at once, then after these, each up to a fifth earlier or later.
RETRY_AFTER_MS = (
    5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS,
    20 * HOUR_MS, 24 * HOUR_MS,
)  # fmt: skip
JITTER = 0.2

MOST_FAILURES = 5
CLOSED_MS = (30 * SECOND_MS, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS)


class Calls(Struct):
    """The line to one store: how the last calls went.

    `failures_count` counts those that failed one after another; nobody calls before `closed_until_at_ms`.
    """

    failures_count: int = 0
    closed_until_at_ms: int | None = None


def wait_before_retry(tries_count: int, chance: float) -> int | None:
    """Say how many milliseconds to wait after so many tries, or None when that was the last.

    `chance` is a number from 0 to 1 that spreads those who failed together.
    """
    if tries_count > len(RETRY_AFTER_MS):
        return None
    return _spread(RETRY_AFTER_MS[tries_count - 1], chance)


def judge_calls(calls: Calls, now_ms: int) -> Literal["open", "trial", "closed"]:
    """Say whether the store may be called now: as often as one likes, once to see, or not at all."""
    if calls.closed_until_at_ms is not None and now_ms < calls.closed_until_at_ms:
        return "closed"
    return "trial" if calls.failures_count >= MOST_FAILURES else "open"


def hear_answer(calls: Calls) -> Calls:
    """Open the line: the store answered."""
    return Calls()


def hear_nothing(calls: Calls, now_ms: int, chance: float, is_trial: bool) -> Calls:
    """Count a call that failed; the fifth in a row closes the line, every failed trial for longer.

    Calls that were under way when the line was closed say nothing new: only a trial counts then.
    """
    if calls.failures_count >= MOST_FAILURES and not is_trial:
        return calls
    count = calls.failures_count + 1
    if count < MOST_FAILURES:
        return Calls(failures_count=count, closed_until_at_ms=calls.closed_until_at_ms)
    closed_ms = CLOSED_MS[min(count - MOST_FAILURES, len(CLOSED_MS) - 1)]
    return Calls(failures_count=count, closed_until_at_ms=now_ms + _spread(closed_ms, chance))


def hear_busy(calls: Calls, now_ms: int, again_s: float) -> Calls:
    """Leave the store alone for as long as it asks."""
    until_at_ms = now_ms + round(again_s * SECOND_MS)
    return Calls(
        failures_count=calls.failures_count,
        closed_until_at_ms=max(until_at_ms, calls.closed_until_at_ms or 0),
    )


def begin_trial(calls: Calls, until_at_ms: int) -> Calls:
    """Keep everybody else from calling while one trial is made."""
    return Calls(failures_count=calls.failures_count, closed_until_at_ms=until_at_ms)


def _spread(wait_ms: int, chance: float) -> int:
    return round(wait_ms * (1 - JITTER + 2 * JITTER * chance))
