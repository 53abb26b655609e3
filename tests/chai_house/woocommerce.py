"""Chai House as a WooCommerce store: the bodies and headers of its webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.chai_house.orders import Event, Order, write_amount

TOPIC_IDS = {"order.created": 1, "order.updated": 2}


def thank_you_path(order: Order) -> str:
    """Give the path of the order-received page; its key proves the order."""
    return f"/checkout/order-received/{order.order_id}/?key=wc_order_{order.key}"


def opening(order: Order, store: str) -> list[tuple[str, bytes]]:
    """Give topics and bodies of what WooCommerce sends for a new order: created unpaid, then updated."""
    unpaid = replace(order, paid_at=None)
    return [("order.created", _encode(unpaid, store)), ("order.updated", _encode(order, store))]


def news(order: Order, event: Event, store: str) -> list[tuple[str, bytes]]:
    """Give topics and bodies of what WooCommerce sends when something happens to an order."""
    return [("order.updated", _encode(order, store))]


def headers(topic: str, body: bytes, secret: str, store: str, now: datetime) -> dict[str, str]:
    """Give the headers of one delivery; its id is the same within one second, as it is in WooCommerce."""
    resource, event = topic.split(".")
    signature = hmac.digest(secret.encode(), body, "sha256")
    delivery = hashlib.sha256(f"{TOPIC_IDS[topic]}{int(now.timestamp())}".encode()).hexdigest()[:32]
    return {
        "Content-Type": "application/json",
        "User-Agent": "WooCommerce/11.0.1 Hookshot (WordPress/7.1)",
        "X-WC-Webhook-Source": f"{store}/",
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-WC-Webhook-ID": str(TOPIC_IDS[topic]),
        "X-WC-Webhook-Delivery-ID": delivery,
    }


def _encode(order: Order, store: str) -> bytes:
    return json.dumps(write_order(order, store), separators=(",", ":")).replace("/", "\\/").encode()


def _status(order: Order) -> str:
    if order.is_refunded:
        return "refunded"
    if order.cancelled_at:
        return "cancelled"
    if order.gateway == "cod":
        return "completed" if order.paid_at else "processing"
    return "processing" if order.paid_at else "pending"


def write_order(order: Order, store: str) -> dict[str, Any]:
    """Write an order as WooCommerce's webhooks and its REST API do."""
    key, buyer, nothing = f"wc_order_{order.key}", order.buyer, "0.00"
    address = {
        "first_name": buyer.first_name,
        "last_name": buyer.last_name,
        "company": "",
        "address_1": buyer.street,
        "address_2": "",
        "city": "Kolkata",
        "state": "WB",
        "postcode": "700073",
        "country": "IN",
        "phone": buyer.phone,
    }
    return {
        "id": order.order_id,
        "parent_id": 0,
        "status": _status(order),
        "currency": "INR",
        "version": "11.0.1",
        "prices_include_tax": True,
        **_times("date_created", order.placed_at),
        **_times("date_modified", order.changed_at),
        **_times("date_paid", order.paid_at),
        **_times("date_completed", order.paid_at if order.gateway == "cod" else None),
        **dict.fromkeys(("discount_tax", "shipping_tax", "cart_tax", "total_tax"), nothing),
        "discount_total": write_amount(order.cut.minor),
        "shipping_total": write_amount(order.delivery_minor),
        "total": write_amount(order.total_minor),
        "customer_id": 0,
        "order_key": key,
        "billing": {**address, "email": buyer.email},
        "shipping": address,
        "payment_method": "cod" if order.gateway == "cod" else "upi",
        "payment_method_title": "Cash on delivery" if order.gateway == "cod" else "UPI",
        "transaction_id": "",
        "customer_ip_address": buyer.ip,
        "customer_user_agent": "",
        "created_via": "checkout",
        "customer_note": "",
        "cart_hash": "",
        "number": str(order.order_id),
        "meta_data": _notes(order),
        "line_items": [_line(order)],
        **{name: [] for name in ("tax_lines", "shipping_lines", "fee_lines")},
        "coupon_lines": [_coupon_line(order)] if order.cut.code else [],
        "refunds": _refunds(order),
        "payment_url": f"{store}/checkout/order-pay/{order.order_id}/?pay_for_order=true&key={key}",
        "is_editable": False,
        "needs_payment": _status(order) == "pending",
        "needs_processing": True,
        "currency_symbol": "₹",
    }


def _notes(order: Order) -> list[dict[str, Any]]:
    mark = [{"id": 2, "key": "_sathi", "value": order.mark}] if order.mark else []
    return [{"id": 1, "key": "is_vat_exempt", "value": "no"}, *mark]


def _coupon_line(order: Order) -> dict[str, Any]:
    discount = write_amount(order.cut.minor)
    return {"id": 2, "code": order.cut.code, "discount": discount, "discount_tax": "0.00", "meta_data": []}


def _refunds(order: Order) -> list[dict[str, Any]]:
    first = order.order_id * 100
    return [
        {"id": number, "reason": "", "total": f"-{write_amount(refund.minor)}", "total_tax": "0.00"}
        for number, refund in enumerate(order.refunds, first)
    ]


def _line(order: Order) -> dict[str, Any]:
    return {
        "id": 1,
        "name": order.product.names["en"],
        "product_id": order.product.ref,
        "variation_id": 0,
        "quantity": order.quantity,
        "tax_class": "",
        "subtotal": write_amount(order.full_minor),
        "subtotal_tax": "0.00",
        "total": write_amount(order.goods_minor),
        "total_tax": "0.00",
        "taxes": [],
        "meta_data": [],
        "sku": order.product.slug.upper(),
        "price": order.goods_minor / order.quantity / 100,
        "parent_name": None,
    }


def _times(name: str, moment: datetime | None) -> dict[str, str | None]:
    form = "%Y-%m-%dT%H:%M:%S"
    if moment is None:
        return {name: None, f"{name}_gmt": None}
    return {name: moment.strftime(form), f"{name}_gmt": moment.astimezone(UTC).strftime(form)}
