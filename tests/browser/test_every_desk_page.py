"""Every page of the desk, in a real browser: everybody can use it, on any screen, by day and by night."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.serving import make_server

from plugin.actions.accounts import add_user, make_user
from plugin.actions.sessions import open_user_session
from plugin.actions.team import add_member
from tests.browser.axe import find_violations
from tests.busy_desk import fill_desk
from tests.cast import ChaiHouse, Clock, build_house, open_chai_house
from tests.crawl import MerchantDesk, list_routes

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 860}
# The list of shops leads on where there is one; the others stand in frames, or need a file or results first.
UNMET = {
    "/desk", "/desk/<key>/letters/<kind>/<language>/<scheme>", "/desk/<key>/setup/moving/<upload_id>",
    "/desk/<key>/experiments/<experiment_id>/people/<int:number>",
}  # fmt: skip
LINK = re.compile(r'(?:href|src)="([^"]*)"')
BY_LETTER = re.compile(r"<(\w+:)?token>")  # pages that a mailed link opens, once
TABS = 400

FIND_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? []
    : [...document.querySelectorAll("body *")]
        .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
        .map(one => one.outerHTML.slice(0, 120))"""
FIND_SMALL = """() => {
  const fields = "button, select, textarea, summary, .button, nav a, input:not([type=hidden])";
  const tall = one => (one.closest("label.tick") || one).getBoundingClientRect().height;
  return [...document.querySelectorAll(fields)].filter(one => one.checkVisibility() && tall(one) < 43.9)
    .map(one => one.outerHTML.slice(0, 120));
}"""
COUNT_STOPS = """() => {
  const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const pick = name => document.querySelector(`[name="${name}"]:checked`)
    || document.querySelector(`[name="${name}"]`);
  return [...document.querySelectorAll(stops)]
    .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
    .filter(one => one.type !== "radio" || one === pick(one.name)).length;
}"""
READ_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const seen = one.tagName === "IFRAME" || outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  return [[...document.querySelectorAll("*")].indexOf(one), seen, one.outerHTML.slice(0, 120)];
}"""


@dataclass
class Desk:
    """A busy desk that answers to a browser, and one who is signed in there."""

    chai: ChaiHouse
    client: FlaskClient
    address: str
    pages: dict[str, str]

    def open(self, browser: Browser, **words: Any) -> BrowserContext:
        """Give a browser that is signed in; the words are Playwright's for a new context."""
        context = browser.new_context(reduced_motion="reduce", locale="en-IN", **words)
        cookie = self.client.get_cookie("sathi")
        assert cookie is not None
        context.add_cookies([{"name": "sathi", "value": cookie.value, "url": self.address}])
        return context


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Desk]:
    """Chai House after some busy months, behind a real port."""
    file, clock = tmp_path_factory.mktemp("desk") / "sathi.db", Clock()
    shutil.copy(sqlite_template, file)
    house = build_house(f"sqlite:///{file}", clock)
    with closing(house.store):
        chai = open_chai_house(house, clock)
        unlinked = fill_desk(chai)
        client = sign_in(chai)
        server = make_server("127.0.0.1", 0, chai.client.application, threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        yield Desk(chai, client, f"http://127.0.0.1:{server.port}", find_pages(chai, client, unlinked))
        server.shutdown()


def sign_in(chai: ChaiHouse) -> FlaskClient:
    """Sign the owner of the shop in, who runs the installation, too."""
    house = chai.house
    user = make_user(house, "owner@example.test", "Anjali Sen", "", is_operator=True)
    add_user(house, user)
    add_member(house, chai.shop, user, "owner")
    client = chai.client.application.test_client()
    client.set_cookie("sathi", open_user_session(house, "Firefox/140.0", user.user_id))
    return client


def find_pages(chai: ChaiHouse, client: FlaskClient, unlinked: str) -> dict[str, str]:
    """Give an address for each page of the desk: as its links lead there, else made of ids in its rows."""
    adapter = chai.client.application.url_map.bind("")
    pages: dict[str, str] = {}
    filled = MerchantDesk(chai, client).fill_routes("GET")
    plain = [address for address, rule in filled.items() if rule.arguments <= {"key"}]
    waiting = [f"/desk/{chai.shop.key}", unlinked, *plain, *(one for one in filled if one not in plain)]
    while waiting:
        address = waiting.pop(0)
        rule = _match(adapter, urlsplit(address).path)
        if rule is None or rule.rule in pages or not rule.rule.startswith("/desk"):
            continue
        answer = client.get(address)
        assert answer.status_code < 500, (address, answer.text)
        if answer.status_code != 200 or "attachment" in answer.headers.get("Content-Disposition", ""):
            continue
        if "frame-ancestors 'none'" in answer.headers.get("Content-Security-Policy", ""):
            pages[rule.rule] = address
            waiting = [link.replace("&amp;", "&") for link in LINK.findall(answer.text)] + waiting
    return pages


def _match(adapter: Any, path: str) -> Rule | None:
    try:
        rule, _ = adapter.match(path, method="GET", return_rule=True)
    except HTTPException:
        return None
    assert isinstance(rule, Rule)
    return rule


def choose(pages: dict[str, str], turn: int, turns: int, wants_all: bool) -> dict[str, str]:
    """Give the pages whose turn it is, or all."""
    return {
        rule: one
        for place, (rule, one) in enumerate(sorted(pages.items()))
        if wants_all or place % turns == turn
    }


def go(page: Page, desk: Desk, address: str) -> Response:
    """Open a page of the desk."""
    answer = page.goto(desk.address + address)
    assert answer is not None and answer.status == 200, address
    return answer


def test_it_has_met_every_page(desk: Desk) -> None:
    rules = {
        one.rule for one in list_routes(desk.chai) if "GET" in (one.methods or ()) and "." not in one.rule
    }
    unmet = {rule for rule in rules - set(desk.pages) if not BY_LETTER.search(rule)}
    assert unmet <= UNMET, unmet - UNMET


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_every_page(
    desk: Desk, browser: Browser, request: pytest.FixtureRequest, scheme: str
) -> None:
    wants_all = bool(request.config.getoption("--full"))
    faults = {}
    with closing(desk.open(browser, viewport=NARROW, color_scheme=scheme)) as context:
        page, hosts = context.new_page(), set()
        page.on("request", lambda one: hosts.add(urlsplit(one.url).netloc))
        said: list[tuple[str, str]] = []
        page.on("console", lambda one: said.append((one.type, one.text)))
        for rule, address in choose(desk.pages, scheme == "dark", 2, wants_all).items():
            answer = go(page, desk, address)
            found = find_violations(page) + page.evaluate(FIND_WIDE) + page.evaluate(FIND_SMALL)
            if found:
                faults[rule] = found
            assert "frame-ancestors" in answer.headers["content-security-policy"], rule
        assert faults == {}
        assert hosts <= {urlsplit(desk.address).netloc, ""}
        assert [one for one in said if one[0] in ("error", "warning")] == []


def test_the_keyboard_reaches_everything_and_is_seen(
    desk: Desk, browser: Browser, request: pytest.FixtureRequest
) -> None:
    wants_all = bool(request.config.getoption("--full"))
    with closing(desk.open(browser, viewport=WIDE)) as context:
        page = context.new_page()
        for rule, address in choose(desk.pages, 0, 8, wants_all).items():
            go(page, desk, address)
            met: dict[int, Any] = {}
            for _ in range(TABS):
                page.keyboard.press("Tab")
                focus = page.evaluate(READ_FOCUS)
                if focus is None:
                    break
                met[focus[0]] = focus
                assert focus[1], (rule, focus[2])
            assert len(met) >= page.evaluate(COUNT_STOPS), rule


def test_it_works_without_scripts(desk: Desk, browser: Browser) -> None:
    with closing(desk.open(browser, viewport=NARROW, java_script_enabled=False)) as context:
        page = context.new_page()
        go(page, desk, desk.pages["/desk/<key>/referrals"])
        page.locator(".menu > summary").click()
        page.locator(".menu").get_by_role("link", name="Rewards").click()
        assert page.title().startswith("Rewards")
        page.locator(".find input[type=search]").fill("asha@example.test")
        page.locator(".find button").click()
        assert "/people/" in page.url and "asha" not in page.url
        page.locator(".who > summary").click()
        page.get_by_role("button", name="Dark").click()
        assert "/people/" in page.url
        assert page.locator("html").get_attribute("data-look") == "dark"
