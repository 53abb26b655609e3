"""Browsers that lack or forbid something, and a server that is away or answers nonsense."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from pytest_httpserver import HTTPServer

from tests.browser.shopper import Shopper, place_order

MakePage = Callable[..., str]
Meet = Callable[..., Shopper]

OLD_BROWSER = "for (const name of ['requestIdleCallback', 'navigation', 'trustedTypes']) delete window[name]"


def test_it_shows_nothing_where_the_policy_forbids_it(meet_shopper: Meet, make_page: MakePage) -> None:
    visitor = meet_shopper()
    policy = {"Content-Security-Policy": f"default-src 'none'; script-src {visitor.town.sathi}"}
    visitor.visit(make_page(headers=policy))
    visitor.page.wait_for_load_state("networkidle")
    expect(visitor.launcher).to_have_count(0)
    assert not [complaint for complaint in visitor.complaints if complaint.startswith("thrown")]


@pytest.mark.parametrize("blocked", ["throws", "is_missing", "is_full", "is_damaged"])
def test_it_works_when_storage(shopper: Shopper, make_page: MakePage, blocked: str) -> None:
    script = {
        "throws": "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })",
        "is_missing": "Object.defineProperty(window, 'localStorage', { value: null })",
        "is_full": "Storage.prototype.setItem = () => { throw new DOMException('full') }",
        "is_damaged": "Storage.prototype.getItem = () => '{\"proof'",
    }[blocked]
    shopper.page.add_init_script(script)
    proof = place_order(shopper.town)
    shopper.visit(make_page(tag=f"data-order='{proof}'"))
    expect(shopper.popup).to_contain_text("Thank you, Asha!")
    expect(shopper.popup).to_be_visible()
    shopper.page.keyboard.press("Escape")
    shopper.open_panel().get_by_role("button", name="Join and get your link").click()
    expect(shopper.panel.get_by_label("Your link")).to_be_visible()


@pytest.mark.parametrize("trouble", ["connectionrefused", "timedout", "accessdenied"])
def test_it_shows_nothing_when_the_server_is_away(
    meet_shopper: Meet, make_page: MakePage, trouble: str
) -> None:
    visitor = meet_shopper()
    visitor.page.clock.install()
    visitor.page.route(
        lambda url: url.startswith(visitor.town.sathi) and not url.endswith("/w.js"),
        lambda route: route.abort(trouble),
    )
    visitor.visit(make_page("<div data-sathi=page></div>", tag="data-order=wc_order_unknown"))
    visitor.page.clock.run_for(120_000)
    expect(visitor.page.locator("sathi-root")).to_have_count(0)
    assert not [complaint for complaint in visitor.complaints if "Failed to load resource" not in complaint]


@pytest.mark.parametrize("answer", ["<html>Bad gateway</html>", '{"status":500}', "null", "[]"])
def test_it_shows_nothing_when_the_server_answers_nonsense(
    meet_shopper: Meet, make_page: MakePage, answer: str
) -> None:
    visitor = meet_shopper()
    visitor.page.route(
        lambda url: url.startswith(visitor.town.sathi) and not url.endswith("/w.js"),
        lambda route: route.fulfill(status=502, body=answer),
    )
    with visitor.page.expect_response("**/c/**"):
        visitor.visit(make_page(tag="data-order=wc_order_unknown"))
    visitor.page.wait_for_load_state("networkidle")
    expect(visitor.page.locator("sathi-root")).to_have_count(0)
    assert not [complaint for complaint in visitor.complaints if complaint.startswith("thrown")]


def test_it_refuses_a_chunk_that_is_not_the_built_one(meet_shopper: Meet, make_page: MakePage) -> None:
    visitor = meet_shopper()
    visitor.page.route("**/s/ui-*", lambda route: route.fulfill(body="window.evil = 1"))
    visitor.visit(make_page())
    with visitor.page.expect_request("**/s/ui-*"):
        visitor.launcher.click()
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.page.evaluate("window.evil") is None
    assert not [complaint for complaint in visitor.complaints if complaint.startswith("thrown")]


def test_it_works_in_a_browser_without_the_newest_features(shopper: Shopper, make_page: MakePage) -> None:
    shopper.page.add_init_script(OLD_BROWSER)
    proof = place_order(shopper.town)
    shopper.visit(make_page(tag=f"data-order='{proof}'"))
    expect(shopper.popup).to_contain_text("Thank you, Asha!")


def test_it_needs_a_shop(shopper: Shopper, httpserver: HTTPServer) -> None:
    script = f"<script async src='{shopper.town.sathi}/w.js'></script>"
    httpserver.expect_request("/").respond_with_data(f"<!doctype html>{script}", content_type="text/html")
    httpserver.expect_request("/favicon.ico").respond_with_data(status=204)
    shopper.visit(httpserver.url_for("/"))
    shopper.page.wait_for_load_state("networkidle")
    assert shopper.hosts() == {shopper.town.sathi, httpserver.url_for("").rstrip("/")}
    assert shopper.asked("c") == []


def test_it_leaves_the_page_as_it_was(shopper: Shopper, make_page: MakePage) -> None:
    shopper.visit(make_page("<p>Chai</p>"))
    expect(shopper.launcher).to_be_visible()
    assert shopper.context.cookies() == []
    assert shopper.page.evaluate("Object.keys(localStorage)") == []
    assert (
        shopper.page.evaluate("[...document.body.children].map(one => one.localName).join()") == "h1,p,script"
    )
    assert shopper.page.evaluate("Object.keys(window).filter(name => /sathi/i.test(name))") == []


def test_it_survives_a_theme_that_replaces_the_body(shopper: Shopper, make_page: MakePage) -> None:
    shopper.visit(make_page())
    expect(shopper.launcher).to_be_visible()
    shopper.page.evaluate("document.body = document.createElement('body')")
    expect(shopper.open_panel()).to_be_visible()
