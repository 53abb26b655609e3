"""The store rooms against real servers: coupons are made, adopted, ended and counted; stores may lie."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from plugin.actions.connections import connect_store
from plugin.domain.program import Incentive
from plugin.effects.stores import open_room
from plugin.errors import StoreUnclear
from plugin.store.effects import DeadEffect
from tests.cast import (
    HOUR_MS,
    SECOND_MS,
    TEN_PERCENT,
    ChaiHouse,
    Clock,
)
from tests.doubles import shopify, woocommerce
from tests.doubles.server import BUSY_S, Fault
from tests.doubles.shopify import ShopifyDouble
from tests.doubles.woocommerce import WooCommerceDouble
from tests.doubles.world import HURRIED, OUTGOING, Double, connect, find, keys_of, send, want, want_no_more

RUPEES_100 = Incentive(kind="amount", amount_minor=10_000, minimum_minor=100_000)
FREE_SHIPPING = Incentive(kind="free_shipping", minimum_minor=50_000)
GIFT = Incentive(kind="gift", gift="A clay cup", gift_ref="42")


def dead(chai: ChaiHouse) -> list[DeadEffect]:
    """Give what the outbox gave up."""
    return chai.read(lambda parts, shop_id: parts.effects.list_dead(shop_id, 10))


def send_again(chai: ChaiHouse, times: int = 3) -> None:
    """Let the worker try again, each time after what it waits at most."""
    for _ in range(times):
        chai.clock.move(HOUR_MS)
        send(chai)


# Making


@pytest.mark.parametrize("incentive", [TEN_PERCENT, RUPEES_100, FREE_SHIPPING, GIFT])
def test_it_makes_a_coupon_of_every_kind(chai: ChaiHouse, double: Double, incentive: Incentive) -> None:
    coupon = want(chai, incentive=incentive)
    send(chai)
    (live,) = double.live(coupon.code)
    made = find(chai, coupon)
    assert (made.state, made.store_ref) == ("live", str(live["id"]))


def test_it_writes_for_woocommerce_what_was_promised(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    coupon = want(chai, incentive=RUPEES_100, until_at_ms=1_796_083_200_000)
    send(chai)
    (live,) = woo.live(coupon.code)
    assert (live["discount_type"], live["amount"], live["minimum_amount"]) == (
        "fixed_cart",
        "100.00",
        "1000.00",
    )
    assert (live["usage_limit"], live["date_expires_gmt"]) == (1, "2026-12-01T00:00:00")
    assert [(row["key"], row["value"]) for row in live["meta_data"]] == [("_sathi", coupon.coupon_id)]


def test_it_gives_one_piece_of_a_gift(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    coupon = want(chai, incentive=GIFT)
    send(chai)
    (live,) = woo.live(coupon.code)
    assert (live["product_ids"], live["limit_usage_to_x_items"], live["amount"]) == ([42], 1, "100.00")


def test_it_gives_a_gift_in_shopify_at_the_price_of_one(chai: ChaiHouse, shop: ShopifyDouble) -> None:
    want(chai, incentive=GIFT)
    send(chai)
    (discount,) = shop.discounts.values()
    fixed = {"discountAmount": {"amount": "450.00", "appliesOnEachItem": False}}
    assert discount["asked"]["customerGets"]["value"] == fixed


def test_it_holds_all_codes_of_one_promise_in_one_discount(chai: ChaiHouse, shop: ShopifyDouble) -> None:
    coupons = [want(chai, f"clm_{number}") for number in range(5)]
    other = want(chai, "clm_other", incentive=RUPEES_100)
    send(chai)
    assert len(shop.discounts) == 2
    assert len({shop.live(one.code)[0]["discount"] for one in coupons}) == 1
    assert shop.live(other.code)[0]["discount"] != shop.live(coupons[0].code)[0]["discount"]


# Ambiguity


@pytest.mark.parametrize("fault", ["drop", "html", "cut", "drip", "fail", "late"])
def test_it_looks_up_and_adopts_what_an_unclear_call_made(
    chai: ChaiHouse, double: Double, fault: Fault
) -> None:
    want(chai, "clm_0")
    send(chai)  # the discount of the offer is there
    coupon = want(chai)
    double.go_wrong(fault, verb="make")
    send(chai, HURRIED if fault == "drip" else OUTGOING)
    assert find(chai, coupon).state == "wanted"
    send_again(chai)
    assert len(double.live(coupon.code)) == 1
    assert find(chai, coupon).state == "live"


@pytest.mark.parametrize("fault", ["drop", "late", "stale", "busy"])
def test_it_makes_a_discount_once(chai: ChaiHouse, shop: ShopifyDouble, fault: Fault) -> None:
    coupon = want(chai)
    shop.go_wrong(fault, verb="offer")
    send(chai)
    send_again(chai)
    assert len(shop.discounts) == 1
    assert find(chai, coupon).state == "live"


def test_it_waits_for_a_store_that_hangs_no_longer_than_its_time(chai: ChaiHouse, double: Double) -> None:
    coupon = want(chai)
    double.go_wrong("hang")
    send(chai, HURRIED)
    assert find(chai, coupon).state == "wanted"
    send_again(chai)
    assert len(double.live(coupon.code)) == 1


def test_it_comes_again_when_the_store_says(chai: ChaiHouse, double: Double) -> None:
    coupon = want(chai)
    double.go_wrong("busy")
    send(chai)
    chai.clock.move((BUSY_S - 1) * SECOND_MS)
    send(chai)
    assert find(chai, coupon).state == "wanted"
    chai.clock.move(2 * SECOND_MS)
    send(chai)
    assert find(chai, coupon).state == "live"


def test_it_waits_until_enough_points_are_back(chai: ChaiHouse) -> None:
    cost = shopify.COST
    with ShopifyDouble(chai.clock, points=6 * cost, restored_a_second=cost / 4) as shop:
        connect(chai, shop)
        coupons = [want(chai, f"clm_{number}") for number in range(4)]
        for _ in range(20):
            send(chai)
            chai.clock.move(24 * SECOND_MS)
        assert {find(chai, one).state for one in coupons} == {"live"}


def test_it_deletes_the_extra_coupon_of_a_race(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    coupon = want(chai)
    send(chai)
    (first,) = woo.live(coupon.code)
    woo.coupons[999] = {**first, "id": 999}
    found = open_room(chai.house, chai.shop, OUTGOING).count(coupon)
    assert (found.live_count, found.mended_count, found.store_ref) == (1, 1, str(first["id"]))
    assert woo.live(coupon.code) == [first]


def test_it_keeps_the_coupon_that_was_used(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    coupon = want(chai)
    send(chai)
    (first,) = woo.live(coupon.code)
    woo.coupons[999] = {**first, "id": 999, "usage_count": 1}
    found = open_room(chai.house, chai.shop, OUTGOING).count(coupon)
    assert (found.store_ref, found.used_count) == ("999", 1)
    assert list(woo.coupons) == [999]


def test_it_makes_anew_what_lies_in_the_bin(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    coupon = want(chai)
    woo.coupons[7] = {"id": 7, "code": coupon.code.lower(), "status": "trash"}
    send(chai)
    assert len(woo.live(coupon.code)) == 1


# What a person must look at


def test_it_never_overwrites_a_coupon_of_the_merchants(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    coupon = want(chai)
    foreign = {"id": 7, "code": coupon.code.lower(), "status": "publish", "meta_data": [], "usage_count": 0}
    woo.coupons[7] = dict(foreign)
    send(chai)
    assert woo.coupons == {7: foreign}
    assert find(chai, coupon).state == "failed"
    assert "did not make" in dead(chai)[0].failure


def test_it_never_takes_over_a_code_of_another_discount(chai: ChaiHouse, shop: ShopifyDouble) -> None:
    want(chai, "clm_0", incentive=RUPEES_100)
    send(chai)
    (other,) = shop.discounts
    coupon = want(chai)
    shop.codes[coupon.code] = {
        "id": "x", "code": coupon.code.lower(), "asyncUsageCount": 0, "discount": other, "seen_from_ms": 0,
    }  # fmt: skip
    send(chai)
    assert find(chai, coupon).state == "failed"
    assert shop.live(coupon.code)[0]["id"] == "x"


@pytest.mark.parametrize(
    "change",
    [{"amount": "50.00"}, {"minimum_amount": "0.00"}, {"usage_limit": None}, {"discount_type": "percent"}],
)
def test_it_adopts_no_coupon_with_other_terms(
    chai: ChaiHouse, woo: WooCommerceDouble, change: dict[str, Any]
) -> None:
    coupon = want(chai, incentive=RUPEES_100)
    woo.go_wrong("drop")
    send(chai)
    (live,) = woo.live(coupon.code)
    woo.coupons[live["id"]] |= change
    send_again(chai)
    assert find(chai, coupon).state == "failed"
    assert "other terms" in find(chai, coupon).failure


def test_it_adds_no_code_to_a_discount_that_was_changed(chai: ChaiHouse, shop: ShopifyDouble) -> None:
    want(chai, "clm_0")
    send(chai)
    (discount,) = shop.discounts.values()
    discount["asked"]["customerGets"]["value"]["percentage"] = 0.5
    coupon = want(chai)
    send(chai)
    assert find(chai, coupon).state == "failed"
    assert not shop.live(coupon.code)


def test_it_refuses_a_store_in_another_currency(chai: ChaiHouse, shop: ShopifyDouble) -> None:
    shop.currency = "BDT"
    coupon = want(chai)
    send(chai)
    assert "another currency" in find(chai, coupon).failure


def test_it_says_that_the_address_has_no_api(chai: ChaiHouse, double: Double) -> None:
    coupon = want(chai)
    double.go_wrong("page")
    send(chai)
    assert "check the address" in find(chai, coupon).failure


def test_it_follows_no_redirect(chai: ChaiHouse, double: Double) -> None:
    with WooCommerceDouble(chai.clock) as elsewhere:
        double.redirect_to = f"{elsewhere.address}/wp-json/wc/v3/coupons"
        coupon = want(chai)
        send(chai)
        assert not elsewhere.asked
    assert find(chai, coupon).state == "failed"


def test_it_says_that_the_credentials_are_refused(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    wrong = msgspec.structs.replace(keys_of(woo), consumer_secret="cs_wrong")
    connect_store(chai.house, chai.shop, woo.address, wrong)
    coupon = want(chai)
    send(chai)
    assert "credentials" in find(chai, coupon).failure
    assert "cs_wrong" not in find(chai, coupon).failure


def test_it_names_no_address_and_no_key_in_a_failure(chai: ChaiHouse, clock: Clock) -> None:
    with WooCommerceDouble(clock) as gone:
        pass
    connect(chai, gone)
    with pytest.raises(StoreUnclear) as caught:
        open_room(chai.house, chai.shop, OUTGOING).make(want(chai), asked_before=True)
    assert caught.value.__cause__ is None
    assert not any(word in str(caught.value) for word in ("oauth", "127.0.0.1", woocommerce.KEY))


# Ending


def test_it_ends_a_coupon_that_was_not_used(chai: ChaiHouse, double: Double) -> None:
    kept, coupon = want(chai, "clm_0"), want(chai)
    send(chai)
    want_no_more(chai, coupon)
    send(chai)
    assert (find(chai, coupon).state, double.live(coupon.code)) == ("ended", [])
    assert len(double.live(kept.code)) == 1


@pytest.mark.parametrize("fault", ["drop", "html", "fail", "late"])
def test_it_ends_a_coupon_whatever_becomes_of_the_answer(
    chai: ChaiHouse, double: Double, fault: Fault
) -> None:
    coupon = want(chai)
    send(chai)
    want_no_more(chai, coupon)
    double.go_wrong(fault)
    send(chai)
    send_again(chai)
    assert (find(chai, coupon).state, double.live(coupon.code)) == ("ended", [])


def test_it_ends_a_coupon_that_a_look_up_does_not_show_yet(chai: ChaiHouse, double: Double) -> None:
    want(chai, "clm_0")
    send(chai)
    coupon = want(chai)
    double.go_wrong("stale", verb="make")
    send(chai)
    want_no_more(chai, coupon)
    send(chai)
    assert not double.live(coupon.code)


def test_it_makes_no_coupon_that_fell_before(chai: ChaiHouse, double: Double) -> None:
    coupon = want(chai)
    want_no_more(chai, coupon)
    send(chai)
    assert (find(chai, coupon).state, double.live(coupon.code)) == ("ended", [])


def test_it_ends_what_a_late_call_made_after_the_coupon_fell(chai: ChaiHouse, double: Double) -> None:
    want(chai, "clm_0")
    send(chai)
    coupon = want(chai)
    double.go_wrong("late", verb="make")
    send(chai)
    want_no_more(chai, coupon)
    send(chai)
    send_again(chai)
    assert (find(chai, coupon).state, double.live(coupon.code)) == ("ended", [])


def test_it_leaves_a_used_coupon_alone(chai: ChaiHouse, double: Double) -> None:
    coupon = want(chai)
    send(chai)
    name = "usage_count" if isinstance(double, WooCommerceDouble) else "asyncUsageCount"
    double.live(coupon.code)[0][name] = 1
    want_no_more(chai, coupon)
    send(chai)
    assert len(double.live(coupon.code)) == 1
