"""Shopify's orders read back by GraphQL: the same facts as the webhook gave, or refused."""

from __future__ import annotations

import copy
import re
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.errors import Unreadable
from plugin.model import Order, OrderSeen
from tests.bodies import shopify_line, shopify_order, shopify_refund, shopify_return
from tests.unit.test_platform_mutations import VALUES, check_bounds, mutate
from webhooks.platforms import READERS
from webhooks.platforms.shopify_graphql import ORDER_FIELDS, read_order_node

PAID_AT_MS = 1_795_273_577_000


def to_money(amount: str, currency: str = "INR") -> Any:
    return {"shopMoney": {"amount": amount, "currencyCode": currency}}


def to_line(price: str, tax: str, discount: str = "0.0", **changes: Any) -> Any:
    line = {
        "title": "Masala chai",
        "quantity": 1,
        "isGiftCard": False,
        "requiresShipping": True,
        "product": {"id": "gid://shopify/Product/632910392"},
        "originalUnitPriceSet": to_money(price),
        "discountAllocations": [{"allocatedAmountSet": to_money(discount)}],
        "taxLines": [{"priceSet": to_money(tax)}],
    }
    return line | changes


def to_nodes(*nodes: Any, more: bool = False) -> Any:
    return {"pageInfo": {"hasNextPage": more}, "nodes": list(nodes)}


TIP: Any = {"product": None, "requiresShipping": False, "taxLines": [], "discountAllocations": []}
REFUND: Any = {
    "refundLineItems": to_nodes(
        {
            "subtotalSet": to_money("100.1"),
            "totalTaxSet": to_money("5.0"),
            "lineItem": to_line("600.0", "55.0"),
        },
        {
            "subtotalSet": to_money("49.9"),
            "totalTaxSet": to_money("2.5"),
            "lineItem": to_line("50.0", "2.5"),
        },
    ),
    "transactions": to_nodes(
        {
            "kind": "REFUND",
            "status": "SUCCESS",
            "amountSet": {"presentmentMoney": {"amount": "157.5", "currencyCode": "INR"}},
        }
    ),
}


def make_node(**changes: Any) -> Any:
    """Make the node of the same order as bodies.shopify_order(), paid."""
    node = {
        "id": "gid://shopify/Order/5678901234567",
        "name": "#1001",
        "confirmationNumber": "XPAV284CT",
        "statusPageUrl": "https://chai.example/1/orders/0f1e2d3c4b5a69788796a5b4c3d2e1f0/authenticate?key=k",
        "sourceName": "web",
        "test": False,
        "tags": ["tea", "first order"],
        "customerLocale": "bn-IN",
        "email": "asha@example.test",
        "phone": None,
        "clientIp": "203.0.113.7",
        "createdAt": "2026-11-21T15:05:26Z",
        "updatedAt": "2026-11-21T15:06:17Z",
        "cancelledAt": None,
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "FULFILLED",
        "currencyCode": "INR",
        "taxesIncluded": False,
        "discountCodes": ["Friend-7Q2X"],
        "totalPriceSet": to_money("1250.5")
        | {"presentmentMoney": {"amount": "1250.5", "currencyCode": "INR"}},
        "totalTipReceivedSet": to_money("0.0"),
        "customAttributes": [{"key": "gift", "value": "yes"}, {"key": "_sathi", "value": "m1.abc"}],
        "customer": {
            "id": "gid://shopify/Customer/191167",
            "firstName": "আশা",
            "defaultEmailAddress": {"emailAddress": "asha@example.test"},
            "defaultPhoneNumber": {"phoneNumber": "+91 98765 43210"},
            "defaultAddress": None,
        },
        "billingAddress": {"firstName": "Asha", "phone": "+91 98765 43210", "countryCodeV2": "IN"},
        "shippingAddress": {
            "firstName": "Farid",
            "phone": "+880 1711 000000",
            "address1": "12/B Park Street",
            "address2": None,
            "zip": "1205",
            "countryCodeV2": "BD",
        },
        "customerJourneySummary": {"lastVisit": {"referrerUrl": "https://www.google.com/"}},
        "lineItems": to_nodes(
            to_line("600.0", "55.0", "100.0", quantity=2), to_line("50.0", "2.5", product=None)
        ),
        "transactions": [
            {"kind": "AUTHORIZATION", "status": "SUCCESS", "processedAt": "2026-11-21T15:07:00Z"},
            {"kind": "CAPTURE", "status": "SUCCESS", "processedAt": "2026-11-21T15:06:17Z"},
            {"kind": "SALE", "status": "FAILURE", "processedAt": "2026-11-21T15:08:00Z"},
        ],
        "refunds": [],
        "fulfillments": [
            {"displayStatus": "DELIVERED", "deliveredAt": "2026-11-24T10:00:00Z"},
            {"displayStatus": "CANCELED", "deliveredAt": None},
        ],
    }
    return node | changes


def read_webhook(**changes: Any) -> Order:
    """Read the same order as the webhook tells it; what only one way tells is made equal."""
    same: dict[str, Any] = {
        "financial_status": "paid",
        "checkout_token": None,
        "browser_ip": "203.0.113.7",
        "fulfillment_status": "fulfilled",
        "fulfillments": [
            {"status": "success", "shipment_status": "delivered", "updated_at": "2026-11-24T10:00:00Z"},
            {"status": "cancelled", "shipment_status": None, "updated_at": "2026-11-24T11:00:00Z"},
        ],
        "discount_codes": [{"code": "Friend-7Q2X", "amount": "100.00", "type": "fixed_amount"}],
        "note_attributes": [{"name": "gift", "value": "yes"}, {"name": "_sathi", "value": "m1.abc"}],
        "referring_site": "https://www.google.com/",
        "shipping_address": {
            "first_name": "Farid",
            "phone": "+880 1711 000000",
            "address1": "12/B Park Street",
            "address2": None,
            "zip": "1205",
            "country_code": "BD",
        },
    }
    fact = READERS["shopify"].read("orders/updated", shopify_order(**same | changes))
    assert isinstance(fact, OrderSeen)
    return fact.order


USD_BACK = {"amount": "1.90", "currency": "USD"}
USD_REFUND = copy.deepcopy(REFUND)
USD_REFUND["transactions"]["nodes"][0]["amountSet"]["presentmentMoney"] = {
    "amount": "1.9",
    "currencyCode": "USD",
}


@pytest.mark.parametrize(
    ("in_node", "in_body"),
    [
        ({}, {}),
        ({"displayFinancialStatus": "PENDING"}, {"financial_status": "pending"}),
        ({"displayFinancialStatus": "PARTIALLY_PAID"}, {"financial_status": "partially_paid"}),
        ({"displayFinancialStatus": "REFUNDED"}, {"financial_status": "refunded"}),
        ({"displayFinancialStatus": "VOIDED"}, {"financial_status": "voided"}),
        ({"displayFinancialStatus": None}, {"financial_status": None}),
        ({"cancelledAt": "2026-11-22T00:00:00Z"}, {"cancelled_at": "2026-11-22T00:00:00Z"}),
        (
            {"displayFinancialStatus": "PARTIALLY_REFUNDED", "refunds": [REFUND]},
            {"financial_status": "partially_refunded", "refunds": [shopify_refund()]},
        ),
        (
            {"refunds": [USD_REFUND]},
            {"refunds": [shopify_refund(transactions=[shopify_return(**USD_BACK)])]},
        ),
        (
            {"refunds": [REFUND], "taxesIncluded": True},
            {"refunds": [shopify_refund()], "taxes_included": True},
        ),
        ({"customer": None}, {"customer": None}),
        ({"sourceName": "pos", "test": True}, {"source_name": "pos", "test": True}),
        (
            {"lineItems": to_nodes(to_line("80.0", "4.0"), to_line("500.0", "0.0", isGiftCard=True))},
            {"line_items": [shopify_line("80.00", "4.00"), shopify_line("500.00", "0.00", gift_card=True)]},
        ),
        (
            {
                "lineItems": to_nodes(to_line("80.0", "4.0"), to_line("30.0", "0.0", **TIP)),
                "totalTipReceivedSet": to_money("30.0"),
            },
            {"line_items": [shopify_line("80.00", "4.00"), shopify_line("30.00", "0.00", tip={})]},
        ),
        (
            {"lineItems": to_nodes(to_line("80.0", "4.0"), to_line("30.0", "0.0", **TIP))},
            {
                "line_items": [
                    shopify_line("80.00", "4.00"),
                    shopify_line("30.00", "0.00", tax_lines=[], discount_allocations=[]),
                ]
            },
        ),
        (
            {"discountCodes": [], "customAttributes": [{"key": "_sathi", "value": None}]},
            {"discount_codes": [], "note_attributes": [{"name": "_sathi", "value": None}]},
        ),
        (
            {"totalPriceSet": to_money("23600.0", "JPY"), "currencyCode": "JPY"},
            {
                "total_price_set": None,
                "total_price": "23600",
                "currency": "JPY",
            },
        ),
    ],
)
def test_it_reads_the_same_facts_as_the_webhook(in_node: dict[str, Any], in_body: dict[str, Any]) -> None:
    by_graphql = read_order_node(make_node(**in_node))
    by_webhook = read_webhook(**in_body)
    assert msgspec.structs.replace(by_graphql, paid_at_ms=None) == by_webhook


@pytest.mark.parametrize(
    ("changes", "paid_at_ms"),
    [
        ({}, PAID_AT_MS),
        ({"displayFinancialStatus": "REFUNDED"}, PAID_AT_MS),
        ({"displayFinancialStatus": "PENDING"}, None),
        ({"displayFinancialStatus": "PARTIALLY_PAID"}, None),
        ({"transactions": []}, None),
        ({"transactions": None}, None),
    ],
)
def test_it_tells_when_an_order_was_paid(changes: dict[str, Any], paid_at_ms: int | None) -> None:
    assert read_order_node(make_node(**changes)).paid_at_ms == paid_at_ms


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": None}, "id"),
        ({"id": "5678901234567"}, "id"),
        ({"totalPriceSet": None}, "total_price"),
        ({"updatedAt": None}, "updated_at"),
        ({"lineItems": to_nodes(to_line("80.0", "4.0"), more=True)}, "lineItems is longer"),
        ({"refunds": [REFUND | {"refundLineItems": to_nodes(more=True)}]}, "refundLineItems is longer"),
        ({"refunds": [REFUND | {"transactions": to_nodes(more=True)}]}, "transactions is longer"),
        ({"refunds": "none"}, "refunds"),
    ],
)
def test_it_refuses_a_node_that_is_not_whole(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unreadable, match=field):
        read_order_node(make_node(**changes))


def test_it_selects_every_field_that_it_reads() -> None:
    selected = set(re.findall(r"[A-Za-z0-9]+", re.sub(r"\(.*?\)", "", ORDER_FIELDS)))
    node = make_node(refunds=[REFUND])
    assert selected == collect_names(node)
    assert ORDER_FIELDS.count("{") == ORDER_FIELDS.count("}")


def collect_names(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(collect_names, value))
    if isinstance(value, dict):
        return set(value).union(*map(collect_names, value.values()))
    return set()


@settings(max_examples=150)
@given(data=st.data())
def test_it_survives_mutated_nodes(data: st.DataObject) -> None:
    read_or_refuse(mutate(data, make_node(refunds=[REFUND])))


@settings(max_examples=100)
@given(node=VALUES)
def test_it_survives_any_json(node: object) -> None:
    read_or_refuse(node)


def read_or_refuse(node: object) -> None:
    try:
        order = read_order_node(node)
    except Unreadable as refused:
        assert str(refused)
    else:
        assert msgspec.convert(msgspec.to_builtins(order), Order) == order
        check_bounds(order)
