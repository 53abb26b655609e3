"""How soon a server that has just been started answers, and how much memory it holds."""

from __future__ import annotations

import time
from statistics import median

from tests.bench.bars import Figures, Measured
from tests.bench.orders import proof_of, write_delivery
from tests.bench.report import note
from tests.bench.served import Served, serve
from tests.bench.setting import Setting
from tests.bench.wire import Wire
from tests.bench.world import World, make_world
from tests.chai_house.texts import LANGUAGES

REQUESTS = 300


def measure(setting: Setting) -> Figures:
    """Start the server again and again on one database, and weigh its processes after some traffic."""
    world = make_world(setting.folder / "start.db", setting.seed)
    starts: list[float] = []
    sizes: list[float] = []
    for _ in range(setting.scale.starts):
        began = time.perf_counter()
        with serve(world) as served:
            starts.append(time.perf_counter() - began)
            if not sizes:
                visit_everything(world, served, setting.seed)
                sizes = served.weigh()
    note(f"starts {' '.join(f'{start:.2f}' for start in starts)} s")
    note(f"memory {' '.join(f'{size:.0f}' for size in sizes)} MB")
    return {
        "cold start to the first 200": Measured(median(starts), len(starts)),
        "memory of the largest process": Measured(max(sizes), len(sizes)),
    }


def visit_everything(world: World, served: Served, seed: int) -> None:
    """Let orders come in and shoppers visit: every door in every language."""
    key = world.shop.key
    with Wire(served.port) as wire:
        for number in range(REQUESTS):
            wire.ask(write_delivery(world, number, seed))
            wire.post(f"/d/{key}", {"order": proof_of(number, seed)})
        for language in LANGUAGES:
            for path in ("/w.js", f"/c/{key}/{language}", f"/p/{key}?lang={language}"):
                wire.get(path, Accept_Encoding="br")
