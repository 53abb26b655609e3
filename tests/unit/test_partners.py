"""Partners' pure rules: who is judged as a partner's friend, what the figures come to, who could be one."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.domain.brand_advocates import BrandRules, Following, judge_advocate
from plugin.domain.fraud import CROWD_RULES, RULES, FraudRules, Party, Suspicion, judge_referral
from plugin.domain.moments import FOR_EVER_MS
from plugin.domain.partner_figures import (
    Brought,
    Doubted,
    Figures,
    add_up,
    cost_discount,
    count_reasons,
    list_spans,
    span_of_days,
)
from plugin.domain.partners import Partner, Rest, promotes_at
from plugin.domain.program import Incentive
from plugin.domain.reasons import all_passed
from plugin.errors import InvalidInput
from plugin.model import Reason
from plugin.partner_files import write_ranking
from plugin.partner_forms import read_influencer
from plugin.words.fraud import say_finding
from plugin.words.partners import say_advocate_reason, say_code_rules
from tests.cast import CHAI_HOUSE, HOUR_MS, NOW_MS, TEN_PERCENT

SITE = Reason(rule="coupon_site", passed=False, values={"action": "hold", "host": "grabon.in"})
BEFORE = Reason(rule="bought_before", passed=False, values={"action": "block", "orders_count": 2})


def make_partner(**changes: Any) -> Partner:
    """Make an admitted influencer."""
    told: dict[str, Any] = {
        "partner_id": "ptn_1", "person_id": "per_1", "kind": "influencer", "state": "admitted",
        "name": "Asha", "made_at_ms": 0, "decided_at_ms": 100,
    }  # fmt: skip
    return Partner(**told | changes)


def bring(**changes: Any) -> Brought:
    """Make an order of 1,000 rupees that Asha brought by her code."""
    told: dict[str, Any] = {
        "orders_count": 1, "stage": "paid", "is_first": True, "total_minor": 100_000, "discount_minor": 10_000
    }  # fmt: skip
    return Brought(**told | changes)


def doubt(*reasons: Reason) -> Doubted:
    """Make an order against which something speaks."""
    return Doubted(
        order_id="ord_1", number="1", placed_at_ms=NOW_MS, verdict="block", reasons=reasons, review="",
        review_until_at_ms=None,
    )  # fmt: skip


# Judging


@pytest.mark.parametrize(
    ("changes", "at_ms", "promotes"),
    [
        ({}, 99, False),
        ({}, 100, True),
        ({"state": "applied", "decided_at_ms": None}, 100, False),
        ({"state": "refused"}, 200, False),
        ({"state": "ended", "ended_at_ms": 200}, 199, True),
        ({"state": "ended", "ended_at_ms": 200}, 200, False),
        ({"state": "applied", "ended_at_ms": 200}, 150, True),
        ({"rests": (Rest(from_ms=200, until_ms=300),)}, 199, True),
        ({"rests": (Rest(from_ms=200, until_ms=300),)}, 299, False),
        ({"rests": (Rest(from_ms=200, until_ms=300),)}, 300, True),
    ],
)
def test_it_knows_when_somebody_was_a_partner(changes: dict[str, Any], at_ms: int, promotes: bool) -> None:
    assert promotes_at(make_partner(**changes), at_ms) is promotes
    assert promotes_at(None, at_ms) is False


@pytest.mark.parametrize(
    ("facts", "rules", "verdict"),
    [
        (
            {"advocate_count_7d": 9_999, "address_block_count_7d": 500, "code_claims_24h_count": 900},
            {},
            "clear",
        ),
        ({"bought_before_count": 1}, {}, "block"),
        ({"bought_before_count": 1}, {"bought_before": "off"}, "block"),
        ({"used_own_code": True}, {}, "block"),
        ({"referrer_host": "www.grabon.in"}, {}, "hold"),
        ({"referrer_host": "www.grabon.in"}, {"coupon_site": "block"}, "block"),
        ({"referred_before": True}, {}, "block"),
    ],
)
def test_it_judges_a_partners_friends_by_rules_of_their_own(
    facts: dict[str, Any], rules: dict[str, Any], verdict: str
) -> None:
    case = Suspicion(advocate=Party(), friend=Party(), by_partner=True, **facts)
    judgement = judge_referral(case, FraudRules(**rules))
    assert judgement.verdict == verdict
    assert [one.rule for one in judgement.reasons] == [*(rule.name for rule in RULES), "hints_together"]
    said = {one.rule: say_finding(one) for one in judgement.reasons}
    assert {said[rule] for rule in CROWD_RULES} == {
        "It does not count for a partner: many strangers are the purpose."
    }


# Figures


def test_it_adds_up_what_is_credited_and_what_the_discount_cost() -> None:
    waits = {"verdict": "hold", "review": "waiting", "review_until_at_ms": NOW_MS + 1}
    brought = [
        bring(),
        bring(orders_count=2, total_minor=200_000, discount_minor=20_000, is_first=False),
        bring(stage="refunded", refunded_minor=100_000),
        bring(stage="cancelled"),
        bring(verdict="block", is_from_site=True),
        bring(**waits, is_from_site=True),
        bring(verdict="hold", review="approved", is_from_site=True),
    ]
    figures = add_up(brought, NOW_MS, pays_unreviewed=False)
    assert figures == Figures(
        orders_count=7, new_customers_count=2, uncredited_count=1, held_count=1, coupon_site_count=2,
        revenue_minor=500_000, refunds_minor=100_000, discount_minor=70_000,
    )  # fmt: skip
    assert (figures.kept_minor, figures.cost_per_new_customer_minor) == (400_000, 35_000)
    assert Figures(discount_minor=5).cost_per_new_customer_minor is None
    found = count_reasons([doubt(BEFORE, SITE), doubt(SITE)])
    assert found == {"coupon_site": 2, "bought_before": 1}


@pytest.mark.parametrize(
    ("changes", "spans"),
    [
        ({}, [(100, 900)]),
        ({"decided_at_ms": None}, []),
        ({"decided_at_ms": 950}, []),
        ({"ended_at_ms": 800}, [(100, 800)]),
        ({"rests": (Rest(from_ms=200, until_ms=300),)}, [(100, 200), (300, 900)]),
        ({"rests": (Rest(from_ms=20, until_ms=150), Rest(from_ms=800, until_ms=950))}, [(150, 800)]),
    ],
)
def test_it_knows_the_times_of_a_partner(changes: dict[str, Any], spans: list[tuple[int, int]]) -> None:
    assert list_spans(make_partner(**changes), (50, 900)) == spans


@pytest.mark.parametrize(
    ("incentive", "cost_minor"),
    [
        (TEN_PERCENT, 10_000),
        (Incentive(kind="amount", amount_minor=20_000), 20_000),
        (Incentive(kind="percent", pct=100), 0),
        (Incentive(kind="free_shipping"), 0),
        (None, 0),
    ],
)
def test_it_tells_what_a_code_took_off(incentive: Incentive | None, cost_minor: int) -> None:
    assert cost_discount(incentive, 90_000) == cost_minor


def test_it_counts_days_where_the_shop_is() -> None:
    since_at_ms, until_at_ms = span_of_days("2026-11-22", "2026-11-22", "Asia/Kolkata")
    assert (since_at_ms, until_at_ms) == (NOW_MS - 9 * HOUR_MS, NOW_MS + 15 * HOUR_MS)
    first, last = span_of_days("2026-10-25", "2026-10-25", "Europe/Berlin")
    assert last - first == 25 * HOUR_MS
    assert span_of_days("", "", "Asia/Kolkata") == (0, FOR_EVER_MS)


@pytest.mark.parametrize(
    ("first", "last"),
    [("soon", ""), ("2026-11-22", "2026-11-21"), ("", "2026-02-30"), ("", "9999-12-31"), ("0001-01-01", "")],
)
def test_it_refuses_days_that_are_none(first: str, last: str) -> None:
    with pytest.raises(InvalidInput):
        span_of_days(first, last, "Asia/Kolkata")


def test_it_writes_a_ranking_that_no_spreadsheet_calculates() -> None:
    text = write_ranking([(make_partner(name="=cmd()"), Figures(revenue_minor=123_450))], "INR")
    assert "'=cmd(),influencer,admitted" in text
    assert ",1234.50,0.00,0.00,0.00,,INR" in text


# Brand advocates


@pytest.mark.parametrize(
    ("friends", "stayed", "reach", "found"),
    [(5, 2, 0, True), (4, 4, 0, False), (10, 3, 0, False), (5, 2, 19, False), (5, 2, 20, True)],
)
def test_it_finds_advocates_whose_friends_stay(friends: int, stayed: int, reach: int, found: bool) -> None:
    one = Following(person_id="per_1", friends_count=friends, stayed_count=stayed, reach_count=reach)
    reasons = judge_advocate(one, BrandRules())
    assert all_passed(reasons) is found
    assert all(say_advocate_reason(reason).endswith(".") for reason in reasons)


# What a merchant types


def test_it_reads_an_influencer_as_typed() -> None:
    typed = {
        "name": " Asha Bakes ", "email": "asha@bakes.test", "page_url": "photos.test/asha", "code": "ASHA-10",
        "amount": "150", "minimum": "999.50", "followers_count": "12,000", "uses_count": "500",
        "first": "2026-12-01", "last": "2026-12-31",
    }  # fmt: skip
    told = read_influencer(typed, CHAI_HOUSE, once_each=True)
    assert (told.name, told.page_url, told.followers_count) == (
        "Asha Bakes",
        "https://photos.test/asha",
        12_000,
    )
    assert told.code_rules.incentive == Incentive(kind="amount", amount_minor=15_000, minimum_minor=99_950)
    assert say_code_rules(told.code_rules, CHAI_HOUSE) == (
        "₹150 off from ₹999.50, 500 times, once for each customer, "
        "from 1 Dec 2026, 00:00, until 1 Jan 2027, 00:00"
    )


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("amount", {"amount": "5", "percent": "5"}),
        ("amount", {"amount": "-5"}),
        ("percent", {"percent": "0"}),
        ("percent", {"percent": "nan"}),
        ("minimum", {"minimum": "100"}),
        ("uses_count", {"uses_count": "many"}),
        ("name", {"name": ""}),
        ("name", {"name": "A" * 81}),
        ("page_url", {"page_url": "https://a b"}),
        ("until", {"first": "2026-12-02", "last": "2026-12-01"}),
    ],
)
def test_it_names_the_field_that_cannot_be_used(field: str, typed: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_influencer({"name": "Asha", **typed}, CHAI_HOUSE, once_each=True)
    assert refused.value.field == field
