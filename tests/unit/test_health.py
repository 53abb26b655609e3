"""The judging of an installation and its shops: each light, and one fix where it is not good."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.words.health import HouseFacts, judge_house, say_ago, worst_of
from plugin.words.shop_health import ShopFacts, Turned, judge_shop
from tests.cast import DAY_MS, HOUR_MS, MINUTE_MS, NOW_MS

GOOD = HouseFacts(
    version="1.0", url="https://sathi.example", now_ms=NOW_MS, proxies_count=1, has_mail=True,
    size_bytes=5_000_000, free_bytes=10**10, secret_place="/srv/sathi.secret", secret_mode=0o600,
    worker_at_ms=NOW_MS - 20_000, backup_at_ms=NOW_MS - DAY_MS, write_failure="", url_failure="",
    mail_failure="", clock_off_ms=900,
)  # fmt: skip
GOOD_SHOP = ShopFacts(
    name="Chai House", now_ms=NOW_MS, heard={"woocommerce": NOW_MS - HOUR_MS}, connection="woocommerce",
    read_at_ms=NOW_MS - MINUTE_MS, last_mail_at_ms=NOW_MS - HOUR_MS,
)  # fmt: skip


def changed(facts: Any, changes: dict[str, Any]) -> Any:
    return type(facts)(**{name: getattr(facts, name) for name in facts.__struct_fields__} | changes)


def test_it_finds_nothing_wrong_where_all_is_well() -> None:
    for findings in (judge_house(GOOD), judge_shop(GOOD_SHOP)):
        assert worst_of(findings) == "good"
        assert [one.fix for one in findings if one.fix] == []


@pytest.mark.parametrize(
    ("changes", "light", "fix"),
    [
        ({"secret_mode": 0o644}, "bad", "chmod 600 /srv/sathi.secret"),
        ({"write_failure": "attempt to write a readonly database"}, "bad", "the right to write"),
        ({"free_bytes": 1_000_000}, "bad", "Make room"),
        ({"size_bytes": 9 * 10**9}, "warn", "Make room"),
        ({"url": "http://127.0.0.1:8600"}, "warn", "Set SATHI_URL"),
        ({"url": "http://sathi.example"}, "bad", "https://sathi.example"),
        ({"proxies_count": 0}, "warn", "Set SATHI_PROXIES"),
        ({"url_failure": "nobody answers there."}, "bad", "sathi run"),
        ({"clock_off_ms": -5 * MINUTE_MS}, "bad", "timedatectl"),
        ({"has_mail": False, "mail_failure": None}, "warn", "SATHI_SMTP_URL"),
        ({"mail_failure": "535 wrong password"}, "bad", "Compare SATHI_SMTP_URL"),
        ({"worker_at_ms": None}, "bad", "sathi run"),
        ({"worker_at_ms": NOW_MS - 3 * MINUTE_MS}, "bad", "sathi run"),
        ({"backup_at_ms": None}, "warn", "sathi backup"),
        ({"backup_at_ms": NOW_MS - 8 * DAY_MS}, "warn", "sathi backup"),
    ],
)
def test_it_says_one_fix_for_what_is_wrong(changes: dict[str, Any], light: str, fix: str) -> None:
    [wrong] = [one for one in judge_house(changed(GOOD, changes)) if one.light != "good"]
    assert (wrong.light, fix in wrong.fix) == (light, True), wrong
    assert wrong.sentence


@pytest.mark.parametrize(
    ("changes", "light", "fix"),
    [
        ({"heard": {}}, "bad", "Check my store"),
        ({"heard": {}, "is_live": False}, "warn", "Check my store"),
        ({"heard": {"woocommerce": NOW_MS - 8 * DAY_MS}}, "warn", "Check my store"),
        ({"turned": (Turned(platform="woocommerce", minutes_count=1, last_at_ms=NOW_MS),)}, "bad", "secret"),
        (
            {"turned": (Turned(platform="woocommerce", minutes_count=1, last_at_ms=NOW_MS - 2 * HOUR_MS),)},
            "warn",
            "secret",
        ),
        ({"dead_letters_count": 2}, "warn", "Dead letters"),
        ({"waiting_count": 3, "late_since_at_ms": NOW_MS - 11 * MINUTE_MS}, "warn", "worker"),
        ({"waiting_count": 3, "late_since_at_ms": NOW_MS - 2 * HOUR_MS}, "bad", "worker"),
        ({"dead_count": 1}, "bad", "Look at Store"),
        ({"failures_count": 2}, "warn", "keys"),
        ({"failures_count": 9, "is_closed": True}, "bad", "keys"),
        ({"read_at_ms": None}, "warn", "sathi reconcile"),
        ({"mail_failed_count": 4}, "warn", "Look at Mail"),
    ],
)
def test_it_says_one_fix_for_what_is_wrong_in_a_shop(changes: dict[str, Any], light: str, fix: str) -> None:
    [wrong] = [one for one in judge_shop(changed(GOOD_SHOP, changes)) if one.light != "good"]
    assert (wrong.light, fix in wrong.fix) == (light, True), wrong


@pytest.mark.parametrize(
    "changes",
    [
        {"turned": (Turned(platform="woocommerce", minutes_count=1, last_at_ms=NOW_MS - 9 * DAY_MS),)},
        {"waiting_count": 3, "late_since_at_ms": NOW_MS - MINUTE_MS},
        {"connection": "", "read_at_ms": None},
        {"heard": {"woocommerce": NOW_MS - 8 * DAY_MS}, "is_live": False},
    ],
)
def test_it_takes_for_good_what_is_no_fault(changes: dict[str, Any]) -> None:
    assert worst_of(judge_shop(changed(GOOD_SHOP, changes))) == "good"


@pytest.mark.parametrize(
    ("past_ms", "words"),
    [
        (0, "less than a minute ago"),
        (MINUTE_MS, "1 minute ago"),
        (59 * MINUTE_MS, "59 minutes ago"),
        (HOUR_MS, "1 hour ago"),
        (47 * HOUR_MS, "47 hours ago"),
        (2 * DAY_MS, "2 days ago"),
        (-HOUR_MS, "less than a minute ago"),
    ],
)
def test_it_says_how_long_ago(past_ms: int, words: str) -> None:
    assert say_ago(NOW_MS - past_ms, NOW_MS) == words
