"""The store's coupons, in WooCommerce's words, and what one takes off an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, Literal

from tests.chai_house.orders import Cut
from tests.chai_house.products import Product

Fields = Mapping[str, Any]
Why = Literal["unknown", "used", "expired", "minimum", "product"]

DEFAULTS: Fields = {
    "status": "publish",
    "amount": "0.00",
    "discount_type": "fixed_cart",
    "description": "",
    "date_expires_gmt": None,
    "usage_count": 0,
    "usage_limit": None,
    "limit_usage_to_x_items": None,
    "free_shipping": False,
    "product_ids": [],
    "minimum_amount": "0.00",
    "meta_data": [],
}
AMOUNTS = ("amount", "minimum_amount")
OURS = ("id", "code", "status", "usage_count")


class Refused(Exception):
    """A code takes nothing off an order, and why."""

    def __init__(self, why: Why, minimum_minor: int = 0) -> None:
        super().__init__(why)
        self.why, self.minimum_minor = why, minimum_minor


@dataclass
class Coupons:
    """Every coupon of this store by its number; codes are compared in lower case."""

    known: dict[int, Fields] = field(default_factory=dict)
    ids: count[int] = field(default_factory=lambda: count(201))

    def find(self, code: str) -> Fields | None:
        """Find the coupon that a shopper means by a code."""
        return next((one for one in self.known.values() if one["code"] == code.strip().lower()), None)

    def make(self, asked: Fields) -> Fields:
        """Make a coupon of what was asked for."""
        number = next(self.ids)
        return self._keep({**DEFAULTS, **_choose(asked), "id": number, "code": asked["code"].lower()})

    def change(self, coupon: Fields, asked: Fields) -> Fields:
        """Change a coupon, but neither its number and code nor how often it was used."""
        return self._keep({**coupon, **_choose(asked)})

    def use(self, code: str) -> None:
        """Count that an order used a coupon."""
        if coupon := self.find(code):
            self._keep({**coupon, "usage_count": coupon["usage_count"] + 1})

    def _keep(self, coupon: Fields) -> Fields:
        written = {name: f"{float(coupon[name] or 0):.2f}" for name in AMOUNTS}
        self.known[coupon["id"]] = {**coupon, **written}
        return self.known[coupon["id"]]


def check_coupon(coupon: Fields | None, now: datetime) -> Fields:
    """Give a coupon that takes something off; raises Refused."""
    if coupon is None:
        raise Refused("unknown")
    if coupon["usage_limit"] and coupon["usage_count"] >= coupon["usage_limit"]:
        raise Refused("used")
    if coupon["date_expires_gmt"] and now >= _read_instant(coupon["date_expires_gmt"]):
        raise Refused("expired")
    return coupon


def cut_price(found: Fields | None, product: Product, quantity: int, now: datetime) -> Cut:
    """Work out what a coupon takes off so many of a product; raises Refused."""
    coupon = check_coupon(found, now)
    if coupon["product_ids"] and product.ref not in coupon["product_ids"]:
        raise Refused("product")
    minimum_minor = read_minor(coupon["minimum_amount"])
    if product.price_minor * quantity < minimum_minor:
        raise Refused("minimum", minimum_minor)
    pieces = min(quantity, coupon["limit_usage_to_x_items"] or quantity)
    return Cut(coupon["code"], _take_off(coupon, product.price_minor * pieces), coupon["free_shipping"])


def say_worth(coupon: Fields) -> str:
    """Write what a coupon takes off the goods, for people of any language: −10 %, −₹100 (≥ ₹500)."""
    amount, minimum = float(coupon["amount"]), float(coupon["minimum_amount"])
    worth = f"−{amount:g} %" if coupon["discount_type"] == "percent" else f"−₹{amount:,g}"
    return f"{worth} (≥ ₹{minimum:,g})" if minimum else worth


def read_minor(amount: str) -> int:
    """Read an amount as the API writes it: 100.00."""
    return round(float(amount) * 100)


def _take_off(coupon: Fields, price_minor: int) -> int:
    if coupon["discount_type"] == "percent":
        return round(price_minor * float(coupon["amount"]) / 100)
    return min(price_minor, read_minor(coupon["amount"]))


def _choose(asked: Fields) -> Fields:
    return {name: value for name, value in asked.items() if name in DEFAULTS and name not in OURS}


def _read_instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
