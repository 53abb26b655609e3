"""What a buyer may answer to the popup, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Response, expect

from tests.browser.shopper import Shopper

Answer = Callable[[Shopper], None]

ANSWERS: dict[str, Answer] = {
    "declined": lambda shopper: shopper.popup.get_by_role("button", name="No thanks").click(),
    "later": lambda shopper: shopper.popup.get_by_role("button", name="Remind me later").click(),
    "closed": lambda shopper: shopper.popup.get_by_role("button", name="Close").click(),
    "closed_by_escape": lambda shopper: shopper.page.keyboard.press("Escape"),
    "closed_by_the_page_around": lambda shopper: shopper.page.mouse.click(5, 5),
}


def is_hold(answer: Response) -> bool:
    return "/d/" in answer.url and bool(answer.json()["state"] == "hold")


@pytest.mark.parametrize("answer", ANSWERS)
def test_it_closes_and_reports_the_answer(shopper: Shopper, answer: str) -> None:
    with shopper.reporting("viewed"):
        shopper.buy()
    expect(shopper.popup.get_by_role("heading")).to_be_focused()
    with shopper.reporting(answer.partition("_")[0]):
        ANSWERS[answer](shopper)
    expect(shopper.popup).to_have_count(0)
    assert shopper.reports()[0] == ("popup", "viewed")


@pytest.mark.parametrize("answer", ["declined", "closed"])
def test_it_never_asks_again_for_an_answered_order(shopper: Shopper, answer: str) -> None:
    shopper.buy()
    expect(shopper.popup).to_be_visible()
    ANSWERS[answer](shopper)
    asked = shopper.asked("d")
    with shopper.page.expect_response("**/c/**"):
        shopper.page.reload()
    shopper.page.wait_for_load_state("networkidle")
    assert shopper.asked("d") == asked
    assert "ask" not in shopper.memory()


def test_it_leaves_a_shopper_alone_who_said_no(shopper: Shopper) -> None:
    shopper.buy()
    expect(shopper.launcher).to_be_visible()
    ANSWERS["declined"](shopper)
    expect(shopper.page.locator("sathi-root")).to_have_count(0)
    asked = shopper.asked("d")
    with shopper.page.expect_response("**/c/**"):
        shopper.buy()
    shopper.page.wait_for_load_state("networkidle")
    assert shopper.asked("d") == asked
    expect(shopper.page.locator("sathi-root")).to_have_count(0)


def test_it_reminds_later(shopper: Shopper) -> None:
    shopper.buy()
    expect(shopper.popup).to_be_visible()
    with shopper.reporting("later"):
        ANSWERS["later"](shopper)
    asked = shopper.asked("d")
    shopper.page.reload()
    expect(shopper.launcher).to_be_visible()
    assert shopper.asked("d") == asked
    assert shopper.memory()["ask"] > shopper.page.evaluate("Date.now()")


def test_it_keeps_what_the_server_says_about_later(shopper: Shopper) -> None:
    again_at_ms = 2_000_000_000_000
    shopper.buy()
    expect(shopper.popup).to_be_visible()
    ANSWERS["closed"](shopper)
    hold = {"state": "hold", "again_at_ms": again_at_ms}
    shopper.page.route("**/d/**", lambda route: route.fulfill(json=hold))
    with shopper.page.expect_response(is_hold):
        shopper.buy()
    asked = shopper.asked("d")
    shopper.visit("/")
    expect(shopper.launcher).to_be_visible()
    assert shopper.memory()["ask"] == again_at_ms
    assert shopper.asked("d") == asked


def test_it_keeps_nothing_of_an_order_that_is_held(shopper: Shopper) -> None:
    hold = {"state": "hold", "again_at_ms": 2_000_000_000_000}
    shopper.page.route("**/d/**", lambda route: route.fulfill(json=hold))
    with shopper.page.expect_response(is_hold):
        shopper.buy()
    shopper.visit("/")
    expect(shopper.launcher).to_be_visible()
    assert shopper.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_it_leaves_a_buyer_alone_who_was_asked_lately(shopper: Shopper) -> None:
    shopper.buy(email="asha.twice@example.com")
    expect(shopper.popup).to_be_visible()
    with shopper.reporting("closed"):
        ANSWERS["closed"](shopper)
    with shopper.page.expect_response(is_hold):
        shopper.buy(email="asha.twice@example.com")
    expect(shopper.launcher).to_be_visible()
    expect(shopper.popup).to_have_count(0)
