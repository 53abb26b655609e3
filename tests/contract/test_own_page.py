"""The own page: what was earned and how far it is, a code of one's own; and the mail that brings a reward."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pytest

from plugin.actions.links import own_link
from plugin.actions.posting import EMAIL
from plugin.actions.rewards import settle_due
from plugin.app import create_app
from plugin.domain.program import Incentive
from plugin.effects.worker import run_due_effects
from plugin.store.people import Person
from tests.cast import ADDRESS, DAY_MS, ChaiHouse
from tests.loop import Loop, make_loop_program
from tests.mailbox import Mailbox, open_mailbox

PERSON = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/141.0 Mobile"}
SCANNER = {"User-Agent": "facebookexternalhit/1.1"}


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """The loop at Chai House."""
    chai_house.follow(make_loop_program())
    return Loop(chai_house)


@pytest.fixture
def asha(loop: Loop) -> Person:
    """Asha, who has bought."""
    return loop.meet("asha@example.test", "1")


def page_of(loop: Loop, person: Person, headers: dict[str, str] = PERSON, words: str = "") -> str:
    """Open a person's own page."""
    house = loop.chai
    address = own_link(house.house, house.shop, person.person_id).removeprefix(ADDRESS)
    answer = house.client.get(address + words, headers=headers)
    assert answer.status_code == 200
    return answer.text


def bring_friend(loop: Loop, asha: Person, order_ref: str = "2", **changes: Any) -> None:
    """Let a friend buy by Asha's link."""
    mark = loop.claim(asha.code)
    loop.order(order_ref, f"friend{order_ref}@example.test", marks=[mark], **changes)


# What was earned


def test_it_shows_a_reward_from_waiting_to_told(loop: Loop, asha: Person) -> None:
    assert "Nothing yet" in page_of(loop, asha)
    bring_friend(loop, asha)
    assert "Waiting until 6 December 2026" in page_of(loop, asha)
    loop.chai.clock.move(15 * DAY_MS)
    loop.wait(0)
    [reward] = loop.rewards()
    assert reward.state == "issued"
    code = loop.coupon(reward.coupon_id).code
    assert code in page_of(loop, asha, SCANNER)
    assert loop.kinds(reward)[-1] == "issued"  # a scanner of mails has told nobody
    for _ in range(2):
        assert code in page_of(loop, asha)
    assert loop.kinds(reward) == ["due", "held", "approved", "issued", "told"]


def test_it_says_that_a_code_is_being_made(loop: Loop, asha: Person) -> None:
    bring_friend(loop, asha)
    loop.chai.clock.move(15 * DAY_MS)
    loop.order("3", "somebody@example.test")
    settle_due(loop.chai.house)
    assert "Your code is being made" in page_of(loop, asha)


def test_it_shows_that_a_reward_fell(loop: Loop, asha: Person) -> None:
    bring_friend(loop, asha)
    loop.wait(15 * DAY_MS)
    [reward] = loop.rewards()
    code = loop.coupon(reward.coupon_id).code
    loop.order("2", "friend2@example.test", stage="refunded", refunded="1000.00")
    page = page_of(loop, asha)
    assert "Taken back" in page
    assert code not in page


def test_it_adds_up_points(loop: Loop, asha: Person) -> None:
    points = Incentive(kind="points", amount_minor=150)
    loop.chai.follow(make_loop_program(advocate=points, hold_days=0))
    for order_ref in ("2", "3"):
        bring_friend(loop, asha, order_ref)
    loop.wait(DAY_MS)
    assert "Your balance: 300 points" in page_of(loop, asha)


def test_it_never_says_that_a_friend_is_suspected(loop: Loop, asha: Person) -> None:
    bring_friend(loop, asha, customer={"email": "asha+2@example.test", "first_name": "Asha"})
    page = page_of(loop, asha)
    for word in ("fraud", "suspect", "block", "review"):
        assert word not in page.lower()


# The link to the sample


def test_it_shows_the_advocate_what_the_friend_sees(loop: Loop, asha: Person) -> None:
    [link] = re.findall(r'href="(/r/[^"]*own=[^"]*)"', page_of(loop, asha))
    page = loop.chai.client.get(link.replace("&amp;", "&"), headers=PERSON)
    assert "SAMPLE" in page.text
    assert "<form" not in page.text


# A code of one's own


def choose(loop: Loop, person: Person, code: str, lang: str = "en") -> tuple[int, str]:
    """Send the form for a code; gives the status and the page."""
    house = loop.chai
    address = own_link(house.house, house.shop, person.person_id).removeprefix(ADDRESS)
    answer = house.client.post(f"{address}/code", data={"code": code, "lang": lang}, headers=PERSON)
    return answer.status_code, answer.text


def code_of(loop: Loop, person: Person) -> str:
    """Give a person's code as it is now."""
    found = loop.chai.read(lambda parts, shop_id: parts.people.find(shop_id, person.person_id))
    assert found
    return found.code


def test_it_takes_a_code_that_the_advocate_chose(loop: Loop, asha: Person) -> None:
    assert choose(loop, asha, "asha-200")[0] == 303
    assert code_of(loop, asha) == "ASHA200"
    assert f"/r/{loop.chai.shop.key}/ASHA200" in page_of(loop, asha)
    for code in ("asha200", asha.code):
        assert loop.chai.client.get(f"/r/{loop.chai.shop.key}/{code}", headers=PERSON).status_code == 200
    assert choose(loop, asha, "ASHA200")[0] == 303


def test_it_says_what_is_wrong_with_a_code(loop: Loop, asha: Person) -> None:
    farid = loop.meet("farid@example.test", "9")
    assert choose(loop, farid, "FARID2")[0] == 303
    for code, sentence in (
        ("", "4 to 20 letters"),
        ("fuck you", "could offend"),
        ("farid2", "is taken"),
        ("FAR1D2", "looks too much like another"),
        ("Аsha200", "only the letters A to Z"),
        (farid.code, "one that Sathi makes"),
    ):
        status, page = choose(loop, asha, code)
        assert (status, sentence in page) == (422, True), code
        assert 'aria-invalid="true"' in page
    assert "কোডটি অন্য কেউ নিয়েছেন" in choose(loop, asha, "FARID2", "bn")[1]
    assert code_of(loop, asha) == asha.code


def test_it_lets_a_code_be_changed_three_times(loop: Loop, asha: Person) -> None:
    assert [choose(loop, asha, f"ASHA20{number}")[0] for number in (3, 4, 7, 9)] == [303, 303, 303, 429]
    assert code_of(loop, asha) == "ASHA207"


def test_it_takes_no_code_from_a_link_that_does_not_hold(loop: Loop, asha: Person) -> None:
    address = f"/p/{loop.chai.shop.key}/me/forged/code"
    assert loop.chai.client.post(address, data={"code": "ASHA200"}).status_code == 404
    assert code_of(loop, asha) == asha.code


# The mail


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real mail server on loopback."""
    with open_mailbox() as box:
        yield box


@pytest.fixture
def posted(loop: Loop, mailbox: Mailbox) -> Loop:
    """The loop with a mail server."""
    settings = dataclasses.replace(
        loop.chai.house.settings,
        smtp_url=mailbox.url,
        mail_from="sathi@chai.example",
    )
    loop.chai.house = dataclasses.replace(loop.chai.house, settings=settings)
    loop.chai.client = create_app(loop.chai.house).test_client()
    return loop


def test_it_mails_the_code_and_counts_it_as_told(posted: Loop, asha: Person, mailbox: Mailbox) -> None:
    bring_friend(posted, asha)
    posted.wait(15 * DAY_MS)
    [reward] = posted.rewards()
    assert run_due_effects(posted.chai.house, kinds=[EMAIL]) == 1
    assert mailbox.recipients == ["asha@example.test"]
    [message] = mailbox.messages
    text = message.get_body(("plain",))
    assert text
    code = posted.coupon(reward.coupon_id).code
    assert message["Subject"] == "Chai House-এর তরফে আপনার পুরস্কার"  # she bought in Bengali
    assert code in text.get_content()
    assert f"https://chai.example/?coupon={code}" in text.get_content()
    assert posted.kinds(reward) == ["due", "held", "approved", "issued", "told"]
    assert run_due_effects(posted.chai.house, kinds=[EMAIL]) == 0


def test_it_tells_nobody_of_a_reward_that_fell(posted: Loop, asha: Person, mailbox: Mailbox) -> None:
    bring_friend(posted, asha)
    posted.wait(15 * DAY_MS)
    posted.order("2", "friend2@example.test", stage="refunded", refunded="1000.00")
    assert run_due_effects(posted.chai.house, kinds=[EMAIL]) == 1
    assert mailbox.messages == []
    [reward] = posted.rewards()
    assert posted.kinds(reward)[-1] == "reversed"
