"""The signed link by mail, through a real SMTP server: same answer for everybody, one hour, and limits."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from plugin.actions.banning import ban_person
from plugin.app import create_app
from plugin.effects.worker import run_due_effects
from tests.cast import ADDRESS, HOUR_MS, MINUTE_MS, ChaiHouse
from tests.mailbox import Mailbox, open_mailbox


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real mail server on loopback."""
    with open_mailbox() as box:
        yield box


@pytest.fixture
def post(chai_house: ChaiHouse, mailbox: Mailbox) -> ChaiHouse:
    """Chai House with Asha's order and a mail server."""
    settings = dataclasses.replace(
        chai_house.house.settings,
        smtp_url=mailbox.url,
        mail_from="sathi@chai.example",
    )
    chai_house.house = dataclasses.replace(chai_house.house, settings=settings)
    chai_house.client = create_app(chai_house.house).test_client()
    chai_house.buy()
    return chai_house


def find_link(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body
    found = re.search(rf"{ADDRESS}(/p/\S+)", body.get_content())
    assert found
    return found[1]


def test_it_mails_a_link_that_opens_the_own_page_for_an_hour(post: ChaiHouse, mailbox: Mailbox) -> None:
    assert post.ask("l", email=" Asha@EXAMPLE.test", lang="bn").get_json() == {"state": "mailed"}
    assert run_due_effects(post.house) == 1
    assert run_due_effects(post.house) == 0
    [message] = mailbox.messages
    assert mailbox.recipients == ["asha@example.test"]
    assert message["From"] == "Chai House <sathi@chai.example>"
    assert "lang=bn" in find_link(message)
    html = message.get_body(("html",))
    assert html
    assert find_link(message).partition("?")[0] in html.get_content()
    for _ in range(2):
        page = post.client.get(find_link(message))
        assert page.status_code == 200
        assert f"/r/{post.shop.key}/" in page.text
    post.clock.move(HOUR_MS - 1)
    assert post.client.get(find_link(message)).status_code == 200
    post.clock.move(1)
    assert post.client.get(find_link(message)).status_code == 404


def test_it_answers_the_known_and_the_unknown_alike(post: ChaiHouse, mailbox: Mailbox) -> None:
    for door, words in (("/l/{}", {"json": True}), ("/p/{}/link", {})):
        answers = []
        for email in ("asha@example.test", "nobody@example.test"):
            address = door.format(post.shop.key)
            answer = post.ask("l", email=email) if words else post.client.post(address, data={"email": email})
            bare = re.sub(r"nonce-?\S+", "", answer.text)
            headers = {name: text for name, text in answer.headers if name != "Content-Security-Policy"}
            answers.append((answer.status_code, bare, headers))
        assert answers[0] == answers[1]
        assert answers[0][0] == 200
    assert run_due_effects(post.house) == 2
    assert len(mailbox.messages) == 2


def test_it_counts_the_known_and_the_unknown_alike(post: ChaiHouse) -> None:
    for email in ("asha@example.test", "nobody@example.test"):
        assert [post.ask("l", email=email).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = post.ask("l", email=email.upper())
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
        assert refused.get_json()["status"] == 429
    post.clock.move(HOUR_MS)
    assert post.ask("l", email="asha@example.test").status_code == 200


def test_it_says_in_the_shoppers_language_that_it_was_asked_too_often(post: ChaiHouse) -> None:
    address = f"/p/{post.shop.key}/link?lang=bn"
    answers = [post.client.post(address, data={"email": "asha@example.test"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "এক ঘণ্টা পরে" in answers[-1].text


def test_it_mails_no_more_than_three_hundred_an_hour_for_a_shop(post: ChaiHouse) -> None:
    statuses = [post.ask("l", email=f"guess{number}@example.test").status_code for number in range(302)]
    assert statuses == [200] * 300 + [429] * 2


@pytest.mark.parametrize(
    "email", ["", "asha", "asha@", "@example.test", "a b@example.test", "asha@example.test\r\nBcc: x@y.z"]
)
def test_it_refuses_what_is_no_address(post: ChaiHouse, email: str) -> None:
    assert post.ask("l", email=email).get_json()["field"] == "email"
    page = post.client.post(f"/p/{post.shop.key}/link", data={"email": email})
    assert (page.status_code, page.mimetype) == (422, "text/html")


def test_it_tries_again_when_the_mail_server_refuses(post: ChaiHouse, mailbox: Mailbox) -> None:
    mailbox.refusals = 2
    post.ask("l", email="asha@example.test")
    assert run_due_effects(post.house) == 1
    assert run_due_effects(post.house) == 0
    post.clock.move(MINUTE_MS)
    assert run_due_effects(post.house) == 1
    post.clock.move(6 * MINUTE_MS)
    assert run_due_effects(post.house) == 1
    assert len(mailbox.messages) == 1
    assert (
        post.client.get(find_link(mailbox.messages[0])).status_code == 200
    )  # its hour begins when it is sent


def test_it_opens_no_link_of_another_shop_or_purpose(post: ChaiHouse, mailbox: Mailbox) -> None:
    post.ask("l", email="asha@example.test")
    run_due_effects(post.house)
    link = find_link(mailbox.messages[0])
    token = link.rpartition("/")[2].partition("?")[0]
    assert post.client.get(f"/desk/enter/{token}").status_code == 404
    assert post.ask("m", token=token).get_json() == {"state": "visitor"}
    assert (
        post.client.get(link.replace(token, token[:-1] + ("A" if token[-1] != "A" else "B"))).status_code
        == 404
    )
    ban_person(post.house, post.shop, "asha@example.test", True)
    assert post.client.get(link).status_code == 404


def test_it_shows_the_link_on_screen_in_demo_mode_only(post: ChaiHouse) -> None:
    demo = dataclasses.replace(post.house.settings, demo=True)
    post.client = create_app(dataclasses.replace(post.house, settings=demo)).test_client()
    link = post.ask("l", email="asha@example.test").get_json()["link"]
    assert post.client.get(link.removeprefix(ADDRESS)).status_code == 200


def test_it_sends_the_others_when_one_letter_cannot_be_written(post: ChaiHouse, mailbox: Mailbox) -> None:
    broken = "asha@[127.0.0.1"  # taken from the store as typed, and no address
    for number, email in ((20, broken + ".x"), (21, "farid@example.test")):
        post.buy(id=number, order_key=f"wc_order_key{number}", customer_id=0, billing={"email": email})
        assert post.ask("l", email=email).status_code == 200
    assert run_due_effects(post.house) == 2
    assert "farid@example.test" in mailbox.recipients
