"""Shopify's orders: every field as documented, found wherever it is, or refused by its name."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.errors import Unreadable
from plugin.model import Contact, Order, OrderSeen
from tests.bodies import (
    ABSENT,
    SHOPIFY_ORDER_TOPICS,
    shopify_money,
    shopify_order,
    shopify_refund,
    shopify_return,
    shopify_two_monies,
)
from webhooks.platforms import READERS

READER = READERS["shopify"]
AT_MS = 1_795_273_526_000  # 2026-11-21T20:35:26+05:30


def read_order(**changes: Any) -> Order:
    fact = READER.read("orders/create", shopify_order(**changes))
    assert isinstance(fact, OrderSeen)
    return fact.order


@pytest.mark.parametrize("topic", SHOPIFY_ORDER_TOPICS)
def test_it_reads_every_field_of_an_order(topic: str) -> None:
    expected = Order(
        order_ref="5678901234567",
        number="#1001",
        stage="placed",
        placed_at_ms=AT_MS,
        updated_at_ms=AT_MS + 51_000,
        currency="INR",
        total_minor=125_050,
        presentment_currency="INR",
        presentment_total_minor=125_050,
        country="BD",
        language="bn-IN",
        tags=("tea", "first order"),
        product_refs=("632910392",),
        product_titles=("Masala chai",),
        proofs=("XPAV284CT", "a1b2c3d4e5f60718293a4b5c6d7e8f90", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        contact=Contact(
            customer_ref="191167", email="asha@example.test", phone="+91 98765 43210", first_name="আশা"
        ),
        goods_minor=115_000,
        goods_tax_minor=5750,
        refunded_goods_minor=0,
    )
    assert READER.read(topic, shopify_order()) == OrderSeen(order=expected)


CANCELLED_AT = "2026-11-22T09:00:00+05:30"


@pytest.mark.parametrize(
    ("status", "cancelled_at", "stage"),
    [
        ("pending", None, "placed"),
        ("authorized", None, "placed"),
        ("partially_paid", None, "placed"),
        (None, None, "placed"),
        (ABSENT, ABSENT, "placed"),
        ("a new word", None, "placed"),
        (["paid"], None, "placed"),
        ("paid", None, "paid"),
        ("partially_refunded", None, "paid"),
        ("refunded", None, "refunded"),
        ("voided", None, "cancelled"),
        ("expired", None, "cancelled"),
        ("paid", CANCELLED_AT, "cancelled"),
        ("refunded", CANCELLED_AT, "cancelled"),
        ("pending", CANCELLED_AT, "cancelled"),
    ],
)
def test_it_reads_the_stage(status: object, cancelled_at: object, stage: str) -> None:
    assert read_order(financial_status=status, cancelled_at=cancelled_at).stage == stage


@pytest.mark.parametrize(
    ("source_name", "source"),
    [
        ("web", "web"),
        ("", "web"),
        (None, "web"),
        (ABSENT, "web"),
        ({}, "web"),
        ("pos", "pos"),
        ("shopify_draft_order", "draft"),
        ("subscription_contract", "renewal"),
        ("subscription_contract_checkout_one", "renewal"),
        ("580111", "app"),
        (580111, "app"),
        ("iphone", "app"),
    ],
)
def test_it_reads_where_an_order_came_from(source_name: object, source: str) -> None:
    assert read_order(source_name=source_name).source == source


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("", ()),
        (None, ()),
        (["tea"], ()),
        ("tea", ("tea",)),
        (" tea ,, vip,tea ", ("tea", "vip")),
        ("চা, ప్రత్యేక", ("চা", "ప్రత్యేక")),
        ("t" * 500, ("t" * 100,)),
        (",".join(map(str, range(200))), tuple(map(str, range(50)))),
    ],
)
def test_it_reads_order_tags(tags: object, expected: tuple[str, ...]) -> None:
    assert read_order(tags=tags, customer={"id": 1, "tags": "customer tag"}).tags == expected


@pytest.mark.parametrize(
    ("changes", "proofs"),
    [
        ({"confirmation_number": None, "checkout_token": "", "token": ABSENT}, ()),
        ({"checkout_token": None, "token": None}, ("XPAV284CT",)),
        (
            {"confirmation_number": None, "checkout_token": "same-token", "token": "same-token"},
            ("same-token",),
        ),
        ({"confirmation_number": "short", "checkout_token": 123_456_789, "token": "a b c d e f"}, ()),
        ({"confirmation_number": "n" * 101, "checkout_token": [], "token": "n" * 100}, ("n" * 100,)),
    ],
)
def test_it_keeps_only_unguessable_proofs(changes: dict[str, Any], proofs: tuple[str, ...]) -> None:
    assert read_order(**changes).proofs == proofs


JPY_IN_USD = shopify_two_monies(("23600", "JPY"), ("152.31", "USD"))


@pytest.mark.parametrize(
    ("changes", "money"),
    [
        ({"total_price": "0.00", "total_price_set": shopify_money("0.00", "INR")}, ("INR", 0, "INR", 0)),
        ({"currency": "JPY", "total_price_set": JPY_IN_USD}, ("JPY", 23600, "USD", 15231)),
        ({"currency": "KWD", "total_price_set": shopify_money("1.25", "KWD")}, ("KWD", 1250, "KWD", 1250)),
        ({"total_price_set": ABSENT}, ("INR", 125_050, "", 0)),
        ({"total_price_set": None}, ("INR", 125_050, "", 0)),
        ({"total_price_set": {"shop_money": {"amount": "7", "currency_code": "INR"}}}, ("INR", 700, "", 0)),
        ({"total_price_set": shopify_two_monies(("7", "INR"), ("0.5", "JPY"))}, ("INR", 700, "", 0)),
        ({"total_price_set": shopify_two_monies(("7", "INR"), ("much", "USD"))}, ("INR", 700, "", 0)),
    ],
)
def test_it_reads_money_in_both_currencies(changes: dict[str, Any], money: tuple[str, int, str, int]) -> None:
    order = read_order(**changes)
    shopper = (order.presentment_currency, order.presentment_total_minor)
    assert (order.currency, order.total_minor, *shopper) == money


@pytest.mark.parametrize(
    ("refunds", "refunded_minor"),
    [
        (ABSENT, 0),
        (None, 0),
        ([], 0),
        ([shopify_refund()], 15750),
        ([shopify_refund(), {"transactions": [shopify_return()]}], 25750),
        ([{"transactions": []}], 0),
    ],
)
def test_it_adds_up_the_refunds_of_an_order(refunds: object, refunded_minor: int) -> None:
    assert read_order(refunds=refunds).refunded_minor == refunded_minor


NOBODY: dict[str, Any] = dict.fromkeys(
    ("customer", "email", "contact_email", "phone", "billing_address", "shipping_address", "customer_locale")
)


@pytest.mark.parametrize("nobody", [NOBODY, dict.fromkeys(NOBODY, ABSENT), dict.fromkeys(NOBODY, [])])
def test_it_reads_an_order_of_nobody(nobody: dict[str, Any]) -> None:
    order = read_order(**nobody)
    assert (order.contact, order.country, order.language) == (Contact(), "", "")


@pytest.mark.parametrize(
    ("changes", "contact"),
    [
        ({"email": "order@example.test"}, Contact(email="order@example.test")),
        ({"contact_email": "contact@example.test"}, Contact(email="contact@example.test")),
        (
            {"customer": {"id": 5, "email": None}, "email": "a@b.test"},
            Contact(customer_ref="5", email="a@b.test"),
        ),
        ({"phone": "+8801711000000"}, Contact(phone="+8801711000000")),
        ({"billing_address": {"phone": "111", "first_name": "B"}}, Contact(phone="111", first_name="B")),
        ({"shipping_address": {"phone": "222", "first_name": "S"}}, Contact(phone="222", first_name="S")),
        (
            {"customer": {"default_address": {"phone": "333", "first_name": "D"}}},
            Contact(phone="333", first_name="D"),
        ),
        ({"customer": {"first_name": "x" * 300}}, Contact(first_name="x" * 100)),
    ],
)
def test_it_reads_the_contact_from_wherever_it_is(changes: dict[str, Any], contact: Contact) -> None:
    assert read_order(**NOBODY | changes).contact == contact


@pytest.mark.parametrize(
    ("changes", "part", "expected"),
    [
        ({"shipping_address": None}, "country", "IN"),
        ({"shipping_address": {"country_code": None}}, "country", "IN"),
        ({"customer_locale": "pt_BR"}, "language", "pt-BR"),
        ({"customer_locale": "zh-Hant-TW"}, "language", "zh-Hant-TW"),
        ({"customer_locale": "example string"}, "language", ""),
        ({"test": True}, "is_test", True),
        ({"test": None}, "is_test", False),
        ({"test": "yes"}, "is_test", False),
        ({"name": "  SHOP-1001/B "}, "number", "SHOP-1001/B"),
        ({"name": None}, "number", "1001"),
        ({"name": "", "order_number": None}, "number", "5678901234567"),
        ({"created_at": "2026-11-21T15:05:26Z"}, "placed_at_ms", AT_MS),
        ({"updated_at": "2026-11-21T15:05:26.789Z"}, "updated_at_ms", AT_MS + 789),
        (
            {"line_items": [{"product_id": n} for n in range(1, 1001)]},
            "product_refs",
            tuple(map(str, range(1, 501))),
        ),
    ],
)
def test_it_reads_an_unusual_order(changes: dict[str, Any], part: str, expected: object) -> None:
    assert getattr(read_order(**changes), part) == expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": None}, "id"),
        ({"currency": "RUPEE"}, "currency"),
        ({"currency": "USD"}, "total_price_set.shop_money.currency_code"),
        ({"total_price_set": {"shop_money": {"currency_code": "INR"}}}, "total_price_set.shop_money.amount"),
        ({"total_price_set": shopify_money("-1", "INR")}, "total_price_set.shop_money.amount is negative"),
        ({"total_price_set": None, "total_price": None}, "total_price"),
        ({"total_price_set": None, "total_price": "example string"}, "total_price"),
        ({"created_at": None}, "created_at"),
        ({"created_at": "2026-11-21T20:35:26"}, "created_at"),
        ({"updated_at": ABSENT}, "updated_at"),
        ({"updated_at": "2026-11-21"}, "updated_at"),
        ({"cancelled_at": True}, "cancelled_at"),
        ({"customer": {"id": "a b"}}, "customer.id"),
        ({"line_items": {}}, "line_items"),
        ({"line_items": [None]}, "line_items"),
        ({"refunds": [shopify_refund(transactions=[shopify_return(amount="-1")])]}, "transactions.amount"),
    ],
)
def test_it_refuses_an_unsound_order_and_names_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unreadable, match=field):
        read_order(**changes)
