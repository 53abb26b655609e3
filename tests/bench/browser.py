"""What a shopper's browser meets after buying, by the browser tests' own measures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

from playwright.sync_api import Browser, expect, sync_playwright

from run import find_chromium
from tests.bench.bars import Figures, Measured
from tests.bench.report import note
from tests.bench.setting import Setting
from tests.browser.shopper import DESK, Shopper, Town
from tests.browser.test_popup import READ_DELAY, READ_SHIFTS, WATCH_POPUP, WATCH_SHIFTS
from tests.chai_house import demo

WEBHOOK_DELAY_S = 2


def measure(setting: Setting) -> Figures:
    """Let shoppers buy in fresh browsers; the webhook leaves after their thank-you page has asked."""
    delays, shifts, strangers = [], [], 0
    with build_town(setting.folder) as town, open_chromium() as chromium:
        for _ in range(setting.scale.shoppers):
            context = chromium.new_context(viewport=DESK, locale="en-IN")
            shopper = Shopper(town, context, context.new_page())
            delays.append(time_popup(shopper))
            shifts.append(sum(shopper.page.evaluate(READ_SHIFTS)))
            strangers += count_strangers(shopper)
            context.close()
    note(f"popups after {', '.join(f'{delay:.0f}' for delay in delays)} ms")
    return {
        "popup visible after its decision, worst": Measured(max(delays), len(delays)),
        "layout shift": Measured(max(shifts), len(shifts)),
        "requests to foreign hosts": Measured(strangers, len(delays)),
    }


def time_popup(shopper: Shopper) -> float:
    """Buy, and give the milliseconds from the last question for the decision to the popup on the screen."""
    shopper.page.add_init_script(WATCH_SHIFTS)
    shopper.page.add_init_script(WATCH_POPUP)
    shopper.buy(delay_s=WEBHOOK_DELAY_S)
    expect(shopper.popup).to_be_visible(timeout=15_000)
    return float(shopper.page.evaluate(READ_DELAY))


def count_strangers(shopper: Shopper) -> int:
    """Open the QR picture too, and count the requests that went neither to the store nor to Sathi."""
    shopper.popup.get_by_role("button", name="QR code").click()
    expect(shopper.popup.get_by_role("img", name="QR code")).to_be_visible()
    ours = (f"{shopper.town.sathi}/", f"{shopper.town.store}/", "data:", "blob:")
    return sum(not request.url.startswith(ours) for request in shopper.requests)


@contextmanager
def build_town(folder: Path) -> Iterator[Town]:
    """Start Sathi and Chai House on two origins, as the demo does."""
    sathi, store = (f"http://127.0.0.1:{port}" for port in demo.choose_ports(0, 0))
    database = f"sqlite:///{folder / 'town.db'}"
    ours = {"SATHI_DATABASE_URL": database, "SATHI_URL": sathi, "SATHI_DEMO": "1"}
    with mock.patch.dict(os.environ, ours), ExitStack() as servers:
        shop = demo.set_up(store)
        run = [demo.SATHI, "run", *demo.place(sathi)]
        servers.enter_context(demo.server(run, f"{sathi}/healthz", folder / "town.log"))
        chai_house = demo.store_command(store, sathi, shop)
        servers.enter_context(demo.server(chai_house, f"{store}/", folder / "store.log"))
        yield Town(sathi, store, shop["key"])


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Start a headless Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        yield chromium
        chromium.close()
