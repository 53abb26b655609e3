"""Pages that would break a careless script, storage that is blocked, a server that is away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from pytest_httpserver import HTTPServer

from tests.browser.shopper import Shopper, Town, place_order

MakePage = Callable[..., str]
Meet = Callable[..., Shopper]

# What old libraries do to the built-in objects: other meanings, JSON of their own, enumerable additions.
PROTOTYPE = """<script>
  const taken = "map filter reduce forEach find includes indexOf concat push join some every entries slice";
  for (const name of taken.split(" "))
    Array.prototype[name] = () => { throw new Error("Array.prototype." + name) };
  Array.from = Array.of = () => { throw new Error("Array.from") };
  Array.prototype.toJSON = Object.prototype.toJSON = String.prototype.toJSON = () => "broken";
  Function.prototype.bind = () => { throw new Error("bind") };
  Array.prototype.each = Object.prototype.extend = Function.prototype.curry = () => {};
</script>"""

CLOBBERED = "<form name=sathi></form><img name=sathi><a id=sathi></a><div id=title></div><p id=code></p>"

RESET = "<style>* { all: unset !important; direction: rtl !important } * { display: none }</style>"

GIANT = "<style>html, body { height: 100%; overflow: hidden; font-size: 40px; color: lime }</style>"

OLD_BROWSER = "for (const name of ['requestIdleCallback', 'navigation', 'trustedTypes']) delete window[name]"

TRAPS = {
    "styles_reset_to_nothing": {"head": RESET},
    "styles_of_a_giant": {"head": GIANT},
    "prototypes_broken": {"head": PROTOTYPE},
    "names_taken": {"body": CLOBBERED},
    "xhtml_namespace": {"body": "<svg><title>x</title></svg><math></math>"},
}


@pytest.mark.parametrize("trap", TRAPS)
def test_it_shows_popup_and_panel_on_a_page_with(shopper: Shopper, make_page: MakePage, trap: str) -> None:
    proof = place_order(shopper.town)
    shopper.visit(make_page(**TRAPS[trap], tag=f"data-order='{proof}'"))
    expect(shopper.popup).to_contain_text("Thank you, Asha!")
    box = shopper.popup.bounding_box()
    assert box and box["width"] == 440 and box["x"] == (1200 - 440) / 2
    expect(shopper.popup).to_have_css("font-size", "16px")
    expect(shopper.popup).to_have_css("direction", "ltr")
    with shopper.reporting("declined"):
        shopper.popup.get_by_role("button", name="No thanks").click()
    expect(shopper.open_panel()).to_contain_text("You bought here")
    assert shopper.reports() == [("popup", "viewed"), ("popup", "declined"), ("sticky", "opened")]


def strict_policy(town: Town) -> dict[str, str]:
    sources = f"script-src 'nonce-c2F0aGk'; connect-src {town.sathi}; img-src {town.sathi}"
    types = "require-trusted-types-for 'script'; trusted-types sathi"
    return {"Content-Security-Policy": f"default-src 'none'; {sources}; {types}"}


def test_it_obeys_a_strict_content_policy(shopper: Shopper, make_page: MakePage) -> None:
    proof = place_order(shopper.town)
    page = make_page(tag=f"data-order='{proof}' nonce=c2F0aGk", headers=strict_policy(shopper.town))
    shopper.visit(page)
    expect(shopper.popup).to_contain_text("Thank you, Asha!")
    expect(shopper.popup.locator("img")).to_be_visible()
    shopper.popup.get_by_role("button", name="QR code").click()
    expect(shopper.popup.get_by_role("img", name="QR code")).to_be_visible()


def test_it_shows_nothing_where_the_policy_forbids_it(meet_shopper: Meet, make_page: MakePage) -> None:
    visitor = meet_shopper()
    policy = {"Content-Security-Policy": f"default-src 'none'; script-src {visitor.town.sathi}"}
    visitor.visit(make_page(headers=policy))
    visitor.page.wait_for_load_state("networkidle")
    expect(visitor.launcher).to_have_count(0)
    assert not [complaint for complaint in visitor.complaints if complaint.startswith("thrown")]


def test_it_starts_once_when_included_twice(shopper: Shopper, make_page: MakePage) -> None:
    town = shopper.town
    again = f"<script async src='{town.sathi}/w.js?again' data-shop='{town.key}'></script>"
    proof = place_order(town)
    shopper.visit(make_page(body=again, tag=f"data-order='{proof}'", head=again))
    expect(shopper.popup).to_have_count(1)
    shopper.page.keyboard.press("Escape")
    expect(shopper.page.locator("sathi-root")).to_have_count(1)


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
    shopper.popup.get_by_role("button", name="No thanks").click()
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
