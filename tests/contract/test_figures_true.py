"""Whatever happens and whenever it is told, each figure is what raw rows say, summed slowly another way."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from plugin.actions.correcting import correct_order, undo_correction
from plugin.actions.figures import open_span, read_part
from plugin.actions.house import House
from plugin.actions.shops import add_shop
from plugin.actions.sums import sum_days
from plugin.app import create_app
from plugin.domain.days import add_days, day_of
from plugin.domain.sums import PARTS, Sum
from plugin.errors import TooMany
from plugin.model import Shop
from plugin.store import Parts
from tests.cast import CHAI_HOUSE, DAY_MS, HOUR_MS, NOW_MS, ChaiHouse, Clock, build_house
from tests.importing import bring, make_file
from tests.loop import Loop, iso, make_loop_program
from tests.slow_figures import Told, recompute

EXAMPLES = {"sqlite": 12, "postgres": 3}
BACK_DAYS = 20
AGES_H = (0, 0, 3, 26, 60, 240)
STAGES = ("placed", "paid", "paid", "cancelled")
ZONES = ("Asia/Kolkata", "America/New_York", "Pacific/Apia")
PHONE = "Mozilla/5.0 (Linux; Android 14) Mobile"
WAITS_H = (1, 9, 25, 100)
# What may happen, the more often it stands here; the number beside it draws the rest.
NAMES = (
    *["order"] * 8, *["change"] * 2, *["claim"] * 2, *["correct"] * 2, *["sum"] * 2, *["wait"] * 2,
    "refund", "delete", "redact", "visit", "see", "share", "undo", "move", "know",
)  # fmt: skip
ACTS = st.tuples(st.sampled_from(NAMES), st.integers(0, 9_999))


@dataclass
class History:
    """Chai House while things happen to it."""

    loop: Loop
    orders: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    corrections: list[tuple[str, str]] = field(default_factory=list)
    told_count: int = 0

    @property
    def chai(self) -> ChaiHouse:
        return self.loop.chai

    def play(self, name: str, number: int) -> None:
        getattr(self, name)(Random(number))

    def order(self, dice: Random) -> None:
        """Let somebody buy, now or told late: by an advocate's code, a claim, in dollars, as a trial."""
        ref, at_ms = (
            f"o-{len(self.orders)}-{self.told_count}",
            self.chai.clock() - dice.choice(AGES_H) * HOUR_MS,
        )
        more: dict[str, Any] = {}
        kind = dice.choice(("plain", "plain", "code", "code", "mark", "dollars", "trial"))
        if kind == "code":
            more["codes"] = [self.code_of(dice.randrange(2))]
        elif kind == "mark" and self.marks:
            more["marks"] = [dice.choice(self.marks)]
        elif kind == "dollars":
            more["currency"] = "USD"
        elif kind == "trial":
            more["test"] = True
        self.orders.append(ref)
        self.loop.order(ref, f"b{dice.randrange(3)}@x.example", at_ms, stage=dice.choice(STAGES), **more)

    def change(self, dice: Random) -> None:
        """Tell newly of an order: its stage, and what went back."""
        if ref := self.pick(dice):
            placed_at, refunded = self.loop.told[ref]["placed_at"], f"{dice.randrange(6)}00.00"
            self.loop.order(ref, "", stage=dice.choice(STAGES), refunded=refunded, placed_at=placed_at)

    def refund(self, dice: Random) -> None:
        """Send some of an order's money back, or all of it."""
        if ref := self.pick(dice):
            self.told_count += 1
            amount, at = dice.choice(("1000.00", "250.00")), iso(self.chai.clock())
            self.chai.tell(
                "order.refunded", id=f"r-{self.told_count}", order_id=ref, amount=amount, refunded_at=at
            )

    def delete(self, dice: Random) -> None:
        """Remove an order from the store."""
        if ref := self.pick(dice):
            self.chai.tell("order.deleted", order_id=ref)

    def redact(self, dice: Random) -> None:
        """Forget a shopper who is no advocate."""
        email = f"b{dice.randrange(3)}@x.example"
        refs = [ref for ref, told in self.loop.told.items() if told["customer"]["email"] == email]
        self.chai.tell("person.redact", customer={"email": email}, order_ids=refs)
        self.orders = [ref for ref in self.orders if ref not in refs]
        self.told_count += 1

    def claim(self, dice: Random) -> None:
        """Take an advocate's offer."""
        with suppress(TooMany):
            ip = f"198.51.{dice.randrange(256)}.7"
            self.marks.append(self.loop.claim(self.code_of(dice.randrange(2)), ip=ip))
        self.loop.serve()

    def visit(self, dice: Random) -> None:
        """Follow an advocate's link."""
        path = f"/r/{self.chai.shop.key}/{self.code_of(dice.randrange(2))}?c=w"
        browser = f"{PHONE} {dice.randrange(100)}"
        self.chai.client.get(path, headers={"User-Agent": browser, "Accept-Language": "hi"})

    def see(self, dice: Random) -> None:
        """See the popup of an order."""
        self.chai.report("viewed", dice.choice(self.chai.decisions()).decision_id)

    def share(self, dice: Random) -> None:
        """Share over a channel."""
        self.chai.report("shared", "", "page", channel=dice.choice(("whatsapp", "copy")))

    def correct(self, dice: Random) -> None:
        """Say by hand who sent a buyer."""
        if ref := self.pick(dice):
            row = self.chai.order(ref, "standard")
            if row.person_id:
                code = dice.choice((self.code_of(0), self.code_of(1), ""))
                made = correct_order(self.chai.house, self.chai.shop, row.order_id, code, "so it was")
                self.corrections.append((row.order_id, made.correction_id))

    def undo(self, dice: Random) -> None:
        """Take a correction back."""
        if self.corrections:
            order_id, correction_id = self.corrections.pop(dice.randrange(len(self.corrections)))
            if self.chai.read(lambda parts, shop_id: parts.orders.find_by_id(shop_id, order_id)):
                undo_correction(self.chai.house, self.chai.shop, order_id, correction_id)

    def know(self, dice: Random) -> None:
        """Import what the store counts of a buyer, and until when."""
        last = dice.choice(("", day_of(self.chai.clock() - dice.choice(AGES_H) * HOUR_MS, "Asia/Kolkata")))
        line = f"B,,b{dice.randrange(3)}@x.example,,,,{dice.randrange(4)},,{last}\n"
        self.told_count += 1
        bring(self.chai, make_file(line), f"file {self.told_count}")

    def wait(self, dice: Random) -> None:
        """Let time pass, rewards be given and mail be sent."""
        self.loop.wait(dice.choice(WAITS_H) * HOUR_MS)

        def send(parts: Parts) -> None:
            for one in parts.messages.list_latest(self.chai.shop.shop_id, most=5):
                parts.messages.note_sent(self.chai.shop.shop_id, one.message_id, self.chai.clock())

        self.chai.house.store.unit(self.chai.shop.shop_id, send)

    def sum(self, _: Random) -> None:
        """Let the chore sum all days that are over."""
        while sum_days(self.chai.house):
            pass

    def move(self, dice: Random) -> None:
        """Move the shop into another time zone."""
        zone = dice.choice(ZONES)
        shop_id = self.chai.shop.shop_id
        self.chai.house.store.unit(
            shop_id,
            lambda parts: parts.shops._connection.execute(
                f"update shops set time_zone = '{zone}' where shop_id = '{shop_id}'"
            ),
        )
        self.chai.shop = msgspec.structs.replace(self.chai.shop, time_zone=zone)

    def code_of(self, advocate: int) -> str:
        """Give the code of one of two advocates."""
        return self.loop.buyer_of(f"advocate-{advocate}").code

    def pick(self, dice: Random) -> str:
        """Give one of the orders; empty while there is none."""
        return dice.choice(self.orders) if self.orders else ""


def read_told(house: House, shop: Shop, first: str, last: str) -> tuple[Told, int]:
    """Read all figures of all days as pages do, with how many days lag behind."""
    told: Told = Counter()
    with house.store.reading() as parts:
        for day in (add_days(first, number) for number in range(BACK_DAYS + 2)):
            if day > last:
                break
            span = open_span(parts, shop, day, day, house.now_ms())
            for part in PARTS:
                for name, one in read_part(parts, shop, span, part).items():
                    for figure, count in msgspec.structs.asdict(one).items():
                        told[day, part, name, figure] += count
        lagging_count = open_span(parts, shop, first, last, house.now_ms()).lagging_count
    return Counter({key: count for key, count in told.items() if count}), lagging_count


def check(history: History) -> None:
    """Compare what pages read with what the raw rows say, before and after the chore."""
    house, shop = history.chai.house, history.chai.shop
    last = day_of(house.now_ms(), shop.time_zone)
    first = add_days(last, -BACK_DAYS)
    slow = history.chai.read(lambda parts, _: recompute(parts, shop))
    slow = Counter({key: count for key, count in slow.items() if key[0] >= first})
    assert read_told(house, shop, first, last)[0] == slow
    history.sum(Random())
    assert read_told(house, shop, first, last) == (slow, 0)


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_it_says_what_the_raw_rows_say(engine: str, request: pytest.FixtureRequest) -> None:
    house = make_house(request, engine)
    client = create_app(house).test_client()  # one for all examples, each of which has a shop of its own

    @settings(
        max_examples=EXAMPLES[engine] * (10 if request.config.getoption("--full") else 1), deadline=None,
        phases=(Phase.reuse, Phase.generate),  # histories shrink for minutes, and stay long
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(acts=st.lists(st.lists(ACTS, min_size=15, max_size=30), min_size=2, max_size=3))
    def play(acts: list[list[tuple[str, int]]]) -> None:
        clock = house.now_ms
        assert isinstance(clock, Clock)
        clock.at_ms = max(clock.at_ms, NOW_MS) + DAY_MS
        shop, secrets = add_shop(house, CHAI_HOUSE)
        history = History(Loop(ChaiHouse(house, clock, shop, secrets, client)))
        history.chai.follow(make_loop_program(counts_at="paid", hold_days=0))
        for number in range(2):
            history.loop.order(f"advocate-{number}", f"a{number}@x.example")
        for some in acts:
            for act in some:
                history.play(*act)
            check(history)

    play()


def make_house(request: pytest.FixtureRequest, engine: str) -> House:
    """Make a house on one engine, for all examples."""
    house = build_house(str(request.getfixturevalue(f"{engine}_url")), Clock())
    request.addfinalizer(house.store.close)
    return house


def test_a_sum_of_nothing_has_no_rates() -> None:
    assert (Sum().referral_rate, Sum().share_rate, Sum().conversion_rate) == (None, None, None)
