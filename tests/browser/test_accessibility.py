"""Everybody can use it: WCAG 2.2 AA by axe, and by hand where axe looks away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Locator, expect

from plugin.domain.program import Look
from tests.browser.axe import find_violations
from tests.browser.shopper import Shopper
from widgets.themes import css_of

Meet = Callable[..., Shopper]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

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


def open_popup(shopper: Shopper, lang: str = "en") -> Locator:
    shopper.buy(lang=lang)
    expect(shopper.popup).to_be_visible()
    return shopper.popup


def open_advocate_panel(shopper: Shopper, lang: str = "en") -> Locator:
    open_popup(shopper, lang)
    shopper.page.keyboard.press("Escape")
    panel = shopper.open_panel()
    panel.locator(".wide").click()
    expect(panel.locator(".share")).to_be_visible()
    return panel


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#777777"])
def test_it_stays_readable_in_any_brand_colour(
    meet_shopper: Meet, change_settings: Callable[..., None], colour: str
) -> None:
    asha = meet_shopper(reduced_motion="reduce")
    change_settings(asha, look={"css": css_of(Look(colour=colour)), "side": "end", "picture": ""})
    open_advocate_panel(asha)
    for scheme in SCHEMES:
        asha.page.emulate_media(color_scheme=scheme)
        assert find_violations(asha.page, "sathi-root") == [], scheme


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
