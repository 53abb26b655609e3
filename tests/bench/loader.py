"""The loader, whole and as "you have it", against a bare Flask route that says "ok"."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from tests.bench.apps import BARE
from tests.bench.bars import Figures, Measured
from tests.bench.load import put_load
from tests.bench.report import note
from tests.bench.served import Served, serve
from tests.bench.setting import Setting
from tests.bench.wire import Wire, write_request
from tests.bench.world import make_world

LOADER = "/w.js"
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept": "*/*", "Referer": "https://chai.example/"}


def measure(setting: Setting) -> Figures:
    """Load the product and the bare route in turn with one browser's request, asked over and over."""
    world = make_world(setting.folder / "loader.db", setting.seed)
    seconds, ratios = setting.scale.load_s, {"loader": list[float](), "304": list[float]()}
    with serve(world) as product, serve(world, app=BARE) as plain:
        files = {
            "loader": write_requests(setting.folder / "loader.requests", BROWSER),
            "304": write_requests(
                setting.folder / "304.requests", BROWSER | {"If-None-Match": read_tag(product)}
            ),
        }
        for file in files.values():
            put_load(product, file, 1), put_load(plain, file, 1)
        for _ in range(setting.scale.rounds):
            for name, file in files.items():
                ours, theirs = (put_load(served, file, seconds) for served in (product, plain))
                ratios[name].append(ours.rps / theirs.rps)
                note(f"{name} {ours}, bare {theirs}: {ratios[name][-1]:.2f}")
    return {f"{name} rps against a bare route": Measured(median(of), len(of)) for name, of in ratios.items()}


def write_requests(file: Path, headers: dict[str, str]) -> Path:
    """Write the one request into a file for the load generator, after its length in eight digits."""
    request = write_request("GET", LOADER, headers)
    file.write_bytes(b"%08d" % len(request) + request)
    return file


def read_tag(served: Served) -> str:
    """Give the loader's entity tag; raises RuntimeError when the server does not take it back as its own."""
    with Wire(served.port) as wire:
        named = {name.replace("-", "_"): text for name, text in BROWSER.items()}
        tag = wire.get(LOADER, **named).tag
        if not tag or wire.get(LOADER, **named, If_None_Match=tag).status != 304:
            raise RuntimeError(f"{LOADER} has no entity tag that saves a browser the bytes: {tag!r}.")
    return tag
