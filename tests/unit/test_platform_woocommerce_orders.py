"""WooCommerce's orders: every field as documented, or refused by its name."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import pytest

from plugin.errors import Unreadable
from plugin.model import Contact, Order, OrderSeen, Traces
from tests.bodies import ABSENT, BOUGHT_AT_MS, woocommerce_order
from webhooks.platforms import READERS

READER = READERS["woocommerce"]


def read_order(**changes: Any) -> Order:
    fact = READER.read("order.updated", woocommerce_order(**changes))
    assert isinstance(fact, OrderSeen)
    return fact.order


def test_it_reads_every_field_of_an_order() -> None:
    assert read_order() == Order(
        order_ref="12",
        number="12",
        stage="placed",
        placed_at_ms=BOUGHT_AT_MS,
        updated_at_ms=BOUGHT_AT_MS + 51_000,
        currency="INR",
        total_minor=125_050,
        country="IN",
        product_refs=("10", "11"),
        proofs=("wc_order_maQehJtejVrjL",),
        contact=Contact(customer_ref="7", email="asha@example.test", phone="9876543210", first_name="Asha"),
        goods_minor=115_000,
        goods_tax_minor=5750,
        refunded_goods_minor=0,
    )


@pytest.mark.parametrize("topic", ["order.created", "order.updated", "order.restored"])
def test_it_reads_an_order_under_every_order_topic(topic: str) -> None:
    assert READER.read(topic, woocommerce_order()) == OrderSeen(order=read_order())


PAID_AT = "2026-11-21T20:40:00"


@pytest.mark.parametrize(
    ("status", "paid_at", "stage"),
    [
        ("checkout-draft", None, "unplaced"),
        ("auto-draft", None, "unplaced"),
        ("draft", None, "unplaced"),
        ("new", None, "unplaced"),
        ("pending", None, "unplaced"),
        ("failed", None, "unplaced"),
        ("failed", PAID_AT, "unplaced"),
        ("on-hold", None, "placed"),
        ("processing", None, "placed"),
        ("completed", None, "placed"),
        ("shipped", None, "placed"),
        ("on-hold", PAID_AT, "paid"),
        ("processing", PAID_AT, "paid"),
        ("completed", PAID_AT, "paid"),
        ("shipped", PAID_AT, "paid"),
        ("cancelled", None, "cancelled"),
        ("cancelled", PAID_AT, "cancelled"),
        ("trash", PAID_AT, "cancelled"),
        ("refunded", PAID_AT, "refunded"),
    ],
)
def test_it_reads_the_stage(status: str, paid_at: str | None, stage: str) -> None:
    assert read_order(status=status, date_paid_gmt=paid_at).stage == stage


@pytest.mark.parametrize(
    ("created_via", "source"),
    [
        ("checkout", "web"),
        ("store-api", "web"),
        ("stripe_express", "web"),
        ("", "web"),
        (None, "web"),
        (ABSENT, "web"),
        ([], "web"),
        ("admin", "admin"),
        ("rest-api", "app"),
        ("pos-rest-api", "pos"),
        ("subscription", "renewal"),
    ],
)
def test_it_reads_where_an_order_came_from(created_via: object, source: str) -> None:
    assert read_order(created_via=created_via).source == source


@pytest.mark.parametrize(
    ("refunds", "refunded_minor"),
    [
        (ABSENT, 0),
        (None, 0),
        ([], 0),
        ([{"id": 1, "total": "-10.00"}], 1000),
        ([{"id": 1, "total": "-10.00"}, {"id": 2, "total": "-0.55"}], 1055),
        ([{"id": 1, "total": "0.00"}], 0),
    ],
)
def test_it_adds_up_refunds(refunds: object, refunded_minor: int) -> None:
    assert read_order(refunds=refunds).refunded_minor == refunded_minor


@pytest.mark.parametrize(
    ("changes", "part", "expected"),
    [
        ({"number": "56AQ"}, "number", "56AQ"),
        ({"number": 56}, "number", "56"),
        ({"number": ""}, "number", "12"),
        ({"number": None}, "number", "12"),
        ({"number": "N" * 100}, "number", "N" * 64),
        ({"id": "12"}, "order_ref", "12"),
        ({"id": 2**62}, "order_ref", str(2**62)),
        ({"total": "0.00"}, "total_minor", 0),
        ({"total": 12.5}, "total_minor", 1250),
        ({"currency": "JPY", "total": "4900.00"}, "total_minor", 4900),
        ({"currency": "KWD", "total": "1.234"}, "total_minor", 1234),
        ({"shipping": {"country": "BD"}}, "country", "BD"),
        ({"shipping": None}, "country", "IN"),
        ({"shipping": [], "billing": []}, "country", ""),
        ({"billing": {"country": "in"}}, "country", "IN"),
        ({"billing": {"country": "India"}}, "country", ""),
        ({"order_key": ""}, "proofs", ()),
        ({"order_key": None}, "proofs", ()),
        ({"order_key": "short"}, "proofs", ()),
        ({"order_key": "k" * 101}, "proofs", ()),
        ({"order_key": "k" * 100}, "proofs", ("k" * 100,)),
        ({"line_items": None}, "product_refs", ()),
        ({"line_items": [{}, {"product_id": 0}, {"product_id": None}]}, "product_refs", ()),
        (
            {"line_items": [{"product_id": n, "name": n and f" Tea\n{n}" + "." * 80} for n in range(9)]},
            "product_titles",
            tuple(f"Tea {n}" + "." * 75 for n in (1, 2, 3)),
        ),
        ({"line_items": [{"product_id": 1, "name": None}, {"name": "A tip"}]}, "product_titles", ()),
        ({"meta_data": None, "coupon_lines": None}, "is_test", False),
        ({"meta_data": "odd", "coupon_lines": ABSENT}, "tags", ()),
    ],
)
def test_it_reads_an_unusual_order(changes: dict[str, Any], part: str, expected: object) -> None:
    assert getattr(read_order(**changes), part) == expected


def test_it_keeps_500_products_of_a_large_order() -> None:
    lines = [{"product_id": number} for number in range(1, 2001)]
    assert read_order(line_items=lines).product_refs == tuple(str(number) for number in range(1, 501))


@pytest.mark.parametrize("customer_id", [0, "0", "", None, ABSENT])
def test_it_reads_a_guest(customer_id: object) -> None:
    assert read_order(customer_id=customer_id).contact.customer_ref == ""


@pytest.mark.parametrize(
    ("billing", "contact"),
    [
        ({}, Contact(customer_ref="7")),
        ({"email": ""}, Contact(customer_ref="7")),
        ({"email": None, "phone": None, "first_name": None}, Contact(customer_ref="7")),
        ({"email": {"a": 1}, "phone": [], "first_name": True}, Contact(customer_ref="7")),
        ({"email": "not an address"}, Contact(customer_ref="7")),
        ({"email": "a@b@c"}, Contact(customer_ref="7")),
        ({"email": "a@" + "b" * 300}, Contact(customer_ref="7")),
        ({"email": " Ann@Example.test "}, Contact(customer_ref="7", email="Ann@Example.test")),
        ({"email": "a@b.test\r\nBcc: x@y.test"}, Contact(customer_ref="7")),
        ({"phone": "no number"}, Contact(customer_ref="7")),
        ({"phone": "1" * 41}, Contact(customer_ref="7")),
        ({"phone": 9876543210}, Contact(customer_ref="7", phone="9876543210")),
        ({"phone": "০১৭১১-০০০০০০"}, Contact(customer_ref="7", phone="০১৭১১-০০০০০০")),
        ({"first_name": "  আশা \n রানী "}, Contact(customer_ref="7", first_name="আশা রানী")),
        ({"first_name": "عائشة"}, Contact(customer_ref="7", first_name="عائشة")),
        ({"first_name": "秀英"}, Contact(customer_ref="7", first_name="秀英")),
        ({"first_name": "n" * 500}, Contact(customer_ref="7", first_name="n" * 100)),
    ],
)
def test_it_reads_the_contact(billing: dict[str, Any], contact: Contact) -> None:
    assert read_order(billing=billing).contact == contact


def test_it_takes_the_phone_and_name_of_the_shipping_address_where_billing_has_none() -> None:
    shipping = {"first_name": "Farid", "phone": "01711000000"}
    contact = read_order(billing={}, shipping=shipping).contact
    assert (contact.first_name, contact.phone) == ("Farid", "01711000000")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": ABSENT}, "id"),
        ({"id": 0}, "id"),
        ({"id": -1}, "id"),
        ({"id": True}, "id"),
        ({"id": 12.0}, "id"),
        ({"id": ""}, "id"),
        ({"id": "1 2"}, "id"),
        ({"id": "1" * 65}, "id"),
        ({"status": ABSENT}, "status"),
        ({"status": ""}, "status"),
        ({"status": ["completed"]}, "status"),
        ({"currency": None}, "currency"),
        ({"currency": "inr"}, "currency"),
        ({"total": ABSENT}, "total"),
        ({"total": "-1.00"}, "total is negative"),
        ({"total": "1.005"}, "total: INR has 2 decimals"),
        ({"total": True}, "total"),
        ({"total": 1e300}, "total"),
        ({"total": "1" * 20}, "total: The amount is too large"),
        ({"date_created_gmt": None}, "date_created_gmt"),
        ({"date_created_gmt": "2026-13-45T00:00:00"}, "date_created_gmt"),
        ({"date_created_gmt": "2026-11-21"}, "date_created_gmt"),
        ({"date_created_gmt": "20261121T203526"}, "date_created_gmt"),
        ({"date_created_gmt": "2026-11-21T20:35:26Z"}, "date_created_gmt"),
        ({"date_created_gmt": 1_795_293_326}, "date_created_gmt"),
        ({"date_modified_gmt": ABSENT}, "date_modified_gmt"),
        ({"date_modified_gmt": "9999-12-31T23:59:59"}, "date_modified_gmt is not between"),
        ({"date_modified_gmt": "0001-01-01T00:00:00"}, "date_modified_gmt is not between"),
        ({"date_paid_gmt": "yesterday"}, "date_paid_gmt"),
        ({"customer_id": {}}, "customer_id"),
        ({"customer_id": -1}, "customer_id"),
        ({"refunds": {"total": "-1"}}, "refunds"),
        ({"refunds": ["-1"]}, "refunds"),
        ({"refunds": [{"total": "1.00"}]}, "refunds.total is not negative"),
        ({"refunds": [{}]}, "refunds.total"),
        ({"line_items": "none"}, "line_items"),
        ({"line_items": [{"product_id": {"a": 1}}]}, "line_items.product_id"),
    ],
)
def test_it_refuses_an_unsound_order_and_names_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unreadable, match=field):
        read_order(**changes)


def test_it_reads_an_order_that_a_plugin_gave_a_code() -> None:
    assert read_order(code="A1", message="hello") == read_order()


def to_notes(**notes: Any) -> list[Any]:
    return [{"id": 1, "key": key, "value": value} for key, value in notes.items()]


HOME = {"address_1": "12/B Park Street", "address_2": "Flat 3", "postcode": "700 016", "country": "IN"}


@pytest.mark.parametrize(
    ("changes", "part", "expected"),
    [
        ({"date_paid_gmt": PAID_AT}, "paid_at_ms", BOUGHT_AT_MS + 274_000),
        ({"date_paid_gmt": None}, "paid_at_ms", None),
        ({"status": "failed", "date_paid_gmt": PAID_AT}, "paid_at_ms", BOUGHT_AT_MS + 274_000),
        ({"coupon_lines": [{"code": "friend-7q2x"}, {"code": " FRIEND 7Q2X "}]}, "codes", ("FRIEND7Q2X",)),
        ({"coupon_lines": [{"code": ""}, {"code": 7}, {}, None, "x"]}, "codes", ()),
        ({"coupon_lines": {"code": "x"}}, "codes", ()),
        (
            {"coupon_lines": [{"code": f"c{n}"} for n in range(30)]},
            "codes",
            tuple(f"C{n}" for n in range(20)),
        ),
        ({"meta_data": to_notes(_sathi="m1.abc", _ref="r_abc")}, "marks", ("m1.abc",)),
        ({"meta_data": to_notes(_sathi=["m1"])}, "marks", ()),
        ({"meta_data": to_notes(_sathi="")}, "marks", ()),
        ({"customer_ip_address": "2001:DB8:0:0:0:0:0:7"}, "traces", Traces(ip="2001:db8::7")),
        ({"customer_ip_address": "proxy, 203.0.113.7"}, "traces", Traces()),
        ({"billing": HOME}, "traces", Traces(address="12bparkstreetflat3700016in")),
        (
            {"billing": HOME, "shipping": HOME | {"address_1": "9 Lane"}},
            "traces.address",
            "9laneflat3700016in",
        ),
        (
            {"billing": HOME, "shipping": HOME | {"postcode": ""}},
            "traces.address",
            "12bparkstreetflat3700016in",
        ),
        (
            {"meta_data": to_notes(_wc_order_attribution_referrer="https://www.Instagram.com/p/1?x=2")},
            "traces.referrer",
            "www.instagram.com",
        ),
        ({"meta_data": to_notes(_wc_order_attribution_referrer={"a": 1})}, "traces.referrer", ""),
    ],
)
def test_it_reads_what_ties_an_order_to_a_link(changes: dict[str, Any], part: str, expected: object) -> None:
    assert attrgetter(part)(read_order(**changes)) == expected


@pytest.mark.parametrize(
    ("changes", "goods"),
    [
        ({"line_items": [{"total": "22.05", "total_tax": "0.00"}]}, (2205, 0)),
        ({"line_items": [{"total": "0.00", "total_tax": "0.00"}]}, (0, 0)),
        ({"currency": "JPY", "total": "900", "line_items": [{"total": "800", "total_tax": "80"}]}, (800, 80)),
        ({"line_items": []}, (None, 0)),
        ({"line_items": None}, (None, 0)),
        ({"line_items": [{"product_id": 10}]}, (None, 0)),
        ({"line_items": [{"total": "22.05"}]}, (None, 0)),
        ({"line_items": [{"total": "-5.00", "total_tax": "0.00"}]}, (None, 0)),
        ({"line_items": [{"total": "much", "total_tax": "0.00"}]}, (None, 0)),
        ({"line_items": [{"total": "22.0512", "total_tax": "0.00"}]}, (None, 0)),
    ],
)
def test_it_tells_goods_from_the_whole(changes: dict[str, Any], goods: tuple[int | None, int]) -> None:
    order = read_order(**changes)
    assert (order.goods_minor, order.goods_tax_minor) == goods


ALL_GOODS = [{"total": "1250.50", "total_tax": "0.00"}]


@pytest.mark.parametrize(
    ("lines", "refunds", "refunded_goods_minor"),
    [
        (ALL_GOODS, [], 0),
        (ALL_GOODS, ["-100.00", "-20.00"], 12_000),
        (ALL_GOODS, ["-1250.50"], 125_050),
        (ALL_GOODS, ["-2000.00"], 125_050),
        (woocommerce_order()["line_items"], [], 0),
        (woocommerce_order()["line_items"], ["-100.00"], None),
        (woocommerce_order()["line_items"], ["-1250.50"], 115_000),
        ([], ["-1250.50"], None),
        ([], ["-100.00"], None),
    ],
)
def test_it_tells_refunded_goods_only_where_they_can_be_known(
    lines: list[Any], refunds: list[str], refunded_goods_minor: int | None
) -> None:
    order = read_order(line_items=lines, refunds=[{"id": 1, "total": total} for total in refunds])
    assert order.refunded_goods_minor == refunded_goods_minor
