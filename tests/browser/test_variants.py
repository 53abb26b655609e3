"""What an experiment puts in place of the settings of every page, as the answers of Sathi bring it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Route, expect

from tests.browser.shopper import Shopper

VARY: dict[str, Any] = {"texts": {"headline": "Chai for two", "how": "The other way"}}


def vary(shopper: Shopper, door: str) -> None:
    """Let the answers of one of Sathi's doors bring a variant."""

    def answer(route: Route) -> None:
        told = route.fetch().json()
        route.fulfill(json=told | ({"vary": VARY} if told["state"] != "pending" else {}))

    shopper.page.route(f"{shopper.town.sathi}/{door}/*", answer)


def test_it_shows_the_variant_in_the_popup_and_in_the_panel_of_the_same_page(shopper: Shopper) -> None:
    vary(shopper, "d")
    shopper.buy()
    expect(shopper.popup.get_by_role("heading")).to_have_text("Chai for two")
    shopper.page.keyboard.press("Escape")
    shopper.visit()
    vary(shopper, "m")
    shopper.launcher.click()
    expect(shopper.panel).to_contain_text("The other way")
