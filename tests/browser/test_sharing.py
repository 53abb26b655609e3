"""Sharing: every channel opens with its own mark, and nothing is sent behind the shopper's back."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, expect

from tests.browser.shopper import Shopper

CATCH_SHARE = "navigator.share = async shared => { window.shared = shared }"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"


def query_of(link: Locator) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link.get_attribute("href") or "").query)


def test_it_opens_whatsapp_with_the_words_and_the_marked_link(shopper: Shopper) -> None:
    shopper.buy()
    link = shopper.popup.get_by_role("link", name="WhatsApp")
    expect(link).to_have_attribute("href", re.compile("^https://api.whatsapp.com/send\\?text="))
    (words,) = query_of(link)["text"]
    link_of = f"{shopper.town.sathi}/r/{shopper.town.key}"
    assert re.fullmatch(rf"I shop at Chai House\..*{link_of}/\w+\?c=wa", words)


def test_it_opens_the_mail_program_with_the_words_and_the_marked_link(shopper: Shopper) -> None:
    shopper.buy()
    query = query_of(shopper.popup.get_by_role("link", name="E-mail"))
    assert query["subject"] == ["A gift from Chai House"]
    assert query["body"][0].endswith("?c=em")


def test_it_hands_the_words_to_the_phone_only_where_there_is_a_share_sheet(shopper: Shopper) -> None:
    shopper.page.add_init_script(CATCH_SHARE)
    shopper.buy()
    with shopper.reporting("shared"):
        shopper.popup.get_by_role("button", name="Share", exact=True).click()
    assert shopper.page.evaluate("shared.text").endswith("?c=nt")


def test_it_leaves_the_share_sheet_out_where_there_is_none(shopper: Shopper) -> None:
    shopper.page.add_init_script("delete Navigator.prototype.share")
    shopper.buy()
    expect(shopper.popup.get_by_role("link", name="WhatsApp")).to_be_visible()
    expect(shopper.popup.get_by_role("button", name="Share", exact=True)).to_have_count(0)


def test_it_leaves_out_channels_that_it_does_not_know(
    shopper: Shopper, change_settings: Callable[..., None]
) -> None:
    change_settings(shopper, channels=["pigeon", "x", "qr"])
    shopper.buy()
    expect(shopper.popup.locator(".share").get_by_role("button")).to_have_text(["QR code"])


def test_it_copies_the_link_and_says_so(meet_shopper: Callable[..., Shopper]) -> None:
    asha = meet_shopper(permissions=["clipboard-read", "clipboard-write"])
    asha.buy()
    with asha.reporting("shared"):
        asha.popup.get_by_role("button", name="Copy link").click()
    expect(asha.popup.get_by_role("status").first).to_have_text("Link copied")
    assert asha.page.evaluate("navigator.clipboard.readText()").endswith("?c=cp")


def test_it_copies_the_old_way_where_the_clipboard_is_blocked(shopper: Shopper) -> None:
    shopper.page.add_init_script(NO_CLIPBOARD)
    shopper.buy()
    shopper.popup.get_by_role("button", name="Copy link").click()
    expect(shopper.popup.get_by_role("status").first).to_have_text("Link copied")


def test_it_loads_picture_and_qr_code_only_when_wanted(shopper: Shopper) -> None:
    shopper.visit("/")
    expect(shopper.launcher).to_be_visible()
    assert shopper.asked("s") == []
    shopper.buy()
    expect(shopper.popup.locator("img")).to_be_visible()
    assert shopper.asked("q") == []
    shopper.popup.get_by_role("button", name="QR code").click()
    code = shopper.popup.get_by_role("img", name="QR code")
    expect(code).to_be_visible()
    code.evaluate("code => code.decode()")
    assert len(shopper.asked("q")) == 1


def test_it_joins_the_buyer_who_shares(shopper: Shopper) -> None:
    shopper.buy()
    with shopper.page.expect_response(lambda answer: "/j/" in answer.url):
        shopper.popup.get_by_role("button", name="QR code").click()
    shopper.page.keyboard.press("Escape")
    expect(shopper.open_panel().get_by_role("heading", level=2)).to_have_text(
        "Share Chai House with a friend"
    )
    assert shopper.memory()["token"]
