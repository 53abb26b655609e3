"""The whole loop, played by two people with two browsers: share, claim, buy, wait, be rewarded, refund."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, TimeoutError, expect

from tests.browser.conftest import found_town
from tests.browser.shopper import Shopper, Town

LOOKS, LOOK_MS = 120, 500


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town of its own: here days pass."""
    with found_town(tmp_path_factory.mktemp("loop")) as town:
        yield town


@pytest.fixture
def asha(meet_shopper: Callable[..., Shopper]) -> Shopper:
    """The advocate."""
    return meet_shopper(permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def farid(meet_shopper: Callable[..., Shopper]) -> Shopper:
    """The friend."""
    return meet_shopper()


def reload_until(found: Locator) -> None:
    """Look at a page again until something is there, as a person does who waits for it."""
    for _ in range(LOOKS):
        try:
            return found.first.wait_for(timeout=LOOK_MS)
        except TimeoutError:
            found.page.reload()
    raise AssertionError(f"{found} did not come:\n{found.page.inner_text('body')}")


def place_order(shopper: Shopper, gateway: str) -> None:
    """Buy as whom the store proposes; the popup asks to bring a friend."""
    shopper.visit("/checkout/masala-chai")
    shopper.page.locator(f"[name=gateway][value={gateway}]").check()
    shopper.page.locator("form.paper button").click()
    expect(shopper.popup).to_be_visible()


def close(popup: Locator) -> None:
    """Close the popup by a key."""
    popup.page.keyboard.press("Escape")
    expect(popup).to_be_hidden()


def share(asha: Shopper) -> str:
    """Copy the link in the popup, and close it."""
    asha.popup.get_by_role("button", name="Copy link").click()
    expect(asha.popup.get_by_role("status").first).to_have_text("Link copied")
    close(asha.popup)
    return str(asha.page.evaluate("navigator.clipboard.readText()"))


def open_own_page(asha: Shopper, address: str = "asha@example.com") -> None:
    """Ask for the link to the own page of an address, and follow it."""
    asha.visit("/")
    asha.page.get_by_label("Own page of").fill(address)
    asha.page.get_by_role("button", name="Ask for the link").click()
    asha.page.locator("a[href*='/me/']").click()


def try_code(shopper: Shopper, code: str) -> str:
    """Type a code at the checkout, and give what the store says beside the sum."""
    shopper.visit("/checkout/masala-chai")
    shopper.page.get_by_label("Code").fill(code)
    shopper.page.get_by_role("button", name="Apply").click()
    return shopper.page.locator("aside:has(form.code)").inner_text()


def at_the_counter(shopper: Shopper, order: str, button: str) -> None:
    """Let something happen to an order, behind the counter."""
    shopper.visit("/counter")
    shopper.page.get_by_role("form", name=order).get_by_role("button", name=button, exact=True).click()


def test_it_plays_the_whole_loop(asha: Shopper, farid: Shopper) -> None:
    place_order(asha, "cod")
    link = share(asha)

    farid.visit(link)
    expect(farid.page.get_by_role("heading", level=1)).to_contain_text("Asha")
    farid.page.locator("main form button").click()
    reload_until(farid.page.locator("a[href*='apply_coupon=']"))
    friends_code = farid.page.locator("#coupon").input_value()
    farid.page.locator("a[href*='apply_coupon=']").click()
    expect(farid.page).to_have_url(re.compile(f"^{farid.town.store}/"))
    place_order(farid, "online")
    close(farid.popup)
    expect(farid.page.locator("section.thanks")).to_contain_text(f"Discount · {friends_code}")
    expect(farid.page.locator("section.thanks")).to_contain_text("₹598")
    assert "used already" in try_code(farid, friends_code)

    open_own_page(asha)
    reload_until(asha.page.get_by_text("Waiting until"))

    asha.visit("/")
    asha.page.get_by_role("button", name="15 days pass").click()
    open_own_page(asha)
    reload_until(asha.page.locator(".earned .coupon"))
    own_page, reward_code = asha.page.url, asha.page.locator(".earned .coupon").input_value()
    assert f"Discount · {reward_code}" in try_code(asha, reward_code)

    at_the_counter(asha, "Order #1002", "refunded")
    asha.visit(own_page)
    reload_until(asha.page.get_by_text("Taken back"))
    try_code(asha, reward_code)
    reload_until(asha.page.get_by_text(f"does not know the code {reward_code}"))
    assert asha.complaints == farid.complaints == []


def test_it_opens_the_desk_after_days_have_passed(asha: Shopper) -> None:
    asha.visit("/")
    asha.page.get_by_role("button", name="1 day pass", exact=True).click()
    asha.page.get_by_role("link", name="Sathi's desk").click()
    expect(asha.page).to_have_url(re.compile(f"^{asha.town.sathi}/desk/"))
    expect(asha.page.get_by_role("heading", level=1)).to_be_visible()
