"""Days and months as a person reads them, in the language of the moment: 24 Oct 2026, in files 2026-10-24."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from plugin.words.speaking import spoken_language


def say_day(day: str) -> str:
    """Say a day: "2026-10-24" as 24 Oct 2026."""
    return format_date(date.fromisoformat(day), "d MMM y", locale=spoken_language())


def say_month(month: str) -> str:
    """Say a month: "2026-10" as Oct 2026."""
    return format_date(date.fromisoformat(f"{month}-01"), "LLL y", locale=spoken_language())
