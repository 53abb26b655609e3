"""What WooCommerce's deliveries say, in the house's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from plugin.errors import Unreadable
from plugin.model import Contact, Fact, NotForUs, Order, OrderDeleted, OrderSeen, Source, Stage
from webhooks.platforms import fields
from webhooks.signatures import verify_woocommerce

TOPIC = "x-wc-webhook-topic"
SIGNATURE = "x-wc-webhook-signature"
HEADERS = (
    TOPIC,
    SIGNATURE,
    "x-wc-webhook-source",
    "x-wc-webhook-id",
    "x-wc-webhook-delivery-id",
    "content-type",
)

_PING = re.compile(rb"webhook_id=[0-9]+\Z")
_UTC = "+00:00"

_UNPLACED = frozenset({"checkout-draft", "auto-draft", "draft", "new", "pending", "failed"})
_ENDED: dict[str, Stage] = {"cancelled": "cancelled", "trash": "cancelled", "refunded": "refunded"}
# Payment plugins write their own names here; what is not listed was bought on the web.
_SOURCES: dict[object, Source] = {
    "subscription": "renewal",
    "admin": "admin",
    "rest-api": "app",
    "pos-rest-api": "pos",
}


def is_ping(raw: bytes, headers: Mapping[str, str]) -> bool:
    """Tell whether this is the unsigned form that WooCommerce posts when a webhook is saved.

    It must be answered with exactly 200 and change nothing. Takes the raw body and the headers under
    lower-case names. Source: class-wc-webhook.php, deliver_ping.
    """
    form = headers.get("content-type", "").partition(";")[0].strip().lower()
    unsigned = SIGNATURE not in headers
    return unsigned and form == "application/x-www-form-urlencoded" and bool(_PING.match(raw))


def verify(raw: bytes, headers: Mapping[str, str], secrets: Sequence[str], now_ms: int) -> int:
    """Check that the store sent this body; gives the position of the secret. Raises BadSignature."""
    return verify_woocommerce(raw, headers.get(SIGNATURE), secrets)


def topic(headers: Mapping[str, str], body: object) -> str:
    """Name what the delivery says it is; the header is not signed."""
    return headers.get(TOPIC, "")


def read(topic: str, body: object) -> Fact:
    """Turn a verified body into a fact.

    Takes the topic and the parsed body. An error that the store signed by mistake is NotForUs, with the
    error's code. Raises Unreadable when the body is not what its topic promises.
    """
    read_body = _READERS.get(topic)
    if read_body is None:
        return NotForUs(why=f"The topic {fields.clean_text(topic, 100)} is not one that Sathi reads.")
    members = fields.read_members(body, "The body")
    if "id" not in members and isinstance(members.get("code"), str):
        return NotForUs(why=f"The store sent an error: {fields.clean_text(members['code'], 100)}.")
    return read_body(members)


def _read_order(body: fields.Body) -> Fact:
    if "order_key" not in body or "billing_period" in body:
        raise Unreadable("The body is not a WooCommerce order: order_key.")
    return OrderSeen(order=_to_order(body))


def _read_deleted(body: fields.Body) -> Fact:
    if set(body) != {"id"}:
        raise Unreadable("The body of order.deleted has more than its id.")
    return OrderDeleted(order_ref=fields.read_ref(body["id"], "id"))


def _to_order(body: fields.Body) -> Order:
    billing, shipping = fields.read_part(body, "billing"), fields.read_part(body, "shipping")
    currency = fields.read_currency(body.get("currency"), "currency")
    order_ref = fields.read_ref(body.get("id"), "id")
    placed_at_ms = fields.read_instant(body.get("date_created_gmt"), "date_created_gmt", _UTC)
    return Order(
        order_ref=order_ref,
        number=fields.clean_text(body.get("number"), fields.NUMBER_LENGTH) or order_ref,
        stage=_read_stage(body),
        placed_at_ms=placed_at_ms,
        updated_at_ms=fields.read_instant(body.get("date_modified_gmt"), "date_modified_gmt", _UTC),
        currency=currency,
        total_minor=fields.read_sum(body.get("total"), currency, "total"),
        refunded_minor=_add_refunds(body, currency),
        source=_read_source(body),
        country=fields.choose_country(shipping.get("country"), billing.get("country")),
        product_refs=fields.keep_products(fields.read_rows(body, "line_items"), "line_items.product_id"),
        proofs=fields.keep_proofs(body["order_key"]),
        contact=_read_contact(body, billing, shipping),
    )


def _read_stage(body: fields.Body) -> Stage:
    status = body.get("status")
    if not isinstance(status, str) or not status:
        raise Unreadable("status is not an order's status.")
    if status in _UNPLACED:
        return "unplaced"
    if status in _ENDED:
        return _ENDED[status]
    # Shops invent statuses of their own ("shipped"): such an order was placed.
    if body.get("date_paid_gmt") is None:
        return "placed"
    fields.read_instant(body["date_paid_gmt"], "date_paid_gmt", _UTC)
    return "paid"


def _read_source(body: fields.Body) -> Source:
    created_via = body.get("created_via")
    return _SOURCES.get(created_via, "web") if isinstance(created_via, str) else "web"


def _add_refunds(body: fields.Body, currency: str) -> int:
    refunds = fields.read_rows(body, "refunds")
    amounts = [fields.read_amount(refund.get("total"), currency, "refunds.total") for refund in refunds]
    if any(amount > 0 for amount in amounts):
        raise Unreadable("refunds.total is not negative.")
    return -sum(amounts)


def _read_contact(body: fields.Body, billing: fields.Body, shipping: fields.Body) -> Contact:
    customer_id = body.get("customer_id")
    is_guest = customer_id in (None, "", 0, "0")
    return Contact(
        customer_ref="" if is_guest else fields.read_ref(customer_id, "customer_id"),
        email=fields.choose_email(billing.get("email")),
        phone=fields.choose_phone(billing.get("phone"), shipping.get("phone")),
        first_name=fields.choose_name(billing.get("first_name"), shipping.get("first_name")),
    )


_READERS = {
    "order.created": _read_order,
    "order.updated": _read_order,
    "order.restored": _read_order,
    "order.deleted": _read_deleted,
}
