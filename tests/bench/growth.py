"""What an order's webhook costs with very many orders stored, against few."""

from __future__ import annotations

from statistics import median

from tests.bench.bars import Figures, Measured
from tests.bench.fill import open_filled, read_through
from tests.bench.load import Load, Orders, put_load, warm_up
from tests.bench.report import note
from tests.bench.served import let_settle, serve
from tests.bench.setting import Setting
from tests.bench.world import World


def measure(setting: Setting) -> Figures:
    """Load both in turn; the small database is a fresh copy every round, so that it stays small."""
    scale = setting.scale
    many = stock(setting, open_filled(setting, scale.many, "growth-many"), scale.many)
    ratios = []
    for number in range(scale.rounds):
        few = stock(setting, open_filled(setting, scale.few, f"growth-few-{number}"), scale.few)
        slow, fast = (load_once(orders, scale.load_s) for orders in (many, few))
        ratios.append(slow.cpu_ms / fast.cpu_ms)
        note(f"with many orders {slow}, with few {fast}: {ratios[-1]:.2f}")
    return {"webhook cost, many orders against few": Measured(median(ratios), len(ratios))}


def stock(setting: Setting, world: World, count: int) -> Orders:
    """Give orders that come after those stored."""
    return Orders(world, setting.seed, setting.folder / "growth.orders", next_number=count)


def load_once(orders: Orders, seconds: int) -> Load:
    """Start a server, let it come to rest, warm it up and load it."""
    read_through(orders.world.database)
    with serve(orders.world) as served:
        let_settle(served)
        warm_up([served], orders)
        distinct = len(orders.prepare(seconds))
        return put_load(served, orders.file, seconds, distinct)
