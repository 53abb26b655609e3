"""The referral page as a block of the store's own page."""

from __future__ import annotations

from collections.abc import Callable

import requests
from playwright.sync_api import expect

from tests.browser.shopper import Shopper


def test_it_explains_the_program_in_three_pictures(shopper: Shopper) -> None:
    with shopper.reporting("viewed"):
        shopper.visit("/refer")
    steps = shopper.block.locator(".steps li")
    expect(steps).to_have_text(["Share your link", "A friend buys", "You both get a gift"])
    for picture in steps.locator("img").all():
        picture.scroll_into_view_if_needed()
        picture.evaluate("picture => picture.decode()")
    assert shopper.reports() == [("page", "viewed")]


def test_it_mails_the_link_to_whoever_bought_here(shopper: Shopper) -> None:
    shopper.buy(email="asha.block@example.com")
    expect(shopper.popup).to_be_visible()
    shopper.page.evaluate("localStorage.clear()")
    shopper.visit("/refer")
    shopper.block.get_by_label("Your e-mail").fill("asha.block@example.com")
    shopper.block.get_by_role("button", name="Send me my link").click()
    expect(shopper.block.get_by_role("status")).to_contain_text("the link is in your mailbox")
    shown_in_demo = shopper.block.get_by_role("status").get_by_role("link").inner_text()
    assert "Asha" in requests.get(shown_in_demo, timeout=60).text


def test_it_says_what_is_wrong_with_an_address(meet_shopper: Callable[..., Shopper]) -> None:
    asha = meet_shopper()
    asha.visit("/refer")
    asha.block.get_by_label("Your e-mail").fill("asha@nowhere")
    asha.block.get_by_role("button", name="Send me my link").click()
    expect(asha.block.get_by_role("status")).to_contain_text("not an e-mail address")


def test_it_shows_the_advocate_the_own_link_and_progress(shopper: Shopper) -> None:
    shopper.buy()
    expect(shopper.popup).to_be_visible()
    shopper.page.keyboard.press("Escape")
    shopper.visit("/refer")
    shopper.block.get_by_role("button", name="Join and get your link").click()
    expect(shopper.block.get_by_label("Your link")).to_be_focused()
    expect(shopper.block).to_contain_text("0 of 5 friends")


def test_it_follows_the_language_and_its_direction(shopper: Shopper) -> None:
    shopper.visit("/refer?lang=ar")
    expect(shopper.block).to_have_css("direction", "rtl")
    expect(shopper.block).to_have_attribute("lang", "ar")
