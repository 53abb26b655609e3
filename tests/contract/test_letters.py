"""Letters gathered from what the house knows, the door that stops them, and how the desk shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from plugin.actions.consenting import hash_contact
from plugin.actions.lettering import gather_letter
from plugin.actions.partners import add_partner
from plugin.actions.posting import Draft, post_message
from plugin.domain.partners import NewPartner
from plugin.domain.program import Milestone, PostRules
from plugin.errors import NotFound
from plugin.model import Contact, Medium, MessageKind, Purpose
from plugin.store import Parts
from plugin.store.messages import Message
from plugin.store.people import Person
from tests.cast import ADDRESS, DAY_MS, ChaiHouse, enter_desk
from tests.loop import TWO_HUNDRED, Loop, make_loop_program
from widgets.letter_samples import KINDS
from widgets.letters import Letter, write_letter
from widgets.texts import LANGUAGES

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """The loop at Chai House."""
    chai_house.follow(make_loop_program(ladder=(Milestone(friends_count=3, reward=TWO_HUNDRED),)))
    return Loop(chai_house)


@pytest.fixture
def asha(loop: Loop) -> Person:
    """Asha, who has bought."""
    return loop.meet("asha@example.test", "1")


def post(
    loop: Loop, person: Person, kind: MessageKind, *, purpose: Purpose = "transactional",
    medium: Medium = "email", language: str = "en", values: Mapping[str, str] | None = None,
) -> Message:  # fmt: skip
    """Post a message."""
    house, shop = loop.chai.house, loop.chai.shop
    draft = Draft(
        kind=kind, purpose=purpose, person_id=person.person_id, language=language,
        cause=str(loop.chai.clock.move(1)), medium=medium, values=dict(values or {}),
    )  # fmt: skip

    def work(parts: Parts) -> Message:
        message_id = post_message(house, parts, shop, draft, loop.chai.clock())
        message = parts.messages.find(shop.shop_id, str(message_id))
        assert message
        return message

    return house.store.unit(shop.shop_id, work)


def write(loop: Loop, person: Person, kind: MessageKind, **facts: Any) -> Letter:
    """Post a message and write its letter as it would leave now."""
    message = post(loop, person, kind, **facts)
    with loop.chai.house.store.reading() as parts:
        return write_letter(gather_letter(loop.chai.house, parts, loop.chai.shop, message))


def bring_friend(loop: Loop, asha: Person, order_ref: str = "2") -> None:
    """Let a friend buy by Asha's link."""
    loop.order(order_ref, f"friend{order_ref}@example.test", marks=[loop.claim(asha.code)])


def open_link(loop: Loop, letter: Letter, path: str) -> int:
    """Follow the first link of a letter that leads there; gives the status."""
    found = re.search(re.escape(ADDRESS) + f"({path}[^\\s]*)", letter.text)
    assert found, letter.text
    return loop.chai.client.get(found[1]).status_code


# Gathering


def test_it_invites_with_links_that_work_for_as_long_as_the_letter_is_new(loop: Loop, asha: Person) -> None:
    letter = write(loop, asha, "invite", purpose="marketing", language="hi")
    for path in ("/r/", "/p/", "/u/"):
        assert open_link(loop, letter, path) == 200
    loop.chai.clock.move(13 * DAY_MS)
    assert open_link(loop, letter, "/p/") == 200
    loop.chai.clock.move(2 * DAY_MS)
    assert open_link(loop, letter, "/p/") == 404
    assert open_link(loop, letter, "/u/") == 200
    assert 'lang="hi"' in letter.html


def test_it_follows_a_reward_from_the_friend_to_the_code(loop: Loop, asha: Person) -> None:
    bring_friend(loop, asha)
    [reward], [referral] = loop.rewards(), loop.referrals()
    held = write(loop, asha, "reward_held", values={"reward_id": reward.reward_id})
    assert "₹200 off\nWaiting until 6 December 2026" in held.text
    bought = write(loop, asha, "friend_bought", values={"referral_id": referral.referral_id})
    assert "₹200 off\nWaiting until" in bought.text and "friend2" not in (bought.text + bought.html).lower()
    with pytest.raises(NotFound, match="ripening"):
        write(loop, asha, "reward", values={"reward_id": reward.reward_id})
    loop.wait(15 * DAY_MS)
    code = loop.coupon(loop.rewards()[0].coupon_id).code
    letter = write(loop, asha, "reward", values={"reward_id": reward.reward_id})
    assert f"Your code: {code}" in letter.text and f"?coupon={code}" in letter.text
    with pytest.raises(NotFound, match="ready"):
        write(loop, asha, "reward_held", values={"reward_id": reward.reward_id})


def test_it_speaks_of_no_reward_of_somebody_else(loop: Loop, asha: Person) -> None:
    bring_friend(loop, asha)
    loop.wait(15 * DAY_MS)
    with pytest.raises(NotFound):
        write(loop, loop.buyer_of("2"), "reward", values={"reward_id": loop.rewards()[0].reward_id})


def test_it_counts_how_far_the_next_prize_is(loop: Loop, asha: Person) -> None:
    for order_ref in ("2", "3"):
        bring_friend(loop, asha, order_ref)
    assert "1 friend to go: ₹200 off" in write(loop, asha, "rung_near").text
    bring_friend(loop, asha, "4")
    with pytest.raises(NotFound, match="no further step"):
        write(loop, asha, "rung_near")


def test_it_thanks_only_for_an_order_that_stands(loop: Loop, asha: Person) -> None:
    order_id = loop.chai.order("1", "standard").order_id
    letter = write(loop, asha, "after_purchase", values={"order_id": order_id})
    assert "Thank you for your order 1 of 22 November 2026." in letter.text
    loop.order("1", "asha@example.test", stage="cancelled")
    with pytest.raises(NotFound, match="does not stand"):
        write(loop, asha, "after_purchase", values={"order_id": order_id})


def test_it_recalls_what_was_bought(loop: Loop) -> None:
    loop.chai.buy(status="completed", line_items=[{"product_id": 10, "name": "Masala chai", "total": "9.00"}])
    row = loop.chai.order()
    buyer = loop.chai.read(lambda parts, shop_id: parts.people.find(shop_id, str(row.person_id)))
    assert buyer
    letter = write(loop, buyer, "after_purchase", values={"order_id": row.order_id})
    assert "Thank you for your order of 22 November 2026: Masala chai." in letter.text


def test_it_says_the_shops_own_words_and_postal_address(loop: Loop, asha: Person) -> None:
    program = msgspec.structs.replace(make_loop_program(), post=PostRules(postal_address="12 Tea Lane"))
    loop.chai.follow(program)
    text = write(loop, asha, "cycle", values={"words": "Spring tea is here."}).text
    assert "Spring tea is here." in text and "12 Tea Lane" in text


def test_it_writes_to_partners(loop: Loop) -> None:
    house, shop = loop.chai.house, loop.chai.shop
    contact = Contact(email="isha@example.test", first_name="Isha")
    partner = add_partner(house, shop, NewPartner(kind="influencer", name="Isha", contact=contact))
    isha = loop.chai.read(lambda parts, shop_id: parts.people.find(shop_id, partner.person_id))
    assert isha
    owed = {"month": "2026-11", "amount_minor": "-5000", "currency": "INR"}
    values = {"partner_id": partner.partner_id, **owed}
    for kind in ("partner_admitted", "portal_link", "statement"):
        assert f"{ADDRESS}/a/{shop.key}/me/" in write(loop, isha, kind, values=values).text
    assert "Your commission for November 2026:\n\n-₹50" in write(loop, isha, "statement", values=values).text
    with pytest.raises(NotFound, match="partner"):
        write(loop, isha, "portal_link", values={"partner_id": "par_unknown"})


# The door that stops messages


def words_of(loop: Loop, person: Person, medium: Medium = "email") -> list[tuple[str, str]]:
    """Give what a contact said, the last word last."""
    house, shop = loop.chai.house, loop.chai.shop
    contact = {"email": person.email, "whatsapp": person.phone, "push": person.person_id}[medium]
    known_as = hash_contact(house, shop, medium, contact)
    words = loop.chai.read(lambda parts, shop_id: parts.consents.list_words(shop_id, known_as, medium))
    return [(word.says, word.source) for word in reversed(words)]


def test_it_stops_nothing_when_a_scanner_opens_the_link(loop: Loop, asha: Person) -> None:
    message = post(loop, asha, "invite", purpose="marketing")
    for method in ("get", "head"):
        answer = getattr(loop.chai.client, method)(f"/u/{message.unsubscribe_key}")
        assert answer.status_code == 200
    assert words_of(loop, asha) == []


def test_it_stops_by_one_click_without_cookie_or_redirect(loop: Loop, asha: Person) -> None:
    message = post(loop, asha, "invite", purpose="marketing")
    path = f"/u/{message.unsubscribe_key}"
    for _ in range(2):
        answer = loop.chai.client.post(path, data=ONE_CLICK)
        assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
        assert "The messages have stopped" in answer.text
    assert words_of(loop, asha) == [("out", f"message {message.message_id}")]
    multipart = loop.chai.client.post(path, data=ONE_CLICK, content_type="multipart/form-data")
    assert multipart.status_code == 200


def test_it_takes_it_back_by_another_button(loop: Loop, asha: Person) -> None:
    path = f"/u/{post(loop, asha, 'invite', purpose='marketing', language='hi').unsubscribe_key}"
    assert f'action="{path}"' in loop.chai.client.get(path).text
    assert f'action="{path}/again"' in loop.chai.client.post(path).text
    assert f'action="{path}/again"' in loop.chai.client.get(path).text
    answer = loop.chai.client.post(f"{path}/again", data={"lang": "en"})
    assert "Chai House writes to you again." in answer.text
    assert [says for says, _ in words_of(loop, asha)] == ["out", "in"]
    assert '<html lang="hi"' in loop.chai.client.get(path).text


def test_it_stops_only_the_medium_that_was_written_over(loop: Loop) -> None:
    customer = {"email": "mita@example.test", "phone": "+919876500001", "first_name": "Mita"}
    loop.order("7", "mita@example.test", customer=customer)
    mita = loop.buyer_of("7")
    for medium in ("whatsapp", "push"):
        key = post(loop, mita, "invite", purpose="marketing", medium=medium).unsubscribe_key
        assert loop.chai.client.post(f"/u/{key}").status_code == 200
        assert [says for says, _ in words_of(loop, mita, medium)] == ["out"]
    assert words_of(loop, mita) == []


@pytest.mark.parametrize("path", ["/u/" + "x" * 22, "/u/" + "x" * 41, "/u/%27%22", "/u/sample"])
def test_it_says_that_it_does_not_know_a_key(loop: Loop, path: str) -> None:
    for answer in (loop.chai.client.get(path), loop.chai.client.post(path, data=ONE_CLICK)):
        assert answer.status_code == 404 and "This page is not here" in answer.text


def test_it_keeps_the_keys_short(loop: Loop, asha: Person) -> None:
    keys = {post(loop, asha, "invite", purpose="marketing").unsubscribe_key for _ in range(5)}
    assert len(keys) == 5 and all(re.fullmatch(r"[A-Za-z0-9_-]{22}", key) for key in keys)


# The desk


def test_it_shows_every_letter_in_every_language_on_the_desk(loop: Loop) -> None:
    desk = enter_desk(loop.chai.house, loop.chai.shop, loop.chai.client)
    for kind in KINDS:
        page = loop.chai.client.get(f"{desk}/letters?kind={kind}&lang=bn")
        assert page.status_code == 200 and "frame-src 'self'" in page.headers["Content-Security-Policy"]
        assert "<pre" in page.text and "sandbox" in page.text
    for language in LANGUAGES:
        drawn = loop.chai.client.get(f"{desk}/letters/invite/{language}/night")
        assert f'lang="{language}"' in drawn.text and "@media all" in drawn.text
        assert "sandbox" in drawn.headers["Content-Security-Policy"]
    assert "@media not all" in loop.chai.client.get(f"{desk}/letters/invite/en/day").text
    assert loop.chai.client.get(f"{desk}/letters?kind=nothing").status_code == 404
    assert loop.chai.client.get("/desk/nothing/letters").status_code == 404
