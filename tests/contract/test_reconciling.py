"""Reconciliation: what no webhook brought is read back, what differs is mended, and it is all counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from plugin.effects.reconciling import reconcile_due, reconcile_shop
from plugin.errors import NotFound
from plugin.store.connections import Repair
from tests.bodies import woocommerce_order, write
from tests.cast import DAY_MS, HOUR_MS, MINUTE_MS, ChaiHouse, Clock, build_house, open_chai_house
from tests.doubles.shopify import COST, ShopifyDouble
from tests.doubles.woocommerce import WooCommerceDouble
from tests.doubles.world import OUTGOING, connect, find, send, want


@pytest.fixture
def chai(database_url: str, clock: Clock) -> Iterator[ChaiHouse]:
    """Chai House, not yet connected to a store."""
    chai = open_chai_house(build_house(database_url, clock), clock)
    yield chai
    chai.house.store.close()


@pytest.fixture
def woo(chai: ChaiHouse) -> Iterator[WooCommerceDouble]:
    """A WooCommerce store, connected."""
    with WooCommerceDouble(chai.clock) as double:
        connect(chai, double)
        yield double


def put(woo: WooCommerceDouble, at_ms: int, **changes: Any) -> None:
    """Put an order into the store that was changed at a moment."""
    body = woocommerce_order(**{"date_modified_gmt": write_instant(at_ms), **changes})
    woo.orders[body["id"]] = body


def write_instant(at_ms: int) -> str:
    """Write a moment as WooCommerce does."""
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def reconcile(chai: ChaiHouse, said: list[str] | None = None) -> Repair:
    """Reconcile now."""
    return reconcile_shop(chai.house, chai.shop, None if said is None else said.append, OUTGOING)


def counts(repair: Repair) -> tuple[int, int, int]:
    """Give how much was read, and how many orders and coupons were mended."""
    return repair.read_count, repair.orders_mended_count, repair.coupons_mended_count


def test_it_takes_all_orders_in_when_a_store_is_connected(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    for number in range(1, 46):
        put(woo, chai.clock() - number * DAY_MS, id=number, order_key=f"wc_order_number{number:04d}")
    said: list[str] = []
    assert counts(reconcile(chai, said)) == (45, 45, 0)
    assert len(chai.orders()) == 45
    assert said == ["45 orders read, 45 of them news.", "0 coupons compared, 0 mended."]


def test_it_reads_back_what_no_webhook_brought(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    reconcile(chai)
    put(woo, chai.clock(), status="processing", date_paid_gmt=write_instant(chai.clock()))
    chai.clock.move(MINUTE_MS)
    assert counts(reconcile(chai)) == (1, 1, 0)
    assert chai.order().order.stage == "paid"
    assert chai.look_up()["decision"]


def test_it_takes_nothing_for_news_that_was_delivered(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    body = woocommerce_order()
    chai.deliver(write(body))
    woo.orders[12] = body
    assert counts(reconcile(chai)) == (1, 0, 0)
    assert len(chai.decisions()) == 1


def test_it_notices_what_went_further_within_one_second(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    chai.deliver(write(woocommerce_order()))
    woo.orders[12] = woocommerce_order(date_paid_gmt="2026-11-21T20:36:17")
    assert counts(reconcile(chai)) == (1, 1, 0)
    assert chai.order().order.stage == "paid"


def test_it_reads_two_days_before_the_last_reading_again(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    put(woo, chai.clock() - 47 * HOUR_MS, id=1, order_key="wc_order_within")
    put(woo, chai.clock() - 50 * HOUR_MS, id=2, order_key="wc_order_before")
    assert reconcile(chai).read_count == 2
    chai.clock.move(MINUTE_MS)
    assert reconcile(chai).read_count == 1


def test_it_goes_past_an_order_that_cannot_be_read(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    put(woo, chai.clock() - HOUR_MS, id=1, currency="rupees")
    put(woo, chai.clock() - HOUR_MS, id=2)
    assert counts(reconcile(chai)) == (1, 1, 0)


def test_it_switches_our_webhooks_on_again(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    ours = f"{chai.house.settings.url}{chai.webhook()}"
    woo.webhooks[1] = {"id": 1, "status": "disabled", "delivery_url": ours}
    woo.webhooks[2] = {"id": 2, "status": "disabled", "delivery_url": "https://other.example/hook"}
    woo.webhooks[3] = {"id": 3, "status": "paused", "delivery_url": ours}
    repair = reconcile(chai)
    assert [one["status"] for one in woo.webhooks.values()] == ["active", "disabled", "paused"]
    assert repair.note == "Webhooks that the store had switched off are on again: 1."


def test_it_mends_what_a_race_left_and_keeps_the_number(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    coupon = want(chai)
    send(chai)
    (first,) = woo.live(coupon.code)
    woo.coupons[50] = {**first, "id": 50}
    assert counts(reconcile(chai)) == (0, 0, 1)
    assert list(woo.coupons) == [50]
    assert find(chai, coupon).store_ref == "50"


def test_it_makes_nothing_anew_that_the_merchant_deleted(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    coupon = want(chai)
    send(chai)
    woo.coupons.clear()
    assert reconcile(chai).note == "Coupons that the store does not have any more: 1."
    assert not woo.live(coupon.code)


def test_it_goes_on_where_it_stopped(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    put(woo, chai.clock() - 60 * DAY_MS)
    woo.redirect_to = woo.address
    repair = reconcile(chai)
    assert "another address" in repair.note
    woo.redirect_to = ""
    assert counts(reconcile(chai)) == (1, 1, 0)


def test_it_reconciles_every_quarter_of_an_hour(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    assert reconcile_due(chai.house, OUTGOING) == 1
    assert reconcile_due(chai.house, OUTGOING) == 0
    chai.clock.move(16 * MINUTE_MS)
    assert reconcile_due(chai.house, OUTGOING) == 1
    assert len(chai.read(lambda parts, shop_id: parts.connections.list_repairs(shop_id, 10))) == 2


def test_it_says_that_there_is_nothing_to_read(chai: ChaiHouse) -> None:
    with pytest.raises(NotFound, match="not connected"):
        reconcile(chai)


def test_it_reads_shopifys_orders_back(chai: ChaiHouse) -> None:
    with ShopifyDouble(chai.clock) as shop:
        connect(chai, shop)
        shop.orders = [shopify_node(number, chai.clock() - number * HOUR_MS) for number in range(1, 13)]
        assert counts(reconcile(chai)) == (12, 12, 0)
        assert chai.order("1", "shopify").order.stage == "paid"
        shop.orders[0] |= {
            "displayFinancialStatus": "REFUNDED",
            "updatedAt": f"{write_instant(chai.clock())}Z",
        }
        chai.clock.move(MINUTE_MS)
        assert counts(reconcile(chai)) == (12, 1, 0)
        assert chai.order("1", "shopify").order.stage == "refunded"


def test_it_reads_on_when_shopify_asks_for_time(chai: ChaiHouse) -> None:
    def wait(seconds: float) -> None:
        chai.clock.move(round(seconds * 1000))

    patient = replace(OUTGOING, pause=wait)
    with ShopifyDouble(chai.clock, points=2 * COST, restored_a_second=COST) as shop:
        connect(chai, shop)
        shop.orders = [shopify_node(number, chai.clock() - number * HOUR_MS) for number in range(1, 41)]
        assert counts(reconcile_shop(chai.house, chai.shop, outgoing=patient)) == (40, 40, 0)


def shopify_node(number: int, at_ms: int) -> dict[str, Any]:
    """Make one order as GraphQL gives it: a box of tea, paid."""
    money = {"amount": "500.00", "currencyCode": "INR"}
    both = {"shopMoney": money, "presentmentMoney": money}
    page = {"hasNextPage": False, "endCursor": None}
    line = {
        "title": "Tea", "quantity": 1, "isGiftCard": False, "requiresShipping": True,
        "product": {"id": "gid://shopify/Product/42"}, "originalUnitPriceSet": both,
        "discountAllocations": [], "taxLines": [],
    }  # fmt: skip
    at = f"{write_instant(at_ms)}Z"
    node = {
        "id": f"gid://shopify/Order/{number}", "name": f"#{number}",
        "confirmationNumber": f"CHAI{number:05d}",
        "statusPageUrl": f"https://chai.example/1/orders/{number:032x}/authenticate", "test": False,
        "tags": [], "createdAt": at, "updatedAt": at, "displayFinancialStatus": "PAID",
        "currencyCode": "INR", "taxesIncluded": True, "discountCodes": [], "totalPriceSet": both,
        "customAttributes": [], "email": f"buyer{number}@example.test", "sourceName": "web",
        "lineItems": {"nodes": [line], "pageInfo": page}, "transactions": [], "refunds": [],
        "fulfillments": [],
    }  # fmt: skip
    return dict(json.loads(json.dumps(node)))
