"""The till: it takes orders, keeps them in memory and tells Sathi of them."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from threading import Lock

from tests.chai_house.clock import THIS_MACHINE, Clock
from tests.chai_house.coupons import Coupons, Refused, cut_price
from tests.chai_house.orders import Buyer, Cut, Event, Order, change_order
from tests.chai_house.products import Product
from tests.chai_house.webhooks import PLATFORMS, Sender

LETTERS = string.ascii_letters + string.digits


@dataclass
class Till:
    """Every order of this store by its unguessable key, and its coupons."""

    sender: Sender
    clock: Clock = THIS_MACHINE
    coupons: Coupons = field(default_factory=Coupons)
    orders: dict[str, Order] = field(default_factory=dict)
    ids: count[int] = field(default_factory=lambda: count(1001))
    turn: Lock = field(default_factory=Lock)

    def take(
        self,
        product: Product,
        form: Mapping[str, str],
        *,
        platform: str,
        language: str,
        delay_s: float,
        code: str = "",
        mark: str = "",
    ) -> Order:
        """Make an order of what the buyer filled in, and send its first webhooks after the delay.

        Takes the code and the mark of the buyer's cart; a code that takes nothing off is left out.
        """
        now = self.clock.now()
        gateway = "online" if form.get("gateway") == "online" else "cod"
        quantity = _read_quantity(form.get("quantity", "1"))
        with self.turn:  # of two who use the same coupon at once, one is too late
            cut = self._cut(code, product, quantity)
            self.coupons.use(cut.code)
        order = Order(
            order_id=next(self.ids),
            key="".join(secrets.choice(LETTERS) for _ in range(13)),
            platform=platform,
            product=product,
            quantity=quantity,
            buyer=Buyer(*(form.get(name, "").strip() for name in ("name", "email", "phone", "street"))),
            gateway=gateway,
            language=language,
            placed_at=now,
            changed_at=now,
            paid_at=now if gateway == "online" else None,
            cut=cut,
            mark=mark,
        )
        self.orders[order.key] = order
        self.sender.send_later(order, PLATFORMS[platform].opening(order, self.sender.store), delay_s)
        return order

    def change(self, order: Order, event: Event) -> Order:
        """Let something happen to an order and send the webhooks that tell of it."""
        order = self.orders[order.key] = change_order(order, event, self.clock.now())
        self.sender.send_later(order, PLATFORMS[order.platform].news(order, event, self.sender.store), 0)
        return order

    def _cut(self, code: str, product: Product, quantity: int) -> Cut:
        try:
            return cut_price(self.coupons.find(code), product, quantity, self.clock.now())
        except Refused:
            return Cut()


def _read_quantity(text: str) -> int:
    return min(9, max(1, int(text))) if text.isdecimal() else 1
