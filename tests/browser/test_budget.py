"""What the browser has to fetch, in bytes, and that static/ is what the sources make."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
import requests

from tests.browser.shopper import Shopper, Town
from widgets.assets import load_manifest
from widgets.build import STATIC, build
from widgets.texts import LANGUAGES

MOST_LOADER = 2_500
MOST_IN_ALL = 8_000
MOST_FOR_MORE = 4_000
MOST_PICTURES = 6 * 1024


def size_of(name: str) -> int:
    """Give the bytes of a built file as they travel."""
    return (STATIC / f"{load_manifest()[name]['file']}.br").stat().st_size


def fetch_size(address: str) -> int:
    """Give the bytes of an answer as they travel."""
    with requests.get(address, headers={"Accept-Encoding": "br"}, stream=True, timeout=60) as answer:
        return len(answer.raw.read(decode_content=False))


def test_it_keeps_the_loader_small() -> None:
    assert size_of("w.js") <= MOST_LOADER


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_keeps_the_popup_small_in(town: Town, lang: str) -> None:
    settings = fetch_size(f"{town.sathi}/c/{town.key}/{lang}")
    assert size_of("w.js") + size_of("ui.js") + settings <= MOST_IN_ALL


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_keeps_panel_and_page_small_in(town: Town, lang: str) -> None:
    settings = fetch_size(f"{town.sathi}/c/{town.key}/{lang}/more")
    assert size_of("more.js") + settings <= MOST_FOR_MORE


def test_it_keeps_picture_and_qr_code_small(shopper: Shopper) -> None:
    shopper.buy()
    with shopper.page.expect_response("**/q/**") as code:
        shopper.popup.get_by_role("button", name="QR code").click()
    assert size_of("gift.svg") + len(code.value.body()) <= MOST_PICTURES


def test_it_makes_two_requests_on_a_page_with_the_launcher(shopper: Shopper) -> None:
    shopper.visit("/")
    shopper.launcher.wait_for()
    asked = [request.url for request in shopper.requests if request.url.startswith(shopper.town.sathi)]
    assert asked == [f"{shopper.town.sathi}/w.js", f"{shopper.town.sathi}/c/{shopper.town.key}/en"]


def test_it_builds_what_is_in_static(tmp_path: Path) -> None:
    (tmp_path / "stale-00000000.js").write_text("old")
    build(tmp_path)
    assert read_all(tmp_path) == read_all(STATIC)


def test_it_builds_the_same_bytes_every_time(tmp_path: Path) -> None:
    builds = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        build(folder)
        builds.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert builds[0] == builds[1]


def read_all(folder: Path) -> dict[str, bytes]:
    """Give every file with what is in it; compressors of another version pack the same content otherwise."""
    unpack = {".br": brotli.decompress, ".gz": gzip.decompress}
    return {path.name: unpack.get(path.suffix, bytes)(path.read_bytes()) for path in folder.iterdir()}
