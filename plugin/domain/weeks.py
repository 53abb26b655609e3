"""Weeks as the shop's clocks have them, from Monday to Sunday, and when the letter about one is due."""

from __future__ import annotations

from datetime import date

from plugin.domain.days import add_days, day_begins_at, day_of
from plugin.domain.moments import DAY_MS, HOUR_MS

DUE_HOUR = 9
LATEST_MS = 2 * DAY_MS  # a worker that was down for longer writes no more of the week


def due_week(now_ms: int, time_zone: str) -> str | None:
    """Give the Monday of the week that a letter is due about: the one that ended, from Monday nine on.

    None at any other time.
    """
    today = day_of(now_ms, time_zone)
    monday = add_days(today, -date.fromisoformat(today).weekday())
    since_ms = now_ms - (day_begins_at(monday, time_zone) + DUE_HOUR * HOUR_MS)
    return add_days(monday, -7) if 0 <= since_ms < LATEST_MS else None


def week_ends_on(week: str) -> str:
    """Give the Sunday of the week that a Monday names."""
    return add_days(week, 6)
