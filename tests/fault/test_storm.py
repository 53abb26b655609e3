"""A storm of orders over real sockets: repeated, out of order, forged, some lost, while processes are killed.

Whatever was answered 200 is kept, every friend is paid for once, and in the end the ledger is what a plain
model makes of the same facts. Coupons are made in a store beside the server all the while.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event
from time import monotonic
from typing import Any

import msgspec
import psutil
import pytest

from plugin.actions.auditing import audit_shop
from plugin.actions.claiming import Visitor, claim_offer, open_claim
from plugin.actions.connections import connect_store
from plugin.actions.deliveries import apply_fact
from plugin.actions.house import House
from plugin.actions.rewards import settle_due
from plugin.actions.shops import change_program
from plugin.domain.fraud import FraudRules
from plugin.domain.program import ClaimRules, Incentive, Milestone
from plugin.effects.reconciling import COUPONS_A_RUN, reconcile_shop
from plugin.effects.worker import run_due_effects
from plugin.model import Contact, Order, OrderSeen
from plugin.opening import now_ms
from plugin.store import Parts
from tests.bodies import sign, woocommerce_order, write
from tests.cast import DAY_MS, HOUR_MS, SECOND_MS, build_house
from tests.doubles.woocommerce import WooCommerceDouble
from tests.doubles.world import keys_of
from tests.fault.facts import check_coupons, name_rewards
from tests.fault.model import STEPS, age_of, differ, work_out
from tests.fault.told import RANKS, Account, Claim, Facts, Sign, Stage
from tests.fault.town import SECRET, Town, found_town, serving
from tests.loop import TWO_HUNDRED, make_loop_program

FEW, MANY = 200, 20_000
DUPLICATED, MOVED, FORGED, LOST = 0.30, 0.20, 0.05, 0.05
MOVED_BY = 100
SENDERS = 32
KILL_EVERY_S, FELL_EVERY_S = 0.2, 3.0
MOST_S = 3_600
# Who is killed how often, by the command that it runs; what the scribe had in hand waits until it is back.
DOOMED = {"run": 6, "work": 3, "scribe": 1}
GOODS_MINOR = 80_000
TOPIC = "order.updated"
PROGRAM = msgspec.structs.replace(
    make_loop_program(
        TWO_HUNDRED, TWO_HUNDRED, minimum_minor=50_000,
        every=Milestone(friends_count=5, reward=Incentive(kind="points", amount_minor=50)),
        fraud=FraudRules(burst_advocate="off", leaked_code="off"),
    ),
    claims=ClaimRules(per_link_a_day=10_000),
)  # fmt: skip
STATUSES = {"placed": "on-hold", "paid": "processing", "cancelled": "cancelled", "refunded": "refunded"}


@dataclass(frozen=True)
class Post:
    """One request to the webhook door; `signature` is what a forger writes there."""

    told: Account
    raw: bytes
    signature: str = ""


@dataclass
class Storm:
    """A town, all that happens in it, and what came of it."""

    town: Town
    dice: random.Random
    facts: Facts
    codes: dict[str, str] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    kept: dict[str, Account] = field(default_factory=dict)

    # Before it

    def begin(self, double: WooCommerceDouble, count: int) -> None:
        """Connect the store, meet the advocates, and let some friends take an offer."""
        with closing_house(self.town, now_ms()) as house:
            change_program(house, self.town.shop, PROGRAM)
            connect_store(house, self.town.shop, double.address, keys_of(double))
            for name in self.facts.people:
                self.codes[name] = meet(house, self.town, name)
            for number in range(count // 12):
                self.claim(house, f"claim{number}", self.dice.choice(self.facts.people))

    def claim(self, house: House, name: str, advocate: str) -> None:
        """Let somebody take an offer, who does not say who they are."""
        mark = claim_offer(house, self.town.shop, self.codes[advocate], None, "", Visitor())
        taken = open_claim(house, self.town.shop, mark)
        assert taken.coupon
        self.codes[name] = taken.coupon.code
        self.facts.told.append(Claim(name, advocate, taken.claim.at_ms))

    def write_script(self, count: int) -> list[Post]:
        """Write down all that is sent, in the order in which it is sent."""
        accounts = list(self.tell_orders(count))
        self.facts.told += accounts
        dice, script = self.dice, list[tuple[float, Post]]()
        lost, forged = self.draw_lost(accounts), set(self.draw(range(count), FORGED))
        for place, one in enumerate(accounts):
            if place in lost:
                continue
            at = place + (dice.uniform(1, MOVED_BY) if dice.random() < MOVED else 0)
            post = Post(one, self.write(one))
            script.append((at, post))
            if dice.random() < DUPLICATED:
                script += [(at + dice.uniform(0, 500), post) for _ in range(dice.choice([1, 1, 2, 5]))]
            if place in forged:
                script.append((at + dice.uniform(-50, 50), self.forge(one)))
        return [post for _, post in sorted(script, key=lambda pair: pair[0])]

    def draw(self, places: Sequence[int], share: float) -> list[int]:
        """Draw a share of places, and one more."""
        return self.dice.sample(places, int(len(places) * share) + 1)

    def draw_lost(self, accounts: list[Account]) -> set[int]:
        """Draw the accounts that never arrive: some of all, and the last of some orders."""
        newest = {one.order_ref: place for place, one in enumerate(accounts)}
        return {*self.draw(range(len(accounts)), LOST), *self.draw(list(newest.values()), LOST)}

    def tell_orders(self, count: int) -> list[Account]:
        """Tell so many accounts of orders, as they happen."""
        told: list[tuple[float, Account]] = []
        free = [one.name for one in self.facts.told if isinstance(one, Claim)]
        began_ms, number = now_ms() // 1000 * 1000 - HOUR_MS, 0
        while len(told) < count:
            number += 1
            buyer = f"friend{number - (number % 10 == 0)}@milk.example"
            signs = [Sign("own code", self.dice.choice(self.facts.people))] * (self.dice.random() < 0.85)
            if free and self.dice.random() < 0.3:
                signs = [Sign("claim code", free.pop())]
            start = self.dice.random()
            for step, one in enumerate(self.tell_order(number, buyer, tuple(signs), began_ms)):
                told.append((start + step / 10, one))
        return [one for _, one in sorted(told[:count], key=lambda pair: pair[0])]

    def tell_order(self, number: int, buyer: str, signs: tuple[Sign, ...], at_ms: int) -> Iterator[Account]:
        """Tell one order from the basket to its end; most were bought long ago, and are told only now."""
        days = 20 if self.dice.random() < 0.7 else 1
        bought_at_ms = at_ms - days * DAY_MS + number * SECOND_MS
        order = Account(
            str(1000 + number), buyer, "placed", bought_at_ms, at_ms, GOODS_MINOR, goods_minor=GOODS_MINOR,
            refunded_goods_minor=0, signs=signs,
        )  # fmt: skip
        yield order
        paid = replace(order, stage="paid", paid_at_ms=bought_at_ms, updated_at_ms=self.later(order))
        yield paid
        end = self.dice.choices(["", "refunded", "cancelled", "restored", "less"], [40, 25, 10, 5, 20])[0]
        changed = replace(paid, updated_at_ms=self.later(paid) + SECOND_MS)
        if end == "refunded":
            yield replace(
                changed, stage="refunded", refunded_minor=GOODS_MINOR, refunded_goods_minor=GOODS_MINOR
            )
        elif end in ("cancelled", "restored"):
            yield replace(changed, stage="cancelled")
        elif end == "less":
            back = self.dice.choice([10_000, 40_000])
            yield replace(changed, refunded_minor=back, refunded_goods_minor=back)
        if end == "restored":
            yield replace(changed, updated_at_ms=changed.updated_at_ms + SECOND_MS)

    def later(self, one: Account) -> int:
        """Give when the next account is told: a store counts whole seconds, so it may be the same."""
        return one.updated_at_ms + self.dice.choice([0, 1, 60]) * SECOND_MS

    def write(self, one: Account, **changes: Any) -> bytes:
        """Write an account as WooCommerce sends it."""
        return write(self.body(one, **changes))

    def body(self, one: Account, **changes: Any) -> dict[str, Any]:
        """Give an account as WooCommerce has it."""
        back = [{"id": 1, "total": f"-{one.refunded_minor / 100:.2f}"}] if one.refunded_minor else []
        return woocommerce_order(
            id=int(one.order_ref), number=one.order_ref, order_key=f"wc_order_key{one.order_ref}",
            customer_id=0, status=STATUSES[one.stage], total=f"{one.total_minor / 100:.2f}",
            billing={"email": one.buyer, "country": "IN"}, refunds=back,
            line_items=[{"product_id": 10, "total": f"{GOODS_MINOR / 100:.2f}", "total_tax": "0.00"}],
            coupon_lines=[{"code": self.codes[sign.subject].lower()} for sign in one.signs],
            date_created_gmt=gmt(one.placed_at_ms), date_modified_gmt=gmt(one.updated_at_ms),
            date_paid_gmt=gmt(one.paid_at_ms) if one.paid_at_ms else None, **changes,
        )  # fmt: skip

    def forge(self, one: Account) -> Post:
        """Forge an account that would change much: an order that is not there, or one that is gone."""
        number = self.dice.choice([one.order_ref, f"9{one.order_ref}"])
        stages: tuple[Stage, ...] = ("refunded", "paid")
        told = replace(
            one, order_ref=number, stage=self.dice.choice(stages), updated_at_ms=one.updated_at_ms + HOUR_MS,
            paid_at_ms=one.placed_at_ms,
        )  # fmt: skip
        genuine = sign(self.write(one), self.town.secrets["woocommerce"].encode())
        return Post(told, self.write(told), self.dice.choice([genuine, sign(self.write(told), b"guessed")]))

    # In it

    def send_all(self, script: list[Post]) -> None:
        """Send everything, each until it is answered, while the house is being killed again and again."""
        posts: SimpleQueue[Post] = SimpleQueue()
        for post in script:
            posts.put(post)
        end = monotonic() + MOST_S
        with ThreadPoolExecutor(SENDERS) as senders:
            sending = [senders.submit(self.send_until_empty, posts, end) for _ in range(SENDERS)]
            while not all(one.done() for one in sending):
                with serving(self.town, workers=6) as program:
                    self.kill_some(program.pid, lambda: all(one.done() for one in sending))
                self.seen["fallen"] += 1
            for one in sending:
                one.result()

    def send_until_empty(self, posts: SimpleQueue[Post], end: float) -> None:
        """Send one after the other."""
        with suppress(Empty):
            while True:
                self.send(posts.get_nowait(), end)

    def send(self, post: Post, end: float) -> None:
        """Send a request until it is answered, as often as it takes."""
        status = 0
        while status == 0 or status >= 500:
            assert monotonic() < end, "the storm took too long"
            status = self.town.send(post.raw, TOPIC, post.signature)
            self.seen[f"{'forged' if post.signature else 'genuine'}: {status}"] += 1
            if status == 0:
                Event().wait(0.1)
        if status == 200:
            last = self.kept.get(post.told.order_ref)
            if last is None or age_of(last) < age_of(post.told):
                self.kept[post.told.order_ref] = post.told

    def kill_some(self, pid: int, is_over: Callable[[], bool]) -> None:
        """Kill one of the processes after the other, and say when all shall fall."""
        end = monotonic() + FELL_EVERY_S
        while monotonic() < end and not is_over():
            Event().wait(KILL_EVERY_S)
            with suppress(psutil.Error):
                doomed = self.choose(psutil.Process(pid).children(recursive=True))
                if doomed:
                    doomed.kill()

    def choose(self, processes: list[psutil.Process]) -> psutil.Process | None:
        """Choose one that serves, works or writes."""
        roles: dict[str, list[psutil.Process]] = {}
        for one in processes:
            role = next((word for word in one.cmdline() if word in DOOMED), "")
            roles.setdefault(role, []).append(one)
        role = self.dice.choices(list(DOOMED), list(DOOMED.values()))[0]
        if role not in roles:
            return None
        self.seen[f"killed: {role}"] += 1
        return self.dice.choice(roles[role])

    # After it

    def check_kept(self) -> None:
        """Check that everything that was answered 200 is kept, and nothing that was forged."""
        with closing_house(self.town, now_ms()) as house, house.store.reading() as parts:
            rows = parts.orders.list_latest(self.town.shop.shop_id, 10**6)
        stored = {row.order.order_ref: row.order for row in rows}
        lost = [ref for ref, one in self.kept.items() if ref not in stored or age(stored[ref]) < age_of(one)]
        assert lost == []
        assert not [ref for ref in stored if ref.startswith("91")]
        assert {line for line in self.seen if line.startswith("forged")} <= {"forged: 401", "forged: 0"}

    def finish(self, double: WooCommerceDouble, at_ms: int) -> None:
        """Read the store back, and let the worker do all that is left."""
        newest: dict[str, Account] = {}
        for one in self.facts.told:
            if isinstance(one, Account) and age_of(one) >= age_of(newest.get(one.order_ref, one)):
                newest[one.order_ref] = one
        double.orders = {int(ref): self.body(one) for ref, one in newest.items()}
        with closing_house(self.town, at_ms) as house:
            repair = reconcile_shop(house, self.town.shop)
            self.seen["mended"] += repair.orders_mended_count
            assert repair.note == ""
            while settle_due(house) + run_due_effects(house):
                pass
            double.orders = {}
            for _ in range(len(double.coupons) // COUPONS_A_RUN + 2):
                self.seen["coupons mended"] += reconcile_shop(house, self.town.shop).coupons_mended_count

    def check_ledger(self, double: WooCommerceDouble, at_ms: int) -> None:
        """Check the audit, the ledger against the model, and the store's coupons against ours."""
        with closing_house(self.town, at_ms) as house, house.store.reading() as parts:
            shop = self.town.shop
            assert audit_shop(parts, shop, at_ms) == []
            rewards = parts.rewards.list_latest(shop.shop_id, 10**6)
            ids = {one.person_id for one in rewards} | {one.advocate_id for one in rewards}
            people = {person_id: parts.people.find(shop.shop_id, person_id) for person_id in ids}
            names = {person_id: person.email for person_id, person in people.items() if person}
            assert differ(name_rewards(rewards, names), work_out(self.facts, at_ms), STEPS) == {}
            lines = [parts.rewards.list_entries(shop.shop_id, one.reward_id) for one in rewards]
            self.seen["due"] = len(lines)
            self.seen["reversed"] = sum("reversed" in {line.kind for line in one} for one in lines)
            check_coupons(parts, shop.shop_id, double)


@contextmanager
def closing_house(town: Town, at_ms: int) -> Iterator[House]:
    """Open a town's house in this process, at a moment."""
    house = build_house(town.database_url, lambda: at_ms, random.randrange(10**9), secret=SECRET)
    with closing(house.store):
        yield house


def meet(house: House, town: Town, name: str) -> str:
    """Let somebody leave a basket, by which the house knows them; gives their code."""
    order = Order(
        order_ref=name, number=name, stage="unplaced", placed_at_ms=1, updated_at_ms=1, currency="INR",
        total_minor=1, contact=Contact(email=name),
    )  # fmt: skip

    def work(parts: Parts) -> str:
        apply_fact(house, parts, town.shop, "woocommerce", OrderSeen(order=order), house.now_ms())
        row, _ = parts.orders.find(town.shop.shop_id, "woocommerce", name)
        person = parts.people.find(town.shop.shop_id, str(row and row.person_id))
        assert person
        return person.code

    return house.store.unit(town.shop.shop_id, work)


def age(order: Order) -> tuple[int, int, int]:
    """Give how new a stored order is, in the words of the model."""
    return order.updated_at_ms, RANKS.index(order.stage), order.refunded_minor


def gmt(at_ms: int) -> str:
    """Write a moment as WooCommerce does."""
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.fixture(params=["sqlite", "postgres"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Town:
    """A fresh installation, on each engine in turn."""
    postgres = request.param == "postgres"
    return found_town(tmp_path, request.getfixturevalue("postgres_url") if postgres else "")


def test_it_pays_for_every_friend_once_in_a_storm(town: Town, request: pytest.FixtureRequest) -> None:
    count = MANY if request.config.getoption("full") else FEW
    seed = random.SystemRandom().randrange(10**9)
    advocates = tuple(f"advocate{number}@tea.example" for number in range(max(20, count // 100)))
    storm = Storm(town, random.Random(seed), Facts(PROGRAM, advocates, platform="woocommerce"))
    with WooCommerceDouble(now_ms) as double:
        storm.begin(double, count)
        script = storm.write_script(count)
        print(f"seed {seed}, {count} facts, {len(script)} requests")
        began = monotonic()
        storm.send_all(script)
        print(f"sent in {monotonic() - began:.0f} s: {dict(storm.seen)}")
        storm.check_kept()
        at_ms = now_ms() + HOUR_MS
        storm.finish(double, at_ms)
        storm.check_ledger(double, at_ms)
    print(f"in the end: {dict(storm.seen)}")
    assert storm.seen["due"] >= count / 10
    assert storm.seen["reversed"] >= count / 50
    assert storm.seen["forged: 401"] >= count * FORGED / 2
    assert storm.seen["mended"] > 0
