"""The popup, the launcher with its panel, and the block of the page, in every kind of store that we know."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Frame, Locator, Page, Route, expect

from tests.browser.host import list_hosts
from tests.browser.shopper import Shopper, Town, place_order

ServeHost = Callable[..., str]

# The stores in which every surface comes; a cleaner leaves only the block standing.
CLEANER = "cleaner.html"
USABLE = [host for host in list_hosts() if host != CLEANER]

# Complains of whatever is put into the store's own body, or written on it, once the page has loaded.
WATCH = """
  const { error } = console;
  const watch = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes)
      if (type === "attributes" ? /html|body/.test(target.localName) : addedNodes.length)
        error("changed: " + target.outerHTML);
  });
  addEventListener("load", () => {
    watch.observe(document.documentElement, { attributes: true });
    watch.observe(document.querySelector("body"), { subtree: true, childList: true, attributes: true });
  });
"""


def strict_policy(town: Town) -> dict[str, str]:
    sources = f"script-src 'nonce-c2F0aGk'; connect-src {town.sathi}; img-src {town.sathi}"
    types = "require-trusted-types-for 'script'; trusted-types sathi"
    return {"Content-Security-Policy": f"default-src 'none'; {sources}; {types}"}


def store_of(page: Page) -> Frame:
    """Give the frame that has our tag."""
    return page.frame(name="store") or page.main_frame


@pytest.mark.parametrize("host", USABLE)
def test_it_is_usable_in_the_store(shopper: Shopper, serve_host: ServeHost, host: str) -> None:
    page, town = shopper.page, shopper.town
    page.add_init_script(WATCH)
    headers = strict_policy(town) if host == "strict_policy.html" else None
    shopper.visit(serve_host(host, order=place_order(town), headers=headers))
    store = store_of(page)
    for button in store.locator("[data-before]").all():
        button.click()
    use_popup(store, town)
    use_launcher(store)
    use_block(store)


def test_it_gives_in_to_a_store_that_removes_what_it_does_not_know(
    shopper: Shopper, serve_host: ServeHost
) -> None:
    shopper.page.clock.install()
    with shopper.page.expect_response("**/d/**"):
        shopper.visit(serve_host(CLEANER, order=place_order(shopper.town)))
    use_block(shopper.page.main_frame)
    shopper.page.clock.run_for(60_000)
    assert shopper.page.evaluate("removed.join()") in ("sathi-root", "sathi-root,sathi-root")


def test_it_lets_the_store_work_while_sathi_is_slow(shopper: Shopper, serve_host: ServeHost) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    shopper.page.route("**/c/*/*", hold)
    with shopper.page.expect_request("**/c/**"):
        shopper.visit(serve_host("plain.html"))
    button = shopper.page.get_by_role("button", name="Put into the cart")
    button.click()
    expect(shopper.page.get_by_role("button", name="In the cart")).to_be_visible()
    expect(shopper.launcher).to_have_count(0)
    waiting[0].continue_()
    use_launcher(shopper.page.main_frame, "A friend's link brings you")
    use_block(shopper.page.main_frame)


def use_popup(store: Frame, town: Town) -> None:
    popup = store.locator("dialog.popup")
    expect(popup).to_contain_text("Thank you, Asha!")
    check_looks(popup)
    expect(popup).to_have_css("width", "440px")
    link = popup.get_by_label("Your link")
    expect(link).to_be_visible()
    expect(link).to_have_attribute("value", re.compile(f"^{town.sathi}/r/{town.key}/"))
    popup.get_by_role("heading").press("Escape")
    expect(popup).to_have_count(0)


def use_launcher(store: Frame, title: str = "You bought here") -> None:
    launcher = store.locator("sathi-root aside button").first
    launcher.click()
    panel = store.locator("dialog.panel")
    expect(panel.get_by_role("heading", level=2)).to_contain_text(title)
    check_looks(panel)
    expect(panel).to_have_css("width", "400px")
    panel.get_by_role("heading", level=2).press("Escape")
    expect(panel).to_have_count(0)


def use_block(store: Frame) -> None:
    block = store.locator("[data-sathi=page] article")
    expect(block.locator(".steps li")).to_have_count(3)
    block.scroll_into_view_if_needed()
    check_looks(block)


def check_looks(surface: Locator) -> None:
    expect(surface).to_be_visible()
    looks = {
        "font-size": "16px",
        "direction": "ltr",
        "writing-mode": "horizontal-tb",
        "pointer-events": "auto",
    }
    looks |= {"text-transform": "none", "letter-spacing": "normal", "unicode-bidi": "isolate"}
    for name, value in looks.items():
        expect(surface).to_have_css(name, value)
