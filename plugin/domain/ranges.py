"""Ranges of days that a page is asked for: where the shop is, in the address, with the period before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

import msgspec

from plugin.domain.days import EARLIEST, add_days, count_days, day_of
from plugin.errors import InvalidInput
from plugin.model import Struct

RangeName = Literal["today", "7d", "30d", "90d", "month", "12m", "year", "all", "custom"]
RANGE_NAMES: tuple[RangeName, ...] = get_args(RangeName)
DEFAULT: RangeName = "30d"
DAYS: dict[str, int] = {"today": 1, "7d": 7, "30d": 30, "90d": 90, "12m": 365}


class Range(Struct):
    """The days from `first` to `last`, both with it.

    `before_first` and `before_last` are as many days just before them, empty where nothing is compared.
    `is_open` is whether today, which is not over, is among them; `known_from` is the first day of which
    anything is known, where what they are compared with begins earlier.
    """

    name: RangeName
    first: str
    last: str
    before_first: str = ""
    before_last: str = ""
    is_open: bool = False
    known_from: str = ""

    @property
    def days_count(self) -> int:
        """How many days it has."""
        return count_days(self.first, self.last)

    @property
    def compares(self) -> bool:
        """Whether the period before stands beside it."""
        return bool(self.before_first)

    @property
    def query(self) -> dict[str, str]:
        """The words of an address that `read_range` reads to this range again."""
        ends = {"from": self.first, "until": self.last} if self.name == "custom" else {}
        compare = {} if self.compares or self.name == "all" else {"compare": "no"}
        return {"range": self.name, **ends, **compare}


def read_range(query: Mapping[str, str], now_ms: int, time_zone: str, began_at_ms: int) -> Range:
    """Read the range of days out of an address's query: the last thirty days unless it says another.

    Takes `range`, for "custom" `from` and `until`, and `compare`; `began_at_ms` is where "all" begins. Raises
    InvalidInput with what is wrong.
    """
    name = query.get("range", DEFAULT)
    if name not in RANGE_NAMES:
        raise InvalidInput("range", "Choose a range of days: {names}.", names=", ".join(RANGE_NAMES))
    today, began = (day_of(at_ms, time_zone) for at_ms in (now_ms, began_at_ms))
    if name == "custom":
        first, last = _read_custom(query, today)
    else:
        first, last = _find_first(name, today, max(EARLIEST, began)), today
    made = Range(name=name, first=first, last=last, is_open=last == today)
    if name == "all" or query.get("compare") == "no":
        return made
    before_last = add_days(first, -1)
    before_first = add_days(first, -made.days_count)
    return msgspec.structs.replace(
        made, before_first=before_first, before_last=before_last,
        known_from=began if before_first < began else "",
    )  # fmt: skip


def _find_first(name: RangeName, today: str, began: str) -> str:
    if name == "all":
        return min(began, today)
    if name == "month":
        return today[:8] + "01"
    if name == "year":
        return today[:5] + "01-01"
    return add_days(today, 1 - DAYS[name])


def _read_custom(query: Mapping[str, str], today: str) -> tuple[str, str]:
    first, last = (_read_day(query.get(field, ""), field) for field in ("from", "until"))
    if first > last:
        raise InvalidInput("from", "The range ends before it begins: turn the two days round.")
    if first > today:
        raise InvalidInput("from", "The range lies in the future: begin it today at the latest.")
    return first, min(last, today)


def _read_day(text: str, field: str) -> str:
    try:
        day = date.fromisoformat(text if len(text) == len(EARLIEST) else "").isoformat()
    except ValueError as error:
        raise InvalidInput(
            field, "Write both days of the range as year, month and day, such as 2026-11-22."
        ) from error
    if day < EARLIEST:
        raise InvalidInput(field, "The range begins on {earliest} at the earliest.", earliest=EARLIEST)
    return day
