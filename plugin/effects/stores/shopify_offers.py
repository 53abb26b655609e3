"""A coupon's terms in Shopify's words: one discount for each kind of promise holds the codes of all of them.

A partner's code has a discount of its own, since its limits are its own.
Its own first code, the anchor, follows from the terms. Shopify lets no two codes be alike, so the discount
cannot be made twice; the anchor is told to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from plugin.domain.money import write_minor
from plugin.domain.promises import name_promise
from plugin.errors import StoreRefused
from plugin.store.coupons import Coupon

Json = dict[str, Any]

_TERMS = """
title status usageLimit appliesOncePerCustomer
minimumRequirement { ... on DiscountMinimumSubtotal { greaterThanOrEqualToSubtotal { amount } } }
codes(first: 10, query: $code) { nodes { id code asyncUsageCount } }
"""
FOUND = f"""
fragment Found on DiscountCodeNode {{
  id
  codeDiscount {{
    __typename
    ... on DiscountCodeBasic {{
      {_TERMS}
      customerGets {{
        value {{
          ... on DiscountPercentage {{ percentage }}
          ... on DiscountAmount {{ amount {{ amount }} appliesOnEachItem }}
        }}
        items {{
          ... on AllDiscountItems {{ allItems }}
          ... on DiscountProducts {{ products(first: 2) {{ nodes {{ id }} }} }}
        }}
      }}
    }}
    ... on DiscountCodeFreeShipping {{ {_TERMS} }}
  }}
}}
"""
BASIC, FREE_SHIPPING = "DiscountCodeBasic", "DiscountCodeFreeShipping"
CREATE = {
    BASIC: """
mutation($discount: DiscountCodeBasicInput!) {
  made: discountCodeBasicCreate(basicCodeDiscount: $discount) {
    codeDiscountNode { id } userErrors { field message code }
  }
}""",
    FREE_SHIPPING: """
mutation($discount: DiscountCodeFreeShippingInput!) {
  made: discountCodeFreeShippingCreate(freeShippingCodeDiscount: $discount) {
    codeDiscountNode { id } userErrors { field message code }
  }
}""",
}


def choose_type(coupon: Coupon) -> str:
    """Choose the kind of discount that gives what the coupon promises."""
    return FREE_SHIPPING if coupon.incentive.kind == "free_shipping" else BASIC


def name_offer(coupon: Coupon) -> str:
    """Name the discount that holds a coupon's code: two coupons with the same name share it."""
    promise = name_promise(coupon.incentive, coupon.currency)
    return f"{promise} {coupon.coupon_id}" if coupon.is_for_many else promise


def write_discount(coupon: Coupon, anchor: str, price: str, now_ms: int) -> Json:
    """Write the discount that holds the codes of all coupons with these terms.

    `price` is what one piece of the gift costs in the store, empty for another promise. The discount has no
    end: a code that runs out is deleted by itself.
    """
    discount: Json = {
        "title": f"Sathi {name_promise(coupon.incentive, coupon.currency)} {anchor}",
        "code": anchor,
        "context": {"all": "ALL"},
        "startsAt": datetime.fromtimestamp(now_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "usageLimit": coupon.uses_count or None,  # Shopify counts it for each code
        "appliesOncePerCustomer": coupon.once_each,
    }
    if minimum_minor := coupon.incentive.minimum_minor:
        subtotal = write_minor(minimum_minor, coupon.currency)
        discount["minimumRequirement"] = {"subtotal": {"greaterThanOrEqualToSubtotal": subtotal}}
    if choose_type(coupon) == FREE_SHIPPING:
        return {**discount, "destination": {"all": True}}
    return {**discount, "customerGets": _write_worth(coupon, price)}


def is_same(found: Mapping[str, Any], coupon: Coupon) -> bool:
    """Say whether a discount found in the store gives what the coupon promises, as often, and now."""
    discount = _part(found, "codeDiscount")
    minimum = _part(_part(discount, "minimumRequirement"), "greaterThanOrEqualToSubtotal")
    promised_minimum = write_minor(coupon.incentive.minimum_minor, coupon.currency)
    return (
        discount.get("__typename") == choose_type(coupon)
        and discount.get("status") == "ACTIVE"
        and discount.get("usageLimit") == (coupon.uses_count or None)
        and discount.get("appliesOncePerCustomer") is coupon.once_each
        and _read_number(minimum.get("amount", "0")) == Decimal(promised_minimum)
        and (coupon.incentive.kind == "free_shipping" or _is_worth(_part(discount, "customerGets"), coupon))
    )


def find_redeem_code(found: Mapping[str, Any], coupon: Coupon) -> tuple[str, int]:
    """Give Shopify's number of the coupon's code and how often it was used; empty where it lags behind."""
    rows = _part(_part(found, "codeDiscount"), "codes").get("nodes") or ()
    for row in rows:
        if str(row.get("code", "")).upper() == coupon.code.upper():
            return str(row["id"]), int(row["asyncUsageCount"])
    return "", 0


def _write_worth(coupon: Coupon, price: str) -> Json:
    incentive, everything = coupon.incentive, {"all": True}
    match incentive.kind:
        case "percent":
            share = float(Decimal(str(incentive.pct)) / 100)
            return {"value": {"percentage": share}, "items": everything}
        case "amount":
            amount = write_minor(incentive.amount_minor, coupon.currency)
            return {"value": _write_fixed(amount), "items": everything}
        case "gift":
            # A percentage would give away as many pieces as fit into a cart.
            product = {"products": {"productsToAdd": [_product(coupon)]}}
            return {"value": _write_fixed(price), "items": product}
        case _:
            raise StoreRefused(f"No coupon can give {incentive.kind}.")


def _write_fixed(amount: str) -> Json:
    return {"discountAmount": {"amount": amount, "appliesOnEachItem": False}}


def _is_worth(gets: Json, coupon: Coupon) -> bool:
    value, items, incentive = _part(gets, "value"), _part(gets, "items"), coupon.incentive
    if incentive.kind == "percent":
        share = Decimal(str(incentive.pct)) / 100
        return items.get("allItems") is True and _read_number(value.get("percentage")) == share
    amount, once = _read_number(_part(value, "amount").get("amount")), value.get("appliesOnEachItem") is False
    if incentive.kind == "gift":
        nodes = _part(items, "products").get("nodes") or []
        return once and bool(amount) and [node.get("id") for node in nodes] == [_product(coupon)]
    promised = Decimal(write_minor(incentive.amount_minor, coupon.currency))
    return once and items.get("allItems") is True and amount == promised


def _product(coupon: Coupon) -> str:
    return f"gid://shopify/Product/{coupon.incentive.gift_ref}"


def _read_number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _part(value: Mapping[str, Any], name: str) -> Json:
    part = value.get(name)
    return part if isinstance(part, dict) else {}
