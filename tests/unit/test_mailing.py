"""Who may be written to, and when: tables, and quiet hours on any day in any zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.mailing import (
    Bounce,
    BounceKind,
    Standing,
    Word,
    judge_bounces,
    may_write,
    next_allowed_at,
    next_allowed_in,
    zones_of,
)
from plugin.domain.moments import DAY_MS
from plugin.domain.program import PostRules
from plugin.domain.reasons import all_passed
from plugin.model import Purpose
from plugin.words.post import RULE_WORDS, say_may_write
from tests.cast import CHAI_HOUSE, HOUR_MS, NOW_MS

FINE = Standing(medium="email", has_contact=True, bought=True)
ZONES = ("Asia/Kolkata", "America/New_York", "Europe/Paris", "Australia/Lord_Howe", "Asia/Kathmandu")


@pytest.mark.parametrize(
    ("standing", "asked", "marketing", "transactional"),
    [
        ({}, "bought", "", ""),
        ({}, "given", "consent", ""),
        ({"bought": False}, "bought", "consent", ""),
        ({"bought": False, "says": "in"}, "bought", "", ""),
        ({"says": "in"}, "given", "", ""),
        ({"says": "out", "said_at_ms": NOW_MS}, "bought", "may_be_asked", ""),
        ({"opted_out_at_ms": NOW_MS}, "bought", "may_be_asked", ""),
        ({"banned_at_ms": NOW_MS}, "bought", "may_be_asked", ""),
        ({"suppressed_by": "soft"}, "bought", "not_suppressed", ""),
        ({"suppressed_by": "complaint"}, "bought", "not_suppressed", ""),
        ({"suppressed_by": "hard"}, "bought", "not_suppressed", "not_suppressed"),
        ({"has_contact": False}, "bought", "has_contact", "has_contact"),
        ({"medium": "whatsapp"}, "bought", "consent", "consent"),
        ({"medium": "whatsapp", "says": "in"}, "bought", "", ""),
        ({"medium": "push", "has_contact": False, "says": "in"}, "given", "has_contact", "has_contact"),
    ],
)
def test_it_says_who_may_be_written_to(
    standing: dict[str, Any], asked: str, marketing: str, transactional: str
) -> None:
    case = msgspec.structs.replace(FINE, **standing)
    rules = msgspec.convert({"consent": asked}, PostRules)
    purposes: dict[Purpose, str] = {"marketing": marketing, "transactional": transactional}
    for purpose, failing in purposes.items():
        reasons = may_write(purpose, case, rules)
        assert next((one.rule for one in reasons if not one.passed), "") == failing
        assert all_passed(reasons) == (not failing)
        for reason in reasons:
            assert reason.rule in RULE_WORDS
            assert say_may_write(reason, CHAI_HOUSE).endswith(".")


@pytest.mark.parametrize(
    ("bounces", "says", "suppressed"),
    [
        ([], "", ""),
        ([("soft", 0), ("soft", 1)], "", ""),
        ([("soft", 0), ("soft", 1), ("soft", 29)], "", "soft"),
        ([("soft", 0), ("soft", 1), ("soft", 31)], "", ""),
        ([("hard", 400)], "", "hard"),
        ([("hard", 400)], "in", "hard"),
        ([("complaint", 400)], "", "complaint"),
        ([("complaint", 400)], "in", ""),
        ([("complaint", 0)], "in", "complaint"),
        ([("complaint", 400)], "out", "complaint"),
    ],
)
def test_it_says_what_came_back_forbids(
    bounces: list[tuple[BounceKind, int]], says: str, suppressed: str
) -> None:
    came = [
        Bounce(medium="email", kind=kind, source="", at_ms=NOW_MS - days * DAY_MS) for kind, days in bounces
    ]
    word = msgspec.convert(
        {"medium": "email", "says": says, "source": "", "wording": "", "at_ms": NOW_MS - 10 * DAY_MS}, Word
    ) if says else None  # fmt: skip
    assert judge_bounces(came, word, NOW_MS)[0] == suppressed


@given(
    now_ms=st.integers(NOW_MS - 400 * DAY_MS, NOW_MS + 400 * DAY_MS),
    zone=st.sampled_from(ZONES), quiet_from=st.integers(0, 23), quiet_until=st.integers(0, 23),
)  # fmt: skip
def test_it_waits_until_the_quiet_hours_are_over_and_no_longer(
    now_ms: int, zone: str, quiet_from: int, quiet_until: int
) -> None:
    rules = PostRules(quiet_from_hour=quiet_from, quiet_until_hour=quiet_until)

    def is_quiet(at_ms: int) -> bool:
        hour = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(zone)).hour
        if quiet_from <= quiet_until:
            return quiet_from <= hour < quiet_until
        return hour >= quiet_from or hour < quiet_until

    at_ms = next_allowed_at(now_ms, zone, rules)
    assert now_ms <= at_ms <= now_ms + DAY_MS + HOUR_MS
    assert not is_quiet(at_ms)
    assert all(is_quiet(earlier_ms) for earlier_ms in range(now_ms, at_ms, HOUR_MS // 4))


def test_it_waits_for_the_whole_country_where_nobody_knows_the_town() -> None:
    rules = PostRules(quiet_from_hour=21, quiet_until_hour=9)
    zones = zones_of("US", "IN", "Asia/Kolkata")
    noon_in_new_york_ms = round(datetime(2026, 11, 23, 17, tzinfo=UTC).timestamp() * 1000)
    at_ms = next_allowed_in(noon_in_new_york_ms, zones, rules)
    assert at_ms == noon_in_new_york_ms + 2 * HOUR_MS  # nine in Honolulu
    assert next_allowed_in(at_ms, ZONES, rules) == next_allowed_at(
        at_ms, ZONES[0], rules
    )  # never all at once
    assert zones_of("IN", "IN", "Asia/Kolkata") == ("Asia/Kolkata",)
    assert zones_of("", "IN", "Asia/Kolkata") == zones_of("XX", "IN", "Asia/Kolkata") == ("Asia/Kolkata",)
