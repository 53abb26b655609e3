"""Spans of time in milliseconds, as all moments here are; the earlier and the later of moments."""

from __future__ import annotations

from collections.abc import Iterable

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS
FOR_EVER_MS = 2**53  # later than any moment, and exact in JSON


def earliest(moments: Iterable[int | None]) -> int | None:
    """Give the earliest of moments that may be unknown."""
    return min((at_ms for at_ms in moments if at_ms is not None), default=None)


def latest(moments: Iterable[int | None]) -> int | None:
    """Give the latest of moments that may be unknown."""
    return max((at_ms for at_ms in moments if at_ms is not None), default=None)
