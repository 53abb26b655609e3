"""What part of a Shopify order is goods: its lines after every discount, without tax, tips and gift cards.

Whatever cannot be told gives None and never refuses the order: the whole total still stands.
"""

from __future__ import annotations

from collections.abc import Iterable

from plugin.errors import Unreadable
from webhooks.platforms import fields


def read_goods(lines: list[fields.Body], currency: str, tax_inside: bool) -> tuple[int | None, int]:
    """Add up the goods of an order's lines and the tax on them; (None, 0) where the lines do not tell."""
    try:
        paid = [_read_line(line, currency) for line in lines if _is_goods(line)]
    except Unreadable:
        return None, 0
    tax_minor = sum(tax for _, tax in paid)
    goods_minor = sum(price for price, _ in paid) - (tax_minor if tax_inside else 0)
    return fields.keep_goods(goods_minor, tax_minor) if lines else (None, 0)


def add_refunded_goods(refunds: Iterable[fields.Body], currency: str, tax_inside: bool) -> int | None:
    """Add up the goods that refunds took back, without tax; None where a line does not tell."""
    try:
        return fields.keep_sum(sum(_read_returned(refund, currency, tax_inside) for refund in refunds))
    except Unreadable:
        return None


def _is_goods(line: fields.Body) -> bool:
    # Only the line of a tip has these fields; they say how the tip was paid, which may be null.
    is_tip = line.get("tip") is not None or "tip_payment_gateway" in line
    return not is_tip and line.get("gift_card") is not True


def _read_line(line: fields.Body, currency: str) -> tuple[int, int]:
    quantity = line.get("quantity")
    if type(quantity) is not int or quantity < 0:
        raise Unreadable("line_items.quantity is not a count.")
    if "discount_allocations" not in line:
        raise Unreadable("line_items.discount_allocations is missing.")
    price_minor = quantity * _read_money(line, "price", "price_set", currency)
    for row in fields.read_rows(line, "discount_allocations"):
        price_minor -= _read_money(row, "amount", "amount_set", currency)
    tax_minor = 0
    for row in fields.read_rows(line, "tax_lines"):
        tax_minor += _read_money(row, "price", "price_set", currency)
    return price_minor, tax_minor


def _read_returned(refund: fields.Body, currency: str, tax_inside: bool) -> int:
    goods_minor = 0
    for row in fields.read_rows(refund, "refund_line_items"):
        if _is_goods(fields.read_part(row, "line_item")):
            goods_minor += _read_money(row, "subtotal", "subtotal_set", currency)
            if tax_inside:
                goods_minor -= _read_money(row, "total_tax", "total_tax_set", currency)
    return goods_minor


def _read_money(row: fields.Body, field: str, field_set: str, currency: str) -> int:
    both = row.get(field_set)
    money = both.get("shop_money") if isinstance(both, dict) else None
    if not isinstance(money, dict):
        return fields.read_sum(row.get(field), currency, field)
    if money.get("currency_code") != currency:
        raise Unreadable(f"{field_set}.shop_money.currency_code is not the order's currency.")
    return fields.read_sum(money.get("amount"), currency, field_set)
