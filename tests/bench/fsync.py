"""Group commit on a slow disk: the product against itself with one commit for every order."""

from __future__ import annotations

import subprocess
from pathlib import Path
from statistics import median

from run import find_program
from tests.bench.apps import SINGLE
from tests.bench.bars import Figures, Measured
from tests.bench.load import Orders, put_load, warm_up
from tests.bench.report import note
from tests.bench.served import serve
from tests.bench.setting import Setting
from tests.bench.world import make_world

SOURCE = Path(__file__).with_name("slow_fsync.c")


def measure(setting: Setting) -> Figures:
    """Load both in turn, each on a database of its own, with every fsync 4 ms dearer than it is."""
    slow = {"LD_PRELOAD": str(build_shim(setting.folder))}
    worlds = [make_world(setting.folder / f"fsync-{name}.db", setting.seed) for name in ("grouped", "single")]
    orders = Orders(worlds[0], setting.seed, setting.folder / "fsync.orders")
    seconds, ratios = setting.scale.load_s, []
    with (
        serve(worlds[0], environment=slow) as grouped,
        serve(worlds[1], app=SINGLE, environment=slow) as single,
    ):
        warm_up([grouped, single], orders)
        for _ in range(setting.scale.rounds):
            distinct = len(orders.prepare(seconds))
            many, one = (put_load(server, orders.file, seconds, distinct) for server in (grouped, single))
            ratios.append(many.rps / one.rps)
            note(f"grouped {many}, one commit an order {one}: {ratios[-1]:.1f}")
    return {"group commit against one commit an order, 4 ms fsync": Measured(median(ratios), len(ratios))}


def build_shim(folder: Path) -> Path:
    """Compile the library that slows fsync down."""
    shim = folder / "slow_fsync.so"
    compiler = find_program("gcc", package="build-essential")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(shim), str(SOURCE), "-ldl"], check=True)
    return shim
