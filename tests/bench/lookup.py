"""The decision that a thank-you page asks for, with very many orders stored and with few."""

from __future__ import annotations

from contextlib import ExitStack
from random import Random
from statistics import median, quantiles

from tests.bench.bars import Figures, Measured
from tests.bench.fill import open_filled
from tests.bench.load import Orders
from tests.bench.orders import proof_of
from tests.bench.pace import ask_at_rate
from tests.bench.report import note
from tests.bench.served import Served, let_settle, serve
from tests.bench.setting import Setting
from tests.bench.wire import Wire
from tests.bench.world import World

RATE = 200
NEW = 1000
AT_ONCE = 400


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
    scale, sides = setting.scale, []
    with ExitStack() as running:
        for name, count in (("many", scale.many), ("few", scale.few)):
            world = open_filled(setting, count, f"lookup-{name}")
            served = running.enter_context(serve(world))
            orders = Orders(world, setting.seed, setting.folder / "lookup.orders", next_number=count)
            sides.append((served, Pages(world, orders.send(served, NEW), setting.seed)))
        for served, pages in sides:
            let_settle(served)
            ask_at_rate(served.port, RATE, 1, pages.ask)
        many, pages = sides[0]
        times = ask_at_rate(many.port, RATE, scale.lookups_s, pages.ask)
        p50, p99 = (quantiles(times, n=100)[place] * 1000 for place in (49, 98))
        note(f"{len(times)} look-ups among {scale.many:,} orders: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
        ratios = compare(sides, rounds=2 * scale.rounds)
    return {
        "look-up p99 at 200/s, many orders": Measured(p99, len(times)),
        "look-up cost, many orders against few": Measured(median(ratios), len(ratios)),
    }


def compare(sides: list[tuple[Served, Pages]], rounds: int) -> list[float]:
    """Give, for every round, what a look-up costs with many orders against what it costs with few."""
    costs: list[list[float]] = []
    with ExitStack() as wires:
        asked = [(served, pages, wires.enter_context(Wire(served.port))) for served, pages in sides]
        for _ in range(rounds):
            costs.append([cost_ms(*side) for side in asked])
    many, few = (median(column) for column in zip(*costs, strict=True))
    note(f"a look-up with many orders costs {many:.2f} ms of processor time, with few {few:.2f} ms")
    return [many / few for many, few in costs]


def cost_ms(served: Served, pages: Pages, wire: Wire) -> float:
    """Give the server's processor time for one look-up, asked one after the other on one connection."""
    before = served.cpu_s()
    for _ in range(AT_ONCE):
        pages.ask(wire)
    return (served.cpu_s() - before) * 1000 / AT_ONCE
