"""Everybody can use it: axe over every surface, theme and language, by day and by night."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Literal, get_args

import msgspec
import pytest
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect

from plugin.domain.program import Look
from tests.browser.axe import find_faults, find_violations
from tests.browser.shopper import DESK, PHONE, Shopper
from tests.shop_window import PROGRAM
from tests.unit.test_pages import draw_all
from widgets.assets import load_manifest
from widgets.build import STATIC
from widgets.texts import LANGUAGES
from widgets.themes import css_of

Meet = Callable[..., Shopper]
Theme = Literal["warm", "crisp", "festive"]
Scheme = Literal["light", "dark"]

THEMES: tuple[Theme, ...] = get_args(Theme)
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
NARROW: ViewportSize = {"width": 320, "height": 256}
SIZES = {"phone": PHONE, "desk": DESK, "narrow": NARROW}

CIRCLE = [{"state": "bought", "text": "Bought"}, {"state": "came", "text": "Came to look"}]
ASHA: dict[str, Any] = {
    "name": "Asha", "link": "https://sathi.example/r/KEY/ASHA200", "code": "ASHA200",
    "qr": "/q/KEY/ASHA200.svg", "friends": 4, "circle": CIRCLE,
}  # fmt: skip
SHOW = {"state": "show", "decision": "dec_1", "me": ASHA}
OURS = ("sathi-root", "[data-sathi=page]")
PAGES_IN_TURN = 3  # without --full, each page meets each third language


def open_popup(shopper: Shopper, page: Callable[..., str], lang: str) -> Locator:
    shopper.visit(page(tag=f"data-lang={lang} data-order=wc_order_asha"))
    return shopper.popup


def open_visitor_panel(shopper: Shopper, page: Callable[..., str], lang: str) -> Locator:
    shopper.visit(page(tag=f"data-lang={lang}"))
    return shopper.open_panel()


def open_advocate_panel(shopper: Shopper, page: Callable[..., str], lang: str) -> Locator:
    shopper.visit(page(tag=f"data-lang={lang}"))
    shopper.page.evaluate('name => localStorage[name] = \'{"token":"asha"}\'', f"sathi:{shopper.town.key}")
    panel = open_visitor_panel(shopper, page, lang)
    shopper.page.evaluate("localStorage.clear()")
    return panel


def open_block(shopper: Shopper, page: Callable[..., str], lang: str) -> Locator:
    shopper.visit(page("<div data-sathi=page></div>", tag=f"data-lang={lang}"))
    return shopper.block


SURFACES = {
    "popup": open_popup,
    "visitor_panel": open_visitor_panel,
    "advocate_panel": open_advocate_panel,
    "block": open_block,
}


def choose(language: str, surface: str, wants_all: bool) -> Iterator[tuple[Theme, str]]:
    """Give the themes and sizes to look at: all, or one of each in turn, so that all pairs come up."""
    if wants_all:
        yield from ((theme, size) for theme in THEMES for size in SIZES)
        return
    turn = LANGUAGES.index(language) + list(SURFACES).index(surface)
    yield THEMES[turn % len(THEMES)], list(SIZES)[turn // len(THEMES) % len(SIZES)]


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_no_fault_in_any_theme(
    meet_shopper: Meet, change_settings: Callable[..., None], make_page: Callable[..., str],
    request: pytest.FixtureRequest, language: str, surface: str,
) -> None:  # fmt: skip
    asha = meet_shopper(reduced_motion="reduce")
    asha.page.route("**/d/*", lambda route: route.fulfill(json=SHOW))
    asha.page.route("**/m/*", lambda route: route.fulfill(json={**ASHA, "state": "advocate"}))
    for theme, size in choose(language, surface, bool(request.config.getoption("--full"))):
        picture = f"/s/{load_manifest()['gift.svg']['file']}"
        look = {"css": css_of(Look(theme=theme)), "side": "end", "picture": picture}
        change_settings(asha, look=look)
        asha.page.set_viewport_size(SIZES[size])
        opened = SURFACES[surface](asha, make_page, language)
        expect(opened).to_be_visible()
        for scheme in SCHEMES:
            asha.page.emulate_media(color_scheme=scheme)
            assert find_violations(asha.page, *OURS) == [], (theme, size, scheme)
        assert find_faults(opened) == [], (theme, size)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_no_fault_in_any_page_of_its_own(
    meet_shopper: Meet, request: pytest.FixtureRequest, language: str
) -> None:
    reader = meet_shopper(viewport=PHONE, reduced_motion="reduce")
    wants_all = request.config.getoption("--full")
    turn = LANGUAGES.index(language)
    for theme in THEMES if wants_all else [THEMES[(turn + turn // PAGES_IN_TURN) % len(THEMES)]]:
        program = msgspec.structs.replace(PROGRAM, look=Look(theme=theme))
        for place, (name, html) in enumerate(draw_all(language, program).items()):
            if not wants_all and (turn + place) % PAGES_IN_TURN:
                continue
            show_page(reader.page, html)
            for scheme in SCHEMES if wants_all else [SCHEMES[(turn // PAGES_IN_TURN + place) % 2]]:
                reader.page.emulate_media(color_scheme=scheme)
                assert find_violations(reader.page) == [], (name, theme, scheme)
            assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, theme)


def show_page(page: Page, html: str) -> None:
    """Show a drawn page as if Sathi had sent it, with its built files."""

    def answer(route: Route) -> None:
        entry = re.sub(r"-[0-9a-f]{8}(?=\.)", "", route.request.url.rpartition("/")[2])
        known = load_manifest().get(entry)
        if known is None:
            route.fulfill(body=html if "/shown" in route.request.url else "", content_type="text/html")
        else:
            kind = "text/css" if entry.endswith("css") else "image/svg+xml"
            route.fulfill(body=(STATIC / known["file"]).read_bytes(), content_type=kind)

    page.unroute_all()
    page.route("**/*", answer)
    page.goto("http://sathi.example/shown")
    assert json.loads(page.evaluate("JSON.stringify(document.styleSheets.length)")) > 0
