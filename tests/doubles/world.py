"""Chai House beside a store: connected, with coupons that wait to be made."""

from __future__ import annotations

from functools import partial
from typing import Any

from plugin.actions.connections import Keys, ShopifyKeys, WooCommerceKeys, connect_store
from plugin.actions.coupons import END_COUPON, MAKE_COUPON, end_coupon, want_claim_coupon
from plugin.domain.program import Incentive
from plugin.effects.coupons import give_up_make, send_end, send_make
from plugin.effects.outgoing import Outgoing
from plugin.effects.worker import run_due_effects
from plugin.store.coupons import Coupon
from tests.cast import DAY_MS, TEN_PERCENT, ChaiHouse
from tests.doubles import shopify, woocommerce
from tests.doubles.shopify import ShopifyDouble
from tests.doubles.woocommerce import WooCommerceDouble

# No test waits: what a store does by and by is looked at again at once.
OUTGOING = Outgoing(connect_s=30, read_s=30, pause=lambda seconds: None)
HURRIED = Outgoing(connect_s=30, read_s=0.3, pause=lambda seconds: None)

Double = WooCommerceDouble | ShopifyDouble


def keys_of(double: Double) -> Keys:
    """Give the keys that open a store."""
    if isinstance(double, ShopifyDouble):
        return ShopifyKeys(client_id=shopify.CLIENT_ID, client_secret=shopify.CLIENT_SECRET)
    return WooCommerceKeys(consumer_key=woocommerce.KEY, consumer_secret=woocommerce.SECRET)


def connect(chai: ChaiHouse, double: Double) -> None:
    """Connect Chai House to a store."""
    connect_store(chai.house, chai.shop, double.address, keys_of(double))


def want(
    chai: ChaiHouse, claim_id: str = "clm_1", incentive: Incentive = TEN_PERCENT, **changes: Any
) -> Coupon:
    """Want a friend's coupon for a claim."""
    until_at_ms = changes.get("until_at_ms", chai.clock() + 30 * DAY_MS)
    return chai.house.store.unit(
        chai.shop.shop_id,
        lambda parts: want_claim_coupon(
            chai.house, parts, chai.shop, claim_id, incentive, until_at_ms, chai.clock()
        ),
    )


def want_no_more(chai: ChaiHouse, coupon: Coupon) -> None:
    """Take a coupon back."""
    chai.house.store.unit(
        chai.shop.shop_id,
        lambda parts: end_coupon(chai.house, parts, chai.shop, coupon.coupon_id, chai.clock()),
    )


def send(chai: ChaiHouse, outgoing: Outgoing = OUTGOING) -> int:
    """Let the worker send what is due; gives how much it tried."""
    senders = {
        MAKE_COUPON: partial(send_make, outgoing=outgoing),
        END_COUPON: partial(send_end, outgoing=outgoing),
    }
    return run_due_effects(chai.house, senders, {MAKE_COUPON: give_up_make})


def find(chai: ChaiHouse, coupon: Coupon) -> Coupon:
    """Give a coupon as it is kept now."""
    found = chai.read(lambda parts, shop_id: parts.coupons.find(shop_id, coupon.coupon_id))
    assert found is not None
    return found
