"""Reconciliation, inside the house: what a store says now is compared with what is kept, and mended."""

from __future__ import annotations

from functools import partial

import msgspec

from plugin.actions.house import House
from plugin.actions.orders import take_order
from plugin.domain.moments import HOUR_MS
from plugin.domain.orders import RANKS
from plugin.model import Order, Shop
from plugin.store import Parts
from plugin.store.connections import Connection, Repair

OVERLAP_MS = 48 * HOUR_MS
EVERY_MS = 15 * 60_000


def list_to_reconcile(house: House) -> list[tuple[Shop, Connection]]:
    """Give the stores that were not read back for a quarter of an hour, and that can be asked now."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        shops = {shop.shop_id: shop for shop in parts.shops.list()}
        due = parts.connections.list_to_read(now_ms - EVERY_MS)
    return [(shops[one.shop_id], one) for one in due if (one.closed_until_at_ms or 0) <= now_ms]


def begin_reading(house: House, connection: Connection) -> int:
    """Note that a store is being read back, so that no other worker does; gives the moment to read from.

    That is two days before the last reading, since what is reported late may have happened before it; the
    first reading takes everything.
    """
    now_ms, until_at_ms = house.now_ms(), connection.read_until_at_ms

    def work(parts: Parts) -> None:
        parts.connections.note_read(connection.shop_id, connection.platform, until_at_ms, now_ms)

    house.store.unit(connection.shop_id, work)
    return max(0, until_at_ms - OVERLAP_MS)


def take_back_order(house: House, shop: Shop, platform: str, order: Order) -> bool:
    """Take an order that was read back, as if it had been delivered; says whether it was news.

    Within one second the same order may be told in other words: then only what is further along is news.
    """
    work = partial(_take_back, house=house, shop=shop, platform=platform, order=order)
    return house.store.unit(shop.shop_id, work)


def _take_back(parts: Parts, house: House, shop: Shop, platform: str, order: Order) -> bool:
    kept = parts.orders.find(shop.shop_id, platform, order.order_ref, order.currency)[0]
    if kept and _progress(order) <= _progress(kept.order):
        return False
    return take_order(house, parts, shop, platform, order, house.now_ms())


def _progress(order: Order) -> tuple[int, int, int]:
    return order.updated_at_ms, RANKS[order.stage], order.refunded_minor


def mend_store_ref(house: House, shop: Shop, coupon_id: str, store_ref: str) -> None:
    """Write the store's own number of a live coupon, where another one stands now."""

    def work(parts: Parts) -> None:
        coupon = parts.coupons.find(shop.shop_id, coupon_id)
        if coupon and coupon.state == "live" and coupon.store_ref != store_ref:
            parts.coupons.change(shop.shop_id, coupon_id, coupon.state, store_ref)

    house.store.unit(shop.shop_id, work)


def finish_reading(
    house: House, connection: Connection, repair: Repair, read_until_at_ms: int, counted_until_id: str
) -> Repair:
    """Write what one run mended, and up to where orders were read and coupons counted; gives the repair."""
    now_ms = house.now_ms()
    made = msgspec.structs.replace(repair, repair_id=house.new_id("rep", now_ms), at_ms=now_ms)

    def work(parts: Parts) -> None:
        place = (connection.shop_id, connection.platform)
        parts.connections.note_read(*place, read_until_at_ms, now_ms)
        parts.connections.note_counted(*place, counted_until_id)
        parts.connections.add_repair(connection.shop_id, made)

    house.store.unit(connection.shop_id, work)
    return made
