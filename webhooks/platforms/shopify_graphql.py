"""Shopify's orders as the GraphQL Admin API gives them, version 2026-10: how a missed one is read back.

A node is written in the words of the webhook's body and read by the webhook's own reader, so that both
ways give the same facts. GraphQL tells one thing more: when the order was paid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from plugin.errors import Unreadable
from plugin.model import Order
from webhooks.platforms import fields, traces
from webhooks.platforms.shopify_orders import read_order

# What to select of every node of `orders`. An order has at most 500 lines and nearly always below 100;
# one that is cut is refused, never half read.
ORDER_FIELDS = """
id name confirmationNumber statusPageUrl sourceName test tags customerLocale email phone clientIp
createdAt updatedAt cancelledAt displayFinancialStatus displayFulfillmentStatus currencyCode taxesIncluded
discountCodes
totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
totalTipReceivedSet { shopMoney { amount currencyCode } }
customAttributes { key value }
customer {
  id firstName
  defaultEmailAddress { emailAddress }
  defaultPhoneNumber { phoneNumber }
  defaultAddress { firstName phone }
}
billingAddress { firstName phone address1 address2 zip countryCodeV2 }
shippingAddress { firstName phone address1 address2 zip countryCodeV2 }
customerJourneySummary { lastVisit { referrerUrl } }
fulfillments(first: 20) { displayStatus deliveredAt }
lineItems(first: 100) {
  pageInfo { hasNextPage }
  nodes {
    title quantity isGiftCard requiresShipping
    product { id }
    originalUnitPriceSet { shopMoney { amount currencyCode } }
    discountAllocations { allocatedAmountSet { shopMoney { amount currencyCode } } }
    taxLines { priceSet { shopMoney { amount currencyCode } } }
  }
}
transactions(first: 50) { kind status processedAt }
refunds {
  refundLineItems(first: 100) {
    pageInfo { hasNextPage }
    nodes {
      subtotalSet { shopMoney { amount currencyCode } }
      totalTaxSet { shopMoney { amount currencyCode } }
      lineItem {
        isGiftCard requiresShipping
        product { id }
        originalUnitPriceSet { shopMoney { amount currencyCode } }
      }
    }
  }
  transactions(first: 50) {
    pageInfo { hasNextPage }
    nodes { kind status amountSet { presentmentMoney { amount currencyCode } } }
  }
}
"""

_GID = re.compile(r"gid://shopify/[A-Za-z]+/([0-9]{1,20})(?:\?.*)?\Z", re.ASCII)
_TOKEN = re.compile(r"https?://[^?#]*/orders/([!-~]{8,100}?)(?:[/?#]|\Z)")
_WORDS = {
    "name": "name",
    "confirmationNumber": "confirmation_number",
    "sourceName": "source_name",
    "test": "test",
    "customerLocale": "customer_locale",
    "email": "email",
    "phone": "phone",
    "clientIp": "browser_ip",
    "createdAt": "created_at",
    "updatedAt": "updated_at",
    "cancelledAt": "cancelled_at",
    "currencyCode": "currency",
    "taxesIncluded": "taxes_included",
}
_ADDRESS_WORDS = {
    "firstName": "first_name",
    "phone": "phone",
    "address1": "address1",
    "address2": "address2",
    "zip": "zip",
    "countryCodeV2": "country_code",
}
_MONEY_WORDS = {"amount": "amount", "currencyCode": "currency_code"}


def read_order_node(node: object) -> Order:
    """Turn one node of the `orders` query, selected with ORDER_FIELDS, into the order that it is.

    Raises Unreadable that names the field in the webhook's words, or where a list of the node was cut.
    """
    members = fields.read_members(node, "The node")
    order = read_order(_to_body(members))
    if order.stage not in ("paid", "refunded"):
        return order
    return msgspec.structs.replace(order, paid_at_ms=_read_paid_at(members))


def _to_body(node: fields.Body) -> fields.Body:
    tips = _to_money(node, "totalTipReceivedSet")
    visit = fields.read_part(fields.read_part(node, "customerJourneySummary"), "lastVisit")
    return _rename(node, _WORDS) | {
        "id": _to_ref(node.get("id")),
        "token": _find_token(node.get("statusPageUrl")),
        "financial_status": _to_lower(node.get("displayFinancialStatus")),
        "fulfillment_status": _to_lower(node.get("displayFulfillmentStatus")),
        "fulfillments": [_to_fulfillment(row) for row in traces.keep_rows(node.get("fulfillments"))],
        "tags": ",".join(tag for tag in _to_list(node, "tags") if isinstance(tag, str)),
        "total_price_set": _to_money(node, "totalPriceSet"),
        "discount_codes": [{"code": code} for code in _to_list(node, "discountCodes")],
        "note_attributes": [
            {"name": row.get("key"), "value": row.get("value")}
            for row in fields.read_rows(node, "customAttributes")
        ],
        "referring_site": visit.get("referrerUrl"),
        "customer": _to_customer(fields.read_part(node, "customer")),
        "billing_address": _rename(fields.read_part(node, "billingAddress"), _ADDRESS_WORDS),
        "shipping_address": _rename(fields.read_part(node, "shippingAddress"), _ADDRESS_WORDS),
        "line_items": [_to_line(row, tips) for row in _read_nodes(node, "lineItems")],
        "refunds": [_to_refund(row, tips) for row in fields.read_rows(node, "refunds")],
    }


def _to_fulfillment(row: fields.Body) -> fields.Body:
    status = _to_lower(row.get("displayStatus"))
    return {
        "status": "cancelled" if status == "canceled" else "success",
        "shipment_status": status,
        "updated_at": row.get("deliveredAt"),
    }


def _to_customer(customer: fields.Body) -> fields.Body:
    if not customer:
        return {}
    return {
        "id": _to_ref(customer.get("id")),
        "first_name": customer.get("firstName"),
        "email": fields.read_part(customer, "defaultEmailAddress").get("emailAddress"),
        "phone": fields.read_part(customer, "defaultPhoneNumber").get("phoneNumber"),
        "default_address": _rename(fields.read_part(customer, "defaultAddress"), _ADDRESS_WORDS),
    }


def _to_line(line: fields.Body, tips: fields.Body) -> dict[str, object]:
    product = fields.read_part(line, "product")
    price = _to_money(line, "originalUnitPriceSet")
    # GraphQL marks no line as a tip: it is the one without product and parcel that costs all the tips.
    is_tip = not product and line.get("requiresShipping") is False and price == tips
    return {
        "title": line.get("title"),
        "quantity": line.get("quantity"),
        "gift_card": line.get("isGiftCard"),
        "tip": {} if is_tip else None,
        "product_id": _to_ref(product.get("id")) if product else None,
        "price_set": price,
        "discount_allocations": [
            {"amount_set": _to_money(row, "allocatedAmountSet")}
            for row in fields.read_rows(line, "discountAllocations")
        ],
        "tax_lines": [
            {"price_set": _to_money(row, "priceSet")} for row in fields.read_rows(line, "taxLines")
        ],
    }


def _to_refund(refund: fields.Body, tips: fields.Body) -> fields.Body:
    return {
        "refund_line_items": [
            {
                "subtotal_set": _to_money(row, "subtotalSet"),
                "total_tax_set": _to_money(row, "totalTaxSet"),
                "line_item": _to_line(fields.read_part(row, "lineItem"), tips),
            }
            for row in _read_nodes(refund, "refundLineItems")
        ],
        "transactions": [_to_transaction(row) for row in _read_nodes(refund, "transactions")],
    }


def _to_transaction(transaction: fields.Body) -> fields.Body:
    # The webhook gives a payment in the currency in which the shopper paid.
    money = fields.read_part(fields.read_part(transaction, "amountSet"), "presentmentMoney")
    return {
        "kind": _to_lower(transaction.get("kind")),
        "status": _to_lower(transaction.get("status")),
        "amount": money.get("amount"),
        "currency": money.get("currencyCode"),
    }


def _read_paid_at(node: fields.Body) -> int | None:
    paid = [
        fields.read_instant(row.get("processedAt"), "transactions.processedAt")
        for row in fields.read_rows(node, "transactions")
        if row.get("status") == "SUCCESS" and row.get("kind") in ("SALE", "CAPTURE")
    ]
    return max(paid, default=None)


def _read_nodes(parent: fields.Body, field: str) -> list[fields.Body]:
    connection = fields.read_part(parent, field)
    if fields.read_part(connection, "pageInfo").get("hasNextPage") is True:
        raise Unreadable(f"{field} is longer than what was asked for.")
    return fields.read_rows(connection, "nodes")


def _to_money(parent: fields.Body, field: str) -> fields.Body:
    money_set = fields.read_part(parent, field)
    shop = _rename(fields.read_part(money_set, "shopMoney"), _MONEY_WORDS)
    presentment = _rename(fields.read_part(money_set, "presentmentMoney"), _MONEY_WORDS)
    return {"shop_money": shop, "presentment_money": presentment}


def _to_ref(gid: object) -> str | None:
    found = _GID.match(gid) if isinstance(gid, str) else None
    return found[1] if found else None


def _find_token(status_page: object) -> str | None:
    found = _TOKEN.match(status_page) if isinstance(status_page, str) else None
    return found[1] if found else None


def _rename(members: fields.Body, words: Mapping[str, str]) -> dict[str, object]:
    return {word: members.get(name) for name, word in words.items()}


def _to_list(node: fields.Body, field: str) -> list[object]:
    values = node.get(field)
    return values if isinstance(values, list) else []


def _to_lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value
