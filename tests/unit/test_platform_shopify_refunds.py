"""Shopify's refunds: what was returned, by payments or else by lines."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.errors import Unreadable
from plugin.model import NotForUs, OrderRefunded
from tests.bodies import ABSENT, shopify_refund, shopify_return
from webhooks.platforms import READERS

READER = READERS["shopify"]
BACK = shopify_return()
USD_BACK = BACK | {"currency": "USD", "amount": "1.20"}


@pytest.mark.parametrize(
    ("changes", "money"),
    [
        ({}, (15750, "INR")),
        ({"transactions": [BACK, BACK]}, (20000, "INR")),
        ({"transactions": [BACK, BACK | {"kind": "sale"}, BACK | {"status": "failure"}]}, (10000, "INR")),
        ({"transactions": [BACK | {"currency": None}]}, (10000, "INR")),
        (
            {"transactions": [BACK | {"currency": "JPY", "amount": "500"}], "refund_line_items": []},
            (500, "JPY"),
        ),
        ({"transactions": [USD_BACK]}, (15750, "INR")),
        ({"transactions": [BACK, USD_BACK]}, (15750, "INR")),
        ({"transactions": []}, (15750, "INR")),
        ({"transactions": None}, (15750, "INR")),
        ({"transactions": [BACK | {"status": "pending"}]}, (15750, "INR")),
    ],
)
def test_it_reads_what_a_refund_returned(changes: dict[str, Any], money: tuple[int, str]) -> None:
    fact = READER.read("refunds/create", shopify_refund(**changes))
    assert isinstance(fact, OrderRefunded)
    assert (fact.amount_minor, fact.currency) == money
    assert (fact.order_ref, fact.refund_ref) == ("5678901234567", "509562969")
    assert fact.refunded_at_ms == 1_795_581_000_000


def test_it_adds_up_lines_that_give_numbers() -> None:
    lines = [
        {"subtotal": 89.99, "total_tax": 0, "subtotal_set": {"shop_money": {"currency_code": "USD"}}},
        {"subtotal": 19.99, "total_tax": 1.5},
    ]
    fact = READER.read("refunds/create", shopify_refund(transactions=[], refund_line_items=lines))
    assert isinstance(fact, OrderRefunded)
    assert (fact.amount_minor, fact.currency) == (11148, "USD")


@pytest.mark.parametrize("lines", [[], None])
def test_it_leaves_a_refund_of_nothing_alone(lines: object) -> None:
    fact = READER.read("refunds/create", shopify_refund(transactions=[], refund_line_items=lines))
    assert fact == NotForUs(why="The refund returned no money.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"order_id": None}, "order_id"),
        ({"id": ABSENT}, "id"),
        ({"created_at": None}, "created_at"),
        ({"transactions": "none"}, "transactions"),
        ({"transactions": [BACK | {"amount": None}]}, "transactions.amount"),
        ({"transactions": [BACK | {"currency": []}], "refund_line_items": []}, "transactions.currency"),
        ({"transactions": [BACK | {"currency": None}], "refund_line_items": []}, "transactions.currency"),
        (
            {"transactions": [], "refund_line_items": [{"subtotal": 1}]},
            "subtotal_set.shop_money.currency_code",
        ),
    ],
)
def test_it_refuses_an_unsound_refund_and_names_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unreadable, match=field):
        READER.read("refunds/create", shopify_refund(**changes))
