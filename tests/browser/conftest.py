"""Sathi and Chai House on two origins, a real Chromium, and shoppers with fresh browsers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect, sync_playwright
from pytest_httpserver import HTTPServer

from tests.browser.host import fill_host
from tests.browser.shopper import DESK, Shopper, Town
from tests.chai_house import demo
from tests.ports import find_port

TIMEOUT_MS = 60_000
expect.set_options(timeout=TIMEOUT_MS)

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The first two draw the address bar of each window in a process as costly as a page of ours. The others are
# those that Playwright switches off, for Chromium heeds one list alone.
UNNEEDED = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "LensOverlay",
    "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
)  # fmt: skip


@contextmanager
def found_town(folder: Path) -> Iterator[Town]:
    """Start the real server with the demo store beside it, as `python3 run.py` does."""
    sathi, store = (f"http://127.0.0.1:{port}" for port in (find_port(), find_port()))
    with ExitStack() as servers:
        with pytest.MonkeyPatch.context() as environment:
            for name, text in demo.make_environment(folder, sathi).items():
                environment.setenv(name, text)
            shop = demo.set_up(store)
            run = [demo.SATHI, "run", *demo.place(sathi)]
            servers.enter_context(demo.server(run, f"{sathi}/healthz", folder / "sathi.log"))
            chai_house = demo.store_command(store, sathi, shop)
            servers.enter_context(demo.server(chai_house, f"{store}/", folder / "store.log"))
        yield Town(sathi, store, shop["key"])


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town in which all shoppers of a run live."""
    with found_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.fail("There is no Chromium: please install chromium (on Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", f"--disable-features={','.join(UNNEEDED)}"]
        chromium = playwright.chromium.launch(executable_path=program, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def meet_shopper(town: Town, browser: Browser) -> Iterator[Callable[..., Shopper]]:
    """Gives shoppers with empty browsers; the words are Playwright's for a new context."""
    with ExitStack() as contexts:

        def meet(**words: Any) -> Shopper:
            context = browser.new_context(**{"viewport": DESK, "locale": "en-IN", **words})
            contexts.callback(context.close)
            context.set_default_timeout(TIMEOUT_MS)
            return Shopper(town, context, context.new_page())

        yield meet


@pytest.fixture
def shopper(meet_shopper: Callable[..., Shopper]) -> Iterator[Shopper]:
    """One shopper on a desk; a page that throws, logs or refuses anything fails the test."""
    asha = meet_shopper()
    yield asha
    assert asha.complaints == []


@pytest.fixture
def change_settings() -> Callable[..., None]:
    """Changes the shop's public settings on their way to one shopper, such as `sticky=False`.

    With "more", those of the panel and the referral page.
    """

    def change(shopper: Shopper, part: str = "", **changes: Any) -> None:
        def answer(route: Route) -> None:
            settings = route.fetch().json()
            route.fulfill(json={**settings, **changes})

        address = f"{shopper.town.sathi}/c/*/*"
        shopper.page.route(f"{address}/{part}" if part else address, answer)

    return change


@pytest.fixture
def make_page(town: Town, httpserver: HTTPServer) -> Callable[..., str]:
    """Gives the address of a page in a third store, with our tag in it."""

    httpserver.expect_request("/favicon.ico").respond_with_data(status=204)

    def make(body: str = "", *, head: str = "", tag: str = "", headers: dict[str, str] | None = None) -> str:
        html = (
            "<!doctype html><html lang=en><meta charset=utf-8><title>A store</title>"
            f"<meta name=viewport content='width=device-width'>{head}<body><h1>A store</h1>{body}"
            f"<script async src='{town.sathi}/w.js' data-shop='{town.key}' {tag}></script>"
        )
        httpserver.expect_request("/page").respond_with_data(
            html, content_type="text/html; charset=utf-8", headers=headers or {}
        )
        return httpserver.url_for("/page")

    return make


@pytest.fixture
def serve_host(town: Town, httpserver: HTTPServer) -> Callable[..., str]:
    """Gives the address of one of the stores in hosts/, which thanks for `order` where one is given."""
    httpserver.expect_request("/favicon.ico").respond_with_data(status=204)

    def serve(file: str, *, order: str = "", headers: dict[str, str] | None = None) -> str:
        for name in {file, "plain.html"}:  # a mall has another store in its frame
            kind = "application/xhtml+xml" if name.endswith(".xhtml") else "text/html; charset=utf-8"
            page = fill_host(name, town, order)
            httpserver.expect_request(f"/{name}").respond_with_data(page, 200, headers, content_type=kind)
        return httpserver.url_for(f"/{file}")

    return serve
