"""Shopify's codes, marks, traces and goods: told apart where the body tells, left out where it does not."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import pytest

from plugin.model import Contact, Order, OrderRefunded, OrderSeen, PersonRegistered, Traces
from tests.bodies import (
    shopify_customer,
    shopify_line,
    shopify_money,
    shopify_order,
    shopify_refund,
    shopify_two_monies,
)
from webhooks.platforms import READERS

READER = READERS["shopify"]
TIP = shopify_line("30.00", "0.00", tip={"payment_method": None}, tip_payment_gateway=None, tax_lines=[])
GIFT_CARD = shopify_line("500.00", "0.00", gift_card=True)
MUG = shopify_line("118.00", "18.00")


def read_order(**changes: Any) -> Order:
    fact = READER.read("orders/updated", shopify_order(**changes))
    assert isinstance(fact, OrderSeen)
    return fact.order


@pytest.mark.parametrize(
    ("changes", "goods"),
    [
        ({"line_items": [MUG]}, (11_800, 1800)),
        ({"line_items": [MUG], "taxes_included": True}, (10_000, 1800)),
        ({"line_items": [MUG | {"quantity": 3}]}, (35_400, 1800)),
        ({"line_items": [MUG | {"quantity": 0, "tax_lines": []}]}, (0, 0)),
        ({"line_items": [MUG | {"tax_lines": None}]}, (11_800, 0)),
        ({"line_items": [shopify_line("118.00", "0.00", discount="18.00")]}, (10_000, 0)),
        ({"line_items": [MUG, GIFT_CARD, TIP]}, (11_800, 1800)),
        ({"line_items": [GIFT_CARD]}, (0, 0)),
        ({"line_items": [MUG | {"tip": None}]}, (11_800, 1800)),
        (
            {"line_items": [MUG | {"price_set": shopify_two_monies(("118.00", "INR"), ("1.40", "USD"))}]},
            (11_800, 1800),
        ),
        ({"line_items": [MUG | {"price_set": None}]}, (11_800, 1800)),
        ({"line_items": []}, (None, 0)),
        ({"line_items": None}, (None, 0)),
        ({"line_items": [{"product_id": 1}]}, (None, 0)),
        ({"line_items": [MUG | {"quantity": None}]}, (None, 0)),
        ({"line_items": [MUG | {"quantity": -1}]}, (None, 0)),
        ({"line_items": [MUG | {"quantity": 10**18}]}, (None, 0)),
        ({"line_items": [MUG | {"price_set": None, "price": "much"}]}, (None, 0)),
        ({"line_items": [MUG | {"price_set": shopify_money("118.00", "USD")}]}, (None, 0)),
        ({"line_items": [MUG | {"tax_lines": "none"}]}, (None, 0)),
        ({"line_items": [shopify_line("10.00", "0.00", discount="20.00")]}, (None, 0)),
        ({"line_items": [shopify_line("10.00", "18.00")], "taxes_included": True}, (None, 0)),
        (
            {"line_items": [{"product_id": 1, "quantity": 1, "price": "10.00", "total_discount": "5.00"}]},
            (None, 0),
        ),
    ],
)
def test_it_tells_goods_from_the_whole(changes: dict[str, Any], goods: tuple[int | None, int]) -> None:
    order = read_order(**changes)
    assert (order.goods_minor, order.goods_tax_minor) == goods
    assert order.total_minor == 125_050


def to_returned(line: Any, subtotal: str, tax: str) -> Any:
    return {
        "subtotal_set": shopify_money(subtotal, "INR"),
        "total_tax_set": shopify_money(tax, "INR"),
        "line_item": line,
    }


RETURNED = to_returned(MUG, "118.00", "18.00")
OLD_LINES = [{"id": 1, "quantity": 1, "line_item": MUG}]


@pytest.mark.parametrize(
    ("refunds", "tax_inside", "refunded_goods_minor"),
    [
        ([], False, 0),
        (None, False, 0),
        ([shopify_refund()], False, 15_000),
        ([shopify_refund(), shopify_refund(refund_line_items=[RETURNED])], False, 26_800),
        ([shopify_refund(refund_line_items=[RETURNED])], True, 10_000),
        ([shopify_refund(refund_line_items=[RETURNED, to_returned(TIP, "30.00", "0.00")])], False, 11_800),
        ([shopify_refund(refund_line_items=[to_returned(GIFT_CARD, "500.00", "0.00")])], False, 0),
        ([shopify_refund(refund_line_items=[])], False, 0),
        ([shopify_refund(refund_line_items=OLD_LINES)], False, None),
        ([shopify_refund(refund_line_items=[to_returned(MUG, "10.00", "18.00")])], True, None),
    ],
)
def test_it_tells_which_goods_went_back(
    refunds: object, tax_inside: bool, refunded_goods_minor: int | None
) -> None:
    order = read_order(refunds=refunds, taxes_included=tax_inside)
    assert order.refunded_goods_minor == refunded_goods_minor


@pytest.mark.parametrize(
    ("lines", "goods_minor"),
    [
        (shopify_refund()["refund_line_items"], 15_000),
        ([RETURNED, to_returned(GIFT_CARD, "500.00", "0.00")], 11_800),
        ([], 0),
        (OLD_LINES, None),
        ([RETURNED, RETURNED | {"subtotal_set": shopify_money("1.40", "USD")}], None),
    ],
)
def test_it_tells_the_goods_of_a_refund(lines: object, goods_minor: int | None) -> None:
    fact = READER.read("refunds/create", shopify_refund(refund_line_items=lines))
    assert isinstance(fact, OrderRefunded)
    assert fact.goods_minor == goods_minor


def to_attributes(*values: object) -> list[Any]:
    return [{"name": "gift", "value": "yes"}, *({"name": "_sathi", "value": value} for value in values)]


HOME = {"address1": "12/B Park Street", "address2": "Flat 3", "zip": "700 016", "country_code": "IN"}
SAME_HOME = {"address1": "12-b PARK STREET,", "address2": "FLAT-3", "zip": "700016", "country_code": "IN"}


@pytest.mark.parametrize(
    ("changes", "part", "expected"),
    [
        ({}, "paid_at_ms", None),
        ({"financial_status": "paid", "processed_at": "2026-11-21T20:35:26Z"}, "paid_at_ms", None),
        ({"discount_codes": [{"code": "Friend-7Q2X"}, {"code": "friend7q2x"}]}, "codes", ("FRIEND7Q2X",)),
        ({"discount_codes": [{"code": None}, {"code": " - "}, [], "x", {}]}, "codes", ()),
        ({"discount_codes": "FRIEND"}, "codes", ()),
        (
            {"discount_codes": [{"code": f"c{n}"} for n in range(30)]},
            "codes",
            tuple(f"C{n}" for n in range(20)),
        ),
        ({"discount_codes": [{"code": "c" * 99}]}, "codes", ("C" * 40,)),
        ({"note_attributes": to_attributes("m1.abc", "m1.abc", "m2.def")}, "marks", ("m1.abc", "m2.def")),
        ({"note_attributes": to_attributes(*"abcdefgh")}, "marks", tuple("abcde")),
        ({"note_attributes": to_attributes("m" * 300, "m" * 301)}, "marks", ("m" * 300,)),
        ({"note_attributes": to_attributes(None, 7, [], {}, "", "a b", "a\n", "চা", "a\u202e")}, "marks", ()),
        ({"note_attributes": [{"name": ["_sathi"], "value": "m1"}, None, "_sathi"]}, "marks", ()),
        ({"note_attributes": {"_sathi": "m1"}}, "marks", ()),
        ({"browser_ip": "203.0.113.7"}, "traces", Traces(ip="203.0.113.7")),
        ({"browser_ip": None, "client_details": {"browser_ip": "203.0.113.7"}}, "traces.ip", "203.0.113.7"),
        ({"browser_ip": "2001:0DB8::0007"}, "traces.ip", "2001:db8::7"),
        ({"browser_ip": "::ffff:203.0.113.7"}, "traces.ip", "203.0.113.7"),
        ({"browser_ip": "0.0.0.0"}, "traces.ip", ""),
        ({"browser_ip": "fe80::1%eth0"}, "traces.ip", ""),
        ({"browser_ip": "999.1.1.1", "client_details": None}, "traces.ip", ""),
        ({"browser_ip": 3405803783, "client_details": {"browser_ip": []}}, "traces.ip", ""),
        ({"browser_ip": ":" * 1000}, "traces.ip", ""),
        ({"shipping_address": HOME}, "traces.address", "12bparkstreetflat3700016in"),
        ({"shipping_address": SAME_HOME}, "traces.address", "12bparkstreetflat3700016in"),
        ({"shipping_address": None, "billing_address": HOME}, "traces.address", "12bparkstreetflat3700016in"),
        ({"shipping_address": HOME | {"zip": None}}, "traces.address", ""),
        ({"shipping_address": HOME | {"address1": "-"}}, "traces.address", ""),
        ({"shipping_address": HOME | {"address1": [1], "zip": {}}}, "traces.address", ""),
        ({"shipping_address": HOME | {"zip": 700016}}, "traces.address", "12bparkstreetflat3700016in"),
        ({"shipping_address": {"address1": "ＳＴＲＡＳＳＥ ５", "zip": "1"}}, "traces.address", "strasse51"),
        ({"shipping_address": {"address1": "Straße 5", "zip": "1"}}, "traces.address", "strasse51"),
        ({"referring_site": "https://WWW.Google.com:443/search?q=a"}, "traces.referrer", "www.google.com"),
        ({"referring_site": "http://user:pw@chai.example./"}, "traces.referrer", "chai.example"),
        ({"referring_site": "https://chai.example"}, "traces.referrer", "chai.example"),
        ({"referring_site": "android-app://com.example"}, "traces.referrer", ""),
        ({"referring_site": "https://[::1"}, "traces.referrer", ""),
        ({"referring_site": "https://" + "a" * 500}, "traces.referrer", ""),
        ({"referring_site": "example string"}, "traces.referrer", ""),
        ({"referring_site": ["https://chai.example"]}, "traces.referrer", ""),
    ],
)
def test_it_reads_what_ties_an_order_to_a_link(changes: dict[str, Any], part: str, expected: object) -> None:
    assert attrgetter(part)(read_order(**changes)) == expected


@pytest.mark.parametrize(
    ("changes", "contact"),
    [
        (
            {},
            Contact(
                customer_ref="191167", email="asha@example.test", phone="+91 98765 43210", first_name="আশা"
            ),
        ),
        (
            {"phone": "111", "email": None, "first_name": None, "default_address": None},
            Contact(customer_ref="191167", phone="111"),
        ),
    ],
)
def test_it_reads_a_new_customer(changes: dict[str, Any], contact: Contact) -> None:
    fact = READER.read("customers/create", shopify_customer(**changes))
    assert fact == PersonRegistered(contact=contact, registered_at_ms=1_795_273_526_000)
