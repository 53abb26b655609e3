"""Shopify: the documented samples, real anonymised bodies, and every body under every wrong topic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plugin.errors import BadSignature, Unreadable
from plugin.model import (
    AppUninstalled,
    Contact,
    Fact,
    NotForUs,
    Order,
    OrderDeleted,
    OrderRefunded,
    OrderSeen,
    PersonRedacted,
    PersonRegistered,
    PersonRequested,
    ShopRedacted,
    Traces,
)
from tests.bodies import (
    ABSENT,
    SHOPIFY_ORDER_TOPICS,
    shopify_customer,
    shopify_data_request,
    shopify_order,
    shopify_redaction,
    shopify_refund,
    shopify_shop,
    shopify_shop_redaction,
    sign,
    woocommerce_order,
    write,
)
from webhooks.platforms import READERS
from webhooks.strict_json import load_json

READER = READERS["shopify"]


# The documented samples and the anonymised bodies.

NEW_YEAR_MS = 1_640_995_200_000  # 2021-12-31T19:00:00-05:00
JOHN = Contact(
    customer_ref="115310627314723950", email="john@example.com", phone="555-555-SHIP", first_name="John"
)
SAMPLE_2026 = Order(
    order_ref="820982911946154500",
    number="#9999",
    stage="cancelled",
    placed_at_ms=NEW_YEAR_MS,
    updated_at_ms=NEW_YEAR_MS,
    currency="USD",
    total_minor=40495,
    presentment_currency="USD",
    presentment_total_minor=40495,
    is_test=True,
    country="US",
    language="en",
    tags=("tag1", "tag2"),
    product_refs=("788032119674292900",),
    product_titles=("Aviator sunglasses", "Mid-century lounger", "Coffee table"),
    proofs=("123456abcd",),
    contact=JOHN,
    goods_minor=41495,
    refunded_goods_minor=0,
    traces=Traces(address="123shippingstreet40003us"),
)
SAMPLE_PYTHON = Order(
    order_ref="450789469",
    number="#1001",
    stage="placed",
    placed_at_ms=1_199_980_800_000,
    updated_at_ms=1_199_980_800_000,
    currency="USD",
    total_minor=40994,
    country="US",
    product_refs=("632910392",),
    product_titles=("IPod Nano - 8gb",),
    proofs=("b1946ac92492d2347c6235b4d2611184",),
    contact=Contact(
        customer_ref="207119551", email="bob.norman@hostmail.com", phone="555-625-1199", first_name="Bob"
    ),
    codes=("TENOFF",),
    refunded_goods_minor=0,
    traces=Traces(address="chestnutstreet9240202us", referrer="www.otherexample.com"),
)
SAMPLE_2016 = Order(
    order_ref="123456",
    number="#9999",
    stage="cancelled",
    placed_at_ms=1_463_458_476_000,
    updated_at_ms=1_463_472_876_000,
    currency="USD",
    total_minor=1000,
    is_test=True,
    country="US",
    product_refs=("111475476", "5410685889"),
    product_titles=("Soda", "Another Beer For Good Times"),
    contact=Contact(email="john@test.com", phone="555-555-BILL", first_name="John"),
    refunded_goods_minor=0,
    traces=Traces(address="123shippingstreetk2p0s0us"),
)
ASKER = Contact(customer_ref="191167", email="john@example.com", phone="555-625-1199")
ASKED = ("299938", "280263", "220458")
PLACEHOLDER = "{shop}.myshopify.com"

REAL: dict[str, tuple[str, Fact]] = {
    "orders_create_official_2026-04": ("orders/create", OrderSeen(order=SAMPLE_2026)),
    "order_python_api": ("orders/updated", OrderSeen(order=SAMPLE_PYTHON)),
    "order_old_2016_go": ("orders/paid", OrderSeen(order=SAMPLE_2016)),
    "order_with_transaction_go": ("orders/cancelled", OrderSeen(order=SAMPLE_2016)),
    "orders_delete_official_2026-04": ("orders/delete", OrderDeleted(order_ref="820982911946154500")),
    "orders_edited_official_2026-04": (
        "orders/edited",
        NotForUs(why="The topic orders/edited is not one that Sathi reads."),
    ),
    "customers_create_official_2026-04": (
        "customers/create",
        PersonRegistered(
            contact=Contact(
                customer_ref="706405506930370000",
                email="buyer1@example.com",
                phone="555-555-5555",
                first_name="Bob",
            ),
            registered_at_ms=NEW_YEAR_MS,
        ),
    ),
    "refunds_create_official_2026-04": (
        "refunds/create",
        OrderRefunded(
            order_ref="820982911946154500",
            refund_ref="890088186047892400",
            amount_minor=8500,
            currency="USD",
            refunded_at_ms=NEW_YEAR_MS,
            goods_minor=41495,
        ),
    ),
    "refund_python_api": (
        "refunds/create",
        OrderRefunded(
            order_ref="450789469",
            refund_ref="509562969",
            amount_minor=20900,
            currency="USD",
            refunded_at_ms=1_466_444_106_000,
        ),
    ),
    "app_uninstalled_official_2026-04": ("app/uninstalled", AppUninstalled(domain="")),
    "customers_redact_official_2026-04": (
        "customers/redact",
        PersonRedacted(contact=ASKER, order_refs=ASKED, domain=PLACEHOLDER),
    ),
    "customers_data_request_official_2026-04": (
        "customers/data_request",
        PersonRequested(contact=ASKER, order_refs=ASKED, request_ref="9999", domain=PLACEHOLDER),
    ),
    "shop_redact_official_2026-04": ("shop/redact", ShopRedacted(domain=PLACEHOLDER)),
}


def load_real(payloads: Path, name: str) -> Any:
    return load_json((payloads / "shopify" / f"{name}.json").read_bytes())


@pytest.mark.parametrize(
    ("name", "topic", "fact"), [(name, *read) for name, read in REAL.items()], ids=REAL.keys()
)
def test_it_reads_a_documented_sample(payloads: Path, name: str, topic: str, fact: Fact) -> None:
    assert READER.read(topic, load_real(payloads, name)) == fact


def test_it_reads_the_sample_of_2023_like_that_of_2026(payloads: Path) -> None:
    fact = READER.read("orders/create", load_real(payloads, "orders_create_official_2023-07"))
    assert isinstance(fact, OrderSeen)
    assert (fact.order.total_minor, fact.order.stage, fact.order.contact) == (38800, "cancelled", JOHN)


@pytest.mark.parametrize(
    ("name", "topic", "field"),
    [
        ("order_anonymised_12_lines_2024-01", "orders/create", "currency"),
        ("order_anonymised_guest_discount_2023-10", "orders/paid", "currency"),
        ("refund_anonymised_2025-04", "refunds/create", "refund_line_items.subtotal_set"),
    ],
)
def test_it_refuses_an_anonymised_body_and_names_the_field(
    payloads: Path, name: str, topic: str, field: str
) -> None:
    with pytest.raises(Unreadable, match=field):
        READER.read(topic, load_real(payloads, name))


def test_it_reads_the_code_and_the_trace_of_an_anonymised_order(payloads: Path) -> None:
    at = {"created_at": "2026-11-21T20:35:26Z", "updated_at": "2026-11-21T20:35:26Z"}
    money = {"currency": "INR", "total_price": "1250.50", "total_price_set": None}
    masked = load_real(payloads, "order_anonymised_guest_discount_2023-10")
    fact = READER.read("orders/paid", masked | at | money)
    assert isinstance(fact, OrderSeen)
    assert fact.order.codes == ("EXAMPLESTRING",)
    assert fact.order.traces == Traces(ip="192.168.0.1")
    assert (fact.order.goods_minor, fact.order.marks) == (None, ())


def test_it_reads_each_real_body_under_its_own_topics_only(payloads: Path) -> None:
    for name, (topic, _) in REAL.items():
        own = set(SHOPIFY_ORDER_TOPICS) if topic in SHOPIFY_ORDER_TOPICS else {topic}
        refuse_elsewhere(load_real(payloads, name), own)


# Bodies made by hand: one of each topic, and each under every other topic.

MADE: dict[str, Any] = {
    "orders/create": shopify_order(),
    "orders/delete": {"id": 1},
    "refunds/create": shopify_refund(),
    "customers/create": shopify_customer(),
    "app/uninstalled": shopify_shop(),
    "customers/redact": shopify_redaction(),
    "customers/data_request": shopify_data_request(),
    "shop/redact": shopify_shop_redaction(),
}


def refuse_elsewhere(body: object, own: set[str]) -> None:
    for topic in set(MADE) | set(SHOPIFY_ORDER_TOPICS):
        if topic not in own:
            with pytest.raises(Unreadable):
                READER.read(topic, body)


@pytest.mark.parametrize(("topic", "body"), MADE.items(), ids=MADE.keys())
def test_it_refuses_a_body_replayed_under_another_topic(topic: str, body: object) -> None:
    refuse_elsewhere(body, set(SHOPIFY_ORDER_TOPICS) if topic in SHOPIFY_ORDER_TOPICS else {topic})


@pytest.mark.parametrize(
    "body",
    [
        shopify_order(abandoned_checkout_url="https://chai.example/checkouts/1"),
        shopify_order(invoice_url="https://chai.example/invoices/1", order_number=ABSENT),
        shopify_order(order_number=ABSENT),
        shopify_order(line_items=ABSENT),
        {"id": 1, "order_id": 2, "kind": "sale", "amount": "10.00", "currency": "INR"},
        {"id": 1, "email": "asha@example.test", "first_name": "Asha"},
        {"id": 1, "title": "Masala chai", "variants": []},
        woocommerce_order(),
        {},
        [],
        None,
        "orders/create",
        7,
    ],
)
def test_it_refuses_bodies_that_belong_to_no_topic_of_ours(body: object) -> None:
    refuse_elsewhere(body, set())


@pytest.mark.parametrize(
    "topic", ["", "orders/edited", "orders/fulfilled", "shop/update", "Orders/Create", "t" * 999]
)
def test_it_leaves_other_topics_alone(topic: str) -> None:
    fact = READER.read(topic, shopify_order())
    assert isinstance(fact, NotForUs)
    assert topic[:100] in fact.why
    assert len(fact.why) < 150


# Signature and topic.


def test_it_verifies_and_names_the_topic_from_its_headers() -> None:
    raw = write(shopify_order())
    headers = {"x-shopify-topic": "orders/paid", "x-shopify-hmac-sha256": sign(raw, b"hush")}
    assert READER.verify(raw, headers, ["old", "hush"], 0) == 1
    assert READER.topic(headers, None) == "orders/paid"
    assert READER.topic({}, {"type": "orders/paid"}) == ""
    assert not READER.is_ping(b"webhook_id=5", {"content-type": "application/x-www-form-urlencoded"})
    with pytest.raises(BadSignature):
        READER.verify(raw, {"x-shopify-topic": "orders/paid"}, ["hush"], 0)
