"""Shopify's farewells: the app uninstalled, and persons to forget or to tell."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.errors import Unreadable
from plugin.model import AppUninstalled, Contact, PersonRedacted, PersonRequested
from tests.bodies import ABSENT, shopify_data_request, shopify_redaction, shopify_shop, shopify_shop_redaction
from webhooks.platforms import READERS

READER = READERS["shopify"]


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
