"""A coupon in WooCommerce's words, and whether one found there is the one that was promised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from plugin.domain.money import write_minor
from plugin.errors import StoreRefused
from plugin.store.coupons import Coupon

MARK = "_sathi"
DEFAULTS: Mapping[str, Any] = {
    "free_shipping": False,
    "product_ids": [],
    "limit_usage_to_x_items": None,
    "usage_limit_per_user": None,
}


def write_coupon(coupon: Coupon) -> dict[str, Any]:
    """Write a coupon as `POST /coupons` takes it, with our id in its meta data."""
    until = datetime.fromtimestamp(coupon.until_at_ms // 1000, UTC) if coupon.until_at_ms else None
    return {
        "code": coupon.code,
        "description": "Sathi",
        "usage_limit": coupon.uses_count or None,
        "minimum_amount": write_minor(coupon.incentive.minimum_minor, coupon.currency),
        "date_expires_gmt": until.strftime("%Y-%m-%dT%H:%M:%S") if until else None,
        "meta_data": [{"key": MARK, "value": coupon.coupon_id}],
        **({"usage_limit_per_user": 1} if coupon.once_each else {}),
        **_write_worth(coupon),
    }


def carries_mark(found: Mapping[str, Any], coupon: Coupon) -> bool:
    """Say whether a coupon found in the store is the one that Sathi made for this promise."""
    rows = [row for row in found.get("meta_data") or () if isinstance(row, dict)]
    return any(row.get("key") == MARK and row.get("value") == coupon.coupon_id for row in rows)


def is_same(found: Mapping[str, Any], coupon: Coupon) -> bool:
    """Say whether a coupon found in the store gives what was promised, and as often."""
    promised = {**DEFAULTS, **write_coupon(coupon)}
    exact = ("discount_type", "usage_limit", *DEFAULTS)
    return all(found.get(name) == promised[name] for name in exact) and all(
        _read_amount(found.get(name)) == _read_amount(promised[name]) for name in ("amount", "minimum_amount")
    )


def _write_worth(coupon: Coupon) -> dict[str, Any]:
    incentive = coupon.incentive
    match incentive.kind:
        case "percent":
            return {"discount_type": "percent", "amount": f"{incentive.pct:g}"}
        case "amount":
            amount = write_minor(incentive.amount_minor, coupon.currency)
            return {"discount_type": "fixed_cart", "amount": amount}
        case "free_shipping":
            return {"discount_type": "fixed_cart", "amount": "0", "free_shipping": True}
        case "gift":
            gift = {"product_ids": [int(incentive.gift_ref)], "limit_usage_to_x_items": 1}
            return {"discount_type": "percent", "amount": "100", **gift}
        case _:
            raise StoreRefused(f"No coupon can give {incentive.kind}.")


def _read_amount(text: object) -> Decimal | None:
    try:
        return Decimal(str(text or "0"))
    except InvalidOperation:
        return None
