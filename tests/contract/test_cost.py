"""What an order costs: hardly more with many friends of its advocate, nothing for the size of the shop."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from plugin.actions.deliveries import apply_fact
from plugin.actions.partners import add_partner
from plugin.domain.fraud import FraudRules
from plugin.domain.partners import NewPartner
from plugin.domain.program import Caps, Incentive, Milestone
from plugin.model import Contact, Order, OrderSeen
from plugin.store import Parts
from tests.cast import DAY_MS, NOW_MS, SECOND_MS, ChaiHouse
from tests.loop import make_loop_program

FEW, MANY = 10, 150
MOST = 3  # times the work for fifteen times the friends: they are counted, in an index
EVERY = Milestone(friends_count=5, reward=Incentive(kind="points", amount_minor=50))


class Advocate:
    """Asha, who has more and more friends."""

    def __init__(self, chai: ChaiHouse) -> None:
        chai.follow(make_loop_program(every=EVERY, fraud=FraudRules(burst_advocate="off", leaked_code="off")))
        self.chai, self.count, self.code = chai, 0, ""
        chai.house.store.unit(chai.shop.shop_id, self.order)
        row = chai.order("0")
        person = chai.read(lambda parts, shop_id: parts.people.find(shop_id, str(row.person_id)))
        assert person
        self.code = person.code

    def order(self, parts: Parts, **changes: Any) -> None:
        """Let the next friend buy, most of them long ago."""
        at_ms = NOW_MS - (1 if self.count % 3 == 0 else 20) * DAY_MS + self.count * SECOND_MS
        order = Order(
            order_ref=str(self.count), number=str(self.count), stage="paid", placed_at_ms=at_ms,
            paid_at_ms=at_ms, updated_at_ms=at_ms, currency="INR", total_minor=80_000,
            contact=Contact(email=f"friend{self.count}@milk.example" if self.code else "asha@tea.example"),
            codes=(self.code,) if self.code else (),
        )  # fmt: skip
        self.count += 1
        chai = self.chai
        apply_fact(chai.house, parts, chai.shop, "woocommerce", OrderSeen(order=order), chai.clock())

    def befriend(self, count: int) -> None:
        """Let friends buy until there are so many."""

        def work(parts: Parts) -> None:
            while self.count < count:
                self.order(parts)

        self.chai.house.store.unit(self.chai.shop.shop_id, work)

    def promote(self) -> None:
        """Let Asha be an influencer since long ago, under a program that looks at all friends of others."""
        self.chai.follow(make_loop_program(caps=Caps(per_advocate_count=5)))
        row = self.chai.order("0")
        told = NewPartner(kind="influencer", name="Asha", person_id=str(row.person_id))
        self.chai.clock.move(-40 * DAY_MS)
        add_partner(self.chai.house, self.chai.shop, told)
        self.chai.clock.move(40 * DAY_MS)

    def watch(self, work: Callable[[Parts], None]) -> None:
        """Do something in a unit of work."""
        self.chai.house.store.unit(self.chai.shop.shop_id, work)


@pytest.fixture
def asha(chai: ChaiHouse) -> Iterator[Advocate]:
    """Asha, still without friends."""
    yield Advocate(chai)


def count_work(asha: Advocate, parts: Parts, seen: Counter[str]) -> None:
    """Count the steps of SQLite's machine and the calls in Python that ten more friends cost."""
    connection: Any = parts.shops._connection
    connection.set_progress_handler(partial(seen.update, ["SQLite"]), 10)
    sys.setprofile(lambda *_: seen.update(["Python"]))
    try:
        for _ in range(10):
            asha.order(parts)
    finally:
        sys.setprofile(None)
        connection.set_progress_handler(None, 0)


@pytest.mark.parametrize("promotes", [False, True], ids=["advocate", "partner"])
def test_it_costs_no_more_with_many_friends_than_with_few(asha: Advocate, promotes: bool) -> None:
    few, many = Counter[str](), Counter[str]()
    if promotes:
        asha.promote()
    asha.befriend(FEW)
    asha.watch(partial(count_work, asha, seen=few))
    asha.befriend(MANY)
    asha.watch(partial(count_work, asha, seen=many))
    assert set(few) == {"SQLite", "Python"}
    assert {kind: count for kind, count in many.items() if count > MOST * few[kind]} == {}


def test_it_never_reads_a_whole_shop_for_one_order(asha: Advocate) -> None:
    asha.befriend(3)
    texts: list[str] = []
    plans: dict[str, list[str]] = {}

    def work(parts: Parts) -> None:
        connection: Any = parts.shops._connection
        connection.set_trace_callback(texts.append)
        asha.order(parts)
        connection.set_trace_callback(None)
        for text in filter(re.compile(r"\s*(--.*\n)*\s*select", re.I).match, texts):
            plans[text] = [row["detail"] for row in connection.execute(f"explain query plan {text}")]

    asha.watch(work)
    wide = re.compile(r"SCAN (?!always|CONSTANT)|\(shop_id=\?\)$")
    found = {text: plan for text, plan in plans.items() if any(map(wide.search, plan))}
    assert len(plans) > 10
    assert [text for text in found if "from programs" not in text] == []  # its newest version comes first
