"""Days in words, as the shop's calendar has them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from plugin.model import Shop


def say_day(at_ms: int, shop: Shop, language: str) -> str:
    """Say the day of a moment in the shop's time zone: "22 December 2026"."""
    moment = datetime.fromtimestamp(at_ms // 1000, UTC).astimezone(ZoneInfo(shop.time_zone))
    return format_date(moment.date(), "d MMMM y", locale=language)


def say_month(month: str, language: str) -> str:
    """Say a month that is written as "2026-11": "November 2026"."""
    return format_date(date.fromisoformat(f"{month}-01"), "LLLL y", locale=language)
