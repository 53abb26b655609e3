"""Sweeping: what is over is forgotten, what failed is tried again."""

from __future__ import annotations

from functools import partial

from plugin.actions.deliveries import retry_delivery
from plugin.actions.house import House
from plugin.actions.uploads import forget_old_uploads
from plugin.domain.codes import first_id_at
from plugin.domain.moments import DAY_MS
from plugin.store import Parts

BODY_DAYS = 30
DEAD_BODY_DAYS = 90
EXPORT_DAYS = 30
LIMIT_DAYS = 2
TRACE_DAYS = 60
NOTICE_DAYS = 60  # no provider tells the same again for so long
# A sweep that was down for this long still finds what it missed.
TRACE_LOOK_BACK_DAYS = 30


def sweep_shops(house: House) -> int:
    """Empty the bodies whose time is over, drop old exports, traces and counters; gives how many bodies."""
    now_ms = house.now_ms()
    forget_old_uploads(house)
    with house.store.reading() as parts:
        shops = parts.shops.list()
    codes_count = sum(house.store.unit(one.shop_id, partial(_forget_codes, one.shop_id)) for one in shops)
    if codes_count:
        house.store.scrub()
    return sum(
        house.store.unit(shop.shop_id, partial(_sweep_shop, shop_id=shop.shop_id, now_ms=now_ms))
        for shop in shops
    )


def _forget_codes(shop_id: str, parts: Parts) -> int:
    return parts.privacy.forget_ended_codes(shop_id)


def _sweep_shop(parts: Parts, shop_id: str, now_ms: int) -> int:
    parts.privacy.forget_old_exports(shop_id, first_id_at("exp", now_ms - EXPORT_DAYS * DAY_MS))
    parts.limits.forget(shop_id, now_ms - LIMIT_DAYS * DAY_MS)
    parts.notices.forget(shop_id, now_ms - NOTICE_DAYS * DAY_MS)
    traces_until_ms = now_ms - TRACE_DAYS * DAY_MS
    traces_from_ms = traces_until_ms - TRACE_LOOK_BACK_DAYS * DAY_MS
    parts.orders.forget_traces(
        shop_id, first_id_at("ord", traces_from_ms), first_id_at("ord", traces_until_ms)
    )
    parts.referrals.forget_traces(
        shop_id, first_id_at("ref", traces_from_ms), first_id_at("ref", traces_until_ms)
    )
    before_id = first_id_at("dlv", now_ms - BODY_DAYS * DAY_MS)
    dead_before_id = first_id_at("dlv", now_ms - DEAD_BODY_DAYS * DAY_MS)
    return parts.deliveries.empty_bodies(shop_id, before_id, dead_before_id)


def retry_deliveries(house: House) -> int:
    """Try the deliveries again whose next try is due; gives how many."""
    with house.store.reading() as parts:
        waiting = parts.deliveries.list_to_retry(house.now_ms())
        shops = {shop.shop_id: shop for shop in parts.shops.list()}
    for delivery in waiting:
        retry_delivery(house, shops[delivery.shop_id], delivery)
    return len(waiting)
