"""A partner's way, played in a browser: apply, be admitted on the desk, follow the mailed link, be paid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from plugin.actions.commission import change_terms
from plugin.actions.house import House
from plugin.actions.partner_post import SECOND_THOUGHTS_MS
from plugin.actions.posting import EMAIL
from plugin.actions.shops import desk_link
from plugin.app import create_app
from plugin.domain.commission_terms import EXAMPLE
from plugin.effects.worker import run_due_effects
from tests.browser.shopper import PHONE
from tests.cast import ChaiHouse, Clock, build_house, open_chai_house
from tests.mailbox import Mailbox, open_mailbox
from tests.ports import find_port


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real mail server on loopback."""
    with open_mailbox() as box:
        yield box


@pytest.fixture
def chai(sqlite_url: str, clock: Clock, mailbox: Mailbox) -> Iterator[ChaiHouse]:
    """Chai House with terms for partners, served for a browser and with a mail server."""
    port = find_port()
    house = build_house(
        sqlite_url, clock, url=f"http://127.0.0.1:{port}", mail_from="letters@chai.example",
        smtp_url=mailbox.url,
    )  # fmt: skip
    with closing(house.store):
        chai = open_chai_house(house, clock)
        change_terms(house, chai.shop, EXAMPLE)
        server = make_server("127.0.0.1", port, create_app(house), threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        yield chai
        server.shutdown()
        server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser without scripts, on a phone."""
    with closing(browser.new_context(viewport=PHONE, locale="en-IN", java_script_enabled=False)) as context:
        yield context.new_page()


def read_letter(house: House, mailbox: Mailbox) -> str:
    """Let the post leave, and give the text of the newest letter."""
    run_due_effects(house, kinds=[EMAIL])
    text = mailbox.messages[-1].get_body(("plain",))
    assert text
    return str(text.get_content())


def test_it_leads_an_applicant_to_a_page_where_they_are_paid(
    chai: ChaiHouse, mailbox: Mailbox, page: Page
) -> None:
    house, url = chai.house, chai.house.settings.url
    page.goto(f"{url}/a/{chai.shop.key}")
    page.get_by_label("Your name").fill("Nila Roy")
    page.get_by_label("Your e-mail").first.fill("nila@example.test")
    page.get_by_label("Your page, channel or store").fill("nila")
    page.get_by_label("I have read the agreement").check()
    page.get_by_role("button", name="Send my application").click()
    expect(page.get_by_role("alert")).to_contain_text("the address of your page")
    expect(page.get_by_label("Your name")).to_have_value("Nila Roy")
    page.get_by_label("Your page, channel or store").fill("video.example/nila")
    page.get_by_label("I have read the agreement").check()
    page.get_by_role("button", name="Send my application").click()
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert "answers you by e-mail" in read_letter(house, mailbox)

    page.goto(desk_link(house, chai.shop))
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Applications").click()
    page.get_by_label("Your words to them").fill("Welcome, we like your films.")
    page.get_by_role("button", name="Admit").click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    chai.clock.move(SECOND_THOUGHTS_MS)
    letter = read_letter(house, mailbox)
    assert "Welcome, we like your films." in letter
    assert mailbox.recipients == ["nila@example.test"] * 2

    found = re.search(rf"{re.escape(url)}/a/\S+", letter)
    assert found
    page.goto(found[0])
    expect(page.get_by_label("Your code", exact=True)).to_have_value(re.compile(r"\w{9}"))
    page.get_by_role("combobox").select_option("upi")
    page.get_by_label("UPI id").fill("nila@okaxis")
    page.get_by_label("Name of the account's holder").fill("Nila Roy")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#payee + p")).to_contain_text("ni•••@okaxis")
