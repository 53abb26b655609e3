"""How fast the outbox is drained, and what one store that hangs does to the other shops."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from statistics import median
from threading import Event, Thread

from plugin.actions.coupons import MAKE_COUPON
from plugin.actions.house import House
from plugin.actions.shops import add_shop
from plugin.effects.clerk import Clerk
from plugin.effects.notes import Note, Sender, note_nothing
from plugin.effects.outgoing import Outgoing
from plugin.effects.worker import run_due_effects
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.connections import Connection
from plugin.store.effects import Effect
from tests.bench.bars import Figures, Measured
from tests.bench.report import note
from tests.bench.setting import Setting
from tests.bench.world import STORE, make_world, open_house
from tests.chai_house.demo import choose_ports

HOUSE_FOLDER = __file__.rpartition("/tests/")[0]
SHOPS = 8
NULL_EFFECTS, HTTP_EFFECTS = 2_500, 125  # of each shop, for each second of the scale
HANGING_EFFECTS = 200
FEED_EVERY_S = 0.05
SETTLE_S = 10


def measure(setting: Setting) -> Figures:
    """Drain without calling, then over loopback; then feed effects while no store hangs, and one."""
    seconds, rounds = setting.scale.load_s, setting.scale.rounds
    with calling(setting) as call:
        null = [drain(setting, f"null-{turn}", NULL_EFFECTS * seconds, do_nothing) for turn in range(rounds)]
        http = [
            drain(setting, f"http-{turn}", HTTP_EFFECTS * seconds, call("make")) for turn in range(rounds)
        ]
        alone_s = max(feed(setting, "alone", call("make"), call("make")))
        beside_s = max(feed(setting, "beside", call("make"), call("hang")))
    note(f"drained a second: {null} without calls, {http} over HTTP")
    note(f"slowest of the other shops: {beside_s:.3f} s while one hangs, {alone_s:.3f} s while none does")
    return {
        "effects a second, nothing to call": Measured(median(null), len(null)),
        "effects a second over loopback HTTP": Measured(median(http), len(http)),
        "one hanging shop delays the others by": Measured(max(beside_s - alone_s, 0), 2),
    }


def do_nothing(house: House, shop: Shop, effect: Effect) -> Note:
    """Send nothing anywhere."""
    return note_nothing


@contextmanager
def calling(setting: Setting) -> Iterator[Callable[[str], Sender]]:
    """Run a store beside this process; gives what makes a sender that calls one of its paths."""
    [port] = choose_ports(0)
    outgoing = Outgoing()

    def to(path: str) -> Sender:
        def send(house: House, shop: Shop, effect: Effect) -> Note:
            outgoing.call(
                "bench:make", "POST", f"http://127.0.0.1:{port}/{path}", body={"code": effect.effect_id}
            )
            return note_nothing

        return send

    command = [sys.executable, "-m", "tests.bench.partner", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=HOUSE_FOLDER) as partner:
        try:
            assert partner.stdout
            partner.stdout.readline()
            yield to
        finally:
            partner.kill()


def drain(setting: Setting, name: str, count: int, sender: Sender) -> float:
    """Let a worker do so many effects of each of several shops; gives how many it did in a second."""
    with opened(setting, name) as (house, shops):
        queue(house, shops, count)
        began = time.perf_counter()
        tried = run_due_effects(house, {MAKE_COUPON: sender}, {})
        took_s = time.perf_counter() - began
        assert tried == SHOPS * count
    return round(tried / took_s)


def feed(setting: Setting, name: str, sender: Sender, first_shops_sender: Sender) -> list[float]:
    """Let effects of several shops come in while a worker works; gives how long each took, in seconds.

    Those of the first shop are sent by another sender, and not timed.
    """
    delays: list[float] = []
    with opened(setting, name) as (house, [first, *others]):

        def send(house: House, shop: Shop, effect: Effect) -> Note:
            if shop.shop_id == first.shop_id:
                return first_shops_sender(house, shop, effect)
            done = sender(house, shop, effect)
            delays.append(time.perf_counter() - float(effect.payload))
            return done

        queue(house, [first], HANGING_EFFECTS)
        with working(house, send):
            fed_count = 0
            for _ in ticks(setting.scale.load_s):
                queue(house, others, 1)
                fed_count += len(others)
            wait_for(lambda: len(delays) == fed_count)
    return delays


@contextmanager
def opened(setting: Setting, name: str) -> Iterator[tuple[House, list[Shop]]]:
    """Open a new installation with several shops, each connected to its store."""
    database = setting.folder / f"effects-{name}.db"
    world = make_world(database, setting.seed)
    house = open_house(database, setting.seed + 1)
    asked = Shop(
        shop_id="", key="", name="Chai House", url=STORE, currency="INR", country="IN", language="en",
        time_zone="Asia/Kolkata",
    )  # fmt: skip
    with closing(house.store):
        shops = [world.shop, *(add_shop(house, asked)[0] for _ in range(SHOPS - 1))]
        for shop in shops:
            made = Connection(
                shop_id=shop.shop_id, platform="woocommerce", address=STORE, sealed="", connected_at_ms=0
            )
            house.store.unit(shop.shop_id, lambda parts, made=made: parts.connections.connect(made))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        yield house, shops


def queue(house: House, shops: Sequence[Shop], count: int) -> None:
    """Let so many effects of each shop wait; each carries the moment."""

    def work(parts: Parts) -> None:
        now_ms = house.now_ms()
        for shop in shops:
            for _ in range(count):
                effect_id = house.new_id("eff", now_ms)
                payload = str(time.perf_counter())
                parts.effects.add(
                    shop.shop_id, effect_id, f"{MAKE_COUPON} {effect_id}", MAKE_COUPON, payload, None, now_ms
                )

    house.store.unit(shops[0].shop_id, work)


@contextmanager
def working(house: House, sender: Sender) -> Iterator[None]:
    """Let a worker work until the block ends; it leaves calls that hang where they are."""
    stop = Event()

    def work() -> None:
        with Clerk(house, {MAKE_COUPON: sender}, {}) as clerk:
            while not stop.is_set():
                clerk.work_round()

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def ticks(seconds: int) -> Iterator[int]:
    """Give a number every few milliseconds, for so many seconds and a few more."""
    began, clock = time.perf_counter(), Event()
    for number in range(round((seconds + 2) / FEED_EVERY_S)):
        clock.wait(max(began + number * FEED_EVERY_S - time.perf_counter(), 0))
        yield number


def wait_for(done: Callable[[], bool]) -> None:
    """Return once it is so; raises RuntimeError when it takes far too long."""
    end, clock = time.monotonic() + SETTLE_S, Event()
    while not done():
        if time.monotonic() > end:
            raise RuntimeError("Effects of shops whose stores answer were not done.")
        clock.wait(0.01)
