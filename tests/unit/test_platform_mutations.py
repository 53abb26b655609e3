"""Whatever a platform's body turns into, reading it gives a sound fact or Unreadable, nothing else."""

from __future__ import annotations

import copy
import json
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.errors import Unreadable
from plugin.model import Fact, Order, OrderSeen, Platform
from tests import bodies
from webhooks.platforms import READERS
from webhooks.strict_json import load_json

SHOPIFY_TOPICS = (
    "orders/create",
    "orders/cancelled",
    "orders/delete",
    "refunds/create",
    "customers/create",
    "app/uninstalled",
    "customers/redact",
    "customers/data_request",
    "shop/redact",
    "orders/edited",
)
STANDARD_TYPES = (
    "order.placed",
    "order.paid",
    "order.updated",
    "order.cancelled",
    "order.refunded",
    "order.deleted",
    "customer.registered",
    "customer.event",
    "app.uninstalled",
    "person.redact",
    "person.data_request",
    "shop.redact",
    "order.unknown",
)
TOPICS: dict[Platform, tuple[str, ...]] = {
    "shopify": SHOPIFY_TOPICS,
    "woocommerce": (
        "order.created",
        "order.updated",
        "order.restored",
        "order.deleted",
        "customer.created",
        "coupon.created",
    ),
    "standard": STANDARD_TYPES,
}
HOME = {"address1": "1 Rd", "zip": "94016", "address_1": "1 Rd", "postcode": "94016"}
MARKED = [{"name": "_sathi", "key": "_sathi", "value": "m1.abc"}]
MADE: dict[Platform, list[Any]] = {
    "shopify": [
        bodies.shopify_order(
            refunds=[bodies.shopify_refund()],
            taxes_included=True,
            discount_codes=[{"code": "FRIEND-7Q2X"}],
            note_attributes=MARKED,
            browser_ip="203.0.113.7",
            shipping_address=HOME,
            referring_site="https://example.test/",
        ),
        bodies.shopify_refund(),
        bodies.shopify_customer(),
        bodies.shopify_shop(),
        bodies.shopify_redaction(),
        bodies.shopify_data_request(),
        bodies.shopify_shop_redaction(),
    ],
    "woocommerce": [
        bodies.woocommerce_order(
            refunds=[{"id": 1, "total": "-1.00"}],
            coupon_lines=[{"code": "friend-7q2x"}],
            meta_data=MARKED,
            customer_ip_address="203.0.113.7",
            shipping=HOME,
        ),
        bodies.woocommerce_customer(),
        {"id": 1},
    ],
    "standard": [
        *(bodies.standard_event(event_type, stage="paid") for event_type in STANDARD_TYPES),
        bodies.standard_event(
            "order.paid",
            paid_at="2026-11-21T20:35:26Z",
            codes=["FRIEND-7Q2X"],
            marks=["m1.abc"],
            goods="1000.00",
            goods_tax="50.00",
            refunded_goods="10.00",
            ip="203.0.113.7",
            address="1 Rd, 94016 US",
            referrer="https://example.test/",
        ),
    ],
}

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
TELLING = st.sampled_from(
    [
        "",
        "0",
        "-1.00",
        "1e5",
        "12.345",
        "9" * 40,
        "USD",
        "JPY",
        "usd",
        "refund",
        "success",
        "paid",
        "voided",
        "null",
        "2026-11-21T20:35:26Z",
        "2026-11-21T20:35:26",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-11-21T20:35:26+99:99",
        "2026-02-30T00:00:00Z",
        "2026-11-21T24:00:00Z",
        "a@b.test",
        "a" * 300,
        "\u202e",
        "०१",
        0,
        -1,
        2**62,
        -(2**62),
        0.1,
        -0.0,
        1e308,
        5e-324,
        True,
        False,
        None,
    ]
)
LEAVES = (
    TELLING | TEXT | st.integers(-(2**63 - 1), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)
DEEP: Any = json.loads('{"a":' * 55 + "[]" + "}" * 55)


def walk(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield (*path, key)
        yield from walk(value[key], (*path, key))


def mutate(data: st.DataObject, body: Any) -> Any:
    body = copy.deepcopy(body)
    for _ in range(data.draw(st.integers(1, 4))):
        paths = list(walk(body))
        if not paths:
            break
        *above, key = data.draw(st.sampled_from(paths))
        parent = body
        for step in above:
            parent = parent[step]
        change = data.draw(st.sampled_from(("drop", "replace", "wrap", "deepen", "repeat")))
        if change == "drop":
            del parent[key]
        elif change == "replace":
            parent[key] = data.draw(VALUES)
        elif change == "wrap":
            parent[key] = data.draw(st.sampled_from(([parent[key]], {"id": parent[key]})))
        elif change == "deepen":
            parent[key] = copy.deepcopy(DEEP)
        else:
            parent[key] = [copy.deepcopy(parent[key]) for _ in range(3)]
    return body


def check_sound(fact: Fact) -> None:
    """A struct is not checked when it is made; converting it checks every type and word."""
    assert msgspec.convert(msgspec.to_builtins(fact), type(fact)) == fact
    msgspec.json.encode(fact)
    if isinstance(fact, OrderSeen):
        check_bounds(fact.order)


def check_bounds(order: Order) -> None:
    contact = order.contact
    assert 0 < len(order.order_ref) <= 64
    assert 0 < len(order.number) <= 64
    assert len(order.currency) == 3
    assert 0 <= order.total_minor <= 10**15
    assert order.refunded_minor >= 0
    assert order.presentment_total_minor >= 0
    assert min(order.placed_at_ms, order.updated_at_ms) >= 0
    assert max(order.placed_at_ms, order.updated_at_ms) < 2**43
    assert max(map(len, (contact.first_name, *order.tags, *order.proofs)), default=0) <= 100
    assert all(len(proof) >= 8 for proof in order.proofs)
    assert max(map(len, (contact.customer_ref, contact.phone, *order.product_refs))) <= 64
    assert len(contact.email) <= 254
    assert len(order.tags) <= 50
    assert len(order.product_refs) <= 500
    assert len(order.product_titles) <= 3 and max(map(len, order.product_titles), default=0) <= 80
    assert len(order.country) in (0, 2)
    assert len(order.language) <= 35
    check_ties(order)


def check_ties(order: Order) -> None:
    assert order.paid_at_ms is None or 0 <= order.paid_at_ms < 2**43
    assert len(order.codes) <= 20
    assert all(0 < len(code) <= 40 for code in order.codes)
    assert len(order.marks) <= 5
    assert all(0 < len(mark) <= 300 and mark.isascii() and mark.isprintable() for mark in order.marks)
    for minor in (order.goods_minor, order.goods_tax_minor, order.refunded_goods_minor):
        assert minor is None or 0 <= minor <= 10**15
    assert len(order.traces.ip) <= 45
    assert len(order.traces.referrer) <= 253
    assert not order.traces.address or order.traces.address.isalnum()


def read_or_refuse(platform: Platform, body: Any) -> None:
    try:
        parsed = load_json(json.dumps(body).encode())
    except Unreadable:
        return
    for topic in (*TOPICS[platform], READERS[platform].topic({}, parsed)):
        try:
            fact = READERS[platform].read(topic, parsed)
        except Unreadable as refused:
            assert str(refused)
        else:
            assert isinstance(fact, typing.get_args(Fact))
            check_sound(fact)


def load_all(payloads: Path, platform: Platform) -> list[Any]:
    files = [*(payloads / platform).glob("*.body"), *(payloads / platform).glob("*.json")]
    raws = [file.read_bytes() for file in sorted(files) if not file.name.endswith(".headers.json")]
    loaded = [load_json(raw) for raw in raws if raw.startswith(b"{")]
    assert loaded
    return loaded


@pytest.mark.parametrize("platform", TOPICS)
@settings(max_examples=150)
@given(data=st.data())
def test_it_survives_mutated_bodies_made_by_hand(platform: Platform, data: st.DataObject) -> None:
    read_or_refuse(platform, mutate(data, data.draw(st.sampled_from(MADE[platform]))))


@pytest.mark.parametrize("platform", ["shopify", "woocommerce"])
@settings(max_examples=150)
@given(data=st.data())
def test_it_survives_mutated_real_bodies(payloads: Path, platform: Platform, data: st.DataObject) -> None:
    read_or_refuse(platform, mutate(data, data.draw(st.sampled_from(load_all(payloads, platform)))))


@pytest.mark.parametrize("platform", TOPICS)
@settings(max_examples=150)
@given(body=VALUES)
def test_it_survives_any_json(platform: Platform, body: object) -> None:
    read_or_refuse(platform, body)


@pytest.mark.parametrize("platform", TOPICS)
@settings(max_examples=100)
@given(topic=st.text())
def test_it_survives_any_topic(platform: Platform, topic: str) -> None:
    with_type = {"type": topic, "data": {}}
    try:
        check_sound(READERS[platform].read(topic, with_type))
    except Unreadable as refused:
        assert str(refused)


@pytest.mark.parametrize("platform", TOPICS)
def test_it_reads_every_body_made_by_hand(platform: Platform) -> None:
    for body in MADE[platform]:
        read_or_refuse(platform, body)
