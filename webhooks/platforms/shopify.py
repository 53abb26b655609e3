"""What Shopify's deliveries say, in the house's words.

Shopify signs the body and not the topic, so every body must have its topic's own shape: an order that
comes again under another topic deletes, redacts and uninstalls nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plugin.errors import Unreadable
from plugin.model import (
    AppUninstalled,
    Contact,
    Fact,
    NotForUs,
    OrderDeleted,
    OrderSeen,
    PersonRedacted,
    PersonRegistered,
    PersonRequested,
    ShopRedacted,
)
from webhooks.platforms import fields
from webhooks.platforms.shopify_orders import read_order, read_refund
from webhooks.signatures import verify_shopify

TOPIC = "x-shopify-topic"
SIGNATURE = "x-shopify-hmac-sha256"
HEADERS = (
    TOPIC,
    SIGNATURE,
    "x-shopify-shop-domain",
    "x-shopify-api-version",
    "x-shopify-webhook-id",
    "x-shopify-event-id",
    "x-shopify-triggered-at",
)

_SHOP_KEYS = ("shop_owner", "plan_name", "myshopify_domain")
_NOT_A_SHOP = ("order_number", "line_items", "order_id", "shop_id", "total_price")
_NOT_A_CUSTOMER = ("order_number", "line_items", "order_id", "shop_id", "shop_owner", "total_price")
_NOT_AN_ORDER = ("order_id", "shop_id", "shop_owner", "invoice_url", "abandoned_checkout_url")


def verify(raw: bytes, headers: Mapping[str, str], secrets: Sequence[str], now_ms: int) -> int:
    """Check that Shopify sent this body; gives the position of the secret. Raises BadSignature."""
    return verify_shopify(raw, headers.get(SIGNATURE), secrets)


def topic(headers: Mapping[str, str], body: object) -> str:
    """Name what the delivery says it is; the header is not signed."""
    return headers.get(TOPIC, "")


def read(topic: str, body: object) -> Fact:
    """Turn a verified body into a fact.

    Takes the topic and the parsed body. Raises Unreadable when the body is not what its topic promises.
    """
    read_body = _READERS.get(topic)
    if read_body is None:
        return NotForUs(why=f"The topic {fields.clean_text(topic, 100)} is not one that Sathi reads.")
    return read_body(fields.read_members(body, "The body"))


def _read_order(body: fields.Body) -> Fact:
    _require(body, "an order", has=("order_number", "line_items", "total_price"), lacks=_NOT_AN_ORDER)
    return OrderSeen(order=read_order(body))


def _read_refund(body: fields.Body) -> Fact:
    _require(body, "a refund", has=("order_id", "refund_line_items"), lacks=("order_number", "total_price"))
    refund = read_refund(body)
    return refund or NotForUs(why="The refund returned no money.")


def _read_deleted(body: fields.Body) -> Fact:
    if set(body) != {"id"}:
        raise Unreadable("The body of orders/delete has more than its id.")
    return OrderDeleted(order_ref=fields.read_ref(body["id"], "id"))


def _read_uninstalled(body: fields.Body) -> Fact:
    _require(body, "a shop", has=_SHOP_KEYS, lacks=_NOT_A_SHOP)
    return AppUninstalled(domain=_read_domain(body.get("myshopify_domain") or body.get("domain")))


def _read_registered(body: fields.Body) -> Fact:
    has = ("id", "created_at", "verified_email", "tax_exempt")
    _require(body, "a customer", has=has, lacks=_NOT_A_CUSTOMER)
    home = fields.read_part(body, "default_address")
    contact = Contact(
        customer_ref=fields.read_ref(body["id"], "id"),
        email=fields.choose_email(body.get("email")),
        phone=fields.choose_phone(body.get("phone"), home.get("phone")),
        first_name=fields.choose_name(body.get("first_name"), home.get("first_name")),
    )
    registered_at_ms = fields.read_instant(body["created_at"], "created_at")
    return PersonRegistered(contact=contact, registered_at_ms=registered_at_ms)


def _read_person_redacted(body: fields.Body) -> Fact:
    lacks = ("orders_requested", "data_request", "line_items")
    _require(body, "a redaction", has=("shop_domain", "customer", "orders_to_redact"), lacks=lacks)
    contact, order_refs = _read_person(body, "orders_to_redact")
    return PersonRedacted(contact=contact, order_refs=order_refs, domain=_read_domain(body["shop_domain"]))


def _read_person_requested(body: fields.Body) -> Fact:
    has = ("shop_domain", "customer", "orders_requested", "data_request")
    _require(body, "a data request", has=has, lacks=("orders_to_redact", "line_items"))
    contact, order_refs = _read_person(body, "orders_requested")
    request = fields.read_members(body["data_request"], "data_request")
    return PersonRequested(
        contact=contact,
        order_refs=order_refs,
        request_ref=fields.read_ref(request.get("id"), "data_request.id"),
        domain=_read_domain(body["shop_domain"]),
    )


def _read_shop_redacted(body: fields.Body) -> Fact:
    if set(body) != {"shop_id", "shop_domain"}:
        raise Unreadable("The body of shop/redact has other fields than shop_id and shop_domain.")
    domain = _read_domain(body["shop_domain"])
    if not domain:
        raise Unreadable("shop_domain is empty.")
    return ShopRedacted(domain=domain)


def _read_person(body: fields.Body, orders: str) -> tuple[Contact, tuple[str, ...]]:
    customer = fields.read_members(body["customer"], "customer")
    customer_id = customer.get("id")
    contact = Contact(
        customer_ref="" if customer_id is None else fields.read_ref(customer_id, "customer.id"),
        email=fields.choose_email(customer.get("email")),
        phone=fields.choose_phone(customer.get("phone")),
    )
    order_refs = fields.read_refs(body[orders], orders)
    if contact == Contact() and not order_refs:
        raise Unreadable(f"customer and {orders} name nobody.")
    return contact, order_refs


def _read_domain(value: object) -> str:
    return fields.clean_text(value, fields.DOMAIN_LENGTH).lower()


def _require(body: fields.Body, shape: str, has: Sequence[str], lacks: Sequence[str]) -> None:
    missing = [field for field in has if field not in body]
    foreign = [field for field in lacks if field in body]
    if missing:
        raise Unreadable(f"The body is not {shape}: {missing[0]} is missing.")
    if foreign:
        raise Unreadable(f"The body is not {shape}: it has {foreign[0]}.")


_READERS = {
    "orders/create": _read_order,
    "orders/paid": _read_order,
    "orders/updated": _read_order,
    "orders/cancelled": _read_order,
    "orders/delete": _read_deleted,
    "refunds/create": _read_refund,
    "customers/create": _read_registered,
    "app/uninstalled": _read_uninstalled,
    "customers/redact": _read_person_redacted,
    "customers/data_request": _read_person_requested,
    "shop/redact": _read_shop_redacted,
}
