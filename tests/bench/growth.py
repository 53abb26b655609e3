"""What an order's webhook costs with very many orders stored, against few."""

from __future__ import annotations

from statistics import median

from tests.bench.bars import Figures, Measured
from tests.bench.fill import open_filled
from tests.bench.load import Orders, put_load, warm_up
from tests.bench.report import note
from tests.bench.setting import Setting
from tests.bench.world import World, serve


def measure(setting: Setting) -> Figures:
    """Load both in turn; the small database is a fresh copy every round, so that it stays small."""
    scale = setting.scale
    many = stock(setting, open_filled(setting, scale.many, "growth-many"), scale.many)
    ratios = []
    for number in range(scale.rounds):
        few = stock(setting, open_filled(setting, scale.few, f"growth-few-{number}"), scale.few)
        slow, fast = (load_once(orders, scale.load_s) for orders in (many, few))
        ratios.append(slow / fast)
        note(f"an order with many stored costs {slow:.3f} ms, with few {fast:.3f} ms: {ratios[-1]:.2f}")
    return {"webhook cost, many orders against few": Measured(median(ratios), len(ratios))}


def stock(setting: Setting, world: World, count: int) -> Orders:
    """Give orders that come after those stored."""
    return Orders(world, setting.seed, setting.folder / "growth.orders", next_number=count)


def load_once(orders: Orders, seconds: int) -> float:
    """Start a server, warm it up, load it, and give the milliseconds between one order and the next."""
    with serve(orders.world) as served:
        warm_up([served], orders)
        distinct = len(orders.prepare(seconds))
        return 1000 / put_load(served, orders.file, seconds, distinct).rps
