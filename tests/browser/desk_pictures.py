"""Takes the pictures of the desk, of a demo shop: by day on a desk, and by night on a phone."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from unittest.mock import patch

from PIL import Image
from playwright.sync_api import Browser, ViewportSize

from tests.browser.shopper import DESK, PHONE
from tests.chai_house import demo

COLOURS = 256  # in each picture: fewer take the warmth out of the paper
MOST_PX = 2_000  # of a page's length
PAGES = {
    "": "Home: what the program brings", "funnel": "From view to order", "advocates": "Who brings most",
    "review": "What waits for a word", "value": "What customers are worth", "status": "How all of it runs",
}  # fmt: skip
Scheme = Literal["light", "dark"]
SIGHTS: dict[Scheme, tuple[ViewportSize, tuple[str, ...]]] = {
    "light": (DESK, tuple(PAGES)),
    "dark": (PHONE, ("", "status")),
}


def take_desk(browser: Browser, folder: Path, pictures: Path) -> None:
    """Make a demo shop, and picture its desk's pages."""
    with found_demo(folder) as link:
        for scheme, (viewport, pages) in SIGHTS.items():
            context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
            page = context.new_page()
            page.goto(link)
            desk = re.sub(r"(/desk/[^/?]+).*", r"\1", page.url)
            for path in pages:
                page.goto(f"{desk}/{path}".rstrip("/"))
                keep(page.screenshot(full_page=True), place(pictures, path, scheme))
            context.close()


@contextmanager
def found_demo(folder: Path) -> Iterator[str]:
    """Serve an installation that holds nothing but a demo shop; gives the link to its desk."""
    [port] = demo.choose_ports(0)
    address = f"http://127.0.0.1:{port}"
    settings = {"SATHI_DATABASE_URL": f"sqlite:///{folder / 'desk.db'}", "SATHI_URL": address}
    with patch.dict(os.environ, settings):
        demo.sathi("migrate")
        link = demo.sathi("demo").rpartition(" ")[2]
        command = [demo.SATHI, "run", "--port", str(port)]
        with demo.server(command, f"{address}/healthz", folder / "desk.log"):
            yield link


def place(pictures: Path, path: str, scheme: Scheme) -> Path:
    """Name the file of a picture of the desk."""
    return pictures / f"desk-{path or 'home'}-{scheme}.png"


def keep(taken: bytes, file: Path) -> None:
    """Keep the upper part of a page, as small as it stays good."""
    whole = Image.open(io.BytesIO(taken)).convert("RGB")
    part = whole.crop((0, 0, whole.width, min(whole.height, MOST_PX)))
    part.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


def list_lines(pictures: Path) -> list[str]:
    """Give the lines of the gallery that show the desk's pictures."""
    lines = [
        "",
        "# The desk",
        "",
        "Of a demo shop (`sathi demo`), by day on a desk and by night on a phone.",
        "",
    ]
    for scheme, (viewport, pages) in SIGHTS.items():
        for path in pages:
            file, width = place(pictures, path, scheme), viewport["width"] // 3
            if file.is_file():
                image = f'<img src="{file.name}" width="{width}" alt="{PAGES[path]}">'
                lines.append(f'<a href="{file.name}">{image}</a>')
    return lines
