"""Stores that lie: answers are lost, calls are carried out late, look-ups are stale; still one code a coupon.

Two workers race for the same coupons, and their leases run out while they call.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Event, Thread

import pytest

from plugin.actions.coupons import MAKE_COUPON, want_claim_coupon
from plugin.actions.house import House
from plugin.effects.coupons import give_up_make, send_make
from plugin.effects.reconciling import reconcile_shop
from plugin.effects.worker import run_due_effects
from plugin.store import Parts
from plugin.store.connections import Repair
from plugin.store.coupons import Coupon, CouponState
from tests.cast import (
    DAY_MS,
    MINUTE_MS,
    TEN_PERCENT,
    ChaiHouse,
    Clock,
    build_house,
    open_chai_house,
)
from tests.doubles.server import Fault
from tests.doubles.shopify import ShopifyDouble
from tests.doubles.woocommerce import WooCommerceDouble
from tests.doubles.world import OUTGOING, Double, connect

FEW, MANY = 200, 2_000
WORKERS = 2
SEED = 20261122
# 20% done and the answer lost, 5% done half a minute later, 5% done and not seen for a while.
SHARES: tuple[tuple[Fault, float], ...] = (("drop", 0.20), ("late", 0.05), ("stale", 0.05))
WAVE = 100
JUMPS_MS, JUMP_WEIGHTS = (100, 500, 2_000, 35_000), (50, 30, 17, 3)  # a lease lasts 30 s
SENDERS = {MAKE_COUPON: partial(send_make, outgoing=OUTGOING)}


def draw_faults(seed: int) -> Callable[[str], Fault]:
    """Draw the fate of each call that creates something."""
    dice = random.Random(seed)

    def choose(verb: str) -> Fault:
        point = dice.random()
        for fault, share in SHARES:
            point -= share
            if verb != "end" and point < 0:
                return fault
        return ""

    return choose


@pytest.mark.parametrize("kind", [WooCommerceDouble, ShopifyDouble])
def test_it_makes_one_code_for_each_coupon(
    kind: type[Double], sqlite_url: str, clock: Clock, request: pytest.FixtureRequest
) -> None:
    count = MANY if request.config.getoption("--full") else FEW
    print(f"seed {SEED}, {count} coupons")
    chai = open_chai_house(build_house(sqlite_url, clock), clock)
    with kind(clock) as double:
        connect(chai, double)
        double.go_wrong_by(draw_faults(SEED))
        coupons = race(chai, sqlite_url, count)
        double.go_wrong_by(lambda verb: "")
        clock.move(MINUTE_MS)
        double.let_late_ones_happen()
        before = count_codes(double, coupons)
        mended = sum(one.coupons_mended_count for one in reconcile_all(chai, count))
        deleted = sum(asked.method == "DELETE" for asked in double.asked)
        print(f"codes a coupon before: {dict(before)}, mended {mended}, deleted in all {deleted}")
        assert count_codes(double, coupons) == {1: count}
        assert sum(codes - 1 for codes in before.elements()) == mended
        assert {one.state for one in read_coupons(chai)} == {"live"}
        assert all(is_the_one(double, one) for one in read_coupons(chai))


def race(chai: ChaiHouse, database_url: str, count: int) -> list[Coupon]:
    """Let the workers race for so many coupons, wave by wave, while time runs, and at times jumps."""
    houses = [build_house(database_url, chai.clock, seed) for seed in range(2, 2 + WORKERS)]
    done, dice = Event(), random.Random(SEED)
    workers = [Thread(target=work_until, args=(house, done)) for house in houses]
    for worker in workers:
        worker.start()
    try:
        coupons: list[Coupon] = []
        while len(coupons) < count:
            coupons += want_some(chai, len(coupons), min(WAVE, count - len(coupons)))
            while any(one.state == "wanted" for one in read_coupons(chai)):
                chai.clock.move(dice.choices(JUMPS_MS, JUMP_WEIGHTS)[0])
                done.wait(0.01)
        return coupons
    finally:
        done.set()
        for worker in workers:
            worker.join()
        for house in houses:
            house.store.close()


def want_some(chai: ChaiHouse, start: int, count: int) -> list[Coupon]:
    """Want so many coupons more."""
    now_ms = chai.clock()

    def work(parts: Parts) -> list[Coupon]:
        want_one = partial(want_claim_coupon, chai.house, parts, chai.shop)
        numbers = range(start, start + count)
        return [want_one(f"clm_{n}", TEN_PERCENT, now_ms + 30 * DAY_MS, now_ms) for n in numbers]

    return chai.house.store.unit(chai.shop.shop_id, work)


def work_until(house: House, done: Event) -> None:
    """Send what is due, again and again."""
    while not done.is_set():
        run_due_effects(house, SENDERS, {MAKE_COUPON: give_up_make})
        done.wait(0.005)


def reconcile_all(chai: ChaiHouse, count: int) -> list[Repair]:
    """Reconcile until every coupon was compared."""
    return [reconcile_shop(chai.house, chai.shop, outgoing=OUTGOING) for _ in range(0, count + 1, 300)]


def read_coupons(chai: ChaiHouse, after_id: str = "") -> list[Coupon]:
    """Give every coupon, or those after one."""
    states: tuple[CouponState, ...] = ("wanted", "live", "failed")
    return chai.read(lambda parts, shop_id: parts.coupons.list_in(shop_id, states, after_id, 10_000))


def count_codes(double: Double, coupons: list[Coupon]) -> Counter[int]:
    """Count the coupons by how many codes the store has for them."""
    return Counter(len(double.live(one.code)) for one in coupons)


def is_the_one(double: Double, coupon: Coupon) -> bool:
    """Say whether the number that is kept is that of the code in the store."""
    (live,) = double.live(coupon.code)
    return str(live["id"]) == coupon.store_ref
