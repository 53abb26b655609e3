"""What WooCommerce's deliveries say, in the house's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from plugin.errors import Unreadable
from plugin.model import (
    Contact,
    Fact,
    NotForUs,
    Order,
    OrderDeleted,
    OrderSeen,
    PersonRegistered,
    Source,
    Stage,
    Traces,
)
from webhooks.platforms import fields, traces
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
_ADDRESS = ("address_1", "address_2", "postcode", "country")
_REFERRER = "_wc_order_attribution_referrer"

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


def _read_registered(body: fields.Body) -> Fact:
    if "username" not in body or "is_paying_customer" not in body or "order_key" in body:
        raise Unreadable("The body is not a WooCommerce customer: username.")
    billing = fields.read_part(body, "billing")
    contact = Contact(
        customer_ref=fields.read_ref(body.get("id"), "id"),
        email=fields.choose_email(body.get("email"), billing.get("email")),
        phone=fields.choose_phone(billing.get("phone")),
        first_name=fields.choose_name(body.get("first_name"), billing.get("first_name")),
    )
    registered_at_ms = fields.read_instant(body.get("date_created_gmt"), "date_created_gmt", _UTC)
    return PersonRegistered(contact=contact, registered_at_ms=registered_at_ms)


def _to_order(body: fields.Body) -> Order:
    billing, shipping = fields.read_part(body, "billing"), fields.read_part(body, "shipping")
    currency = fields.read_currency(body.get("currency"), "currency")
    order_ref = fields.read_ref(body.get("id"), "id")
    lines, notes = fields.read_rows(body, "line_items"), traces.keep_rows(body.get("meta_data"))
    paid_at_ms = _read_paid_at(body)
    total_minor = fields.read_sum(body.get("total"), currency, "total")
    refunded_minor = _add_refunds(body, currency)
    goods_minor, goods_tax_minor = _read_goods(lines, currency)
    return Order(
        order_ref=order_ref,
        number=fields.clean_text(body.get("number"), fields.NUMBER_LENGTH) or order_ref,
        stage=_read_stage(body, paid_at_ms),
        placed_at_ms=fields.read_instant(body.get("date_created_gmt"), "date_created_gmt", _UTC),
        updated_at_ms=fields.read_instant(body.get("date_modified_gmt"), "date_modified_gmt", _UTC),
        currency=currency,
        total_minor=total_minor,
        refunded_minor=refunded_minor,
        source=_read_source(body),
        country=fields.choose_country(shipping.get("country"), billing.get("country")),
        product_refs=fields.keep_products(lines, "line_items.product_id"),
        proofs=fields.keep_proofs(body["order_key"]),
        contact=_read_contact(body, billing, shipping),
        paid_at_ms=paid_at_ms,
        codes=traces.keep_codes(row.get("code") for row in traces.keep_rows(body.get("coupon_lines"))),
        marks=traces.keep_marks(row.get("value") for row in notes if row.get("key") == traces.MARK),
        goods_minor=goods_minor,
        goods_tax_minor=goods_tax_minor,
        refunded_goods_minor=_tell_refunded_goods(refunded_minor, total_minor, goods_minor),
        traces=_read_traces(body, (shipping, billing), notes),
        delivered_at_ms=fields.keep_instant(body.get("date_completed_gmt"), _UTC),
        product_titles=fields.keep_titles(lines, "name"),
    )


def _read_paid_at(body: fields.Body) -> int | None:
    paid_at = body.get("date_paid_gmt")
    return None if paid_at is None else fields.read_instant(paid_at, "date_paid_gmt", _UTC)


def _read_stage(body: fields.Body, paid_at_ms: int | None) -> Stage:
    status = body.get("status")
    if not isinstance(status, str) or not status:
        raise Unreadable("status is not an order's status.")
    if status in _UNPLACED:
        return "unplaced"
    if status in _ENDED:
        return _ENDED[status]
    # Shops invent statuses of their own ("shipped"): such an order was placed.
    return "placed" if paid_at_ms is None else "paid"


def _read_source(body: fields.Body) -> Source:
    created_via = body.get("created_via")
    return _SOURCES.get(created_via, "web") if isinstance(created_via, str) else "web"


def _add_refunds(body: fields.Body, currency: str) -> int:
    refunds = fields.read_rows(body, "refunds")
    amounts = [fields.read_amount(refund.get("total"), currency, "refunds.total") for refund in refunds]
    if any(amount > 0 for amount in amounts):
        raise Unreadable("refunds.total is not negative.")
    return -sum(amounts)


def _read_goods(lines: list[fields.Body], currency: str) -> tuple[int | None, int]:
    goods_minor = tax_minor = 0
    try:
        for line in lines:
            goods_minor += fields.read_sum(line.get("total"), currency, "line_items.total")
            tax_minor += fields.read_sum(line.get("total_tax"), currency, "line_items.total_tax")
    except Unreadable:
        return None, 0
    return fields.keep_goods(goods_minor, tax_minor) if lines else (None, 0)


def _tell_refunded_goods(refunded_minor: int, total_minor: int, goods_minor: int | None) -> int | None:
    # The body gives each refund as one sum with its tax and shipping: only these cases tell the goods.
    if not refunded_minor:
        return 0
    if refunded_minor >= total_minor:
        return goods_minor
    return refunded_minor if goods_minor == total_minor else None


def _read_traces(body: fields.Body, addresses: Sequence[fields.Body], notes: list[fields.Body]) -> Traces:
    referrers = (note.get("value") for note in notes if note.get("key") == _REFERRER)
    return Traces(
        ip=traces.choose_ip(body.get("customer_ip_address")),
        address=traces.choose_address(addresses, _ADDRESS),
        referrer=traces.read_host(next(referrers, None)),
    )


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
    "customer.created": _read_registered,
}
