"""The popup's rules: each one passing, failing, and exactly at its border."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.decision import RULES, decide_popup, draw_lot, is_waiting
from plugin.domain.program import Kind, PopupRules
from plugin.model import Contact, Decision, History, Order, Source, Stage
from tests.cast import DAY_MS, HOUR_MS, NOW_MS, make_history, make_order, make_program

MIDNIGHT_MS = 1_795_285_800_000  # 22 November 2026, 00:00 in Kolkata
NAMES = [rule.__name__.lstrip("_") for rule in RULES]


def decide(order: Order, history: History, now_ms: int = NOW_MS, live: bool = True, **popup: Any) -> Decision:
    program = make_program(live, **popup)
    return decide_popup(order, history, program, currency="INR", now_ms=now_ms, person_id="per_asha")


def failed(decision: Decision) -> list[str]:
    return [reason.rule for reason in decision.reasons if not reason.passed]


ORDERS: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("an ordinary order", {}, {}, []),
    ("cash on delivery", {"stage": "placed"}, {"when": "placed"}, []),
    ("not paid yet", {"stage": "placed"}, {"when": "paid"}, ["order_placed"]),
    ("paid", {"stage": "paid"}, {"when": "paid"}, []),
    ("not placed yet", {"stage": "unplaced"}, {}, ["order_placed"]),
    ("cancelled", {"stage": "cancelled"}, {}, ["order_placed"]),
    ("refunded", {"stage": "refunded"}, {"when": "paid"}, ["order_placed"]),
    ("a test", {"is_test": True}, {}, ["order_kind"]),
    ("at the counter", {"source": "pos"}, {}, ["order_kind"]),
    ("a draft", {"source": "draft"}, {}, ["order_kind"]),
    ("a renewal", {"source": "renewal"}, {}, ["order_kind"]),
    ("made by staff", {"source": "admin"}, {}, []),
    ("of nothing", {"total_minor": 0}, {}, ["order_kind"]),
    ("a smallest coin", {"total_minor": 1}, {}, []),
    ("kinds allowed", {"is_test": True, "source": "pos", "total_minor": 0}, {"kinds_held": ()}, []),
    ("below the minimum", {"total_minor": 49_999}, {"minimum_minor": 50_000}, ["amount"]),
    ("exactly the minimum", {"total_minor": 50_000}, {"minimum_minor": 50_000}, []),
    ("another currency", {"currency": "USD"}, {"minimum_minor": 1}, ["amount"]),
    ("another currency, no minimum", {"currency": "USD"}, {}, []),
    ("a guest", {"contact": Contact(first_name="Asha")}, {}, ["reachable"]),
    ("a guest allowed", {"contact": Contact()}, {"guests_allowed": True}, []),
    ("by phone only", {"contact": Contact(phone="9876543210")}, {}, []),
    ("by account only", {"contact": Contact(customer_ref="7")}, {}, []),
    ("a tag asked for", {"tags": ("TEA", "x")}, {"tags_included": ("tea",)}, []),
    ("no tag asked for", {"tags": ("x",)}, {"tags_included": ("tea",)}, ["tags"]),
    ("no tag at all", {"tags": ()}, {"tags_included": ("tea",)}, ["tags"]),
    ("a tag left out", {"tags": ("Wholesale",)}, {"tags_excluded": ("wholesale",)}, ["tags"]),
    (
        "asked for and left out",
        {"tags": ("a", "b")},
        {"tags_included": ("a",), "tags_excluded": ("b",)},
        ["tags"],
    ),
    ("a country asked for", {"country": "IN"}, {"countries_included": ("in",)}, []),
    ("a country left out", {"country": "IN"}, {"countries_excluded": ("IN",)}, ["countries"]),
    ("a country unknown", {"country": ""}, {"countries_included": ("IN",)}, ["countries"]),
    ("a country unknown, one left out", {"country": ""}, {"countries_excluded": ("IN",)}, []),
    ("a product asked for", {}, {"products_included": ("11",)}, []),
    ("a product left out", {}, {"products_excluded": ("11",)}, ["products"]),
    ("all held out", {}, {"holdout_pct": 100}, ["holdout"]),
    ("nobody held out", {}, {"holdout_pct": 0}, []),
]


@pytest.mark.parametrize(
    ("order", "popup", "rules"), [each[1:] for each in ORDERS], ids=[each[0] for each in ORDERS]
)
def test_it_judges_the_order(order: dict[str, Any], popup: dict[str, Any], rules: list[str]) -> None:
    decision = decide(make_order(**order), make_history(), **popup)
    assert failed(decision) == rules
    assert decision.show is (not rules)


EVERY_FORTY_DAYS = tuple(NOW_MS - number * 40 * DAY_MS for number in range(1, 7))
HISTORIES: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("30 days to the millisecond", {"shown_at_ms": (NOW_MS - 30 * DAY_MS,)}, {}, []),
    ("a millisecond short", {"shown_at_ms": (NOW_MS - 30 * DAY_MS + 1,)}, {}, ["days_between"]),
    ("no days between", {"shown_at_ms": (NOW_MS,)}, {"days_between": 0}, []),
    ("the newest counts", {"shown_at_ms": (NOW_MS - DAY_MS, NOW_MS - 90 * DAY_MS)}, {}, ["days_between"]),
    ("five in a year", {"shown_at_ms": EVERY_FORTY_DAYS[:5]}, {}, []),
    ("six in a year", {"shown_at_ms": EVERY_FORTY_DAYS[:6]}, {}, ["views_a_year"]),
    ("a year to the millisecond", {"shown_at_ms": (NOW_MS - 365 * DAY_MS,)}, {"views_a_year": 1}, []),
    ("in the year", {"shown_at_ms": (NOW_MS - 365 * DAY_MS + 1,)}, {"views_a_year": 1}, ["views_a_year"]),
    ("never", {}, {"views_a_year": 0}, ["views_a_year"]),
    ("two letters this week", {"written_at_ms": (NOW_MS, NOW_MS - 6 * DAY_MS)}, {}, ["most_a_week"]),
    ("one of two a week ago", {"written_at_ms": (NOW_MS, NOW_MS - 7 * DAY_MS)}, {}, []),
    ("a letter and a view", {"written_at_ms": (NOW_MS,), "shown_at_ms": (NOW_MS - DAY_MS,)},
     {"days_between": 0}, ["most_a_week"]),
    ("closed 24 hours ago", {"closed_at_ms": NOW_MS - 24 * HOUR_MS}, {}, []),
    ("closed a moment less", {"closed_at_ms": NOW_MS - 24 * HOUR_MS + 1}, {}, ["after_close"]),
    ("closed, no matter", {"closed_at_ms": NOW_MS}, {"hours_after_close": 0}, []),
    ("opted out", {"opted_out_at_ms": 1}, {}, ["not_refused"]),
    ("banned", {"banned_at_ms": NOW_MS}, {}, ["not_refused"]),
    ("all at once", {"shown_at_ms": (NOW_MS,), "closed_at_ms": NOW_MS, "banned_at_ms": 0},
     {"views_a_year": 1},
     ["not_refused", "days_between", "views_a_year", "after_close"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("history", "popup", "rules"), [each[1:] for each in HISTORIES], ids=[each[0] for each in HISTORIES]
)
def test_it_judges_the_history(history: dict[str, Any], popup: dict[str, Any], rules: list[str]) -> None:
    assert failed(decide(make_order(), make_history(**history), **popup)) == rules


def test_it_holds_while_the_program_is_paused() -> None:
    assert failed(decide(make_order(), make_history(), live=False)) == ["program_live"]


@pytest.mark.parametrize("now_ms", [MIDNIGHT_MS - 1, MIDNIGHT_MS, MIDNIGHT_MS + 1])
def test_it_counts_hours_and_days_not_calendar_days(now_ms: int) -> None:
    closed = make_history(closed_at_ms=MIDNIGHT_MS - 60_000)
    assert failed(decide(make_order(), closed, now_ms)) == ["after_close"]
    shown = make_history(shown_at_ms=(MIDNIGHT_MS - 30 * DAY_MS,))
    assert failed(decide(make_order(), shown, now_ms)) == (["days_between"] if now_ms < MIDNIGHT_MS else [])


def test_it_holds_out_the_share_that_is_set_and_the_same_people_of_a_larger_one() -> None:
    lots = [draw_lot(f"per_{number:05}") for number in range(20_000)]
    assert all(0 <= lot < 100 for lot in lots)
    for share in (1, 10, 33.3, 50, 90):
        held = sum(lot < share for lot in lots) / 200
        assert abs(held - share) < 4 * (share * (100 - share) / 20_000) ** 0.5  # four standard deviations
    assert [draw_lot(f"per_{number:05}") for number in range(20_000)] == lots


@pytest.mark.parametrize(
    ("stage", "popup", "waiting"),
    [
        ("placed", {"when": "paid"}, True),
        ("unplaced", {}, True),
        ("cancelled", {}, False),
        ("refunded", {}, False),
        ("placed", {"when": "paid", "views_a_year": 0}, False),
        ("placed", {}, False),
    ],
)
def test_it_says_whether_only_the_payment_is_missing(
    stage: Stage, popup: dict[str, Any], waiting: bool
) -> None:
    assert is_waiting(decide(make_order(stage=stage), make_history(), **popup)) is waiting


stages: st.SearchStrategy[Stage] = st.sampled_from(["unplaced", "placed", "paid", "cancelled", "refunded"])
sources: st.SearchStrategy[Source] = st.sampled_from(["web", "pos", "draft", "renewal", "admin", "app"])
kinds: st.SearchStrategy[Kind] = st.sampled_from(["test", "pos", "draft", "zero_total", "renewal"])
moments = st.integers(0, 4_102_444_800_000)
words = st.lists(st.text(max_size=4), max_size=3).map(tuple)
orders = st.builds(
    make_order, stage=stages, source=sources, is_test=st.booleans(), total_minor=st.integers(0, 10**15),
    currency=st.sampled_from(["INR", "USD"]), tags=words, country=st.text(max_size=2), product_refs=words,
)  # fmt: skip
histories = st.builds(
    History, shown_at_ms=st.lists(moments, max_size=8).map(tuple), closed_at_ms=st.none() | moments,
    opted_out_at_ms=st.none() | moments, banned_at_ms=st.none() | moments,
)  # fmt: skip
rules = st.builds(
    PopupRules, when=st.sampled_from(["placed", "paid"]), kinds_held=st.lists(kinds, max_size=5).map(tuple),
    minimum_minor=st.integers(0, 10**15), guests_allowed=st.booleans(), days_between=st.integers(0, 10**6),
    views_a_year=st.integers(0, 10**6), hours_after_close=st.integers(0, 10**6), tags_included=words,
    tags_excluded=words, countries_included=words, products_excluded=words, holdout_pct=st.floats(0, 100),
)  # fmt: skip


@given(order=orders, history=histories, popup=rules, now_ms=moments, person_id=st.text(max_size=30))
def test_it_always_gives_every_reason_in_rule_order(
    order: Order, history: History, popup: PopupRules, now_ms: int, person_id: str
) -> None:
    program = make_program(**{name: getattr(popup, name) for name in PopupRules.__struct_fields__})
    made = [
        decide_popup(order, history, program, currency="INR", now_ms=now_ms, person_id=person_id)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert [reason.rule for reason in made[0].reasons] == NAMES
    assert made[0].show is all(reason.passed for reason in made[0].reasons)
