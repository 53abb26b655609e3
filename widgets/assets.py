"""The built files of static/, read once: what the browser gets, in every encoding it takes."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from widgets.caching import Built
from widgets.view import Asset

CONTENT_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
}


@cache
def load_manifest() -> dict[str, Asset]:
    """Give the built files by their entry names: "w.js", "ui.js", "page.css", the pictures."""
    manifest: dict[str, Asset] = json.loads((files("static") / "manifest.json").read_text())
    return manifest


def load_all() -> dict[str, Built]:
    """Give every built file by its entry name, with its bytes in every encoding."""
    return {name: _load(asset["file"]) for name, asset in load_manifest().items()}


def _load(file: str) -> Built:
    folder = files("static")
    return Built(
        name=file,
        content_type=CONTENT_TYPES[file.rpartition(".")[2]],
        encodings={
            "br": (folder / f"{file}.br").read_bytes(),
            "gzip": (folder / f"{file}.gz").read_bytes(),
            "identity": (folder / file).read_bytes(),
        },
    )
