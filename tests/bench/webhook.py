"""The webhook route, durable and decided, against a bare route that only checks the signature."""

from __future__ import annotations

from statistics import median

from tests.bench.apps import BARE
from tests.bench.bars import Figures, Measured
from tests.bench.exactly_once import count_faults
from tests.bench.load import Orders, put_load, warm_up
from tests.bench.report import note
from tests.bench.served import serve
from tests.bench.setting import Setting
from tests.bench.world import make_world

SURELY = 1000


def measure(setting: Setting) -> Figures:
    """Load both in turn, the same orders in the same run, and count afterwards what was stored."""
    world = make_world(setting.folder / "webhook.db", setting.seed)
    orders = Orders(world, setting.seed, setting.folder / "webhook.orders")
    seconds, ratios = setting.scale.load_s, []
    with serve(world) as product, serve(world, app=BARE) as plain:
        loads = warm_up([product, plain], orders)[:1]
        for _ in range(setting.scale.rounds):
            distinct = len(orders.prepare(seconds))
            ours = put_load(product, orders.file, seconds, distinct)
            theirs = put_load(plain, orders.file, seconds)
            loads.append(ours)
            ratios.append(ours.rps / theirs.rps)
            note(f"product {ours}, bare {theirs}: {ratios[-1]:.3f}")
        surely = orders.send(product, SURELY)
    return {
        "webhook rps against a bare route": Measured(median(ratios), len(ratios)),
        "orders not stored and decided exactly once": Measured(
            count_faults(world, loads, surely), sum(load.answered for load in loads) + SURELY
        ),
    }
