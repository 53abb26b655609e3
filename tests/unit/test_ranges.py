"""Ranges of days: what an address asks for, in the shop's time zone, and what is refused in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.days import add_days, count_days, day_begins_at, day_ends_at, day_of, list_days
from plugin.domain.ranges import Range, read_range
from plugin.errors import InvalidInput
from tests.cast import DAY_MS, HOUR_MS, NOW_MS

KOLKATA = "Asia/Kolkata"
BEGAN_MS = NOW_MS - 500 * DAY_MS
ZONES = (KOLKATA, "America/Sao_Paulo", "Africa/Cairo", "Pacific/Apia", "America/New_York", "UTC")


def read(query: dict[str, str], zone: str = KOLKATA, now_ms: int = NOW_MS) -> Range:
    return read_range(query, now_ms, zone, BEGAN_MS)


@pytest.mark.parametrize(
    ("name", "first", "last", "before"),
    [
        ("today", "2026-11-22", "2026-11-22", ("2026-11-21", "2026-11-21")),
        ("7d", "2026-11-16", "2026-11-22", ("2026-11-09", "2026-11-15")),
        ("30d", "2026-10-24", "2026-11-22", ("2026-09-24", "2026-10-23")),
        ("month", "2026-11-01", "2026-11-22", ("2026-10-10", "2026-10-31")),
        ("year", "2026-01-01", "2026-11-22", ("2025-02-09", "2025-12-31")),
        ("all", "2025-07-10", "2026-11-22", ("", "")),
    ],
)
def test_it_reads_a_named_range(name: str, first: str, last: str, before: tuple[str, str]) -> None:
    found = read({"range": name})
    assert (found.first, found.last) == (first, last)
    assert (found.before_first, found.before_last) == before


def test_it_takes_the_last_thirty_days_and_the_shops_own_midnight() -> None:
    assert read({}) == read({"range": "30d"})
    evening_ms = NOW_MS - 15 * HOUR_MS  # 18:00 in Kolkata, and the next day in Kiritimati
    assert [read({"range": "today"}, zone, evening_ms).first for zone in (KOLKATA, "Pacific/Kiritimati")] == [
        "2026-11-21", "2026-11-22",
    ]  # fmt: skip


def test_it_reads_its_own_query_to_the_same_range() -> None:
    for query in (
        {"range": "custom", "from": "2026-02-27", "until": "2026-03-02"},
        {"range": "90d", "compare": "no"},
    ):
        found = read_range(query, NOW_MS, KOLKATA, BEGAN_MS)
        assert read_range(found.query, NOW_MS, KOLKATA, BEGAN_MS) == found


@pytest.mark.parametrize(
    "query",
    [
        {"range": "week"},
        {"range": "custom"},
        {"range": "custom", "from": "2026-11-02", "until": "2026-11-01"},
        {"range": "custom", "from": "1999-12-31", "until": "2026-11-01"},
        {"range": "custom", "from": "2026-11-23", "until": "2026-11-24"},
        {"range": "custom", "from": "2026-11-1x", "until": "2026-11-24"},
        {"range": "custom", "from": "2026-11-01" * 100, "until": "2026-11-24"},
    ],
)
def test_it_refuses_what_is_no_range(query: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match=r"^[A-Z].*\.$"):
        read(query)


@given(at_ms=st.integers(946_684_800_000, 2_000_000_000_000), zone=st.sampled_from(ZONES))
def test_every_moment_is_in_the_day_that_it_is_said_to_be(at_ms: int, zone: str) -> None:
    day = day_of(at_ms, zone)
    assert day_begins_at(day, zone) <= at_ms < day_ends_at(day, zone)
    assert day_ends_at(day, zone) == day_begins_at(add_days(day, 1), zone)


@given(first=st.dates(), days_count=st.integers(1, 800))
def test_it_lists_as_many_days_as_it_counts(first: object, days_count: int) -> None:
    if str(first) < "9990":
        last = add_days(str(first), days_count - 1)
        assert count_days(str(first), last) == len(list(list_days(str(first), last))) == days_count


def test_it_says_that_today_is_not_over_and_where_nothing_is_known_before() -> None:
    assert read({}).is_open
    assert not read({"range": "custom", "from": "2026-11-01", "until": "2026-11-21"}).is_open
    assert [read({"range": name}).known_from for name in ("90d", "12m", "all")] == ["", "2025-07-10", ""]
