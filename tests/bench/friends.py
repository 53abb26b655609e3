"""An order of an advocate's friend, while the advocate has a thousand friends and while it has ten."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from statistics import median

import msgspec

from plugin.actions.deliveries import apply_fact
from plugin.actions.house import House
from plugin.actions.shops import change_program
from plugin.domain.fraud import FraudRules
from plugin.domain.program import Incentive, Milestone, Offer, Program, RewardRules
from plugin.model import Contact, Order, OrderSeen, Shop
from plugin.opening import now_ms
from plugin.store import Parts
from tests.bench.bars import Figures, Measured
from tests.bench.report import note
from tests.bench.setting import Setting
from tests.bench.world import make_world, open_house

FEW, MANY = 10, 1_000
AT_ONCE = 60
DAY_MS = 86_400_000
AMOUNT = Incentive(kind="amount", amount_minor=20_000)
PROGRAM = Program(
    name="Chai circle", live=True, offer=Offer(friend=AMOUNT, advocate=AMOUNT),
    rewards=RewardRules(
        every=Milestone(friends_count=5, reward=Incentive(kind="points", amount_minor=50))
    ),
    fraud=FraudRules(burst_advocate="off", leaked_code="off"),
)  # fmt: skip


class Undone(Exception):
    """Raised in a unit of work so that nothing of it stays."""


class Advocate:
    """Somebody with so many friends, in an installation of their own."""

    def __init__(self, setting: Setting, friends: int) -> None:
        world = make_world(setting.folder / f"friends-{friends}.db", setting.seed)
        self.house: House = open_house(world.database, setting.seed)
        self.shop: Shop = world.shop
        change_program(self.house, self.shop, PROGRAM)
        self.code = self.house.store.unit(self.shop.shop_id, self.meet)
        self.house.store.unit(self.shop.shop_id, lambda parts: self.befriend(parts, range(1, friends + 1)))

    def meet(self, parts: Parts) -> str:
        """Let the advocate buy; gives the code."""
        self.tell(parts, make_order(0, ""))
        row, _ = parts.orders.find(self.shop.shop_id, "woocommerce", "0")
        person = parts.people.find(self.shop.shop_id, str(row and row.person_id))
        assert person
        return person.code

    def befriend(self, parts: Parts, numbers: range) -> None:
        """Let friends buy and pay."""
        for number in numbers:
            for order in make_accounts(number, self.code):
                self.tell(parts, order)

    def tell(self, parts: Parts, order: Order) -> None:
        """Tell one account of an order."""
        apply_fact(self.house, parts, self.shop, "woocommerce", OrderSeen(order=order), now_ms())

    def cost_ms(self) -> float:
        """Give the processor time for one account of a further friend's order; nothing of it stays."""
        spent: list[float] = []

        def work(parts: Parts) -> None:
            began = time.thread_time()
            self.befriend(parts, range(MANY + 1, MANY + 1 + AT_ONCE))
            spent.append(time.thread_time() - began)
            raise Undone

        with suppress(Undone):
            self.house.store.unit(self.shop.shop_id, work)
        return spent[0] * 1000 / (AT_ONCE * 2)


def make_order(number: int, code: str) -> Order:
    """Make an order that was placed; two of three long ago."""
    at_ms = now_ms() - (1 if number % 3 == 0 else 20) * DAY_MS
    return Order(
        order_ref=str(number), number=str(number), stage="placed", placed_at_ms=at_ms, updated_at_ms=at_ms,
        currency="INR", total_minor=80_000, codes=(code,) if code else (),
        contact=Contact(email=f"friend{number}@milk.example" if code else "asha@tea.example"),
    )  # fmt: skip


def make_accounts(number: int, code: str) -> Iterator[Order]:
    """Make the two accounts of an order: placed, then paid."""
    placed = make_order(number, code)
    yield placed
    paid_at_ms = placed.placed_at_ms + 1000
    yield msgspec.structs.replace(placed, stage="paid", paid_at_ms=paid_at_ms, updated_at_ms=paid_at_ms)


def measure(setting: Setting) -> Figures:
    """Let friends of both advocates buy, in turn."""
    many, few = Advocate(setting, MANY), Advocate(setting, FEW)
    costs = [(many.cost_ms(), few.cost_ms()) for _ in range(2 * setting.scale.rounds)]
    for advocate in (many, few):
        advocate.house.store.close()
    note(f"an account of an order costs {median(one for one, _ in costs):.2f} ms with {MANY:,} friends")
    note(f"and {median(one for _, one in costs):.2f} ms with {FEW}")
    ratios = [one / other for one, other in costs]
    return {"order cost, 1,000 friends against 10": Measured(median(ratios), len(ratios))}
