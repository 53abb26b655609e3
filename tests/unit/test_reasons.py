"""A decision in words."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from plugin.domain.decision import decide_popup
from plugin.model import Contact
from plugin.words.reasons import RULE_WORDS, say_reason, say_verdict
from tests.cast import CHAI_HOUSE, HOUR_MS, NOW_MS, make_history, make_order, make_program


def say(rule: str, order: dict[str, Any], history: dict[str, Any], popup: dict[str, Any]) -> str:
    decision = decide_popup(
        make_order(**order),
        make_history(**history),
        make_program(**popup),
        currency="INR",
        now_ms=NOW_MS,
        person_id="p",
    )
    assert [reason.rule for reason in decision.reasons] == list(RULE_WORDS)
    return next(say_reason(reason, CHAI_HOUSE) for reason in decision.reasons if reason.rule == rule)


@pytest.mark.parametrize(
    ("rule", "order", "history", "popup", "words"),
    [
        ("program_live", {}, {}, {"live": False}, "The program is paused."),
        (
            "order_placed",
            {},
            {},
            {"when": "paid"},
            "The order is placed and not paid yet; the program waits until it is paid.",
        ),
        (
            "order_kind",
            {"is_test": True, "source": "pos"},
            {},
            {},
            "This is a test order and sold at the counter",
        ),
        (
            "amount",
            {"total_minor": 12_345_678_00},
            {},
            {"minimum_minor": 1},
            "The order comes to ₹1,23,45,678",
        ),
        (
            "amount",
            {"currency": "USD"},
            {},
            {"minimum_minor": 500_00},
            "cannot be compared with the minimum of ₹500",
        ),
        (
            "reachable",
            {"contact": Contact()},
            {},
            {},
            "no e-mail, phone number or account; such guests are not asked.",
        ),
        ("not_refused", {}, {"banned_at_ms": NOW_MS}, {}, "The buyer was banned on 22 Nov 2026, 09:00."),
        (
            "days_between",
            {},
            {"shown_at_ms": (NOW_MS - HOUR_MS,)},
            {},
            "22 Nov 2026, 08:00; there must be 30 days between.",
        ),
        ("views_a_year", {}, {}, {}, "The buyer saw the popup 0 times in a year; at most 6 are allowed."),
        ("after_close", {}, {"closed_at_ms": NOW_MS}, {}, "it stays away for 24 hours."),
        ("tags", {}, {}, {"tags_excluded": ("Tea",)}, "The order has tags that are left out: Tea."),
        (
            "countries",
            {},
            {},
            {"countries_included": ("BD",)},
            "none of the countries that are asked for: BD.",
        ),
        (
            "holdout",
            {},
            {},
            {"holdout_pct": 12.5},
            "12.5% of buyers are held out for measuring; this buyer drew",
        ),
    ],
)
def test_it_says_what_each_rule_compared(
    rule: str, order: dict[str, Any], history: dict[str, Any], popup: dict[str, Any], words: str
) -> None:
    assert words in say(rule, order, history, popup)


def test_it_says_the_verdict_in_one_line() -> None:
    shown = decide_popup(
        make_order(), make_history(), make_program(), currency="INR", now_ms=NOW_MS, person_id="p"
    )
    assert say_verdict(shown, CHAI_HOUSE) == "Shown: every rule was met."
    held = [msgspec.structs.replace(reason, passed=reason.rule != "program_live") for reason in shown.reasons]
    verdict = say_verdict(msgspec.structs.replace(shown, show=False, reasons=tuple(held)), CHAI_HOUSE)
    assert verdict == "Held: The program is paused."
