"""Two web processes on one database against one."""

from __future__ import annotations

from statistics import median

from tests.bench.bars import Figures, Measured
from tests.bench.load import Orders, put_load, warm_up
from tests.bench.report import note
from tests.bench.served import serve
from tests.bench.setting import Setting
from tests.bench.world import make_world


def measure(setting: Setting) -> Figures:
    """Load both in turn, each on a database of its own; the slowest answers are those of the two."""
    worlds = [make_world(setting.folder / f"workers-{count}.db", setting.seed) for count in (1, 2)]
    orders = Orders(worlds[0], setting.seed, setting.folder / "workers.orders")
    seconds, ratios, p99s = setting.scale.load_s, [], []
    with serve(worlds[0]) as one, serve(worlds[1], workers=2) as two:
        warm_up([one, two], orders)
        for _ in range(setting.scale.rounds):
            distinct = len(orders.prepare(seconds))
            alone, both = (put_load(server, orders.file, seconds, distinct) for server in (one, two))
            ratios.append(both.rps / alone.rps)
            p99s.append(both.p99_ms)
            note(f"one worker {alone}, two {both}: {ratios[-1]:.2f}")
    return {
        "two workers' rps against one's": Measured(median(ratios), len(ratios)),
        "two workers' p99": Measured(median(p99s), len(p99s)),
    }
