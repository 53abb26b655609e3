"""One thing at a time, in its own time and place, and a closed door stays closed in every tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Response, Route, expect

from plugin.domain.program import Manners
from tests.browser.shopper import DESK, Shopper, place_order
from widgets.places import pattern_of

ServeHost = Callable[..., str]
MakePage = Callable[..., str]
ChangeSettings = Callable[..., None]

CART = (
    "<div style='height: 3000px'></div>"
    "<button name=add style='position: {position}; right: 40px; {at}'>Add</button>"
)
GO = "(address) => history.pushState(null, '', address)"


@pytest.fixture
def other_tab(shopper: Shopper) -> Iterator[Shopper]:
    """The same shopper in another tab."""
    tab = Shopper(shopper.town, shopper.context, shopper.context.new_page())
    yield tab
    assert tab.complaints == []


def is_show(answer: Response) -> bool:
    return "/d/" in answer.url and bool(answer.json()["state"] == "show")


@pytest.mark.parametrize("host", ["modal_first.html", "cookie_banner.html"])
def test_it_waits_until_another_dialog_is_closed(shopper: Shopper, serve_host: ServeHost, host: str) -> None:
    shopper.page.clock.install()
    with shopper.page.expect_response("**/d/**"):
        shopper.visit(serve_host(host, order=place_order(shopper.town)))
    expect(shopper.block).to_be_visible()
    shopper.page.clock.run_for(20_000)
    expect(shopper.popup).to_have_count(0)
    shopper.page.locator("[data-before]").click()
    shopper.page.clock.run_for(2_000)
    expect(shopper.popup).to_be_visible()


def test_it_leaves_the_thanks_alone_as_long_as_the_merchant_says(
    shopper: Shopper, serve_host: ServeHost, change_settings: ChangeSettings
) -> None:
    change_settings(shopper, delay=60_000)
    shopper.page.clock.install()
    with shopper.page.expect_response("**/d/**"):
        shopper.visit(serve_host("plain.html", order=place_order(shopper.town)))
    expect(shopper.block).to_be_visible()
    shopper.page.clock.run_for(45_000)
    expect(shopper.popup).to_have_count(0)
    shopper.page.clock.run_for(16_000)
    expect(shopper.popup).to_be_visible()


@pytest.mark.parametrize(
    "manners",
    [Manners(pages_excluded=("/plain*",)), Manners(pages_included=("/shop/*",))],
    ids=["excluded", "not_included"],
)
def test_it_comes_only_where_the_merchant_wants_it(
    shopper: Shopper, serve_host: ServeHost, change_settings: ChangeSettings, manners: Manners
) -> None:
    change_settings(shopper, pages=pattern_of(manners))
    with shopper.page.expect_response("**/d/**"):
        shopper.visit(serve_host("plain.html", order=place_order(shopper.town)))
    expect(shopper.block).to_be_visible()  # it was asked for
    shopper.page.wait_for_load_state("networkidle")
    expect(shopper.page.locator("sathi-root")).to_have_count(0)


def test_it_never_comes_on_a_checkout_but_to_thank(shopper: Shopper) -> None:
    def answer_late(route: Route) -> None:
        late = "order-received" in route.request.frame.url
        route.fulfill(json={"state": "pending"}) if late else route.continue_()

    shopper.page.route("**/d/**", answer_late)
    shopper.buy()
    expect(shopper.launcher).to_be_visible()
    with shopper.page.expect_response("**/d/**"):
        shopper.visit("/checkout/masala-chai")
    shopper.page.wait_for_load_state("networkidle")
    expect(shopper.page.locator("sathi-root")).to_have_count(0)
    shopper.visit("/")
    expect(shopper.popup).to_be_visible()


def test_it_closes_the_launcher_in_every_tab(shopper: Shopper, other_tab: Shopper) -> None:
    for tab in (shopper, other_tab):
        tab.visit("/")
        expect(tab.launcher).to_be_visible()
    shopper.page.locator("sathi-root aside button").last.click()
    expect(other_tab.launcher).to_have_count(0)


@pytest.mark.parametrize("answer", ["Close", "No thanks"])
def test_it_hears_an_answer_in_every_tab(shopper: Shopper, other_tab: Shopper, answer: str) -> None:
    with shopper.page.expect_response(is_show) as shown:
        shopper.buy()
    # Opened before Sathi heard that the first was seen.
    same = shown.value.json()
    other_tab.page.route("**/d/**", lambda route: route.fulfill(json=same))
    other_tab.visit(shopper.page.url)
    expect(other_tab.popup).to_be_visible()
    with shopper.reporting("declined" if answer == "No thanks" else "closed"):
        shopper.popup.get_by_role("button", name=answer).click()
    expect(other_tab.popup).to_have_count(0)
    expect(other_tab.launcher).to_have_count(0 if answer == "No thanks" else 1)


def test_it_steps_aside_for_the_way_to_the_cart(shopper: Shopper, make_page: MakePage) -> None:
    shopper.visit(make_page(CART.format(position="absolute", at=f"top: {1000 + DESK['height'] - 50}px")))
    expect(shopper.launcher).to_be_visible()
    for y, aside in ((1000, True), (0, False), (1000, True)):
        shopper.page.evaluate("(y) => scrollTo(0, y)", y)
        expect(shopper.launcher).to_be_visible(visible=not aside)
        expect(shopper.page.locator("sathi-root aside.aside")).to_have_count(int(aside))


def test_it_steps_aside_for_a_cart_that_was_there_before_it(shopper: Shopper, make_page: MakePage) -> None:
    shopper.visit(make_page(CART.format(position="fixed", at="bottom: 20px")))
    expect(shopper.page.locator("sathi-root aside.aside")).to_have_count(1)
    expect(shopper.launcher).to_be_hidden()
    shopper.page.get_by_role("button", name="Add").click()


DRAWER = """<button onclick="document.querySelector('#drawer').hidden = false">Cart</button>
<div id=drawer hidden style="position: fixed; right: 0; bottom: 0; width: 300px; height: 100px">{way}</div>"""


@pytest.mark.parametrize(
    "way", ["<a href=/in/checkout>Pay</a>", "<button class=single_add_to_cart_button>Add</button>"]
)
def test_it_steps_aside_for_a_cart_that_opens(shopper: Shopper, make_page: MakePage, way: str) -> None:
    tall = way.replace(">", " style='display: block; width: 300px; height: 100px'>", 1)
    shopper.visit(make_page(DRAWER.format(way=tall)))
    expect(shopper.launcher).to_be_visible()
    shopper.page.get_by_role("button", name="Cart").click()
    expect(shopper.launcher).to_be_hidden()


def test_it_follows_a_store_that_changes_pages_without_loading_one(
    shopper: Shopper, make_page: MakePage, change_settings: ChangeSettings
) -> None:
    change_settings(shopper, pages=pattern_of(Manners(pages_excluded=("/quiet/*",))))
    shopper.visit(make_page())
    for _ in range(2):
        expect(shopper.launcher).to_be_visible()
        shopper.page.evaluate(GO, "/quiet/corner")
        expect(shopper.launcher).to_have_count(0)
        shopper.page.evaluate(GO, "/page")
    expect(shopper.launcher).to_be_visible()
