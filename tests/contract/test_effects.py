"""The outbox, on both engines: done once, tried again, given up, and no store in another's way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from threading import Event
from time import monotonic

import msgspec
import pytest

from plugin.actions.coupons import END_COUPON, MAKE_COUPON, CouponWork
from plugin.actions.effects import list_dead_effects, replay_effect, replay_effects
from plugin.actions.house import House
from plugin.actions.posting import EMAIL
from plugin.domain.retries import CLOSED_MS, MOST_FAILURES, RETRY_AFTER_MS
from plugin.effects.clerk import LEASE_MS, RENEW_MS, Clerk
from plugin.effects.notes import Note, note_nothing
from plugin.effects.worker import run_due_effects, run_worker
from plugin.errors import NotFound, StoreBusy, StoreRefused, StoreUnclear
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.connections import Connection
from plugin.store.effects import Effect
from tests.cast import SECOND_MS, ChaiHouse, build_house, open_chai_house

PATIENCE_S = 120


class Partner:
    """What the shop's store does when it is called; `failures` come first, then it does as asked."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.calls: list[str] = []
        self.given_up: list[tuple[str, str]] = []

    def __call__(self, house: House, shop: Shop, effect: Effect) -> Note:
        self.calls.append(effect.effect_id)
        if self.failures:
            raise self.failures.pop(0)
        return partial(note_done, effect)

    def give_up(self, house: House, parts: Parts, shop: Shop, effect: Effect, failure: str) -> None:
        """Take note that the house gives something up."""
        self.given_up.append((effect.effect_id, failure))

    def run(self, chai_house: ChaiHouse) -> int:
        """Let a worker do what is due."""
        return run_due_effects(
            chai_house.house, {MAKE_COUPON: self, END_COUPON: self}, {MAKE_COUPON: self.give_up}
        )


def note_done(effect: Effect, parts: Parts) -> None:
    """Count in the store how often an effect was noted as done."""
    parts.limits.count_up(effect.shop_id, effect.effect_id, 0)


def count_done(chai_house: ChaiHouse, effect_id: str) -> int:
    """Say how often an effect was noted as done."""

    def work(parts: Parts) -> int:
        return parts.limits.count_up(chai_house.shop.shop_id, effect_id, 0) - 1

    return chai_house.house.store.unit(chai_house.shop.shop_id, work)


def queue(chai_house: ChaiHouse, count: int = 1, kind: str = MAKE_COUPON, payload: str = "{}") -> list[str]:
    """Let so many effects wait."""
    shop_id, now_ms = chai_house.shop.shop_id, chai_house.clock()
    effect_ids = [chai_house.house.new_id("eff", now_ms) for _ in range(count)]

    def work(parts: Parts) -> None:
        for effect_id in effect_ids:
            parts.effects.add(shop_id, effect_id, f"{kind} {effect_id}", kind, payload, None, now_ms)

    chai_house.house.store.unit(shop_id, work)
    return sorted(effect_ids)


def connect(chai_house: ChaiHouse) -> None:
    """Connect the shop to its store."""
    made = Connection(
        shop_id=chai_house.shop.shop_id, platform="woocommerce", address="https://chai.example", sealed="",
        connected_at_ms=chai_house.clock(),
    )  # fmt: skip
    chai_house.house.store.unit(chai_house.shop.shop_id, lambda parts: parts.connections.connect(made))


def claim(chai_house: ChaiHouse, most: int = 100, kind: str = MAKE_COUPON) -> list[Effect]:
    """Claim what is due, as another worker does."""
    shop_id, now_ms = chai_house.shop.shop_id, chai_house.clock()
    return chai_house.house.store.unit(
        shop_id, lambda parts: parts.effects.claim(shop_id, kind, now_ms, now_ms + LEASE_MS, most)
    )


def test_it_does_what_is_due_once(chai_house: ChaiHouse) -> None:
    effect_ids, partner = queue(chai_house, 300), Partner()
    assert partner.run(chai_house) == 300
    assert partner.run(chai_house) == 0
    assert sorted(partner.calls) == effect_ids
    assert [count_done(chai_house, effect_id) for effect_id in effect_ids[:3]] == [1, 1, 1]


def test_it_never_does_the_same_in_two_workers(chai_house: ChaiHouse, database_url: str) -> None:
    effect_ids, partner = queue(chai_house, 300), Partner()
    with (
        closing(build_house(database_url, chai_house.clock, seed=2).store) as store,
        ThreadPoolExecutor(2) as threads,
    ):
        house = chai_house.house
        houses = (house, House(store, house.settings, house.now_ms, house.random_bytes))
        tried = threads.map(lambda one: run_due_effects(one, {MAKE_COUPON: partner}), houses)
        assert sum(tried) == 300
    assert sorted(partner.calls) == effect_ids


def test_it_writes_nothing_when_another_worker_has_claimed_meanwhile(chai_house: ChaiHouse) -> None:
    [effect_id] = queue(chai_house)
    others: list[Effect] = []

    def stopped_for_long(house: House, shop: Shop, effect: Effect) -> Note:
        chai_house.clock.move(LEASE_MS)
        others.extend(claim(chai_house))
        return partial(note_done, effect)

    assert run_due_effects(chai_house.house, {MAKE_COUPON: stopped_for_long}) == 1
    assert count_done(chai_house, effect_id) == 0
    [other] = others
    assert (other.tries_count, other.fence) == (2, 2)
    assert finish(chai_house, other)
    assert not finish(chai_house, other)


def finish(chai_house: ChaiHouse, effect: Effect) -> bool:
    return chai_house.house.store.unit(
        effect.shop_id, lambda parts: parts.effects.finish(effect, chai_house.clock())
    )


def test_it_begins_nothing_after_its_lease(chai_house: ChaiHouse) -> None:
    queue(chai_house, 8)
    calls = []

    def stopped_for_long(house: House, shop: Shop, effect: Effect) -> Note:
        calls.append(effect.effect_id)
        if len(calls) == 1:
            chai_house.clock.move(LEASE_MS)
            claim(chai_house)
        return note_nothing

    run_due_effects(chai_house.house, {MAKE_COUPON: stopped_for_long})
    assert len(calls) <= 4  # what its lanes had begun


def test_it_keeps_what_it_works_on_beyond_the_lease(chai_house: ChaiHouse) -> None:
    queue(chai_house)
    with hanging(chai_house) as clerk:
        for _ in range(5):
            chai_house.clock.move(RENEW_MS)
            clerk.work_round(0)
            assert claim(chai_house) == []


def test_it_hands_back_what_it_has_not_begun(chai_house: ChaiHouse) -> None:
    queue(chai_house, 8)
    with hanging(chai_house) as clerk:
        clerk.finish(0.3)
        assert [effect.tries_count for effect in claim(chai_house)] == [1] * 4


@contextmanager
def hanging(chai_house: ChaiHouse) -> Iterator[Clerk]:
    """Give a clerk whose lanes have called a store that does not answer before the block ends."""
    leave = Event()

    def hang(house: House, shop: Shop, effect: Effect) -> Note:
        assert leave.wait(PATIENCE_S)
        return note_nothing

    with Clerk(chai_house.house, {MAKE_COUPON: hang}, {}) as clerk:
        clerk.work_round(0)
        try:
            yield clerk
        finally:
            leave.set()


def test_it_tries_again_later_and_gives_up_in_the_end(chai_house: ChaiHouse) -> None:
    [effect_id] = queue(chai_house)
    partner = Partner(*[StoreUnclear("The store did not answer.")] * 10)
    for wait_ms in RETRY_AFTER_MS:
        assert (partner.run(chai_house), partner.run(chai_house)) == (1, 0)
        chai_house.clock.move(round(wait_ms * 0.8) - 1)
        assert partner.run(chai_house) == 0
        chai_house.clock.move(round(wait_ms * 0.4) + 1)
    assert partner.given_up == []
    assert partner.run(chai_house) == 1
    assert partner.given_up == [(effect_id, "The store did not answer.")]
    [dead] = list_dead_effects(chai_house.house, chai_house.shop)
    assert (dead.effect_id, dead.tries_count, dead.failure) == (effect_id, 10, "The store did not answer.")


@pytest.mark.parametrize("refusal", [StoreRefused("The keys are wrong."), NotFound("It is not there.")])
def test_it_gives_up_at_once_when_refused(chai_house: ChaiHouse, refusal: Exception) -> None:
    [effect_id], partner = queue(chai_house), Partner(refusal)
    assert partner.run(chai_house) == 1
    assert partner.given_up == [(effect_id, str(refusal))]
    assert [dead.failure for dead in list_dead_effects(chai_house.house, chai_house.shop)] == [str(refusal)]


def test_it_does_what_was_given_up_when_asked(chai_house: ChaiHouse) -> None:
    effect_ids = queue(chai_house, 3)
    partner = Partner(*[StoreRefused("The keys are wrong.")] * 3)
    partner.run(chai_house)
    replay_effect(chai_house.house, chai_house.shop, effect_ids[0])
    assert partner.run(chai_house) == 1
    with pytest.raises(NotFound, match="given up"):
        replay_effect(chai_house.house, chai_house.shop, effect_ids[0])
    assert replay_effects(chai_house.house, chai_house.shop) == 2
    assert partner.run(chai_house) == 2
    assert list_dead_effects(chai_house.house, chai_house.shop) == []
    assert [count_done(chai_house, effect_id) for effect_id in effect_ids] == [1, 1, 1]


def test_it_keeps_no_word_of_an_error_that_may_name_somebody(chai_house: ChaiHouse) -> None:
    queue(chai_house)
    partner = Partner(*[OSError("asha@example.test at https://key:word@chai.example")] * 10)
    for _ in range(10):
        partner.run(chai_house)
        chai_house.clock.move(2 * RETRY_AFTER_MS[-1])
    [dead] = list_dead_effects(chai_house.house, chai_house.shop)
    assert dead.failure == "It did not work (OSError)."


def test_it_notices_at_once_what_comes_in(chai_house: ChaiHouse) -> None:
    stop, clock, end_s = Event(), Event(), monotonic() + PATIENCE_S
    with ThreadPoolExecutor(1) as threads:
        working = threads.submit(run_worker, chai_house.house, stop)
        try:
            unknown = msgspec.json.encode(CouponWork(coupon_id="cpn_unknown")).decode()
            queue(chai_house, payload=unknown)
            while not list_dead_effects(chai_house.house, chai_house.shop) and monotonic() < end_s:
                clock.wait(0.01)
        finally:
            stop.set()
        working.result(PATIENCE_S)
    [dead] = list_dead_effects(chai_house.house, chai_house.shop)
    assert dead.failure == "The coupon is not known any more."


def test_it_leaves_a_busy_store_alone_for_as_long_as_it_asks(chai_house: ChaiHouse) -> None:
    connect(chai_house)
    queue(chai_house, 50)
    partner = Partner(StoreBusy("Come back later.", again_s=90))
    assert partner.run(chai_house) <= 4  # its other lanes were under way
    chai_house.clock.move(90 * SECOND_MS - 1)
    assert partner.run(chai_house) == 0
    chai_house.clock.move(1)
    partner.run(chai_house)
    assert len(set(partner.calls)) == 50


def test_it_counts_no_try_when_the_store_is_busy(chai_house: ChaiHouse) -> None:
    queue(chai_house)
    partner = Partner(*[StoreBusy("Come back later.", again_s=1)] * 30)
    for _ in range(31):
        assert partner.run(chai_house) == 1
        chai_house.clock.move(SECOND_MS)
    assert list_dead_effects(chai_house.house, chai_house.shop) == []
    assert partner.run(chai_house) == 0


def test_it_leaves_a_failing_store_alone_then_tries_once(chai_house: ChaiHouse) -> None:
    connect(chai_house)
    queue(chai_house, 100)
    partner = Partner(*[StoreUnclear("The store did not answer.")] * 200)
    tried = partner.run(chai_house)
    assert MOST_FAILURES <= tried <= MOST_FAILURES + 3  # its lanes were under way
    assert partner.run(chai_house) == 0
    for closed_ms in CLOSED_MS[:3]:
        chai_house.clock.move(round(closed_ms * 1.2))
        assert (partner.run(chai_house), partner.run(chai_house)) == (1, 0)
    partner.failures.clear()
    chai_house.clock.move(round(CLOSED_MS[3] * 1.2))
    partner.run(chai_house)
    chai_house.clock.move(RETRY_AFTER_MS[1])
    partner.run(chai_house)
    assert len(set(partner.calls)) == 100
    assert claim(chai_house) == []


def test_it_serves_the_other_shops_while_one_store_fails(chai_house: ChaiHouse) -> None:
    other = open_chai_house(chai_house.house, chai_house.clock)
    connect(chai_house)
    queue(chai_house, 100)
    effect_ids = queue(other, 100)

    def half(house: House, shop: Shop, effect: Effect) -> Note:
        if shop == chai_house.shop:
            raise StoreUnclear("The store did not answer.")
        return partial(note_done, effect)

    run_due_effects(chai_house.house, {MAKE_COUPON: half})
    assert {count_done(other, effect_id) for effect_id in effect_ids} == {1}


def test_it_serves_the_other_shops_while_one_store_hangs(chai_house: ChaiHouse) -> None:
    others = [open_chai_house(chai_house.house, chai_house.clock) for _ in range(3)]
    served, leave = Event(), Event()
    done: Counter[str] = Counter()

    def half(house: House, shop: Shop, effect: Effect) -> Note:
        if shop == chai_house.shop:
            assert leave.wait(PATIENCE_S)
            return note_nothing
        return partial(count, shop.shop_id)

    def count(shop_id: str, parts: Parts) -> None:
        done[shop_id] += 1
        if sum(done.values()) == 300:
            served.set()

    for one in (chai_house, *others):
        queue(one, 100)
    with ThreadPoolExecutor(1) as threads:
        working = threads.submit(run_due_effects, chai_house.house, {MAKE_COUPON: half})
        try:
            assert served.wait(PATIENCE_S)
            assert not working.done()
        finally:
            leave.set()
        assert working.result(PATIENCE_S) == 400


def test_it_lets_mail_wait_while_there_is_no_server_for_it(chai_house: ChaiHouse) -> None:
    queue(chai_house, 200, EMAIL)
    chai_house.clock.move(1)
    queue(chai_house)
    partner = Partner()
    assert run_due_effects(chai_house.house, {EMAIL: partner, MAKE_COUPON: partner}) == 1
    assert len(claim(chai_house, 1_000, EMAIL)) == 200


def test_it_counts_what_cannot_be_noted_as_not_done(chai_house: ChaiHouse) -> None:
    effect_ids = queue(chai_house, 20)

    def fail(parts: Parts) -> None:
        raise ValueError("a rule failed")

    def one_fails(house: House, shop: Shop, effect: Effect) -> Note:
        return fail if effect.effect_id == effect_ids[3] else partial(note_done, effect)

    assert run_due_effects(chai_house.house, {MAKE_COUPON: one_fails}) == 20
    done = [count_done(chai_house, effect_id) for effect_id in effect_ids]
    assert (done[3], sum(done)) == (0, 19)
    chai_house.clock.move(2 * RETRY_AFTER_MS[0])
    assert run_due_effects(chai_house.house, {MAKE_COUPON: Partner()}) == 1


def test_it_ends_a_coupon_only_after_it_was_made(chai_house: ChaiHouse) -> None:
    shop_id, now_ms, partner = chai_house.shop.shop_id, chai_house.clock(), Partner(OSError())

    def work(parts: Parts) -> None:
        for kind in (END_COUPON, MAKE_COUPON):
            parts.effects.add(shop_id, f"eff_{kind}", f"{kind} cpn_1", kind, "{}", None, now_ms)

    chai_house.house.store.unit(shop_id, work)
    assert partner.run(chai_house) == 1
    chai_house.clock.move(2 * RETRY_AFTER_MS[0])
    assert partner.run(chai_house) == 2
    assert partner.calls == [f"eff_{kind}" for kind in (MAKE_COUPON, MAKE_COUPON, END_COUPON)]


def test_it_lets_an_end_go_when_the_making_was_given_up(chai_house: ChaiHouse) -> None:
    shop_id, now_ms, partner = chai_house.shop.shop_id, chai_house.clock(), Partner(StoreRefused("No."))

    def work(parts: Parts) -> None:
        for kind in (END_COUPON, MAKE_COUPON):
            parts.effects.add(shop_id, f"eff_{kind}", f"{kind} cpn_1", kind, "{}", None, now_ms)

    chai_house.house.store.unit(shop_id, work)
    assert partner.run(chai_house) == 2
    assert partner.calls == [f"eff_{kind}" for kind in (MAKE_COUPON, END_COUPON)]
