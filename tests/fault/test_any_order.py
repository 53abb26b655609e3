"""Any order of the same facts gives the same ledger, and it is what a plain model says.

One house hears facts as they come: late, twice, in the wrong order, or only when the store is read back. Then
another hears all of them in yet another order.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, note, seed, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.cast import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS
from tests.fault.facts import CAST, CUSTOMERS, ODD, Template, World, begin, make_template
from tests.fault.model import BEFORE_AN_ORDER, STEPS, age_of, differ, work_out
from tests.fault.programs import FAR_MS, PROGRAMS
from tests.fault.told import Account, Answer, Claim, Fact, Pair, Refund, Sign, Step, Visit

FEW, MANY = 200, 2_000
MOST_STEPS = 30

FRIENDS = [name for name in CAST if name not in CUSTOMERS]
people = st.sampled_from(list(CAST))
amounts = st.integers(1, 90_000)
chances = st.integers(0, 999)
arrivals = st.sampled_from(["now", "now", "later"])


class TwoHouses(RuleBasedStateMachine):
    """What happens in a shop, as one house hears of it; at the end another house hears it all anew."""

    templates: dict[str, Template]
    folder: Path
    count = 0

    @initialize(
        name=st.sampled_from(list(PROGRAMS)), friends=st.integers(1, len(FRIENDS)),
        chance=st.integers(0, 10**6),
    )  # fmt: skip
    def open(self, name: str, friends: int, chance: int) -> None:
        """Open a house in which some friends have come already."""
        self.template, self.dice = self.templates[name], random.Random(chance)
        self.stage = PROGRAMS[name].rewards.counts_at
        self.asks = PROGRAMS[name].claims.contact != "none"
        self.facts = begin(PROGRAMS[name])
        self.world = self.open_world(1)
        self.orders: dict[str, Account] = {}
        self.latest_ms = 0
        self.heard, self.late = list(self.facts.told), list[Fact]()
        self.merchant: list[tuple[str, str, str]] = []
        note(f"program: {name}")
        for friend in self.dice.sample(FRIENDS, k=friends):
            if self.asks and self.dice.random() < 0.7:
                self.claim(self.dice.choice(["asha", "asha", "bikram"]), friend)
            if self.stage in ("registered", "event"):
                self.take_step(friend, 0, "now")
            self.place(friend, self.dice.randrange(70), 60_000, 1, (Sign("own code", "asha"),), "now")

    def open_world(self, number: int) -> World:
        TwoHouses.count += 1
        return World(self.template, self.folder / f"{TwoHouses.count}.db", number)

    # Friends

    @rule(advocate=people, friend=people)
    def claim(self, advocate: str, friend: str) -> None:
        if not self.has_bought(friend):
            self.hear_now(lambda name, at_ms: Claim(name, advocate, at_ms, friend if self.asks else ""))

    def has_bought(self, friend: str) -> bool:
        """Say whether somebody odd has bought: no answer of the merchant's must hang on what comes late."""
        return friend in ODD and any(one.buyer == friend for one in self.orders.values())

    @rule(advocate=people)
    def visit(self, advocate: str) -> None:
        self.hear_now(lambda name, at_ms: Visit(name, advocate, at_ms))

    @precondition(lambda self: self.stage in ("registered", "event"))
    @rule(person=people, hours=st.integers(0, 40), arrives=arrivals)
    def take_step(self, person: str, hours: int, arrives: str) -> None:
        at_ms = self.world.clock() - hours * HOUR_MS
        self.tell(Step("event" if self.stage == "event" else "registered", person, at_ms), arrives)

    # Orders

    @rule(buyer=people, hours=st.integers(0, 70), amount=amounts, chance=chances, arrives=arrivals)
    def buy(self, buyer: str, hours: int, amount: int, chance: int, arrives: str) -> None:
        if not self.has_bought(buyer):
            self.place(
                buyer, 0 if buyer in ODD else hours, amount, chance, self.choose_signs(chance), arrives
            )

    def place(
        self, buyer: str, hours: int, amount: int, chance: int, signs: tuple[Sign, ...], arrives: str
    ) -> None:
        signs = signs if self.stage not in BEFORE_AN_ORDER else ()
        subjects = {sign.subject for sign in signs}
        known = [
            one.at_ms for one in self.facts.told if isinstance(one, Claim | Visit) and one.name in subjects
        ]
        at_ms = max([self.world.clock() - hours * HOUR_MS, *known])
        tax = amount // 7
        order = Account(
            f"1{len(self.orders):03}", buyer, "placed", at_ms, at_ms, total_minor=amount + tax + 4_000,
            goods_minor=amount if chance % 3 else None, goods_tax_minor=tax if chance % 3 else 0, signs=signs,
        )  # fmt: skip
        self.tell(self.pay(order) if chance % 4 else order, arrives)

    def choose_signs(self, chance: int) -> tuple[Sign, ...]:
        claims = [one.name for one in self.facts.told if isinstance(one, Claim)]
        visits = [one.name for one in self.facts.told if isinstance(one, Visit)]
        found = [Sign("own code", name) for name in CAST] + [Sign("own code", "asha")] * 6
        found += [Sign("claim mark", name) for name in claims] + [Sign("visit mark", name) for name in visits]
        found += [Sign("claim code", name) for name in claims] if self.gives_codes() else []
        dice = random.Random(chance)
        return tuple(dice.sample(found, k=dice.choice([0, 1, 1, 1, 2, 3])))

    def gives_codes(self) -> bool:
        return self.facts.program.offer.friend.kind in ("percent", "amount")

    @staticmethod
    def pay(order: Account) -> Account:
        paid_at_ms = order.paid_at_ms or order.updated_at_ms
        return replace(order, stage="paid", paid_at_ms=paid_at_ms)

    @precondition(lambda self: self.orders)
    @rule(
        chance=chances, minutes=st.sampled_from([0, 0, 1, 600]), arrives=arrivals,
        what=st.sampled_from(["paid", "paid", "cancelled", "unplaced", "some back", "all back"]),
    )  # fmt: skip
    def change(self, chance: int, minutes: int, what: str, arrives: str) -> None:
        order = self.choose_order(chance)
        order = replace(order, updated_at_ms=order.updated_at_ms + minutes * MINUTE_MS)
        match what:
            case "paid":
                order = self.pay(order)
            case "cancelled" | "unplaced":
                order = replace(order, stage=what)
            case "some back":
                order = self.give_back(order, (order.total_minor - order.refunded_minor) // 3)
            case "all back":
                order = replace(
                    self.give_back(order, order.total_minor - order.refunded_minor), stage="refunded"
                )
        self.tell(order, arrives)

    @staticmethod
    def give_back(order: Account, amount_minor: int) -> Account:
        goods = order.refunded_goods_minor
        if order.goods_minor is not None:
            goods = min(order.goods_minor, (goods or 0) + amount_minor)
        return replace(order, refunded_minor=order.refunded_minor + amount_minor, refunded_goods_minor=goods)

    @precondition(lambda self: self.orders)
    @rule(chance=chances, amount=st.integers(1, 60_000), arrives=arrivals)
    def refund(self, chance: int, amount: int, arrives: str) -> None:
        order = self.choose_order(chance)
        self.tell(Refund(order.order_ref, f"r{len(self.facts.told)}", amount, amount * 2 // 3), arrives)

    def choose_order(self, chance: int) -> Account:
        return list(self.orders.values())[chance % len(self.orders)]

    # How the house hears of it

    def hear_now(self, make: Callable[[str, int], Fact]) -> None:
        """Let something happen at the house's own door."""
        fact = make(f"n{len(self.facts.told)}", self.world.clock.move(1))
        if self.hear(fact):
            self.facts.told.append(fact)

    def hear(self, fact: Fact) -> bool:
        self.heard.append(fact)
        return self.world.hear(fact) or not self.heard.pop()

    def tell(self, fact: Fact, arrives: str) -> None:
        """Let something happen in the store; the house hears of it now, later, or in the end."""
        self.facts.told.append(fact)
        if isinstance(fact, Account):
            self.orders[fact.order_ref] = fact
        if arrives == "now":
            self.hear(fact)
        else:
            self.late.append(fact)

    @precondition(lambda self: self.late)
    @rule(chance=chances)
    def hear_late(self, chance: int) -> None:
        self.hear(self.late.pop(chance % len(self.late)))

    @rule(chance=chances)
    def hear_again(self, chance: int) -> None:
        again = [one for one in self.facts.told if isinstance(one, Account | Refund | Step)]
        self.hear(again[chance % len(again)])

    @rule()
    def reconcile(self) -> None:
        """Read the store back: orders as they are now, and nothing of how they came there."""
        for order_ref in self.orders:
            accounts = [one for one in self.facts.told if isinstance(one, Account)]
            self.hear(max((one for one in accounts if one.order_ref == order_ref), key=age_of))
        self.late = [one for one in self.late if not isinstance(one, Account)]

    # Time and the merchant

    @rule(ms=st.sampled_from([0, SECOND_MS, HOUR_MS, DAY_MS, 7 * DAY_MS, 15 * DAY_MS, -MINUTE_MS]))
    def pass_time(self, ms: int) -> None:
        self.latest_ms = max(self.latest_ms, self.world.clock())
        self.world.clock.move(ms)
        self.world.tick()
        if self.world.clock() >= self.latest_ms:  # a clock that is set back takes nothing back
            self.compare(self.world, self.heard)

    def list_held(self) -> list[Pair]:
        pairs = {self.world.pair(one) for one in self.world.referrals() if one.review}
        return sorted(pair for pair in pairs if pair[1] in ODD)

    @precondition(lambda self: self.list_held())
    @rule(chance=chances, answer=st.sampled_from(["approved", "approved", "rejected", "waiting"]))
    def review(self, chance: int, answer: str) -> None:
        held = self.list_held()
        self.say("review", " ".join(held[chance % len(held)]), answer)

    @precondition(lambda self: self.orders and self.stage not in BEFORE_AN_ORDER)
    @rule(chance=chances, word=st.sampled_from(["", *CAST]))
    def correct(self, chance: int, word: str) -> None:
        order = self.choose_order(chance)
        if order.buyer not in ODD | {word} and self.knows(order):
            self.say("correct", order.order_ref, word)

    @precondition(lambda self: any(self.world.corrections.values()))
    @rule()
    def undo(self) -> None:
        self.say("undo", next(ref for ref, made in self.world.corrections.items() if made), "")

    def knows(self, order: Account) -> bool:
        with self.world.house.store.reading() as parts:
            return parts.orders.find(self.world.shop.shop_id, "standard", order.order_ref)[0] is not None

    def say(self, verb: str, about: str, word: str) -> None:
        self.merchant.append((verb, about, word))
        answer(self.world, verb, about, word)

    # What must hold

    @invariant()
    def is_sound(self) -> None:
        if hasattr(self, "world"):
            assert self.world.audit() == []

    def compare(self, world: World, told: list[Fact]) -> None:
        facts = replace(self.facts, told=told, words=self.words(), answers=self.answers())
        wanted, found = work_out(facts, world.clock(), world.lapsed()), world.owed()
        asked = any(verb == "review" for verb, *_ in self.merchant)
        assert differ(found, wanted, {*STEPS, "advocate", "friend"} if asked else STEPS) == {}

    def words(self) -> dict[str, str]:
        """Give the merchant's last word on each order that was not taken back."""
        said: dict[str, list[str]] = {}
        for verb, about, word in self.merchant:
            if verb == "correct":
                said.setdefault(about, []).append(word)
            elif verb == "undo":
                said[about].pop()
        return {order_ref: words[-1] for order_ref, words in said.items() if words}

    def answers(self) -> dict[Pair, Answer]:
        """Give the merchant's last answer to each referral that was held."""
        found: dict[Pair, Answer] = {}
        for verb, about, word in self.merchant:
            if verb == "review":
                advocate, friend = about.split()
                found[advocate, friend] = word  # type: ignore[assignment]  # one of the answers
        return found

    def teardown(self) -> None:
        """Hear what is on its way; then let another house hear everything anew, in another order."""
        if hasattr(self, "world"):
            try:
                if sys.exc_info()[0] is None:
                    self.end()
            finally:
                self.world.close()

    def end(self) -> None:
        for fact in self.late:
            self.world.hear(fact)
        self.world.clock.at_ms = max(self.latest_ms, self.world.clock())
        self.world.tick()
        self.compare(self.world, self.facts.told)
        other = self.open_world(2)
        try:
            self.tell_anew(other)
            self.compare(other, self.facts.told)
            for world in (self.world, other):
                owed, entries = world.owed(), world.entries()
                world.settle_all()
                assert (world.owed(), world.entries()) == (owed, entries)
            for world in (self.world, other):
                world.clock.at_ms = self.world.clock() + FAR_MS
                world.tick()
                assert world.audit() == []
                self.compare(world, self.facts.told)
            assert self.world.owed() == other.owed()
        finally:
            other.close()

    def tell_anew(self, world: World) -> None:
        """Tell another house the same: what happened at its door at its time, all else in another order."""
        at_the_door = [one for one in self.facts.told if isinstance(one, Claim | Visit)]
        for one in at_the_door:
            world.clock.at_ms = one.at_ms
            assert world.hear(one)
        world.clock.at_ms = max(world.clock(), self.world.clock())
        others = [one for one in self.facts.told if not isinstance(one, Claim | Visit)]
        said = list(self.merchant)
        for fact in self.dice.sample(others, k=len(others)):
            world.hear(fact)
            if self.dice.random() < 0.2:
                world.clock.move(self.dice.randrange(DAY_MS))
                world.tick()
            while said and answer(world, *said[0]):
                said.pop(0)
        world.tick()
        assert world.audit() == []
        assert said == []


def answer(world: World, verb: str, about: str, word: str) -> bool:
    """Let the merchant say something; says whether it could be said by now."""
    match verb:
        case "review":
            advocate, friend = about.split()
            return world.review((advocate, friend), word)  # type: ignore[arg-type]  # one of the answers
        case "correct":
            return world.correct(about, word)
        case _:
            world.undo(about)
            return True


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: nothing is killed here, so no disk needs to be waited for."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture
def templates(folder: Path, sqlite_template: Path) -> dict[str, Template]:
    """A house for each program, in which the cast is known."""
    return {
        name: make_template(folder / f"{name}.db", sqlite_template, program)
        for name, program in PROGRAMS.items()
    }


def test_it_owes_the_same_whatever_comes_first(
    templates: dict[str, Template], folder: Path, request: pytest.FixtureRequest
) -> None:
    full = request.config.getoption("full")
    chance = random.SystemRandom().randrange(10**9) if full else 20261122
    print(f"seed {chance}")
    TwoHouses.templates, TwoHouses.folder = templates, folder
    size = settings(
        max_examples=MANY if full else FEW, stateful_step_count=MOST_STEPS, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(seed(chance)(TwoHouses), settings=size)
