"""What two accounts of one order come to."""

from __future__ import annotations

import pytest

from plugin.domain.orders import add_refunds, is_newer, is_news
from plugin.model import Contact, Decision, Reason, Stage
from tests.cast import make_order

LAST = 1_000


def decision(**rules: bool) -> Decision:
    reasons = tuple(Reason(rule=rule, passed=passed, values={}) for rule, passed in rules.items())
    return Decision(show=all(rules.values()), reasons=reasons)


@pytest.mark.parametrize(
    ("seen", "kept"),
    [
        ({"updated_at_ms": LAST + 1, "stage": "unplaced"}, {"updated_at_ms": LAST, "stage": "cancelled"}),
        ({"stage": "paid"}, {"stage": "placed"}),
        ({"stage": "refunded"}, {"stage": "paid"}),
        ({"stage": "cancelled"}, {"stage": "refunded"}),
        ({"refunded_minor": 2}, {"refunded_minor": 1}),
    ],
)
def test_it_takes_the_newer_account_and_never_the_other_way(
    seen: dict[str, int], kept: dict[str, int]
) -> None:
    same = {"updated_at_ms": LAST}
    one, two = make_order(**same | seen), make_order(**same | kept)
    assert is_newer(one, two)
    assert not is_newer(two, one)


def test_it_takes_no_account_for_newer_than_itself() -> None:
    kept = make_order(contact=Contact(), proofs=())
    assert not is_newer(make_order(), kept)
    assert is_newer(make_order(tags=("a",)), kept) != is_newer(kept, make_order(tags=("a",)))


@pytest.mark.parametrize(
    ("stage", "total", "named", "apart", "reached", "refunded"),
    [
        ("placed", 100, 0, 99, "placed", 99),
        ("placed", 100, 0, 100, "refunded", 100),
        ("paid", 100, 0, 101, "refunded", 101),
        ("paid", 100, 60, 50, "paid", 60),
        ("cancelled", 100, 0, 100, "cancelled", 100),
        ("unplaced", 100, 0, 100, "unplaced", 100),
        ("paid", 0, 0, 0, "paid", 0),
    ],
)
def test_it_adds_refunds_that_came_by_themselves(
    stage: Stage, total: int, named: int, apart: int, reached: Stage, refunded: int
) -> None:
    order = add_refunds(make_order(stage=stage, total_minor=total, refunded_minor=named), apart, apart)
    assert (order.stage, order.refunded_minor) == (reached, refunded)


def test_it_keeps_a_decision_only_when_it_says_something_new() -> None:
    standing, over = make_order(), make_order(stage="cancelled")
    show, hold, other = decision(a=True, b=True), decision(a=False, b=True), decision(a=True, b=False)
    assert is_news(None, hold, standing)
    assert not is_news(show, hold, standing)
    assert is_news(show, hold, over)
    assert is_news(hold, show, standing)
    assert is_news(hold, other, standing)
    assert not is_news(hold, hold, over)
