"""An order of Chai House and what can happen to it. Nothing here looks at the clock or at the world."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from tests.chai_house.products import Product

Event = Literal["paid", "cancelled", "refunded"]


@dataclass(frozen=True)
class Buyer:
    """Who buys."""

    name: str
    email: str
    phone: str

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def last_name(self) -> str:
        return self.name.partition(" ")[2]


@dataclass(frozen=True)
class Order:
    """One order. `key` is unguessable: who knows it may see the thank-you page.

    `platform` is whose webhooks tell of it; `gateway` is "cod" for cash on delivery or "online"; times are in
    the shop's own time zone.
    """

    order_id: int
    key: str
    platform: str
    product: Product
    quantity: int
    buyer: Buyer
    gateway: str
    language: str
    placed_at: datetime
    changed_at: datetime
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    refunded_at: datetime | None = None

    @property
    def total_minor(self) -> int:
        return self.product.price_minor * self.quantity

    @property
    def total(self) -> str:
        return f"{self.total_minor / 100:.2f}"

    @property
    def price(self) -> str:
        return f"{self.product.price_minor / 100:.2f}"


def change_order(order: Order, event: Event, now: datetime) -> Order:
    """Give the order as it is after the event; what happened before keeps its time."""
    if event == "paid":
        return replace(order, paid_at=order.paid_at or now, changed_at=now)
    if event == "cancelled":
        return replace(order, cancelled_at=order.cancelled_at or now, changed_at=now)
    return replace(order, refunded_at=order.refunded_at or now, changed_at=now)
