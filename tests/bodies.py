"""Webhook bodies made by hand, as each platform writes them: Asha buys at Chai House.

Every maker takes changes for the top level; `ABSENT` leaves a field out.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from typing import Any

ABSENT = object()
BOUGHT_AT_MS = 1_795_293_326_000  # 2026-11-21T20:35:26Z, as woocommerce_order() and standard_event() say it
SHOPIFY_ORDER_TOPICS = ("orders/create", "orders/paid", "orders/updated", "orders/cancelled")
Json = dict[str, Any]


def change(body: Json, changes: Json) -> Json:
    """Give the body with these top-level fields changed or, where ABSENT, left out."""
    changed = body | changes
    return {key: value for key, value in changed.items() if value is not ABSENT}


def write(body: Any) -> bytes:
    """Write a body as a platform sends it."""
    return json.dumps(body, separators=(",", ":")).encode()


def sign(raw: bytes, key: bytes) -> str:
    """Sign bytes as Shopify and WooCommerce do."""
    return b64encode(hmac.digest(key, raw, "sha256")).decode()


def shopify_money(amount: str, currency: str) -> Json:
    """Write the same money in the shop's and the shopper's currency."""
    return shopify_two_monies((amount, currency), (amount, currency))


def shopify_two_monies(shop: tuple[str, str], shopper: tuple[str, str]) -> Json:
    """Write money in the shop's currency and what the shopper saw."""
    return {
        "shop_money": {"amount": shop[0], "currency_code": shop[1]},
        "presentment_money": {"amount": shopper[0], "currency_code": shopper[1]},
    }


def shopify_order(**changes: Any) -> Json:
    """Make the body of orders/create."""
    order = {
        "id": 5_678_901_234_567,
        "name": "#1001",
        "order_number": 1001,
        "confirmation_number": "XPAV284CT",
        "checkout_token": "a1b2c3d4e5f60718293a4b5c6d7e8f90",
        "token": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        "created_at": "2026-11-21T20:35:26+05:30",
        "updated_at": "2026-11-21T20:36:17+05:30",
        "cancelled_at": None,
        "currency": "INR",
        "total_price": "1250.50",
        "total_price_set": shopify_money("1250.50", "INR"),
        "presentment_currency": "INR",
        "financial_status": "pending",
        "test": False,
        "source_name": "web",
        "tags": "tea, first order",
        "customer_locale": "bn-IN",
        "email": "asha@example.test",
        "contact_email": "asha@example.test",
        "phone": None,
        "customer": {"id": 191167, "email": "asha@example.test", "phone": None, "first_name": "আশা"},
        "billing_address": {"first_name": "Asha", "phone": "+91 98765 43210", "country_code": "IN"},
        "shipping_address": {"first_name": "Farid", "phone": "+880 1711 000000", "country_code": "BD"},
        "taxes_included": False,
        "line_items": [
            shopify_line("600.00", "55.00", id=1, product_id=632910392, quantity=2, discount="100.00"),
            shopify_line("50.00", "2.50", id=2, product_id=None),
        ],
        "refunds": [],
    }
    return change(order, changes)


def shopify_line(price: str, tax: str, discount: str = "0.00", **changes: Any) -> Json:
    """Make one line of an order: its unit price, its tax and what was taken off the whole line."""
    line = {
        "id": 1,
        "product_id": 632910392,
        "title": "Masala chai",
        "quantity": 1,
        "price": price,
        "price_set": shopify_money(price, "INR"),
        "gift_card": False,
        "tax_lines": [{"title": "GST", "price": tax, "price_set": shopify_money(tax, "INR")}],
        "discount_allocations": [{"amount": discount, "amount_set": shopify_money(discount, "INR")}],
    }
    return change(line, changes)


def shopify_customer(**changes: Any) -> Json:
    """Make the body of customers/create."""
    customer = {
        "id": 191167,
        "created_at": "2026-11-21T20:35:26+05:30",
        "first_name": "আশা",
        "email": "asha@example.test",
        "phone": None,
        "verified_email": True,
        "tax_exempt": False,
        "default_address": {"first_name": "Asha", "phone": "+91 98765 43210"},
    }
    return change(customer, changes)


def shopify_return(**changes: Any) -> Json:
    """Make one transaction that returns money, as refunds/create lists it."""
    money = {"kind": "refund", "status": "success", "amount": "100.00", "currency": "INR"}
    return change(money, changes)


def shopify_refund(**changes: Any) -> Json:
    """Make the body of refunds/create: two lines, one payment back."""
    refund = {
        "id": 509562969,
        "order_id": 5_678_901_234_567,
        "created_at": "2026-11-25T10:00:00+05:30",
        "refund_line_items": [
            {"subtotal": 100.1, "total_tax": 5, "subtotal_set": shopify_money("100.10", "INR")},
            {"subtotal": 49.9, "total_tax": 2.5, "subtotal_set": shopify_money("49.90", "INR")},
        ],
        "transactions": [shopify_return(amount="157.50")],
    }
    return change(refund, changes)


def shopify_shop(**changes: Any) -> Json:
    """Make the body of app/uninstalled."""
    shop = {
        "id": 954889,
        "name": "Chai House",
        "shop_owner": "Rahim",
        "plan_name": "basic",
        "domain": "chai.example",
        "myshopify_domain": "Chai.myshopify.com",
    }
    return change(shop, changes)


def shopify_redaction(**changes: Any) -> Json:
    """Make the body of customers/redact."""
    redaction = {
        "shop_id": 954889,
        "shop_domain": "chai.myshopify.com",
        "customer": {"id": 191167, "email": "asha@example.test", "phone": "555-625-1199"},
        "orders_to_redact": [299938, 280263],
    }
    return change(redaction, changes)


def shopify_data_request(**changes: Any) -> Json:
    """Make the body of customers/data_request."""
    request = {
        "shop_id": 954889,
        "shop_domain": "chai.myshopify.com",
        "customer": {"id": 191167, "email": "asha@example.test", "phone": "555-625-1199"},
        "orders_requested": [299938],
        "data_request": {"id": 9999},
    }
    return change(request, changes)


def shopify_shop_redaction(**changes: Any) -> Json:
    """Make the body of shop/redact."""
    return change({"shop_id": 954889, "shop_domain": "chai.myshopify.com"}, changes)


def woocommerce_order(**changes: Any) -> Json:
    """Make the body of order.created: cash on delivery, not yet paid."""
    order = {
        "id": 12,
        "number": "12",
        "status": "processing",
        "currency": "INR",
        "total": "1250.50",
        "customer_id": 7,
        "order_key": "wc_order_maQehJtejVrjL",
        "created_via": "checkout",
        "date_created_gmt": "2026-11-21T20:35:26",
        "date_modified_gmt": "2026-11-21T20:36:17",
        "date_paid_gmt": None,
        "billing": {
            "first_name": "Asha",
            "email": "asha@example.test",
            "phone": "9876543210",
            "country": "IN",
        },
        "shipping": {"first_name": "", "phone": "", "country": ""},
        "meta_data": [{"key": "a", "value": "text"}, {"key": "b", "value": [1]}, {"key": "c", "value": {}}],
        "line_items": [
            {"product_id": 10, "total": "500.00", "total_tax": "25.00"},
            {"product_id": 11, "total": "400.00", "total_tax": "20.00"},
            {"product_id": 10, "total": "250.00", "total_tax": "12.50"},
        ],
        "coupon_lines": [],
        "refunds": [],
    }
    return change(order, changes)


def woocommerce_customer(**changes: Any) -> Json:
    """Make the body of customer.created."""
    customer = {
        "id": 7,
        "date_created_gmt": "2026-11-21T20:35:26",
        "email": "asha@example.test",
        "first_name": "Asha",
        "username": "asha",
        "is_paying_customer": False,
        "billing": {"first_name": "", "email": "", "phone": "9876543210"},
        "shipping": {"first_name": ""},
    }
    return change(customer, changes)


def standard_event(event_type: str, **changes: Any) -> Json:
    """Make one event of a Standard Webhooks sender; changes go into its data."""
    customer = {"id": 7, "email": "asha@example.test", "phone": "+919876543210", "first_name": "Asha"}
    order = {
        "id": "A-1001",
        "number": "1001",
        "placed_at": "2026-11-21T20:35:26Z",
        "updated_at": "2026-11-21T20:36:17.250Z",
        "currency": "INR",
        "total": "1250.50",
        "language": "bn-IN",
        "country": "IN",
        "tags": ["tea"],
        "products": [10, "mug-2"],
        "proofs": ["wx_7Hq2mPz9Kd4T"],
        "customer": customer,
    }
    refund = {
        "id": 1,
        "order_id": "A-1001",
        "amount": "49.90",
        "currency": "INR",
        "refunded_at": "2026-11-25T10:00:00Z",
    }
    person = {"customer": customer, "order_ids": ["A-1001", 1002]}
    sent: dict[str, Json] = {
        "order.refunded": refund,
        "order.deleted": {"order_id": "A-1001"},
        "customer.registered": {"customer": customer, "registered_at": "2026-11-21T20:35:26Z"},
        "customer.event": {
            "customer": customer,
            "name": "posted_request",
            "happened_at": "2026-11-21T20:35:26Z",
        },
        "customer.consented": {
            "customer": customer,
            "medium": "whatsapp",
            "says": "in",
            "wording": "Yes, write to me.",
            "said_at": "2026-11-21T20:35:26Z",
        },
        "app.uninstalled": {"domain": "Chai.example"},
        "person.redact": person,
        "person.data_request": person | {"request_id": "req-1"},
        "shop.redact": {"domain": "Chai.example"},
    }
    event_data = change(sent.get(event_type, order), changes)
    return {"type": event_type, "timestamp": "2026-11-21T20:36:18Z", "data": event_data}
