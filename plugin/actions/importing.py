"""Importing past orders, from a file or the store itself: who bought before Sathi is no new customer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from plugin.actions.house import House
from plugin.actions.orders import take_past_order
from plugin.model import Order, Platform, Shop
from plugin.store import Parts

UNITS_AT_ONCE = 300
MOST_FAULTS = 100


@dataclass
class Import:
    """How far an import is: orders read, those that were news, and (line, sentence) of what was left out."""

    orders_count: int = 0
    news_count: int = 0
    faults_count: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)

    def note_fault(self, line: int, sentence: str) -> None:
        """Note why a line was left out; the first hundred are kept in words."""
        self.faults_count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((line, sentence))


Say = Callable[[Import], None]


def import_orders(
    house: House, shop: Shop, platform: Platform, orders: Iterable[Order], done: Import, say: Say
) -> Import:
    """Take past orders into the house; what is here already stays as it is.

    Takes the platform whose orders these are, the orders, what counts them, and who is told how far it is.
    """
    rows = iter(orders)
    while batch := list(islice(rows, UNITS_AT_ONCE)):
        done.orders_count += len(batch)
        done.news_count += _write(house, shop, platform, batch)
        say(done)
    say(done)
    return done


def _write(house: House, shop: Shop, platform: Platform, batch: Sequence[Order]) -> int:
    now_ms = house.now_ms()
    units = [(shop.shop_id, partial(_take, house, shop, platform, order, now_ms)) for order in batch]
    return sum(unit.wait() for unit in house.store.together(units))


def _take(house: House, shop: Shop, platform: Platform, order: Order, now_ms: int, parts: Parts) -> bool:
    kept, _ = parts.orders.find(shop.shop_id, platform, order.order_ref)
    if kept is not None:  # a webhook or an earlier import knows more of it than a line of a file
        return False
    return take_past_order(house, parts, shop, platform, order, now_ms)
