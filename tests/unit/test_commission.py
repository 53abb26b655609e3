"""Commission: what the house works out equals a plain recomputation, and the lines always add up to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugin.domain.commission import (
    Agreement,
    Engagement,
    Line,
    Sale,
    current_tier,
    next_lines,
    work_out_commissions,
)
from plugin.domain.commission_terms import Rate, Terms, Tier, read_terms, write_terms
from plugin.domain.months import add_months, month_before, month_ends_at, month_of
from plugin.errors import InvalidInput
from plugin.model import Struct
from tests.cast import DAY_MS, HOUR_MS, NOW_MS
from tests.unit.commission_oracle import Owed, months_later, recompute, recompute_matured

BEGUN_MS = NOW_MS - 240 * DAY_MS
ZONES = [
    "Asia/Kolkata", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe",
    "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia", "UTC",
]  # fmt: skip
TENTH = Terms(rate=Rate(pct=Decimal(10)))


class Account(Struct):
    """One account of an order, as a store tells it; the newest of an order counts."""

    order: int
    age: int
    customer: int
    placed_at_ms: int
    basis_minor: int
    currency: str
    refusal: str


def make_sale(**changes: Any) -> Sale:
    values: dict[str, Any] = {
        "order_id": "1", "is_first": True, "first_at_ms": NOW_MS,
        "placed_at_ms": NOW_MS, "due_at_ms": NOW_MS, "basis_minor": 10_000, "currency": "INR",
    }  # fmt: skip
    return Sale(**(values | changes))


def engage(*terms: Terms, **changes: Any) -> Engagement:
    values: dict[str, Any] = {
        "from_ms": BEGUN_MS, "until_ms": None, "agreements": (Agreement(version=1, agreed_at_ms=BEGUN_MS),),
        "terms": dict(enumerate(terms, 1)), "time_zone": "Asia/Kolkata", "currency": "INR",
    }  # fmt: skip
    return Engagement(**(values | changes))


def add_up(lines: Sequence[Line]) -> Owed:
    """Add a ledger up by order and currency; what comes to nothing is left out."""
    sums: Owed = defaultdict(int)
    for line in lines:
        sums[line.order_id, line.currency] += line.amount_minor
    return {key: amount for key, amount in sums.items() if amount}


def list_sales(accounts: Sequence[Account]) -> list[Sale]:
    """Give the orders by their newest accounts; a customer's first is the first that was not cancelled."""
    newest = {one.order: one for one in sorted(accounts, key=lambda one: one.age)}
    firsts: dict[int, Account] = {}
    for one in sorted(newest.values(), key=lambda one: (one.placed_at_ms, one.order), reverse=True):
        if one.refusal != "cancelled":
            firsts[one.customer] = one
    return [
        make_sale(
            order_id=str(one.order), is_first=one is first,
            first_at_ms=first.placed_at_ms, placed_at_ms=one.placed_at_ms,
            due_at_ms=one.placed_at_ms + HOUR_MS, basis_minor=one.basis_minor, currency=one.currency,
            refusal=one.refusal,
        )
        for one in newest.values()
        if (first := firsts.get(one.customer)) and one.placed_at_ms >= first.placed_at_ms
    ]  # fmt: skip


rates = st.one_of(
    st.builds(lambda pct: Rate(pct=pct), st.decimals(0, 100, places=4)),
    st.builds(lambda amount: Rate(amount_minor=amount), st.integers(1, 9_000)),
)


@st.composite
def make_terms(draw: st.DrawFn) -> Terms:
    by: Any = draw(st.sampled_from(["new_customers", "revenue"]))
    steps = st.integers(1, 3) if by == "new_customers" else st.integers(1, 60_000)
    results = sorted(draw(st.sets(steps, max_size=3)))
    pays_for: Any = draw(st.sampled_from(["first_order", "months", "always"]))
    return Terms(
        rate=draw(rates), pays_for=pays_for, tiers_by=by,
        months_count=draw(st.integers(1, 4)) if pays_for == "months" else 0,
        hold_days=draw(st.sampled_from([0, 14, 30])), minimum_minor=draw(st.sampled_from([0, 0, 20_000])),
        tiers=tuple(Tier(name=str(step), results=step, rate=draw(rates)) for step in results),
    )  # fmt: skip


@st.composite
def make_engagement(draw: st.DrawFn) -> Engagement:
    terms = draw(st.lists(make_terms(), min_size=1, max_size=2))
    moments = st.integers(0, 230).map(lambda days: BEGUN_MS + days * DAY_MS)
    words = draw(st.lists(st.builds(Agreement, version=st.integers(1, len(terms)), agreed_at_ms=moments),
                          max_size=3, unique_by=lambda word: word.agreed_at_ms))  # fmt: skip
    return engage(
        *terms, agreements=tuple(sorted(words, key=lambda word: word.agreed_at_ms)),
        until_ms=draw(st.none() | moments), time_zone=draw(st.sampled_from(ZONES)),
    )  # fmt: skip


@st.composite
def make_history(draw: st.DrawFn) -> list[Account]:
    """Make accounts of orders, many of them near the ends of months, in the order in which they arrive."""
    ends = [month_ends_at(f"2026-{month:02}", "UTC") for month in (7, 8, 9)]
    near = st.builds(lambda end, hours: end + hours * HOUR_MS, st.sampled_from(ends), st.integers(-15, 15))
    moments = near | near | st.integers(-5, 235).map(lambda days: BEGUN_MS + days * DAY_MS)
    accounts = []
    for order in range(draw(st.integers(1, 12))):
        customer, placed_at_ms = draw(st.integers(0, 5)), draw(moments)
        currency, basis = draw(st.sampled_from(["INR", "INR", "INR", "JPY"])), draw(st.integers(1, 90_000))
        for age in range(draw(st.sampled_from([1, 1, 2, 3]))):
            refusal = draw(
                st.sampled_from(["", "", "", "", "", "unpaid", "refunded", "cancelled", "under review"])
            )
            kept = basis if age == 0 else draw(st.integers(0, basis))
            accounts.append(Account(order=order, age=age, customer=customer, placed_at_ms=placed_at_ms,
                                    basis_minor=kept, currency=currency, refusal=refusal))  # fmt: skip
    return list(draw(st.permutations(accounts)))


@settings(max_examples=150)
@given(make_engagement(), make_history(), st.data())
def test_it_equals_a_plain_recomputation_whatever_came_when(
    engagement: Engagement, history: list[Account], data: st.DataObject
) -> None:
    ledger: list[Line] = []
    now_ms, zone = BEGUN_MS, engagement.time_zone
    for count in range(1, len(history) + 1):
        now_ms += data.draw(st.integers(0, 20)) * DAY_MS
        if count < len(history) and data.draw(st.booleans()):
            continue  # several facts, one settling
        sales = list_sales(history[:count])
        owed = work_out_commissions(engagement, sales)
        ledger += next_lines(owed, ledger, zone, now_ms)
        assert next_lines(owed, ledger, zone, now_ms) == (), "a second look finds nothing to write"
        assert add_up(ledger) == recompute(engagement, sales)
        matured = sum(line.amount_minor for line in ledger if line.matures_at_ms <= now_ms)
        assert matured == recompute_matured(engagement, sales, now_ms)
        assert work_out_commissions(engagement, sales[::-1]) == owed
    assert [line.number for line in ledger] == list(range(1, len(ledger) + 1))


@settings(max_examples=150)
@given(st.sampled_from(ZONES), st.integers(BEGUN_MS, BEGUN_MS + 700 * DAY_MS), st.integers(1, 14))
@example("Europe/Berlin", 1_793_496_600_000, 5)  # 1 November, half past midnight there, to 1 April
@example("Europe/Berlin", 1_769_650_200_000, 2)  # half past two on the night when clocks skip it
@example("UTC", 1_769_860_800_000, 1)  # 31 January to 28 February
def test_it_counts_months_as_the_shops_clocks_do(zone: str, at_ms: int, count: int) -> None:
    assert add_months(at_ms, count, zone) == months_later(at_ms, count, zone)


@pytest.mark.parametrize("zone", ZONES)
def test_it_ends_each_month_at_the_first_moment_of_the_next(zone: str) -> None:
    for month, after in (("2026-03", "2026-04"), ("2026-10", "2026-11"), ("2026-12", "2027-01")):
        end_ms = month_ends_at(month, zone)
        assert (month_of(end_ms - 1, zone), month_of(end_ms, zone)) == (month, after)
        assert month_before(after) == month


def lines_of(owed: Sequence[Any], kept: Sequence[Line] = ()) -> list[tuple[str, int]]:
    return [(line.why, line.amount_minor) for line in next_lines(owed, kept, "Asia/Kolkata", NOW_MS)]


FIVE_PERCENT = Terms(rate=Rate(pct=Decimal(5)))


@pytest.mark.parametrize(
    ("changes", "terms", "expected"),
    [
        ({"basis_minor": 6_000}, TENTH, [("refunded in part", -400)]),
        ({"basis_minor": 12_000}, TENTH, [("grew", 200)]),
        ({"refusal": "refunded", "basis_minor": 0}, TENTH, [("refunded", -1_000)]),
        ({"refusal": "cancelled"}, TENTH, [("cancelled", -1_000)]),
        ({"refusal": "under review"}, TENTH, [("under review", -1_000)]),
        ({"is_first": False}, TENTH, [("after the first order", -1_000)]),
        ({"first_at_ms": BEGUN_MS - 1}, TENTH, [("before", -1_000)]),
        ({}, FIVE_PERCENT, [("another tier", -500)]),
        ({"due_at_ms": NOW_MS + 1}, TENTH, [("another date", -1_000), ("another date", 1_000)]),
        ({}, TENTH, []),
    ],
)
def test_it_says_why_each_line_was_written(
    changes: dict[str, Any], terms: Terms, expected: list[tuple[str, int]]
) -> None:
    kept = next_lines(work_out_commissions(engage(TENTH), [make_sale()]), (), "Asia/Kolkata", NOW_MS)
    assert [(line.why, line.amount_minor) for line in kept] == [("earned", 1_000)]
    assert lines_of(work_out_commissions(engage(terms), [make_sale(**changes)]), kept) == expected


def test_it_takes_back_what_was_somebody_elses_order() -> None:
    kept = next_lines(work_out_commissions(engage(TENTH), [make_sale()]), (), "Asia/Kolkata", NOW_MS)
    assert lines_of([], kept) == [("not theirs", -1_000)]


@pytest.mark.parametrize(
    ("rate", "basis_minor", "expected"),
    [
        (Rate(pct=Decimal("7.5")), 999, 74),
        (Rate(pct=Decimal("0.0001")), 999_999, 0),
        (Rate(pct=Decimal("0.0001")), 1_000_000, 1),
        (Rate(pct=Decimal("33.3333")), 10**15, 333_333_000_000_000),
        (Rate(amount_minor=500), 10_000, 500),
        (Rate(amount_minor=500), 499, 499),
    ],
)
def test_it_rounds_down_and_never_gives_more_than_was_kept(
    rate: Rate, basis_minor: int, expected: int
) -> None:
    [one] = work_out_commissions(engage(Terms(rate=rate)), [make_sale(basis_minor=basis_minor)])
    assert one.amount_minor == expected


def test_it_keeps_the_terms_that_were_agreed_until_newer_ones_are() -> None:
    words = (Agreement(version=1, agreed_at_ms=BEGUN_MS), Agreement(version=2, agreed_at_ms=NOW_MS))
    engagement = engage(TENTH, FIVE_PERCENT, agreements=words)
    sales = [
        make_sale(order_id=str(at_ms), placed_at_ms=at_ms, first_at_ms=at_ms)
        for at_ms in (NOW_MS - 1, NOW_MS)
    ]
    assert [one.amount_minor for one in work_out_commissions(engagement, sales)] == [1_000, 500]
    unagreed = msgspec.structs.replace(engagement, agreements=())
    assert [one.why for one in work_out_commissions(unagreed, sales)] == ["no terms", "no terms"]


def test_it_pays_for_months_to_the_millisecond() -> None:
    months = msgspec.structs.replace(TENTH, pays_for="months", months_count=1)
    over_ms = add_months(NOW_MS, 1, "Asia/Kolkata")
    later = [make_sale(order_id="2", is_first=False, placed_at_ms=at_ms) for at_ms in (over_ms - 1, over_ms)]
    assert [one.why for one in work_out_commissions(engage(months), later)] == ["", "after the months"]


def test_it_names_the_tier_that_holds_now() -> None:
    gold = Tier(name="gold", results=2, rate=Rate(pct=Decimal(20)))
    engagement = engage(msgspec.structs.replace(TENTH, tiers=(gold,)))
    sales = [
        make_sale(order_id=str(one), placed_at_ms=NOW_MS - 30 * DAY_MS, first_at_ms=NOW_MS - 30 * DAY_MS)
        for one in (1, 2)
    ]
    assert current_tier(engagement, sales, NOW_MS) == "gold"
    assert current_tier(engagement, sales[:1], NOW_MS) == ""
    assert current_tier(engagement, sales, NOW_MS + 30 * DAY_MS) == ""


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({}, "terms"),
        ({"rate": {"pct": 101}}, "rate"),
        ({"rate": {"pct": 7.12345}}, "rate"),
        ({"rate": {"pct": "NaN"}}, "rate"),
        ({"rate": {"pct": 5, "amount_minor": 100}}, "rate"),
        ({"rate": {"pct": 5}, "pays_for": "months"}, "months_count"),
        ({"rate": {"pct": 5}, "months_count": 3}, "months_count"),
        ({"rate": {"pct": 5}, "hold_days": -1}, "hold_days"),
        ({"rate": {"pct": 5}, "tiers": [{"name": "b", "results": 2, "rate": {}}] * 2}, "tiers"),
    ],
)  # fmt: skip
def test_it_refuses_terms_that_cannot_be_meant(settings: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_terms(settings)
    assert caught.value.field == field


def test_it_reads_the_terms_that_it_wrote() -> None:
    told = {"rate": {"pct": 7.5}, "pays_for": "months", "months_count": 12, "agreement": "Be kind.",
            "tiers": [{"name": "Gold", "results": 5, "rate": {"amount_minor": 5000}}]}  # fmt: skip
    terms = read_terms(told)
    assert terms.rate.pct == Decimal("7.5")
    assert read_terms(msgspec.json.decode(write_terms(terms))) == terms
