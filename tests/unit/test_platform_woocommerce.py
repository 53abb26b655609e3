"""WooCommerce: what a real shop sent, its pings and errors, and every body under every wrong topic."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plugin.errors import BadSignature, Unreadable
from plugin.model import Contact, Fact, NotForUs, Order, OrderDeleted, OrderSeen, PersonRegistered, Traces
from tests.bodies import (
    ABSENT,
    BOUGHT_AT_MS,
    shopify_order,
    sign,
    woocommerce_customer,
    woocommerce_order,
    write,
)
from webhooks.platforms import READERS
from webhooks.strict_json import load_json

READER = READERS["woocommerce"]
SECRETS = ["whsec-test-123"]

ANN = Contact(email="ann@example.test", first_name="Ann")
BOB = Contact(email="buyer@example.test", phone="5551234567", first_name="Bob")
FRIEND = Contact(email="friend@example.test", phone="5551234567", first_name="Bob")
AT_HOME = Traces(ip="127.0.0.1", address="2st90001us")
GONE = NotForUs(why="The store sent an error: woocommerce_rest_shop_order_invalid_id.")


def order(order_ref: str, **facts: Any) -> OrderSeen:
    common: dict[str, Any] = {
        "currency": "USD",
        "country": "US",
        "product_refs": ("10",),
        "product_titles": ("Test Mug",),
        "placed_at_ms": BOUGHT_AT_MS,
        "goods_minor": facts["total_minor"],
        "refunded_goods_minor": 0,
    }
    return OrderSeen(order=Order(order_ref=order_ref, number=order_ref, **common | facts))


def order_12(**facts: Any) -> OrderSeen:
    ann = {"total_minor": 4900, "source": "app", "contact": ANN, "proofs": ("wc_order_maQehJtejVrjL",)}
    moments = {"paid_at_ms": BOUGHT_AT_MS, "delivered_at_ms": BOUGHT_AT_MS}
    paid = {**moments, "traces": Traces(address="1rd94016us")}
    return order("12", **ann | paid | facts)


def order_13(**facts: Any) -> OrderSeen:
    bought = {"total_minor": 2450, "contact": BOB, "proofs": ("wc_order_2XDYAcvUWbtx7",)}
    return order("13", **bought, traces=AT_HOME, **facts)


def order_14(**facts: Any) -> OrderSeen:
    bought = {"total_minor": 2205, "contact": FRIEND, "proofs": ("wc_order_6iHeJcxDpkxkx",)}
    code = {"codes": ("FRIEND7Q2X",), "traces": AT_HOME}
    return order("14", placed_at_ms=BOUGHT_AT_MS + 1000, **bought, **code, **facts)


REAL: dict[str, Fact] = {
    "001-coupon_created": NotForUs(why="The topic coupon.created is not one that Sathi reads."),
    "003-order_created": order_12(stage="paid", updated_at_ms=BOUGHT_AT_MS),
    "005-order_updated": order_12(stage="paid", updated_at_ms=BOUGHT_AT_MS),
    "007-order_updated": order_13(stage="placed", updated_at_ms=BOUGHT_AT_MS),
    "008-order_created": order_13(stage="placed", updated_at_ms=BOUGHT_AT_MS),
    "009-order_updated": order_14(stage="placed", updated_at_ms=BOUGHT_AT_MS + 1000),
    "010-order_created": order_14(stage="placed", updated_at_ms=BOUGHT_AT_MS + 1000),
    "011-order_updated": order_12(
        stage="refunded",
        updated_at_ms=BOUGHT_AT_MS + 51_000,
        refunded_minor=4900,
        refunded_goods_minor=4900,
    ),
    "012-order_updated": order_13(stage="cancelled", updated_at_ms=BOUGHT_AT_MS + 52_000),
    "013-order_updated": order_14(
        stage="paid",
        updated_at_ms=BOUGHT_AT_MS + 53_000,
        paid_at_ms=BOUGHT_AT_MS + 53_000,
        delivered_at_ms=BOUGHT_AT_MS + 53_000,
    ),
    "014-order_created": GONE,
    "015-order_updated": GONE,
    "016-order_deleted": OrderDeleted(order_ref="17"),
}
PINGS = (
    "002-hooks_woocommerce",
    "004-hooks_woocommerce",
    "006-hooks_woocommerce",
    "017-hooks_woocommerce",
    "018-hooks_x",
)


def read_delivery(payloads: Path, name: str) -> tuple[bytes, dict[str, str]]:
    folder = payloads / "woocommerce"
    headers = json.loads((folder / f"{name}.headers.json").read_text())["headers"]
    return (folder / f"{name}.body").read_bytes(), {key.lower(): value for key, value in headers}


@pytest.mark.parametrize(("name", "fact"), REAL.items(), ids=REAL.keys())
def test_it_reads_a_real_delivery(payloads: Path, name: str, fact: Fact) -> None:
    raw, headers = read_delivery(payloads, name)
    kept = {header: headers[header] for header in READER.headers if header in headers}
    assert not READER.is_ping(raw, kept)
    assert READER.verify(raw, kept, SECRETS, 0) == 0
    body = load_json(raw)
    assert READER.read(READER.topic(kept, body), body) == fact


@pytest.mark.parametrize("name", PINGS)
def test_it_recognises_a_real_ping(payloads: Path, name: str) -> None:
    raw, headers = read_delivery(payloads, name)
    assert READER.is_ping(raw, headers)
    with pytest.raises(BadSignature):
        READER.verify(raw, headers, SECRETS, 0)


FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("raw", "headers", "is_ping"),
    [
        (b"webhook_id=5", FORM, True),
        (b"webhook_id=12345", {"content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8"}, True),
        (b"webhook_id=5\n", FORM, False),
        (b"webhook_id=", FORM, False),
        (b"webhook_id=-5", FORM, False),
        (b"webhook_id=5&x=1", FORM, False),
        (b" webhook_id=5", FORM, False),
        ("webhook_id=৫".encode(), FORM, False),
        (b"", FORM, False),
        (b'{"id":5}', FORM, False),
        (b"webhook_id=5", {}, False),
        (b"webhook_id=5", {"content-type": "application/json"}, False),
        (b"webhook_id=5", {"content-type": "text/plain; application/x-www-form-urlencoded"}, False),
        (b"webhook_id=5", FORM | {"x-wc-webhook-signature": "AAAA"}, False),
        (b"webhook_id=5", FORM | {"x-wc-webhook-signature": ""}, False),
    ],
)
def test_it_tells_a_ping_from_everything_else(raw: bytes, headers: dict[str, str], is_ping: bool) -> None:
    assert READER.is_ping(raw, headers) is is_ping


def test_it_verifies_with_the_header_and_the_stored_spelling() -> None:
    raw = write(woocommerce_order())
    headers = {"x-wc-webhook-signature": sign(raw, b"a&b")}
    assert READER.verify(raw, headers, ["old", "a&amp;b"], 0) == 1
    with pytest.raises(BadSignature):
        READER.verify(raw, {}, ["a&b"], 0)


ERRORS = ("woocommerce_rest_shop_order_invalid_id", "rest_no_route")


@pytest.mark.parametrize("topic", ["order.created", "order.updated", "order.restored", "order.deleted"])
@pytest.mark.parametrize("code", ERRORS)
def test_it_leaves_a_signed_error_alone(topic: str, code: str) -> None:
    body = {"code": code, "message": "Gone.", "data": {"status": 404}}
    assert READER.read(topic, body) == NotForUs(why=f"The store sent an error: {code}.")


@pytest.mark.parametrize(
    "topic", ["", "coupon.created", "action.woocommerce_checkout", "ORDER.CREATED", "t" * 999]
)
def test_it_leaves_other_topics_alone(topic: str) -> None:
    fact = READER.read(topic, {"id": 1})
    assert isinstance(fact, NotForUs)
    assert topic[:100] in fact.why
    assert len(fact.why) < 150


COUPON = {"id": 11, "code": "friend-7q2x", "amount": "10.00", "date_modified_gmt": "2026-11-21T20:35:26"}


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("order.deleted", woocommerce_order()),
        ("order.deleted", shopify_order()),
        ("order.deleted", COUPON),
        ("order.deleted", {}),
        ("order.deleted", {"id": None}),
        ("order.created", {"id": 17}),
        ("order.updated", COUPON),
        ("order.updated", shopify_order()),
        ("order.updated", woocommerce_order(billing_period="month", status="active")),
        ("order.updated", []),
        ("order.updated", None),
        ("order.updated", "webhook_id=5"),
        ("order.updated", woocommerce_customer()),
        ("customer.created", woocommerce_order()),
        ("customer.created", COUPON),
        ("customer.created", {"id": 7}),
        ("customer.created", woocommerce_customer(id=0)),
        ("customer.created", woocommerce_customer(date_created_gmt=None)),
    ],
)
def test_it_refuses_a_body_of_another_topic(topic: str, body: object) -> None:
    with pytest.raises(Unreadable):
        READER.read(topic, body)


def test_it_names_the_topic_from_the_header() -> None:
    assert READER.topic({"x-wc-webhook-topic": "order.updated"}, {}) == "order.updated"
    assert READER.topic({}, {"type": "order.updated"}) == ""


@pytest.mark.parametrize(
    ("changes", "contact"),
    [
        ({}, Contact(customer_ref="7", email="asha@example.test", phone="9876543210", first_name="Asha")),
        ({"email": "", "first_name": "", "billing": ABSENT}, Contact(customer_ref="7")),
        (
            {"email": "", "first_name": None, "billing": {"email": "b@c.test", "first_name": "B"}},
            Contact(customer_ref="7", email="b@c.test", first_name="B"),
        ),
    ],
)
def test_it_reads_a_new_customer(changes: dict[str, Any], contact: Contact) -> None:
    fact = READER.read("customer.created", woocommerce_customer(**changes))
    assert fact == PersonRegistered(contact=contact, registered_at_ms=BOUGHT_AT_MS)
