"""A newcomer sets up a shop: from what `python3 run.py` prints to a live program, without a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import found_town
from tests.browser.shopper import Shopper, Town
from tests.browser.test_loop import reload_until
from tests.chai_house import demo


@pytest.fixture(scope="module")
def newcomer_link() -> list[str]:
    """Where the town leaves the link that the demo prints."""
    return []


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, newcomer_link: list[str]) -> Iterator[Town]:
    """A town of its own, whose store comes to belong to another shop."""
    folder = tmp_path_factory.mktemp("setup")
    with found_town(folder) as town:
        with pytest.MonkeyPatch.context() as environment:
            for name, text in demo.make_environment(folder, town.sathi).items():
                environment.setenv(name, text)
            newcomer_link.append(demo.link_to_new_shop())
        yield town


def sees_ticks(page: Page, *names: str) -> None:
    """Check which steps are ticked."""
    for item in page.get_by_role("navigation", name="Steps of the set-up").get_by_role("listitem").all():
        name = item.get_by_role("link").inner_text()
        expect(item.locator(".unseen")).to_have_text("Done:" if name in names else "Open:")


def test_it_leads_a_newcomer_to_a_live_program(
    meet_shopper: Callable[..., Shopper], town: Town, newcomer_link: list[str]
) -> None:
    merchant = meet_shopper()
    page = merchant.page
    become_owner(page, newcomer_link[0])
    name_store(page, town.store)
    choose_offer(page)
    choose_look(page)
    install(page, town.store)
    assert see_popup(meet_shopper()) is False  # the program is not live, but its first webhook comes
    page.reload()
    sees_ticks(page, "Your store", "The offer", "The look", "Into your store")
    page.get_by_role("link", name="Go on to the trial").click()
    play_trial(page)
    page.get_by_role("link", name="Back to the steps").click()
    expect(page.get_by_role("img", name="5 of 5 steps are done")).to_be_visible()
    page.get_by_role("button", name="Go live").click()
    expect(page.get_by_role("heading", name="Your program is live")).to_be_visible()
    key = page.url.split("/")[4]
    assert key != town.key
    buyer = replace(meet_shopper(), town=replace(town, key=key))
    buyer.buy(lang="hi")
    expect(buyer.popup).to_contain_text("Tell a friend about us")


def become_owner(page: Page, link: str) -> None:
    """Make the first account, as the printed link asks for."""
    page.goto(link)
    page.get_by_label("E-mail address").fill("mina@example.com")
    page.get_by_label("Your name").fill("Mina")
    page.get_by_label("Password").fill("four calm words here")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Set up a shop")).to_be_visible()


def name_store(page: Page, store: str) -> None:
    """Say which store it is; the country says the rest."""
    page.get_by_label("Name of the store").fill("Mina's Tea")
    page.get_by_label("Its address").fill(store)
    page.get_by_label("It runs on").select_option("woocommerce")
    page.get_by_label("Country").select_option("IN")
    page.get_by_role("button", name="Save and go on").click()


def choose_offer(page: Page) -> None:
    """Take 200 rupees for the friend, and see how that reads."""
    sees_ticks(page, "Your store")
    friend = page.get_by_role("group", name="A friend gets", exact=True)
    friend.get_by_label("Kind").select_option("amount")
    friend.get_by_label("How much, or what").fill("200")
    page.get_by_role("button", name="See how it reads").click()
    expect(page.locator(".reads [lang=bn]")).to_contain_text("₹200")
    sees_ticks(page, "Your store")
    page.get_by_role("button", name="Save and go on").click()


def choose_look(page: Page) -> None:
    """Try a colour and a headline out in the preview, then save them."""
    sees_ticks(page, "Your store", "The offer")
    write_headline(page, "Tell a friend about us")
    page.get_by_label("Your colour").fill("#1b5e20")
    page.get_by_role("button", name="Try it out").click()
    expect(page.get_by_text("is not saved yet")).to_be_visible()
    preview = page.frame_locator("iframe[width='360']")
    expect(preview.locator("dialog.popup")).to_contain_text("Tell a friend about us")
    page.get_by_role("link", name="Referral page").click()
    expect(page.frame_locator("iframe[width='360']").locator("body")).to_contain_text("₹200")
    page.get_by_role("link", name="WhatsApp").click()
    expect(page.get_by_role("img", name="The picture beside the link")).to_have_js_property("complete", True)
    page.get_by_role("button", name="Save and go on").click()


def write_headline(page: Page, words: str) -> None:
    """Write while the previews' popups open: they leave the focus where the merchant writes."""
    field = page.get_by_label("The popup's headline")

    def write_first(question: Route) -> None:
        field.focus()
        question.continue_()

    page.route("**/d/*", write_first)
    page.reload()
    for width_px in (360, 1280):
        expect(page.frame_locator(f"iframe[width='{width_px}']").locator("dialog.popup")).to_be_visible()
    expect(field).to_be_focused()
    page.keyboard.type(words)
    expect(field).to_have_value(words)
    page.unroute("**/d/*")


def install(page: Page, store: str) -> None:
    """Copy the line and the webhook into the store's back office, and have the store checked."""
    sees_ticks(page, "Your store", "The offer", "The look")
    desk = page.url
    check(page, "wrong_key")
    names = ("The line to copy", "Address", "Secret")
    line, hook, secret = (page.get_by_label(name, exact=True).input_value() for name in names)
    page.goto(f"{store}/counter/theme")
    page.get_by_label("The head of every page").fill(line)
    page.get_by_label("Orders are sent to").fill(hook)
    page.get_by_label("They are signed with").fill(secret)
    page.get_by_role("button", name="Save").click()
    page.goto(desk)
    check(page, "never_ran")
    sees_ticks(page, "Your store", "The offer", "The look")
    with page.expect_response(re.compile("/c/")):
        page.goto(store)
    page.goto(desk)
    check(page, "running")
    sees_ticks(page, "Your store", "The offer", "The look")
    expect(page.get_by_text("Still missing: a webhook with the right signature.")).to_be_visible()


def check(page: Page, diagnosis: str) -> None:
    """Have the store looked at, and see what was found."""
    page.get_by_role("button", name="Check my store").click()
    expect(page.locator(f"[data-diagnosis={diagnosis}]")).to_be_visible()


def play_trial(page: Page) -> None:
    """Play the trial; it comes to its rewards."""
    page.get_by_role("button", name="Play the trial").click()
    expect(page.get_by_text("Shown: every rule was met.")).to_be_visible()
    expect(page.locator(".steps li")).to_have_count(7)
    expect(page.locator(".steps .ticked.done")).to_have_count(7)


def see_popup(buyer: Shopper) -> bool:
    """Buy, wait until the store's webhook was taken, and say whether the popup came."""
    buyer.buy(lang="hi")
    reload_until(buyer.page.get_by_text("order.created → 200"))
    buyer.page.wait_for_load_state("networkidle")
    return buyer.popup.is_visible()
