"""The till: it takes orders, keeps them in memory and tells Sathi of them."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from tests.chai_house.orders import Buyer, Event, Order, change_order
from tests.chai_house.products import Product
from tests.chai_house.webhooks import PLATFORMS, Sender

KOLKATA = ZoneInfo("Asia/Kolkata")
LETTERS = string.ascii_letters + string.digits


@dataclass
class Till:
    """Every order of this store by its unguessable key."""

    sender: Sender
    orders: dict[str, Order] = field(default_factory=dict)
    ids: count[int] = field(default_factory=lambda: count(1001))

    def take(
        self, product: Product, form: Mapping[str, str], *, platform: str, language: str, delay_s: float
    ) -> Order:
        """Make an order of what the buyer filled in, and send its first webhooks after the delay."""
        now = datetime.now(KOLKATA)
        gateway = "online" if form.get("gateway") == "online" else "cod"
        order = Order(
            order_id=next(self.ids),
            key="".join(secrets.choice(LETTERS) for _ in range(13)),
            platform=platform,
            product=product,
            quantity=_read_quantity(form.get("quantity", "1")),
            buyer=Buyer(*(form.get(name, "").strip() for name in ("name", "email", "phone"))),
            gateway=gateway,
            language=language,
            placed_at=now,
            changed_at=now,
            paid_at=now if gateway == "online" else None,
        )
        self.orders[order.key] = order
        self.sender.send_later(order, PLATFORMS[platform].opening(order, self.sender.store), delay_s)
        return order

    def change(self, order: Order, event: Event) -> Order:
        """Let something happen to an order and send the webhooks that tell of it."""
        order = self.orders[order.key] = change_order(order, event, datetime.now(KOLKATA))
        self.sender.send_later(order, PLATFORMS[order.platform].news(order, event, self.sender.store), 0)
        return order


def _read_quantity(text: str) -> int:
    return min(9, max(1, int(text))) if text.isdecimal() else 1
