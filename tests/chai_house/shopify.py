"""Chai House as a Shopify store: the bodies and headers of its webhooks."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.chai_house.orders import Event, Order, Refund, write_amount

DOMAIN = "chai-house.myshopify.com"
API_VERSION = "2026-10"
TOPICS: dict[Event, str] = {
    "paid": "orders/paid",
    "cancelled": "orders/cancelled",
    "part-refunded": "orders/updated",
    "refunded": "orders/updated",
}


def thank_you_path(order: Order) -> str:
    """Give the path of the thank-you page."""
    return f"/thank-you?order={order.key}"


def confirmation_number(order: Order) -> str:
    """Give the number that Shopify shows the buyer: nine characters, the same as in the webhook."""
    return order.key[:9].upper()


def opening(order: Order, store: str) -> list[tuple[str, bytes]]:
    """Give topics and bodies of what Shopify sends for a new order."""
    topics = ["orders/create", "orders/paid"] if order.paid_at else ["orders/create"]
    return [(topic, _encode(_body(order, store))) for topic in topics]


def news(order: Order, event: Event, store: str) -> list[tuple[str, bytes]]:
    """Give topics and bodies of what Shopify sends when something happens to an order."""
    messages = [(TOPICS[event], _encode(_body(order, store)))]
    if TOPICS[event] == "orders/updated":
        return [("refunds/create", _encode(_refunds(order)[-1])), *messages]
    return messages


def headers(topic: str, body: bytes, secret: str, store: str, now: datetime) -> dict[str, str]:
    """Give the headers of one delivery."""
    digest = hmac.digest(secret.encode(), body, "sha256")
    delivery = hmac.digest(topic.encode(), body + str(now.timestamp()).encode(), "sha256").hex()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
        "X-Shopify-Shop-Domain": DOMAIN,
        "X-Shopify-API-Version": API_VERSION,
        "X-Shopify-Webhook-Id": str(UUID(delivery[:32])),
        "X-Shopify-Event-Id": str(UUID(delivery[32:])),
        "X-Shopify-Triggered-At": now.isoformat(),
    }


def _encode(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _ref(order: Order) -> int:
    return 5_600_000_000_000 + order.order_id


def _status(order: Order) -> str:
    if order.refunds:
        return "refunded" if order.is_refunded else "partially_refunded"
    if order.cancelled_at and not order.paid_at:
        return "voided"
    return "paid" if order.paid_at else "pending"


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _set(minor: int) -> dict[str, Any]:
    money = {"amount": write_amount(minor), "currency_code": "INR"}
    return {"shop_money": money, "presentment_money": money}


def _body(order: Order, store: str) -> dict[str, Any]:
    left = order.kept_minor
    return {
        "id": _ref(order),
        "admin_graphql_api_id": f"gid://shopify/Order/{_ref(order)}",
        "app_id": 580111,
        "browser_ip": order.buyer.ip,
        "buyer_accepts_marketing": False,
        "cancel_reason": "customer" if order.cancelled_at else None,
        "cancelled_at": _time(order.cancelled_at),
        "cart_token": None,
        "checkout_token": hmac.digest(b"checkout", order.key.encode(), "sha256").hex()[:32],
        "client_details": {"browser_ip": order.buyer.ip, "user_agent": None},
        "closed_at": None,
        "confirmation_number": confirmation_number(order),
        "confirmed": True,
        "contact_email": order.buyer.email,
        "created_at": _time(order.placed_at),
        "currency": "INR",
        "current_subtotal_price": write_amount(left),
        "current_subtotal_price_set": _set(left),
        "current_total_discounts": write_amount(order.cut.minor),
        "current_total_price": write_amount(left),
        "current_total_price_set": _set(left),
        "current_total_tax": "0.00",
        "customer_locale": f"{order.language}-IN",
        "discount_codes": [_code(order)] if order.cut.code else [],
        "email": order.buyer.email,
        "financial_status": _status(order),
        "fulfillment_status": None,
        "landing_site": "/",
        "landing_site_ref": None,
        "name": f"#{order.order_id}",
        "note": None,
        "note_attributes": [{"name": "_sathi", "value": order.mark}] if order.mark else [],
        "number": order.order_id - 1000,
        "order_number": order.order_id,
        "order_status_url": f"{store}/56789/orders/{order.key}/authenticate?key={order.key}",
        "payment_gateway_names": ["Cash on Delivery (COD)" if order.gateway == "cod" else "UPI"],
        "phone": order.buyer.phone,
        "presentment_currency": "INR",
        "processed_at": _time(order.placed_at),
        "referring_site": None,
        "source_name": "web",
        "subtotal_price": write_amount(order.goods_minor),
        "subtotal_price_set": _set(order.goods_minor),
        "tags": "",
        "taxes_included": True,
        "test": False,
        "token": hmac.digest(b"order", order.key.encode(), "sha256").hex()[:32],
        "total_discounts": write_amount(order.cut.minor),
        "total_line_items_price": write_amount(order.full_minor),
        "total_price": write_amount(order.total_minor),
        "total_price_set": _set(order.total_minor),
        "total_shipping_price_set": _set(order.delivery_minor),
        "total_tax": "0.00",
        "total_tip_received": "0.00",
        "updated_at": _time(order.changed_at),
        "billing_address": _address(order),
        "customer": _customer(order),
        "discount_applications": [],
        "fulfillments": [],
        "line_items": [_line(order)],
        "refunds": _refunds(order),
        "shipping_address": _address(order),
        "shipping_lines": [],
    }


def _customer(order: Order) -> dict[str, Any]:
    number = int.from_bytes(hmac.digest(b"customer", order.buyer.email.encode(), "sha256")[:5], "big")
    return {
        "id": 7_000_000_000_000 + number,
        "first_name": order.buyer.first_name,
        "last_name": order.buyer.last_name,
        "email": order.buyer.email,
        "phone": order.buyer.phone,
        "currency": "INR",
        "state": "disabled",
        "verified_email": True,
    }


def _address(order: Order) -> dict[str, Any]:
    return {
        "first_name": order.buyer.first_name,
        "last_name": order.buyer.last_name,
        "name": order.buyer.name,
        "address1": order.buyer.street,
        "address2": None,
        "city": "Kolkata",
        "zip": "700073",
        "province": "West Bengal",
        "province_code": "WB",
        "country": "India",
        "country_code": "IN",
        "phone": order.buyer.phone,
    }


def _line(order: Order) -> dict[str, Any]:
    return {
        "id": _ref(order) * 10,
        "current_quantity": order.kept_quantity,
        "gift_card": False,
        "name": order.product.names["en"],
        "price": write_amount(order.product.price_minor),
        "price_set": _set(order.product.price_minor),
        "product_exists": True,
        "product_id": order.product.ref,
        "properties": [],
        "quantity": order.quantity,
        "sku": order.product.slug.upper(),
        "taxable": True,
        "title": order.product.names["en"],
        "total_discount": "0.00",
        "variant_id": order.product.ref * 10,
        "discount_allocations": [_allocation(order)] if order.cut.minor else [],
        "tax_lines": [],
    }


def _code(order: Order) -> dict[str, Any]:
    kind = "shipping" if order.cut.ships_free else "fixed_amount"
    return {"code": order.cut.code.upper(), "amount": write_amount(order.cut.minor), "type": kind}


def _allocation(order: Order) -> dict[str, Any]:
    minor = order.cut.minor
    return {"amount": write_amount(minor), "amount_set": _set(minor), "discount_application_index": 0}


def _refunds(order: Order) -> list[dict[str, Any]]:
    return [_refund(order, number, refund) for number, refund in enumerate(order.refunds)]


def _refund(order: Order, number: int, refund: Refund) -> dict[str, Any]:
    first = _ref(order) * 100 + number * 10
    transaction = {
        "id": first + 1,
        "order_id": _ref(order),
        "amount": write_amount(refund.minor),
        "currency": "INR",
        "kind": "refund",
        "status": "success",
        "gateway": "upi",
        "created_at": _time(refund.at),
    }
    line = {
        "id": first + 2,
        "quantity": refund.quantity,
        "line_item_id": _ref(order) * 10,
        "restock_type": "return",
        "subtotal": refund.goods_minor / 100,
        "subtotal_set": _set(refund.goods_minor),
        "total_tax": 0.0,
        "total_tax_set": _set(0),
        "line_item": _line(order),
    }
    return {
        "id": first + 3,
        "order_id": _ref(order),
        "created_at": _time(refund.at),
        "processed_at": _time(refund.at),
        "note": None,
        "restock": True,
        "order_adjustments": [],
        "refund_line_items": [line],
        "transactions": [transaction],
    }
