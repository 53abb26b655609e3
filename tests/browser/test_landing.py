"""The friend's pages in a real browser, with and without scripts, and the mark on its way into the cart."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
import requests
from playwright.sync_api import Locator, Request, ViewportSize, expect

from tests.browser.axe import find_faults, find_violations
from tests.browser.shopper import PHONE, Shopper, Town, place_order

Meet = Callable[..., Shopper]
NARROW: ViewportSize = {"width": 320, "height": 256}

OWNERS = count(1)
CLAIM = "claim.clm_0194a2b3c4d." + "s" * 27
VISIT = "visit.vis_0194a2b3c4d." + "s" * 27
KEPT = "sessionStorage.getItem('sathi:mark')"
HEAR = "<script>document.addEventListener('sathi:mark', (event) => (window.heard = event.detail))</script>"
SHOPIFY = "<script>window.Shopify = { routes: { root: '/in/' } }</script>"
NO_STORAGE = "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('blocked') } })"


@pytest.fixture
def link(town: Town) -> str:
    """The link of an advocate who has joined."""
    proof = place_order(town)
    answer: dict[str, Any] = {}
    while "link" not in answer:  # the order is on its way
        answer = requests.post(f"{town.sathi}/j/{town.key}", json={"order": proof}, timeout=60).json()
    return str(answer["link"])


def claim(friend: Shopper, link: str, lang: str = "en") -> Locator:
    """Follow a link, take the offer, and give the field with the code once the store has made it."""
    friend.visit(f"{link}?c=wa&lang={lang}")
    friend.page.locator("main form button").click()
    coupon = friend.page.locator("#coupon")
    expect(coupon).to_be_visible()  # the page has asked again by itself
    return coupon


def open_landing(friend: Shopper, link: str, lang: str) -> None:
    friend.visit(f"{link}?c=wa&lang={lang}")


def open_sample(friend: Shopper, link: str, lang: str) -> None:
    open_own(friend, link, lang)
    friend.page.locator("a[href*='own=']").click()
    expect(friend.page.locator("#coupon")).to_have_value("SAMPLE")


def open_own(friend: Shopper, link: str, lang: str) -> None:
    email = f"own{next(OWNERS)}@example.com"
    friend.buy(lang=lang, email=email)
    expect(friend.popup).to_be_visible()
    asked = {"email": email, "lang": lang}
    answer = requests.post(f"{friend.town.sathi}/l/{friend.town.key}", json=asked, timeout=60).json()
    friend.visit(f"{answer['link']}?lang={lang}")


PAGES: dict[str, Callable[[Shopper, str, str], object]] = {
    "landing": open_landing,
    "claim": claim,
    "own": open_own,
    "sample": open_sample,
}


@pytest.mark.parametrize("lang", ["en", "ar", "ta"])
@pytest.mark.parametrize("page", PAGES)
def test_it_has_no_fault(meet_shopper: Meet, link: str, page: str, lang: str) -> None:
    farid = meet_shopper(viewport=PHONE, locale=lang, reduced_motion="reduce")
    PAGES[page](farid, link, lang)
    for size in (PHONE, NARROW):
        farid.page.set_viewport_size(size)
        assert find_violations(farid.page) == []
        assert find_faults(farid.page.locator("main")) == []


@pytest.mark.parametrize("lang", ["en", "bn", "ar"])
def test_it_needs_no_script(meet_shopper: Meet, link: str, lang: str) -> None:
    farid = meet_shopper(java_script_enabled=False, viewport=PHONE, locale=lang)
    coupon = claim(farid, link, lang)
    expect(coupon).to_have_value(re.compile("^[2-9A-Z]{9}$"))
    code = coupon.input_value()
    farid.page.locator("main a.button").click()
    expect(farid.page).to_have_url(re.compile(rf"^{farid.town.store}/\?apply_coupon={code}&sathi=claim\."))
    assert farid.hosts() <= {farid.town.sathi, farid.town.store}


def test_it_keeps_one_cookie_and_only_after_the_claim(meet_shopper: Meet, link: str) -> None:
    farid = meet_shopper()
    farid.visit(f"{link}?c=wa")
    assert farid.context.cookies(farid.town.sathi) == []
    claim(farid, link)
    [cookie] = farid.context.cookies(f"{farid.town.sathi}/r/{farid.town.key}/")
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("sathi_device", True, "Lax")


# The mark in the store's address


def test_it_fetches_nothing_more_where_there_is_no_mark(shopper: Shopper) -> None:
    shopper.visit("/?utm_source=wa")
    expect(shopper.launcher).to_be_visible()
    assert not [request for request in shopper.requests if request.url.endswith("/v.js")]


def test_it_keeps_the_mark_for_the_store_and_tells_it(
    shopper: Shopper, make_page: Callable[..., str]
) -> None:
    shopper.visit(f"{make_page(head=HEAR)}?sathi={CLAIM}")
    shopper.page.wait_for_function("window.heard")
    assert shopper.page.evaluate("heard") == CLAIM
    assert shopper.page.evaluate(KEPT) == CLAIM


def test_it_puts_the_mark_into_shopifys_cart(shopper: Shopper, make_page: Callable[..., str]) -> None:
    def is_cart(request: Request) -> bool:
        return request.url.endswith("/in/cart/update.js")

    shopper.page.route("**/in/cart/update.js", lambda route: route.fulfill(json={}))
    with shopper.page.expect_request(is_cart) as asked:
        shopper.visit(f"{make_page(head=SHOPIFY)}?sathi={CLAIM}")
    assert asked.value.method == "POST"
    assert asked.value.post_data_json == {"attributes": {"_sathi": CLAIM}}


def test_it_does_not_let_a_look_replace_a_claim(shopper: Shopper, make_page: Callable[..., str]) -> None:
    page = make_page(head=HEAR)
    for mark, kept in ((VISIT, None), (CLAIM, CLAIM)):  # who only looks has asked for nothing yet
        shopper.visit(f"{page}?sathi={mark}")
        shopper.page.wait_for_function("window.heard")
        assert shopper.page.evaluate(KEPT) == kept
    with shopper.page.expect_response("**/v.js"):
        shopper.visit(f"{page}?sathi={VISIT}")
    expect(shopper.launcher).to_be_visible()
    assert shopper.page.evaluate(KEPT) == CLAIM
    assert shopper.page.evaluate("window.heard") is None


@pytest.mark.parametrize("mark", ["", "x", "claim.a.b", "%3Cscript%3E", 'claim.clm_1"}}.' + "s" * 27])
def test_it_keeps_nothing_that_is_no_mark(shopper: Shopper, make_page: Callable[..., str], mark: str) -> None:
    with shopper.page.expect_response("**/v.js"):
        shopper.visit(f"{make_page(head=HEAR + SHOPIFY)}?sathi={mark}")
    expect(shopper.launcher).to_be_visible()
    assert shopper.page.evaluate(KEPT) is None
    assert not [request for request in shopper.requests if "cart/update" in request.url]


def test_it_tells_the_store_where_storage_is_blocked(shopper: Shopper, make_page: Callable[..., str]) -> None:
    shopper.page.add_init_script(NO_STORAGE)
    shopper.visit(f"{make_page(head=HEAR)}?sathi={CLAIM}")
    shopper.page.wait_for_function("window.heard")


def test_it_stays_silent_where_the_keeper_cannot_be_fetched(
    meet_shopper: Meet, make_page: Callable[..., str]
) -> None:
    farid = meet_shopper()
    farid.page.route("**/v.js", lambda route: route.abort())
    farid.visit(f"{make_page()}?sathi={CLAIM}")
    expect(farid.launcher).to_be_visible()
    assert not [complaint for complaint in farid.complaints if complaint.startswith("thrown")]
