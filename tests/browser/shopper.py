"""A shopper in a real browser: what they do in the store, and what must never happen there."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import requests
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
)

BUYERS = count(1)
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1200, "height": 860}


@dataclass(frozen=True)
class Town:
    """Sathi and the store, each on an origin of its own."""

    sathi: str
    store: str
    key: str


@dataclass
class Shopper:
    """One browser with nothing in it yet. Whatever a page throws, logs or refuses is kept in `complaints`."""

    town: Town
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(f"thrown: {error}"))
        self.page.on("console", self._hear)
        self.page.on("request", self._note)

    def _hear(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"{message.type}: {message.text}")

    def _note(self, request: Request) -> None:
        self.requests.append(request)

    # What they see

    @property
    def popup(self) -> Locator:
        return self.page.locator("dialog.popup")

    @property
    def panel(self) -> Locator:
        return self.page.locator("dialog.panel")

    @property
    def launcher(self) -> Locator:
        return self.page.locator("sathi-root aside button").first

    @property
    def block(self) -> Locator:
        return self.page.locator("[data-sathi=page] article")

    # What they do

    def visit(self, path: str = "/") -> None:
        """Open a page of the store, or any address."""
        self.page.goto(path if path.startswith("http") else self.town.store + path)

    def buy(
        self, *, lang: str = "en", platform: str = "woocommerce", delay_s: int = 0, email: str = ""
    ) -> None:
        """Buy masala chai as Asha, with an address of her own."""
        choices = {"chai_lang": lang, "chai_platform": platform, "chai_delay": str(delay_s)}
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.town.store} for name, value in choices.items()]
        )
        self.visit("/checkout/masala-chai")
        for name, value in make_buyer(email).items():
            self.page.locator(f"form.paper [name={name}]").fill(value)
        self.page.locator("form.paper button").click()

    def open_panel(self) -> Locator:
        """Press the launcher."""
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self.panel

    # What they leave behind

    def asked(self, door: str) -> list[Request]:
        """Give the requests to one of Sathi's doors: "d", "m", "s"..."""
        return [request for request in self.requests if request.url.startswith(f"{self.town.sathi}/{door}/")]

    def hosts(self) -> set[str]:
        """Give every origin that this browser spoke to."""
        parts = [urlsplit(request.url) for request in self.requests]
        return {f"{part.scheme}://{part.netloc}" for part in parts if part.netloc}

    def reporting(self, kind: str) -> AbstractContextManager[object]:
        """Wait, at the end of a with block, for the report of this kind."""

        def tells(request: Request) -> bool:
            return "/e/" in request.url and bool(_event(request)["kind"] == kind)

        return self.page.expect_request(tells)

    def reports(self) -> list[tuple[str, str]]:
        """Give the surface and the kind of everything reported so far."""
        return [(event["surface"], event["kind"]) for event in map(_event, self.asked("e"))]

    def memory(self) -> dict[str, Any]:
        """Give what the loader keeps in this browser's storage for the page's origin."""
        kept = self.page.evaluate("key => JSON.parse(localStorage.getItem('sathi:' + key))", self.town.key)
        return kept or {}


def _event(report: Request) -> dict[str, Any]:
    (event,) = (report.post_data_json or {})["events"]
    return dict(event)


def make_buyer(email: str = "") -> dict[str, str]:
    """Give a buyer whom Sathi has not met and the store does not propose, or the one with this address."""
    number = next(BUYERS)
    address = email or f"asha.{number}@example.com"
    return {"name": "Asha Sen", "email": address, "phone": f"+9198310{number:05}"}


def place_order(town: Town) -> str:
    """Buy without a browser and give the order's proof."""
    form = make_buyer() | {"gateway": "cod"}
    checkout = f"{town.store}/checkout/masala-chai"
    answer = requests.post(checkout, form, allow_redirects=False, timeout=60)
    return answer.headers["Location"].partition("key=")[2]
