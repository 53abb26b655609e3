"""How many bytes a browser that takes brotli gets for the popup, from the running server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plugin.actions.shops import change_program
from plugin.domain.program import read_program
from tests.bench.bars import Figures, Measured
from tests.bench.orders import proof_of, write_delivery
from tests.bench.report import note
from tests.bench.served import serve
from tests.bench.setting import Setting
from tests.bench.wire import Reply, Wire
from tests.bench.world import World, make_world, open_house
from tests.chai_house import demo
from widgets.texts import LANGUAGES


def measure(setting: Setting) -> Figures:
    """Fetch the files that the popup needs, in every language."""
    world = make_world(setting.folder / "weight.db", setting.seed)
    set_program(world, setting.seed)
    with serve(world) as served, Wire(served.port) as wire:
        wire.ask(write_delivery(world, 0, setting.seed))
        loader = len(fetch(wire, "/w.js").body)
        decision = wire.post(f"/d/{world.shop.key}", {"order": proof_of(0, setting.seed)})
        popups, panels, pictures = [], [], set()
        for language in LANGUAGES:
            settings = fetch(wire, f"/c/{world.shop.key}/{language}")
            said = read_settings(wire, world, language)
            chunk = len(fetch(wire, said["ui"]["src"]).body)
            popups.append(loader + len(settings.body) + chunk)
            panels.append(popups[-1] + sum(len(fetch(wire, path).body) for path in name_rest(world, said)))
            pictures.add(said["look"]["picture"])
        drawn = [*pictures, json.loads(decision.body)["me"]["qr"]]
        later = sum(len(fetch(wire, path).body) for path in drawn)
    note(f"loader {loader} B, popup {popups} B and {len(decision.body)} B for the decision's answer")
    note(f"with all that the panel needs {panels} B")
    return {
        "loader, brotli": Measured(loader / 1000, 1),
        "popup with all it needs, heaviest language, brotli": Measured(max(popups) / 1000, len(popups)),
        "popup and panel with all they need, heaviest language, brotli": Measured(
            max(panels) / 1000, len(panels)
        ),
        "picture and QR": Measured(later / 1000, 1),
    }


def set_program(world: World, seed: int) -> None:
    """Give the shop the demo store's program: an offer, a ladder, help and a welcome."""
    house = open_house(world.database, seed)
    settings = json.loads((Path(demo.__file__).with_name("program.json")).read_text())
    change_program(house, world.shop, read_program(settings))
    house.store.close()


def name_rest(world: World, said: dict[str, Any]) -> tuple[str, str]:
    """Name what a click on the launcher fetches besides the popup's parts."""
    return said["more"]["src"], f"/c/{world.shop.key}/{said['lang']}/more"


def read_settings(wire: Wire, world: World, language: str) -> dict[str, Any]:
    """Give the public settings, without compression."""
    settings: dict[str, Any] = json.loads(wire.get(f"/c/{world.shop.key}/{language}").body)
    return settings


def fetch(wire: Wire, path: str) -> Reply:
    """Fetch a path as a browser does; raises RuntimeError when it is not there."""
    reply = wire.get(path, Accept_Encoding="gzip, deflate, br")
    if reply.status != 200:
        raise RuntimeError(f"{path} was answered {reply.status}.")
    return reply
