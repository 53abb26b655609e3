"""Calendar days as the shop's clocks have them: "2026-11-22", daylight saving included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from plugin.domain.months import EPOCH, MILLISECOND

ONE_DAY = timedelta(days=1)
EARLIEST = "2000-01-01"  # nothing that a merchant looks at happened before


def day_of(at_ms: int, time_zone: str) -> str:
    """Give the day of a moment where the shop is."""
    return (EPOCH + at_ms * MILLISECOND).astimezone(ZoneInfo(time_zone)).date().isoformat()


def day_begins_at(day: str, time_zone: str) -> int:
    """Give the first moment of a day, in epoch milliseconds."""
    midnight = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(time_zone))
    return (midnight - EPOCH) // MILLISECOND


def day_ends_at(day: str, time_zone: str) -> int:
    """Give the moment at which a day is over, which is the first one of the next."""
    return day_begins_at(add_days(day, 1), time_zone)


def add_days(day: str, days_count: int) -> str:
    """Give the day so many days later, or earlier."""
    return (date.fromisoformat(day) + days_count * ONE_DAY).isoformat()


def count_days(first: str, last: str) -> int:
    """Count the days from one to another, both of them with it."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


def list_days(first: str, last: str) -> Iterator[str]:
    """Give every day from one to another, both of them with it."""
    return (add_days(first, number) for number in range(count_days(first, last)))


def write_moment(at_ms: int, time_zone: str) -> str:
    """Write a moment for a file: "2026-11-22T09:00:00+05:30"."""
    local = (EPOCH + at_ms * MILLISECOND).astimezone(ZoneInfo(time_zone))
    return local.isoformat(timespec="seconds")
