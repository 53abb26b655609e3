"""What stays with the shopper: nothing is kept or told before they choose to, and no address names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Response, expect

from tests.browser.shopper import Shopper, Town, place_order

ServeHost = Callable[..., str]

KEPT = "() => [localStorage, sessionStorage].flatMap((kept) => Object.entries(kept))"
SHOPIFY_REFUSES = (
    "<script>Shopify = { customerPrivacy: { preferencesProcessingAllowed: () => false } }</script>"
)
REFUSALS = {
    "by_the_tag": {"tag": "data-consent=denied"},
    "by_shopify": {"head": SHOPIFY_REFUSES},
}
ASHA = {"email": "asha.private@example.com", "phone": "98310", "name": "asha"}


def kept(shopper: Shopper) -> list[Any]:
    """Give all that stands in this browser's storage and its cookies."""
    return [*shopper.page.evaluate(KEPT), *shopper.context.cookies()]


def answers(state: str) -> Callable[[Response], bool]:
    return lambda answer: "/d/" in answer.url and bool(answer.json()["state"] == state)


def order_of(town: Town, state: str) -> str:
    """Place an order, of which Sathi answers this; an unknown one is waited for."""
    return "wc_order_never" if state == "pending" else place_order(town) if state else ""


@pytest.mark.parametrize("state", ["", "show", "hold"], ids=["visited", "shown", "held"])
def test_it_keeps_nothing_of_a_page_that_was(shopper: Shopper, serve_host: ServeHost, state: str) -> None:
    if state == "hold":
        shopper.page.route(
            "**/d/**", lambda route: route.fulfill(json={"state": "hold", "again_at_ms": 9e12})
        )
    shopper.visit(serve_host("plain.html", order=order_of(shopper.town, state)))
    expect(shopper.block).to_be_visible()
    expect(shopper.popup).to_have_count(1 if state == "show" else 0)
    if not state:
        shopper.open_panel()
    shopper.page.wait_for_load_state("networkidle")
    assert kept(shopper) == []


def test_it_keeps_the_key_of_an_order_until_it_is_answered(shopper: Shopper, serve_host: ServeHost) -> None:
    order, key = place_order(shopper.town), f"sathi:{shopper.town.key}"
    state: dict[str, Any] = {"state": "pending"}
    shopper.page.route("**/d/**", lambda route: route.fulfill(json=state))
    with shopper.page.expect_response(answers("pending")):
        shopper.visit(serve_host("plain.html", order=order))
    assert kept(shopper) == [[key, order]]
    assert shopper.page.evaluate("sessionStorage.length") == 1
    state["state"] = "hold"
    with shopper.page.expect_response(answers("hold")):
        pass
    shopper.page.wait_for_function("sessionStorage.length === 0")
    assert kept(shopper) == []


@pytest.mark.parametrize("refusal", REFUSALS)
def test_it_keeps_and_counts_nothing_where_it_is_refused(
    shopper: Shopper, make_page: Callable[..., str], refusal: str
) -> None:
    words = REFUSALS[refusal]
    order = f"data-order='{place_order(shopper.town)}'"
    shopper.visit(make_page(**{**words, "tag": f"{words.get('tag', '')} {order}"}))
    expect(shopper.popup).to_be_visible()
    with shopper.reporting("closed"):
        shopper.page.keyboard.press("Escape")
    shopper.open_panel()
    shopper.page.keyboard.press("Escape")
    shopper.page.locator("sathi-root aside button").last.click()
    expect(shopper.launcher).to_have_count(0)
    shopper.page.wait_for_load_state("networkidle")
    assert kept(shopper) == []
    assert {kind for _, kind in shopper.reports()} == {"closed"}


def test_it_asks_twice_and_only_sathi_before_a_click(shopper: Shopper, make_page: Callable[..., str]) -> None:
    address = make_page()
    shopper.visit(address)
    expect(shopper.launcher).to_be_visible()
    shopper.page.wait_for_load_state("networkidle")
    store = address.removesuffix("/page")
    asked = [request.url for request in shopper.requests if not request.url.startswith(store)]
    settings = f"{shopper.town.sathi}/c/{shopper.town.key}/en"
    assert asked == [f"{shopper.town.sathi}/w.js", settings]


def test_it_names_nobody_in_an_address(shopper: Shopper) -> None:
    shopper.buy(email=ASHA["email"])
    expect(shopper.popup).to_be_visible()
    shopper.popup.get_by_role("button", name="QR code").click()
    expect(shopper.popup.get_by_role("img", name="QR code")).to_be_visible()
    shopper.page.keyboard.press("Escape")
    shopper.open_panel()
    expect(shopper.panel.get_by_label("Your link")).to_be_visible()
    shopper.page.evaluate("localStorage.clear()")
    shopper.visit("/refer")
    shopper.block.get_by_label("Your e-mail").fill(ASHA["email"])
    shopper.block.get_by_role("button", name="Send me my link").click()
    shopper.block.get_by_role("status").get_by_role("link").click()
    expect(shopper.page.get_by_role("heading", level=1)).to_contain_text("Asha")
    addresses = [unquote_plus(request.url).lower() for request in shopper.requests]
    assert len(shopper.asked("p")) == len(shopper.asked("l")) == 1
    assert [(word, url) for url in addresses for word in ASHA.values() if word in url] == []
