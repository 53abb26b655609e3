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
    PersonRequested,
    ShopRedacted,
)
from tests.bodies import (
    ABSENT,
    shopify_data_request,
    shopify_money,
    shopify_order,
    shopify_redaction,
    shopify_refund,
    shopify_shop,
    shopify_shop_redaction,
    shopify_two_monies,
    sign,
    woocommerce_order,
    write,
)
from webhooks.platforms import READERS
from webhooks.strict_json import load_json

READER = READERS["shopify"]
ORDER_TOPICS = ("orders/create", "orders/paid", "orders/updated", "orders/cancelled")
AT_MS = 1_795_273_526_000  # 2026-11-21T20:35:26+05:30


def read_order(**changes: Any) -> Order:
    fact = READER.read("orders/create", shopify_order(**changes))
    assert isinstance(fact, OrderSeen)
    return fact.order


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
    proofs=("123456abcd",),
    contact=JOHN,
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
    proofs=("b1946ac92492d2347c6235b4d2611184",),
    contact=Contact(
        customer_ref="207119551", email="bob.norman@hostmail.com", phone="555-625-1199", first_name="Bob"
    ),
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
    contact=Contact(email="john@test.com", phone="555-555-BILL", first_name="John"),
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
        NotForUs(why="The topic customers/create is not one that Sathi reads."),
    ),
    "refunds_create_official_2026-04": (
        "refunds/create",
        OrderRefunded(
            order_ref="820982911946154500",
            refund_ref="890088186047892400",
            amount_minor=8500,
            currency="USD",
            refunded_at_ms=NEW_YEAR_MS,
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


def test_it_reads_each_real_body_under_its_own_topics_only(payloads: Path) -> None:
    for name, (topic, _) in REAL.items():
        own = set(ORDER_TOPICS) if topic in ORDER_TOPICS else {topic}
        refuse_elsewhere(load_real(payloads, name), own)


# Bodies made by hand: one of each topic, and each under every other topic.

MADE: dict[str, Any] = {
    "orders/create": shopify_order(),
    "orders/delete": {"id": 1},
    "refunds/create": shopify_refund(),
    "app/uninstalled": shopify_shop(),
    "customers/redact": shopify_redaction(),
    "customers/data_request": shopify_data_request(),
    "shop/redact": shopify_shop_redaction(),
}


def refuse_elsewhere(body: object, own: set[str]) -> None:
    for topic in set(MADE) | set(ORDER_TOPICS):
        if topic not in own:
            with pytest.raises(Unreadable):
                READER.read(topic, body)


@pytest.mark.parametrize(("topic", "body"), MADE.items(), ids=MADE.keys())
def test_it_refuses_a_body_replayed_under_another_topic(topic: str, body: object) -> None:
    refuse_elsewhere(body, set(ORDER_TOPICS) if topic in ORDER_TOPICS else {topic})


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


# Orders.


@pytest.mark.parametrize("topic", ORDER_TOPICS)
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
        proofs=("XPAV284CT", "a1b2c3d4e5f60718293a4b5c6d7e8f90", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        contact=Contact(
            customer_ref="191167", email="asha@example.test", phone="+91 98765 43210", first_name="আশা"
        ),
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


BACK = {"kind": "refund", "status": "success", "amount": "100.00", "currency": "INR"}


@pytest.mark.parametrize(
    ("refunds", "refunded_minor"),
    [
        (ABSENT, 0),
        (None, 0),
        ([], 0),
        ([shopify_refund()], 15750),
        ([shopify_refund(), {"transactions": [BACK]}], 25750),
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
        ({"refunds": [shopify_refund(transactions=[BACK | {"amount": "-1"}])]}, "transactions.amount"),
    ],
)
def test_it_refuses_an_unsound_order_and_names_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unreadable, match=field):
        read_order(**changes)


# Refunds.

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


# Uninstalling and privacy.


@pytest.mark.parametrize(
    ("changes", "domain"),
    [
        ({}, "chai.myshopify.com"),
        ({"myshopify_domain": None}, "chai.example"),
        ({"myshopify_domain": None, "domain": None}, ""),
        ({"myshopify_domain": "d" * 999}, "d" * 255),
    ],
)
def test_it_reads_an_uninstallation(changes: dict[str, Any], domain: str) -> None:
    assert READER.read("app/uninstalled", shopify_shop(**changes)) == AppUninstalled(domain=domain)


@pytest.mark.parametrize(
    ("customer", "contact"),
    [
        ({"id": 191167}, Contact(customer_ref="191167")),
        ({"email": "asha@example.test"}, Contact(email="asha@example.test")),
        ({"id": None, "email": None, "phone": "555-625-1199"}, Contact(phone="555-625-1199")),
        ({}, Contact()),
    ],
)
def test_it_reads_whom_to_forget(customer: dict[str, Any], contact: Contact) -> None:
    fact = READER.read("customers/redact", shopify_redaction(customer=customer))
    expected = PersonRedacted(contact=contact, order_refs=("299938", "280263"), domain="chai.myshopify.com")
    assert fact == expected


def test_it_forgets_every_order_of_a_long_list() -> None:
    fact = READER.read("customers/redact", shopify_redaction(orders_to_redact=list(range(1, 5001))))
    assert isinstance(fact, PersonRedacted)
    assert len(fact.order_refs) == 5000


@pytest.mark.parametrize("orders", [None, []])
def test_it_reads_a_person_without_orders(orders: object) -> None:
    fact = READER.read("customers/data_request", shopify_data_request(orders_requested=orders))
    assert isinstance(fact, PersonRequested)
    assert (fact.order_refs, fact.request_ref) == ((), "9999")


@pytest.mark.parametrize(
    ("topic", "body", "field"),
    [
        ("customers/redact", shopify_redaction(customer={}, orders_to_redact=[]), "name nobody"),
        ("customers/redact", shopify_redaction(customer=None), "customer"),
        ("customers/redact", shopify_redaction(customer={"id": []}), "customer.id"),
        ("customers/redact", shopify_redaction(orders_to_redact="all"), "orders_to_redact"),
        ("customers/redact", shopify_redaction(orders_to_redact=[1, None]), "orders_to_redact"),
        ("customers/redact", shopify_redaction(shop_domain=ABSENT), "shop_domain"),
        ("customers/redact", shopify_redaction(orders_requested=[1]), "orders_requested"),
        ("customers/data_request", shopify_data_request(data_request=None), "data_request"),
        ("customers/data_request", shopify_data_request(data_request={}), "data_request.id"),
        ("customers/data_request", shopify_data_request(orders_to_redact=[1]), "orders_to_redact"),
        ("shop/redact", shopify_shop_redaction(shop_domain=None), "shop_domain"),
        ("shop/redact", shopify_shop_redaction(customer=None), "other fields"),
        ("shop/redact", shopify_shop_redaction(shop_id=ABSENT), "other fields"),
        ("app/uninstalled", shopify_shop(shop_owner=ABSENT), "shop_owner"),
        ("app/uninstalled", shopify_shop(order_id=1), "order_id"),
        ("orders/delete", {"id": 1, "email": "asha@example.test"}, "more than its id"),
        ("orders/delete", {"id": None}, "id"),
    ],
)
def test_it_refuses_an_unsound_order_to_forget(topic: str, body: object, field: str) -> None:
    with pytest.raises(Unreadable, match=field):
        READER.read(topic, body)


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
