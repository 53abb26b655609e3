"""An order of Chai House and what can happen to it. Nothing here looks at the clock or at the world."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from tests.chai_house.products import Product

Event = Literal["paid", "cancelled", "part-refunded", "refunded"]

DELIVERY_MINOR = 4900
FREE_DELIVERY_MINOR = 30000


@dataclass(frozen=True)
class Buyer:
    """Who buys, and where the parcel goes."""

    name: str
    email: str
    phone: str
    street: str = "15 College Street"

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def last_name(self) -> str:
        return self.name.partition(" ")[2]

    @property
    def ip(self) -> str:
        """An address of a mobile network, one for each buyer: here everybody comes from the same machine."""
        block, *rest = hashlib.sha256(self.email.encode()).digest()[:3]
        return ".".join(map(str, (100, 64 + block % 64, *rest)))


@dataclass(frozen=True)
class Cut:
    """What a coupon takes off an order; without a code it takes nothing."""

    code: str = ""
    minor: int = 0
    ships_free: bool = False


@dataclass(frozen=True)
class Refund:
    """Money that went back for so many pieces, and what of it was goods."""

    quantity: int
    minor: int
    goods_minor: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Basket:
    """What is bought together, and what it costs."""

    product: Product
    quantity: int
    cut: Cut = Cut()

    @property
    def full_minor(self) -> int:
        return self.product.price_minor * self.quantity

    @property
    def goods_minor(self) -> int:
        return self.full_minor - self.cut.minor

    @property
    def delivery_minor(self) -> int:
        free = self.cut.ships_free or self.full_minor >= FREE_DELIVERY_MINOR
        return 0 if free else DELIVERY_MINOR

    @property
    def total_minor(self) -> int:
        return self.goods_minor + self.delivery_minor


@dataclass(frozen=True, kw_only=True)
class Order(Basket):
    """One order. `key` is unguessable: who knows it may see the thank-you page.

    `platform` is whose webhooks tell of it; `gateway` is "cod" for cash on delivery or "online"; `mark` is
    what Sathi left in the cart; times are in the shop's own time zone.
    """

    order_id: int
    key: str
    platform: str
    buyer: Buyer
    gateway: str
    language: str
    placed_at: datetime
    changed_at: datetime
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    refunds: tuple[Refund, ...] = ()
    mark: str = ""

    @property
    def kept_quantity(self) -> int:
        return self.quantity - sum(refund.quantity for refund in self.refunds)

    @property
    def kept_minor(self) -> int:
        return self.total_minor - sum(refund.minor for refund in self.refunds)

    @property
    def is_refunded(self) -> bool:
        return bool(self.refunds) and not self.kept_quantity


def change_order(order: Order, event: Event, now: datetime) -> Order:
    """Give the order as it is after the event; what happened before keeps its time."""
    if event == "paid":
        return replace(order, paid_at=order.paid_at or now, changed_at=now)
    if event == "cancelled":
        return replace(order, cancelled_at=order.cancelled_at or now, changed_at=now)
    if order.is_refunded:
        return order
    refund = _refund_rest(order, now)
    if event == "part-refunded" and order.kept_quantity > 1:
        each_minor = order.goods_minor // order.quantity
        refund = Refund(1, each_minor, each_minor, now)
    return replace(order, refunds=(*order.refunds, refund), changed_at=now)


def _refund_rest(order: Order, now: datetime) -> Refund:
    goods_minor = order.goods_minor - sum(refund.goods_minor for refund in order.refunds)
    return Refund(order.kept_quantity, order.kept_minor, goods_minor, now)


def write_amount(minor: int) -> str:
    """Write an amount as the platforms do: 349.00."""
    return f"{minor / 100:.2f}"
