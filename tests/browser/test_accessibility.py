"""Everybody can use it: WCAG 2.2 AA by axe, and by hand where axe looks away."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.shopper import DESK, PHONE, Shopper
from widgets.colours import ink_on

Meet = Callable[..., Shopper]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MIN_TARGET = 44

# The name of what has the focus, through our shadow roots; the browser's own buttons are the body.
FOCUSED = """() => {
  const outer = document.activeElement;
  const inner = outer.shadowRoot && outer.shadowRoot.activeElement;
  if (!inner) return (outer === document.body ? "" : "store: ") + outer.outerHTML.slice(0, 60);
  return inner.getAttribute("aria-label") || inner.textContent;
}"""
READ_LINE_HEIGHT = """text => {
  const { lineHeight, fontSize } = getComputedStyle(text);
  return parseFloat(lineHeight) / parseFloat(fontSize);
}"""

VIEWS: dict[str, dict[str, Any]] = {
    "light": {"viewport": DESK},
    "dark": {"viewport": DESK, "color_scheme": "dark"},
    "right_to_left": {"viewport": PHONE, "locale": "ar"},
    "narrow": {"viewport": {"width": 320, "height": 256}, "locale": "ta"},
}


def open_popup(shopper: Shopper, lang: str = "en") -> Locator:
    shopper.buy(lang=lang)
    expect(shopper.popup).to_be_visible()
    return shopper.popup


def open_visitor_panel(shopper: Shopper, lang: str = "en") -> Locator:
    shopper.visit(f"/?lang={lang}")
    return shopper.open_panel()


def open_advocate_panel(shopper: Shopper, lang: str = "en") -> Locator:
    open_popup(shopper, lang)
    shopper.page.keyboard.press("Escape")
    panel = shopper.open_panel()
    panel.locator(".wide").click()
    expect(panel.locator(".share")).to_be_visible()
    return panel


def open_block(shopper: Shopper, lang: str = "en") -> Locator:
    shopper.visit(f"/refer?lang={lang}")
    expect(shopper.block).to_be_visible()
    return shopper.block


SURFACES: dict[str, Callable[[Shopper, str], Locator]] = {
    "popup": open_popup,
    "visitor_panel": open_visitor_panel,
    "advocate_panel": open_advocate_panel,
    "block": open_block,
}


def find_violations(page: Page) -> list[str]:
    """Let axe look at our elements only; the store's are the store's."""
    page.evaluate(AXE)
    ours = {"include": [["sathi-root"], ["[data-sathi=page]"]]}
    present = {"include": [one for one in ours["include"] if page.locator(one[0]).count()]}
    options = {"runOnly": RULES}
    found = page.evaluate(f"axe.run({json.dumps(present)}, {json.dumps(options)})")
    assert len(found["passes"]) > 10
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("surface", SURFACES)
def test_it_has_no_axe_violation(meet_shopper: Meet, surface: str, view: str) -> None:
    asha = meet_shopper(**VIEWS[view], reduced_motion="reduce")
    lang = VIEWS[view].get("locale", "en")
    opened = SURFACES[surface](asha, lang)
    assert find_violations(asha.page) == []
    assert small_targets(opened) == []
    assert cut_off(opened) == []


def small_targets(surface: Locator) -> list[str]:
    """Give what a finger would miss."""
    boxes = [(one, one.bounding_box()) for one in surface.locator("button, a, input").all()]
    return [
        str(one.evaluate("one => one.outerHTML"))
        for one, box in boxes
        if box and (box["width"] < MIN_TARGET or box["height"] < MIN_TARGET)
    ]


def cut_off(surface: Locator) -> list[str]:
    """Give the elements that stick out sideways, so that they would have to be scrolled to."""
    return list(
        surface.evaluate(
            """surface => {
              const { left, right } = surface.getBoundingClientRect();
              const out = one => one.width && (one.left < left - 1 || one.right > right + 1);
              return [...surface.querySelectorAll("*")]
                .filter(one => out(one.getBoundingClientRect())).map(one => one.outerHTML);
            }"""
        )
    )


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#777777"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_stays_readable_in_any_brand_colour(
    meet_shopper: Meet, change_settings: Callable[..., None], colour: str, scheme: str
) -> None:
    asha = meet_shopper(color_scheme=scheme, reduced_motion="reduce")
    look = {"colour": colour, "ink": ink_on(colour), "side": "end", "radius": 14, "picture": ""}
    change_settings(asha, look=look)
    open_advocate_panel(asha)
    assert find_violations(asha.page) == []


def test_it_names_its_dialogs_by_their_headings(shopper: Shopper) -> None:
    open_popup(shopper)
    expect(shopper.page.get_by_role("dialog", name="Share Chai House with a friend")).to_be_visible()
    shopper.page.keyboard.press("Escape")
    shopper.open_panel()
    expect(shopper.page.get_by_role("dialog", name="You bought here")).to_be_visible()


def test_it_keeps_the_focus_inside_while_it_is_open(shopper: Shopper) -> None:
    open_popup(shopper)
    reached = set()
    for _ in range(20):
        shopper.page.keyboard.press("Tab")
        reached.add(str(shopper.page.evaluate(FOCUSED)))
    assert {"Copy link", "WhatsApp", "E-mail", "QR code", "Remind me later", "No thanks", "Close"} <= reached
    assert not {name for name in reached if name.startswith("store:")}


def test_it_gives_the_focus_back_to_the_launcher(shopper: Shopper) -> None:
    shopper.visit("/")
    shopper.launcher.focus()
    shopper.page.keyboard.press("Enter")
    expect(shopper.panel.get_by_role("heading", level=2)).to_be_focused()
    shopper.page.keyboard.press("Escape")
    expect(shopper.panel).to_have_count(0)
    expect(shopper.launcher).to_be_focused()


def test_it_gives_the_focus_back_to_the_store(shopper: Shopper) -> None:
    shopper.buy(delay_s=2)
    link = shopper.page.locator("main a.button")
    link.focus()
    expect(shopper.popup.get_by_role("heading")).to_be_focused()
    shopper.page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_it_opens_nothing_on_hover_or_focus(shopper: Shopper) -> None:
    shopper.visit("/")
    with shopper.page.expect_response("**/s/ui-*"):
        shopper.launcher.hover()
        shopper.launcher.focus()
    expect(shopper.panel).to_have_count(0)


def test_it_does_not_move_where_motion_is_unwanted(meet_shopper: Meet) -> None:
    asha = meet_shopper(reduced_motion="reduce")
    popup = open_popup(asha)
    assert popup.evaluate("popup => popup.getAnimations({ subtree: true }).length") == 0


def test_it_keeps_its_edges_in_forced_colours(meet_shopper: Meet) -> None:
    asha = meet_shopper(forced_colors="active", reduced_motion="reduce")
    popup = open_popup(asha)
    for button in popup.get_by_role("button").all():
        expect(button).to_have_css("border-top-style", "solid")
        expect(button).to_have_css("border-top-width", "1px")


def test_it_gives_indic_scripts_room(shopper: Shopper) -> None:
    popup = open_popup(shopper, "bn")
    for text in (popup.get_by_role("heading"), popup.locator(".thanks"), popup.get_by_role("button").last):
        assert round(text.evaluate(READ_LINE_HEIGHT), 2) >= 1.6


def test_it_shows_where_the_focus_is(shopper: Shopper) -> None:
    popup = open_popup(shopper)
    shopper.page.keyboard.press("Tab")
    focused = popup.locator(":focus-visible")
    expect(focused).to_have_css("outline-style", "solid")
    expect(focused).to_have_css("outline-width", "3px")
