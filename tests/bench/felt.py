"""What our tag costs a shopper's browser: a plain page of a store with it and without it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from operator import attrgetter
from statistics import median, quantiles
from threading import Event

import requests
from playwright.sync_api import Browser

from tests.bench.bars import Figures, Measured
from tests.bench.browser import build_town, open_chromium
from tests.bench.report import note
from tests.bench.setting import Setting
from tests.bench.storefront import Storefront, open_storefront
from tests.bench.visits import Guest, Visit
from tests.browser.shopper import Town, place_order

PLAIN, LAUNCHER, POPUP = "plain", "launcher", "popup"
SURFACES = {PLAIN: "", LAUNCHER: "aside", POPUP: "dialog.popup[open]"}
SLOWDOWNS = (1, 4)
COSTS = {"script": "script_ms", "blocking": "blocking_ms", "all on the main thread": "task_ms"}
ASKS_MOST = 200

Visits = dict[tuple[str, int], list[Visit]]


def measure(setting: Setting) -> Figures:
    """Visit the three pages in turn, as fast as this machine is and four times slower, in fresh browsers."""
    visits: Visits = {(page, slowdown): [] for slowdown in SLOWDOWNS for page in SURFACES}
    clicks = []
    with build_town(setting.folder) as town, open_storefront(town) as store, open_chromium() as chromium:
        for number in range(setting.scale.visits + 1):
            for page, slowdown in visits:
                visit, click_ms = pay_visit(chromium, town, store, page, slowdown)
                if number:  # the first round only warms the servers
                    visits[page, slowdown].append(visit)
                    clicks += [click_ms] if (page, slowdown) == (LAUNCHER, 4) else []
    tell(visits, clicks)
    return {
        **compare(visits),
        **look_around(town, store, visits),
        "click to next paint at 4x": Measured(median(clicks), len(clicks)),
    }


def pay_visit(
    chromium: Browser, town: Town, store: Storefront, page: str, slowdown: int
) -> tuple[Visit, float]:
    """Visit one page, and press the launcher where there is one; the popup's order is decided before."""
    address = {PLAIN: store.plain, LAUNCHER: store.tagged}.get(page) or store.thanking(buy(town))
    with Guest(chromium, slowdown) as guest:
        visit = guest.visit(address, SURFACES[page])
        return visit, guest.click_launcher() if page == LAUNCHER else 0


def buy(town: Town) -> str:
    """Buy, wait until the order has been decided, and give its proof; raises RuntimeError if it is held."""
    proof, pause = place_order(town), Event()
    for _ in range(ASKS_MOST):
        answer = requests.post(f"{town.sathi}/d/{town.key}", json.dumps({"order": proof}), timeout=5).json()
        if answer["state"] == "show":
            return proof
        pause.wait(0.05)
    raise RuntimeError(f"The order was decided otherwise than for a popup: {answer}.")


def compare(visits: Visits) -> Figures:
    """Give what each surface costs more than the plain page."""

    def cost(name: str, page: str, slowdown: int) -> Measured:
        with_tag, without = (list(map(attrgetter(name), visits[kind, slowdown])) for kind in (page, PLAIN))
        return Measured(max(median(with_tag) - median(without), 0), len(with_tag))

    return {
        **{f"script time of the {page}": cost("script_ms", page, 1) for page in (LAUNCHER, POPUP)},
        **{f"script time of the {page} at 4x": cost("script_ms", page, 4) for page in (LAUNCHER, POPUP)},
        **{f"blocking time of the {page} at 4x": cost("blocking_ms", page, 4) for page in (LAUNCHER, POPUP)},
    }


def look_around(town: Town, store: Storefront, visits: Visits) -> Figures:
    """Give what our pages did beside: shifts, requests, what they stored, what the page complained of."""
    ours = [visit for (page, _), made in visits.items() if page != PLAIN for visit in made]
    launchers = [visit for (page, _), made in visits.items() if page == LAUNCHER for visit in made]
    asked = [sum(url.startswith(f"{town.sathi}/") for url in visit.requests) for visit in launchers]
    known = (f"{town.sathi}/", f"{store.address}/")
    strangers = sum(not url.startswith(known) for visit in ours for url in visit.requests)
    return {
        "layout shift of launcher and popup": Measured(max(visit.shift for visit in ours), len(ours)),
        "requests on a page before a click": Measured(max(asked), len(asked)),
        "other hosts asked by launcher and popup": Measured(strangers, len(ours)),
        "entries stored before consent": Measured(max(visit.stored_count for visit in ours), len(ours)),
        "CSP and Trusted Types violations": Measured(sum(len(visit.complaints) for visit in ours), len(ours)),
    }


def tell(visits: Visits, clicks: list[float]) -> None:
    """Say what every page cost, its spread, and all that its main thread did, layout and paint included."""
    for (page, slowdown), made in visits.items():
        said = (f"{words} {spread(map(attrgetter(name), made))}" for words, name in COSTS.items())
        note(f"{page} at {slowdown}x, ms (IQR): {', '.join(said)}")
        for complaint in sorted({line for visit in made for line in visit.complaints}):
            note(f"  the page said: {complaint}")
    note(f"click to next paint at 4x {spread(clicks)} ms (IQR)")


def spread(figures: Iterable[float]) -> str:
    """Give the median of some figures and the distance between their quartiles."""
    known = list(figures)
    low, middle, high = quantiles(known, n=4)
    return f"{middle:.1f} ({high - low:.1f})"
