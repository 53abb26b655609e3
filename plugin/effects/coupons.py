"""Coupons on their way to the store: made, and ended, by the room of the shop's store."""

from __future__ import annotations

from functools import partial

import msgspec

from plugin.actions.coupons import CouponWork, note_ended, note_failed, note_made
from plugin.actions.house import House
from plugin.effects.notes import Note, note_nothing
from plugin.effects.outgoing import Outgoing
from plugin.effects.stores import OUTGOING, open_room
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.coupons import Coupon
from plugin.store.effects import Effect


def send_make(house: House, shop: Shop, effect: Effect, outgoing: Outgoing = OUTGOING) -> Note:
    """Make a coupon real in the store; gives what to write once it is.

    A coupon that fell meanwhile is not made; what an earlier try may have made of it is ended. Raises what
    the room raises.
    """
    coupon = _find_coupon(house, shop, effect)
    room = open_room(house, shop, outgoing)
    asked_before = effect.fence > 1 or coupon.state == "failed"
    if coupon.state in ("ending", "ended"):
        if asked_before:
            room.end(coupon)
        return note_nothing
    if coupon.state not in ("wanted", "failed"):
        return note_nothing
    store_ref = room.make(coupon, asked_before)
    return lambda parts: note_made(house, parts, shop, coupon.coupon_id, store_ref, house.now_ms())


def give_up_make(house: House, parts: Parts, shop: Shop, effect: Effect, failure: str) -> None:
    """Write beside a coupon why it could not be made: a person must look at it."""
    note_failed(parts, shop, _read_work(effect).coupon_id, failure)


def send_end(house: House, shop: Shop, effect: Effect, outgoing: Outgoing = OUTGOING) -> Note:
    """End a coupon in the store; gives what to write once it is."""
    coupon = _find_coupon(house, shop, effect)
    if coupon.state != "ending":
        return note_nothing
    open_room(house, shop, outgoing).end(coupon)
    return partial(note_ended, shop=shop, coupon_id=coupon.coupon_id)


def _find_coupon(house: House, shop: Shop, effect: Effect) -> Coupon:
    with house.store.reading() as parts:
        coupon = parts.coupons.find(shop.shop_id, _read_work(effect).coupon_id)
    if coupon is None:
        raise NotFound("The coupon is not known any more.")
    return coupon


def _read_work(effect: Effect) -> CouponWork:
    return msgspec.json.decode(effect.payload, type=CouponWork)
