"""Reconciliation, at the door: orders that no webhook brought are read back, and coupons are counted.

WooCommerce never sends a webhook twice and switches it off after a few failures; Shopify says that
deliveries can be lost. Orders go through the same door as deliveries do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from plugin.actions.connections import find_connection
from plugin.actions.house import House
from plugin.actions.reconciling import (
    begin_reading,
    finish_reading,
    list_to_reconcile,
    mend_store_ref,
    take_back_order,
)
from plugin.effects.outgoing import Outgoing
from plugin.effects.stores import OUTGOING, open_room
from plugin.effects.stores.room import StoreRoom
from plugin.errors import NotFound, StoreBusy, StoreRefused, StoreUnclear, describe_failure
from plugin.logbook import log
from plugin.model import Shop
from plugin.store.connections import Connection, Repair

COUPONS_A_RUN = 300
SAY_EVERY = 100

Say = Callable[[str], None]


@dataclass
class Tally:
    """What one run has read and mended so far."""

    read_count: int = 0
    orders_mended_count: int = 0
    coupons_mended_count: int = 0
    notes: list[str] = field(default_factory=list)

    def write(self, platform: str) -> Repair:
        """Write it as a repair, which gets its id and its time when it is kept."""
        return Repair(
            repair_id="", platform=platform, read_count=self.read_count,
            orders_mended_count=self.orders_mended_count, coupons_mended_count=self.coupons_mended_count,
            note=" ".join(self.notes), at_ms=0,
        )  # fmt: skip


def reconcile_due(house: House, outgoing: Outgoing = OUTGOING) -> int:
    """Reconcile every store whose turn it is; gives how many. What fails is written down, and comes again."""
    due = list_to_reconcile(house)
    for shop, _ in due:
        try:
            reconcile_shop(house, shop, outgoing=outgoing)
        except Exception as error:  # whatever is wrong with one store, the others must be read
            log.warning("reconcile_failed", shop=shop.shop_id, where=describe_failure(error))
    return len(due)


def reconcile_shop(
    house: House, shop: Shop, progress: Say | None = None, outgoing: Outgoing = OUTGOING
) -> Repair:
    """Read a store's changed orders back, compare its coupons with ours, and mend what differs.

    The first time that is everything the store has. Takes who is told how far it is. Gives what was mended.
    Raises NotFound where the shop is not connected. What the store refuses half-way ends the run, and is said
    in the repair's note; the next run starts at the same place.
    """
    connection = find_connection(house, shop)
    if connection is None:
        raise NotFound(f"{shop.name} is not connected to its store's API: there is nothing to read.")
    began_at_ms = house.now_ms()
    since_at_ms = begin_reading(house, connection)
    say, tally = progress or _say_nothing, Tally()
    read_until_at_ms, counted_until_id = connection.read_until_at_ms, connection.counted_until_id
    try:
        room = open_room(house, shop, outgoing)
        _mend_webhooks(room, tally)
        _read_orders(house, shop, connection.platform, room, (since_at_ms, began_at_ms), tally, say)
        read_until_at_ms = began_at_ms
        counted_until_id = _count_coupons(house, shop, connection, room, tally, say)
    except (StoreBusy, StoreRefused, StoreUnclear) as error:
        tally.notes.append(str(error))
    return finish_reading(
        house, connection, tally.write(connection.platform), read_until_at_ms, counted_until_id
    )


def _mend_webhooks(room: StoreRoom, tally: Tally) -> None:
    try:
        mended_count = room.mend_webhooks()
    except StoreRefused as error:  # its orders can be read all the same
        tally.notes.append(str(error))
        return
    if mended_count:
        tally.notes.append(f"Webhooks that the store had switched off are on again: {mended_count}.")


def _read_orders(
    house: House, shop: Shop, platform: str, room: StoreRoom, span: tuple[int, int], tally: Tally, say: Say
) -> None:
    for order in room.read_orders(*span):
        tally.read_count += 1
        tally.orders_mended_count += take_back_order(house, shop, platform, order)
        if tally.read_count % SAY_EVERY == 0:
            say(f"{tally.read_count} orders read, {tally.orders_mended_count} of them news.")
    say(f"{tally.read_count} orders read, {tally.orders_mended_count} of them news.")


def _count_coupons(
    house: House, shop: Shop, connection: Connection, room: StoreRoom, tally: Tally, say: Say
) -> str:
    """Count the next coupons in the store; gives after which one to go on, empty to begin anew."""
    with house.store.reading() as parts:
        coupons = parts.coupons.list_in(
            shop.shop_id, ("wanted", "live", "ending"), connection.counted_until_id, COUPONS_A_RUN
        )
    missing_count, counted_until_id = 0, connection.counted_until_id
    for coupon in coupons:
        try:
            found = room.count(coupon)
        except (StoreBusy, StoreUnclear) as error:
            tally.notes.append(str(error))
            break
        counted_until_id = coupon.coupon_id
        tally.coupons_mended_count += found.mended_count
        if coupon.state == "live":
            missing_count += not found.live_count  # the merchant took it away: it stays away
            if found.store_ref not in ("", coupon.store_ref):
                mend_store_ref(house, shop, coupon.coupon_id, found.store_ref)
    else:
        counted_until_id = counted_until_id if len(coupons) == COUPONS_A_RUN else ""
    if missing_count:
        tally.notes.append(f"Coupons that the store does not have any more: {missing_count}.")
    say(f"{len(coupons)} coupons compared, {tally.coupons_mended_count} mended.")
    return counted_until_id


def _say_nothing(words: str) -> None:
    """Keep quiet."""
