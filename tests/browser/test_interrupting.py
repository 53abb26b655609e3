"""What the shopper is doing comes first: hidden pages, typing, other dialogs, other tabs, a drag too far."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.shopper import Shopper
from tests.browser.test_axe import ASHA, SHOW

MakePage = Callable[..., str]

ORDER = "data-order=wc_order_asha"
HIDE = "Object.defineProperty(Document.prototype, 'hidden', { get: () => !window.back })"
DRAWER = "<div role=dialog aria-modal=true style='{style}'>{inside}</div>"
WAITING = {
    "beside_the_screen": ("position:fixed; right:0; width:300px; transform:translateX(100%)", "Your cart"),
    "far_away": ("position:absolute; left:-9999px", "Your cart"),
    "empty": ("", ""),
}
CART = "<div style='position:fixed; inset:0'>Your cart</div>"
HEAR = """status => {
  window.heard = [];
  new MutationObserver(() => heard.push(status.textContent)).observe(status, { childList: true });
}"""


@pytest.fixture
def buyer(shopper: Shopper) -> Shopper:
    """A shopper whose order is known, with a decision to show the popup."""
    shopper.page.route("**/d/*", lambda route: route.fulfill(json=SHOW))
    shopper.page.route("**/e/*", lambda route: route.fulfill(status=204))
    shopper.page.clock.install()
    return shopper


def wait_for_nothing(buyer: Shopper) -> None:
    expect(buyer.launcher).to_be_attached()
    buyer.page.wait_for_load_state("networkidle")
    buyer.page.clock.run_for(20_000)
    expect(buyer.popup).to_have_count(0)


def test_it_waits_until_the_page_is_seen(buyer: Shopper, make_page: MakePage) -> None:
    buyer.page.add_init_script(HIDE)
    buyer.visit(make_page(tag=ORDER))
    wait_for_nothing(buyer)
    buyer.page.evaluate("window.back = true")
    buyer.page.clock.run_for(2_000)
    expect(buyer.popup).to_be_visible()


def test_it_waits_until_the_shopper_has_typed(buyer: Shopper, make_page: MakePage) -> None:
    buyer.visit(make_page("<input id=q value=masala autofocus>", tag=ORDER))
    wait_for_nothing(buyer)
    buyer.page.locator("#q").blur()
    buyer.page.clock.run_for(2_000)
    expect(buyer.popup).to_be_visible()


@pytest.mark.parametrize("case", WAITING)
def test_it_does_not_wait_for_a_dialog_that_nobody_sees(
    buyer: Shopper, make_page: MakePage, case: str
) -> None:
    style, inside = WAITING[case]
    buyer.visit(make_page(DRAWER.format(style=style, inside=inside), tag=ORDER))
    expect(buyer.popup).to_be_visible()


def test_it_waits_for_a_dialog_in_a_wrapper_without_size(buyer: Shopper, make_page: MakePage) -> None:
    buyer.visit(make_page(DRAWER.format(style="", inside=CART), tag=ORDER))
    wait_for_nothing(buyer)


def test_it_asks_again_after_a_gateway_has_answered_for_sathi(buyer: Shopper, make_page: MakePage) -> None:
    answers = iter([{"body": "null"}])
    buyer.page.route("**/d/*", lambda route: route.fulfill(**next(answers, {"json": SHOW})))
    buyer.visit(make_page(tag=ORDER))
    buyer.page.clock.run_for(2_000)
    expect(buyer.popup).to_be_visible()


def test_it_stays_when_marking_text_ends_beside_it(buyer: Shopper, make_page: MakePage) -> None:
    buyer.visit(make_page(tag=ORDER))
    text = buyer.popup.get_by_role("heading").bounding_box()
    assert text
    mouse = buyer.page.mouse
    mouse.move(text["x"] + 80, text["y"] + 20)
    mouse.down()
    mouse.move(40, text["y"] + 20, steps=3)
    mouse.up()
    buyer.page.clock.run_for(1_000)
    expect(buyer.popup).to_be_visible()
    mouse.click(40, 400)
    expect(buyer.popup).to_have_count(0)


def test_it_gives_the_focus_back_when_another_tab_answers(buyer: Shopper, make_page: MakePage) -> None:
    address = make_page("<button id=more>More</button>", tag=ORDER)
    buyer.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => document.querySelector('#more').focus())"
    )
    buyer.visit(address)
    expect(buyer.popup.get_by_role("heading")).to_be_focused()
    tab = buyer.context.new_page()
    tab.goto(address)
    tab.evaluate(
        'key => (localStorage[key] = `{"answered":${Date.now() + 99999}}`)', f"sathi:{buyer.town.key}"
    )
    expect(buyer.popup).to_have_count(0)
    expect(buyer.page.locator("#more")).to_be_focused()


def test_it_says_copied_every_time(buyer: Shopper, make_page: MakePage) -> None:
    buyer.visit(make_page(tag=ORDER))
    buyer.popup.get_by_role("status").first.evaluate(HEAR)
    for times in (1, 2):
        buyer.popup.get_by_role("button", name="Copy link").click()
        buyer.page.wait_for_function("times => heard.filter(Boolean).length === times", arg=times)
    assert buyer.page.evaluate("heard.join()") == "Link copied,,Link copied"


def test_it_ties_what_is_wrong_to_the_field(shopper: Shopper, make_page: MakePage) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(json={"detail": "This is not an e-mail address."})

    shopper.page.route("**/l/*", refuse)
    shopper.visit(make_page("<div data-sathi=page></div>"))
    field = shopper.block.get_by_label("Your e-mail")
    field.fill("asha@x")
    field.press("Enter")
    expect(field).to_have_accessible_description("This is not an e-mail address.")
    expect(field).to_have_attribute("aria-invalid", "true")


def test_it_prints_the_referral_page(shopper: Shopper, make_page: MakePage) -> None:
    shopper.visit(make_page("<div data-sathi=page></div>"))
    expect(shopper.block).to_be_visible()
    shopper.page.emulate_media(media="print")
    expect(shopper.block).to_be_visible()


def test_it_keeps_the_button_when_joining_fails(shopper: Shopper, make_page: MakePage) -> None:
    shopper.page.route("**/m/*", lambda route: route.fulfill(json={**ASHA, "state": "buyer"}))
    shopper.page.route("**/j/*", lambda route: route.fulfill(json={"detail": "We do not know this order."}))
    address = make_page()
    shopper.visit(address)
    shopper.page.evaluate(
        'name => (localStorage[name] = \'{"proof":"wc_order_1"}\')', f"sathi:{shopper.town.key}"
    )
    shopper.visit(address)
    button = shopper.open_panel().get_by_role("button", name="Join and get your link")
    with shopper.page.expect_response("**/j/*"):
        button.press("Enter")
    expect(button).to_be_focused()
