"""The launcher on every page, and the panel that speaks to who is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from plugin.domain.program import Look
from tests.browser.shopper import Shopper, place_order
from widgets.themes import css_of

ChangeSettings = Callable[..., None]

CLIMBER = {
    "state": "advocate",
    "name": "Asha",
    "link": "http://127.0.0.1/r/KEY/CODE",
    "code": "CODE",
    "qr": "/q/KEY/CODE.svg",
    "friends": 4,
    "circle": [{"state": "bought", "text": "Bought"}] * 3 + [{"state": "came", "text": "Came to look"}],
}
LADDER = [{"count": 3, "reward": "₹300 off"}, {"count": 5, "reward": "a free mug"}]

PLACES = "<button style='position:fixed; {side}:40px; bottom:30px'>Chat</button><button id=far>Far</button>"


def test_it_draws_a_visitor_to_buy(shopper: Shopper) -> None:
    shopper.visit("/")
    expect(shopper.launcher).to_have_text("Give ₹100, get ₹100")
    with shopper.reporting("opened"):
        panel = shopper.open_panel()
    expect(panel.get_by_role("heading", level=2)).to_contain_text("A friend's link brings you")
    expect(panel).to_contain_text("Your first pot is on us")
    assert shopper.asked("m") == []


def test_it_takes_a_visitor_to_the_friend_who_sent_them(shopper: Shopper) -> None:
    shopper.buy()
    code = shopper.popup.get_by_label("Your link").input_value().partition("?")[0].rpartition("/")[2]
    shopper.page.evaluate("localStorage.clear()")
    shopper.visit("/product/masala-chai")
    panel = shopper.open_panel()
    panel.get_by_label("Who sent you?").fill(f" {code} ")
    panel.get_by_role("button", name="Open").click()
    shopper.page.wait_for_url(f"{shopper.town.sathi}/r/{shopper.town.key}/{code}")


def test_it_does_not_leave_without_a_code(shopper: Shopper) -> None:
    shopper.visit("/")
    panel = shopper.open_panel()
    panel.get_by_role("button", name="Open").click()
    expect(panel.get_by_label("Who sent you?")).to_be_focused()


def test_it_asks_a_buyer_to_join_and_shows_link_and_progress(shopper: Shopper) -> None:
    shopper.buy()
    expect(shopper.popup).to_be_visible()
    shopper.page.keyboard.press("Escape")
    panel = shopper.open_panel()
    expect(panel.get_by_role("heading", level=2)).to_contain_text("You bought here")
    expect(panel.get_by_label("Your link")).to_have_count(0)
    panel.get_by_role("button", name="Join and get your link").click()
    expect(panel.get_by_label("Your link")).to_be_focused()
    expect(panel).to_contain_text("0 of 5 friends")
    expect(panel.locator(".ladder li")).to_have_count(4)


def test_it_knows_the_advocate_on_the_next_page(shopper: Shopper) -> None:
    shopper.buy()
    expect(shopper.popup).to_be_visible()
    shopper.page.keyboard.press("Escape")
    shopper.open_panel().get_by_role("button", name="Join and get your link").click()
    expect(shopper.panel.get_by_label("Your link")).to_be_visible()
    shopper.visit("/")
    panel = shopper.open_panel()
    expect(panel.get_by_label("Your link")).to_be_visible()
    assert (shopper.asked("m")[-1].post_data_json or {}).keys() == {"lang", "token"}


def test_it_shows_how_far_the_advocate_has_climbed(shopper: Shopper, change_settings: ChangeSettings) -> None:
    change_settings(shopper, "more", steps=LADDER)
    shopper.page.route("**/m/**", lambda route: route.fulfill(json=CLIMBER))
    shopper.visit("/")
    shopper.page.evaluate('key => localStorage.setItem(key, \'{"token":"t"}\')', f"sathi:{shopper.town.key}")
    shopper.visit("/")
    panel = shopper.open_panel()
    expect(panel).to_contain_text("4 of 5 friends")
    expect(panel.locator(".ladder li")).to_have_text(["3₹300 off✓", "5a free mug"])
    expect(panel.locator(".circle li")).to_have_text(["3Bought", "1Came to look"])


def test_it_leads_to_help(shopper: Shopper) -> None:
    shopper.visit("/")
    panel = shopper.open_panel()
    for name, address in (("Call", "tel:+91"), ("Write", "mailto:hello@"), ("Chat", "https://wa.me/")):
        assert (panel.get_by_role("link", name=name).get_attribute("href") or "").startswith(address)


def test_it_shows_only_the_help_that_is_set(shopper: Shopper, change_settings: ChangeSettings) -> None:
    change_settings(shopper, "more", help={"email": "hello@chaihouse.example"})
    shopper.visit("/")
    panel = shopper.open_panel()
    expect(panel.get_by_role("link")).to_have_text(["How it works", "Write"])


@pytest.mark.parametrize("script", ["", "JSON.parse = JSON.stringify = () => { throw new Error('JSON') }"])
def test_it_remembers_being_closed(shopper: Shopper, script: str) -> None:
    shopper.page.add_init_script(script)
    shopper.visit("/")
    with shopper.reporting("closed"):
        shopper.page.get_by_role("complementary").get_by_role("button", name="Close").click()
    expect(shopper.launcher).to_have_count(0)
    with shopper.page.expect_response("**/c/**"):
        shopper.visit("/")
    expect(shopper.launcher).to_have_count(0)


@pytest.mark.parametrize("settings", [{"sticky": False}, {"live": False}], ids=["sticky_off", "not_live"])
def test_it_stays_away_when_the_merchant_says_so(
    shopper: Shopper, change_settings: ChangeSettings, settings: dict[str, bool]
) -> None:
    change_settings(shopper, **settings)
    with shopper.page.expect_response("**/c/**"):
        shopper.visit("/")
    assert shopper.page.evaluate("new Promise(done => requestIdleCallback(() => done(document.all.length)))")
    expect(shopper.launcher).to_have_count(0)


@pytest.mark.parametrize(
    ("lang", "side", "left"), [("en", "end", False), ("en", "start", True), ("ar", "end", True)]
)
def test_it_sits_on_the_side_of_the_settings(
    shopper: Shopper, change_settings: ChangeSettings, lang: str, side: str, left: bool
) -> None:
    change_settings(shopper, look={"css": css_of(Look()), "side": side, "picture": ""})
    shopper.visit(f"/?lang={lang}")
    for surface in (shopper.launcher, shopper.open_panel()):
        box = surface.bounding_box()
        assert box and (box["x"] < 600) is left


def test_it_fetches_its_chunks_once_the_launcher_is_touched(shopper: Shopper) -> None:
    shopper.visit("/")
    expect(shopper.launcher).to_be_visible()
    assert shopper.asked("s") == []
    with shopper.page.expect_response("**/s/ui-*"), shopper.page.expect_response("**/s/more-*"):
        shopper.launcher.hover()
    expect(shopper.panel).to_have_count(0)


def test_it_opens_one_panel_however_often_it_is_pressed(shopper: Shopper) -> None:
    shopper.visit("/")
    shopper.launcher.evaluate("button => { button.click(); button.click(); button.click() }")
    expect(shopper.panel).to_have_count(1)


def test_it_says_what_the_page_wants_it_to_say(shopper: Shopper, make_page: Callable[..., str]) -> None:
    shopper.visit(make_page(tag="data-sticky='Chai for <b>two</b>'"))
    expect(shopper.launcher).to_have_text("Chai for <b>two</b>")


def test_it_stays_away_from_a_page_that_wants_none(shopper: Shopper, make_page: Callable[..., str]) -> None:
    with shopper.page.expect_response("**/c/**"):
        shopper.visit(make_page(tag="data-sticky=off"))
    shopper.page.wait_for_load_state("networkidle")
    expect(shopper.launcher).to_have_count(0)


def test_it_steps_aside_for_what_it_would_cover(shopper: Shopper, make_page: Callable[..., str]) -> None:
    shopper.visit(make_page(PLACES.format(side="right")))
    expect(shopper.launcher).to_be_visible()
    covered = shopper.page.get_by_role("button", name="Chat")
    covered.focus()
    expect(shopper.launcher).to_be_hidden()
    shopper.page.locator("#far").focus()
    expect(shopper.launcher).to_be_visible()
    covered.focus()
    covered.blur()
    expect(shopper.launcher).to_be_visible()


def test_it_stays_for_what_it_does_not_cover(shopper: Shopper, make_page: Callable[..., str]) -> None:
    shopper.visit(make_page(PLACES.format(side="left")))
    expect(shopper.launcher).to_be_visible()
    shopper.page.get_by_role("button", name="Chat").focus()
    expect(shopper.launcher).to_be_visible()


def test_it_does_not_print(shopper: Shopper) -> None:
    shopper.visit("/")
    expect(shopper.launcher).to_be_visible()
    shopper.page.emulate_media(media="print")
    expect(shopper.launcher).to_be_hidden()


def test_it_meets_the_buyer_of_a_store_that_changes_pages_without_loading(
    shopper: Shopper, make_page: Callable[..., str]
) -> None:
    proof = place_order(shopper.town)
    shopper.visit(make_page())
    expect(shopper.launcher).to_be_visible()
    shopper.page.evaluate(
        "address => history.pushState(null, '', address)", f"/order-received/7/?key={proof}"
    )
    expect(shopper.popup).to_contain_text("Thank you, Asha!")
