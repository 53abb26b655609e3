"""The decision that a thank-you page asks for, with very many orders stored and with few."""

from __future__ import annotations

import time
from contextlib import ExitStack
from random import Random
from statistics import median, quantiles

from tests.bench.bars import Figures, Measured
from tests.bench.fill import open_filled
from tests.bench.load import CONNECTIONS, Orders, warm_up
from tests.bench.orders import proof_of
from tests.bench.pace import ask_at_rate
from tests.bench.report import note
from tests.bench.setting import Setting
from tests.bench.wire import Wire
from tests.bench.world import Served, World, serve

RATE = 200
AT_ONCE = 100


class Pages:
    """Thank-you pages of one shop, which ask for the decision of an order that has just come in."""

    def __init__(self, world: World, numbers: range, seed: int) -> None:
        self._path, self._dice = f"/d/{world.shop.key}", Random(seed)
        self._proofs = [proof_of(number, seed) for number in numbers]

    def ask(self, wire: Wire, _: int = 0) -> None:
        """Ask about one order; raises RuntimeError unless the answer is to show the popup."""
        reply = wire.post(self._path, {"order": self._dice.choice(self._proofs)})
        if reply.status != 200 or b'"show"' not in reply.body:
            raise RuntimeError(f"The page was answered {reply.status}: {reply.body!r}")


def measure(setting: Setting) -> Figures:
    """Ask at a constant rate for the slowest answers, then one by one on both sides in turn for the cost."""
    scale, pages, servers = setting.scale, [], []
    with ExitStack() as running:
        for name, count in (("many", scale.many), ("few", scale.few)):
            world = open_filled(setting, count, f"lookup-{name}")
            servers.append(running.enter_context(serve(world)))
            pages.append(Pages(world, buy(servers[-1], world, count, setting), setting.seed))
        ask_at_rate(servers[0].port, RATE, 1, pages[0].ask)
        times = ask_at_rate(servers[0].port, RATE, scale.lookups_s, pages[0].ask)
        p50, p99 = (quantiles(times, n=100)[place] * 1000 for place in (49, 98))
        note(f"{len(times)} look-ups at {RATE}/s among {scale.many:,} orders: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
        ratios = compare(servers, pages, rounds=4 * scale.rounds)
    return {
        "look-up p99 at 200/s, many orders": Measured(p99, len(times)),
        "look-up cost, many orders against few": Measured(median(ratios), len(ratios)),
    }


def buy(served: Served, world: World, count: int, setting: Setting) -> range:
    """Let new orders come in by webhook, after those stored; gives those that were surely answered."""
    orders = Orders(world, setting.seed, setting.folder / "lookup.orders", next_number=count)
    [sent] = warm_up([served], orders)
    return sent[:-CONNECTIONS]


def compare(servers: list[Served], pages: list[Pages], rounds: int) -> list[float]:
    """Give, for every round, the time of an answer with many orders against that with few.

    One connection each, closed loop: the next request leaves when the last one was answered.
    """
    times: list[list[float]] = []
    with ExitStack() as open_wires:
        wires = [open_wires.enter_context(Wire(server.port)) for server in servers]
        for _ in range(rounds + 1):  # the first one only warms up
            times.append([time_answer(wire, page) for wire, page in zip(wires, pages, strict=True)])
    many, few = (median(column) * 1000 for column in zip(*times[1:], strict=True))
    note(f"an answer with many orders takes {many:.2f} ms, with few {few:.2f} ms")
    return [many / few for many, few in times[1:]]


def time_answer(wire: Wire, page: Pages) -> float:
    """Give the median time of an answer in seconds: a mean would tell more of other programs than of this one."""
    times = []
    for _ in range(AT_ONCE):
        began = time.perf_counter()
        page.ask(wire)
        times.append(time.perf_counter() - began)
    return median(times)
