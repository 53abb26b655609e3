"""Calendar months as the shop's clocks have them, daylight saving included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def month_of(at_ms: int, time_zone: str) -> str:
    """Give the month of a moment in a time zone: "2026-11"."""
    return _local(at_ms, time_zone).isoformat()[:7]


def month_before(month: str) -> str:
    """Give the month before one: "2025-12" for "2026-01"."""
    year, number = divmod(month_number(month) - 1, 12)
    return f"{year:04}-{number + 1:02}"


def month_number(month: str) -> int:
    """Give how many months lie before one since the year 0: neighbours are one apart."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month_ends_at(month: str, time_zone: str) -> int:
    """Give the moment at which a month is over where the shop is, in epoch milliseconds."""
    year, number = divmod(month_number(month) + 1, 12)
    return _moment(datetime(year, number + 1, 1), time_zone)


def add_months(at_ms: int, months_count: int, time_zone: str) -> int:
    """Give the same time of day so many months later, or the last day of a shorter month."""
    later = _local(at_ms, time_zone).replace(tzinfo=None) + relativedelta(months=months_count)
    return _moment(later, time_zone)


def _local(at_ms: int, time_zone: str) -> datetime:
    return (EPOCH + at_ms * MILLISECOND).astimezone(ZoneInfo(time_zone))


def _moment(local: datetime, time_zone: str) -> int:
    """Give the moment at which clocks show a time first, or would if they were not just put forward."""
    return (local.replace(tzinfo=ZoneInfo(time_zone)) - EPOCH) // MILLISECOND
