"""Sums of the shop's days: a chore adds each day up when it is over, and whatever changes it later says so.

What happened within the last hour lies in a day that is still open: no sum of it is kept, so nothing needs
to be said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from plugin.actions.house import House
from plugin.actions.rounds import visit_shops
from plugin.domain.days import EARLIEST, add_days, day_begins_at, day_ends_at, day_of, list_days
from plugin.domain.moments import HOUR_MS, MINUTE_MS
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.orders import OrderRow
from plugin.store.sums import Day

OPEN_MS = HOUR_MS  # a day is open for so long after it ended
FRESH_MS = OPEN_MS - 5 * MINUTE_MS  # a unit of work may wait a while before it is written
MOST_AT_ONCE = 20
MOST_READ = 200


@contextmanager
def changing_order(
    parts: Parts, shop: Shop, kept: OrderRow | None, row: OrderRow, now_ms: int
) -> Iterator[None]:
    """Have the sums follow what the block writes of an order: its own day, and where its buyer was new.

    Takes the order as it was, None for a new one, and as it will be. One of the last hour costs nothing.
    """
    both = [one for one in (kept, row) if one]
    moments = [one.order.placed_at_ms for one in both]
    if min(moments) > now_ms - FRESH_MS:
        yield
        return
    buyers = {one.person_id for one in both if one.person_id}
    moments += _list_firsts(parts, shop, buyers)
    yield
    moments += _list_firsts(parts, shop, buyers)
    parts.sums.note_changes(shop.shop_id, moments)


def _list_firsts(parts: Parts, shop: Shop, buyers: set[str]) -> list[int]:
    firsts = [parts.sums.find_first_order(shop.shop_id, person_id) for person_id in sorted(buyers)]
    return [at_ms for at_ms in firsts if at_ms is not None]


def note_imported(parts: Parts, shop: Shop, person_ids: Iterable[str]) -> None:
    """Have the sums follow what an import says of people who are known: who was new may not have been."""
    zone = shop.time_zone
    days = {day_of(at_ms, zone) for at_ms in parts.sums.list_first_orders(shop.shop_id, person_ids)}
    parts.sums.note_changes(shop.shop_id, [day_begins_at(day, zone) for day in days])


def sum_days(house: House, shop_id: str = "") -> int:
    """Add up a shop's days, "" for all shops, that are over or changed since they were; gives how many."""
    return visit_shops(house, _sum_shop, "summing_failed", shop_id)


def _sum_shop(house: House, shop: Shop) -> int:
    return read_old_orders(house, shop) or _sum_changed(house, shop)


def read_old_orders(house: House, shop: Shop) -> int:
    """Note what went back of orders that were written before that was noted; gives how many."""
    with house.store.reading() as parts:
        if not parts.sums.list_unread(shop.shop_id, 1):
            return 0

    def work(parts: Parts) -> int:
        rows = parts.sums.list_unread(shop.shop_id, MOST_READ)
        for row in rows:
            parts.orders.change(shop.shop_id, row)
        return len(rows)

    return house.store.unit(shop.shop_id, work)


def _sum_changed(house: House, shop: Shop) -> int:
    """Add up without writing first: what changes meanwhile is seen, and added up again the next time."""
    _open_days(house, shop)
    with house.store.reading() as parts:
        days = parts.sums.list_changed(shop, MOST_AT_ONCE)
        found = [(day, parts.sums.add_up_raw(shop, day.begins_at_ms, day.ends_at_ms)) for day in days]

    def work(parts: Parts) -> None:
        for day, sums in found:
            parts.sums.keep(shop, day, sums)

    if found:
        house.store.unit(shop.shop_id, work)
    return len(found)


def _open_days(house: House, shop: Shop) -> None:
    """Note the days that are over by now, where some are not noted yet."""
    with house.store.reading() as parts:
        days = list(list_closed(shop, parts.sums.find_began(shop.shop_id), house.now_ms()))
        if not days or parts.sums.count_days(shop, days[0], days[-1]) == len(days):
            return
        known = parts.sums.list_days(shop, days[0], days[-1])
    zone = shop.time_zone
    missing = [
        Day(day=day, begins_at_ms=day_begins_at(day, zone), ends_at_ms=day_ends_at(day, zone))
        for day in days
        if day not in known
    ]

    def work(parts: Parts) -> None:
        parts.sums.drop_others(shop)
        parts.sums.open_days(shop, missing)

    house.store.unit(shop.shop_id, work)


def list_closed(shop: Shop, began_at_ms: int, now_ms: int) -> Iterator[str]:
    """Give every day of a shop that is over and no longer open."""
    first = max(EARLIEST, day_of(began_at_ms, shop.time_zone))
    return list_days(first, last_closed(shop, now_ms))


def last_closed(shop: Shop, now_ms: int) -> str:
    """Give the last day that is over and no longer open."""
    return add_days(day_of(now_ms - OPEN_MS, shop.time_zone), -1)
