"""The built files of static/, read once: what the browser gets, in every encoding it takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from widgets.view import Asset

CONTENT_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Built:
    """One built file with its content type and its bytes by encoding ("br", "gzip", "identity")."""

    name: str
    content_type: str
    encodings: Mapping[str, bytes]

    def choose(self, accepted: Mapping[str, float] | frozenset[str]) -> tuple[str, bytes]:
        """Give the smallest encoding that the browser takes, and the bytes."""
        encoding = next(name for name in ("br", "gzip", "identity") if name == "identity" or name in accepted)
        return encoding, self.encodings[encoding]


@cache
def load_manifest() -> dict[str, Asset]:
    """Give the built files by their entry names: "w.js", "ui.js", "page.css", the pictures."""
    manifest: dict[str, Asset] = json.loads((files("static") / "manifest.json").read_text())
    return manifest


@cache
def load_built(file: str) -> Built | None:
    """Give one built file by its hashed name; None when the manifest does not know it."""
    if file not in {asset["file"] for asset in load_manifest().values()}:
        return None
    folder = files("static")
    encodings = {
        "br": (folder / f"{file}.br").read_bytes(),
        "gzip": (folder / f"{file}.gz").read_bytes(),
        "identity": (folder / file).read_bytes(),
    }
    return Built(file, CONTENT_TYPES[file.rpartition(".")[2]], encodings)
