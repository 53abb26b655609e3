"""The mail room: who is written to, when and how fast, and what a mail server's words come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from plugin.actions.consenting import note_bounce, say_word
from plugin.actions.effects import list_dead_effects, replay_effects
from plugin.actions.people import meet_contact, opt_out
from plugin.actions.posting import EMAIL, Draft, post_message
from plugin.effects.worker import run_due_effects
from plugin.model import Contact, MessageKind, Purpose
from plugin.store import Parts, open_store
from plugin.store.messages import Message
from tests.cast import DAY_MS, HOUR_MS, MINUTE_MS, ChaiHouse, enter_desk, with_settings
from tests.mailbox import HANG_UP, Mailbox, open_mailbox

ASHA, FARID = "asha@example.test", "farid@example.test"
SURE = "the test"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real mail server on loopback."""
    with open_mailbox() as box:
        yield box


@pytest.fixture
def post(chai: ChaiHouse, mailbox: Mailbox) -> ChaiHouse:
    """Chai House with a mail server."""
    return with_settings(chai, smtp_url=mailbox.url, mail_from="sathi@chai.example")


@pytest.fixture
def both(chai_house: ChaiHouse, mailbox: Mailbox) -> ChaiHouse:
    """Chai House with a mail server, on each engine in turn."""
    return with_settings(chai_house, smtp_url=mailbox.url, mail_from="sathi@chai.example")


def write_to(
    post: ChaiHouse,
    email: str = ASHA,
    purpose: Purpose = "marketing",
    says_yes: bool = True,
    cause: str = "1",
) -> str:
    """Post a message to somebody, who said yes; gives its id, empty where it was posted before."""
    kinds: dict[Purpose, MessageKind] = {"marketing": "invite", "transactional": "link"}

    def work(parts: Parts) -> str | None:
        house, shop, now_ms = post.house, post.shop, post.clock()
        [person] = meet_contact(house, parts, shop, Contact(email=email), now_ms)
        if says_yes:
            say_word(house, parts, shop, "email", email, "in", SURE, "Yes.", now_ms)
        draft = Draft(
            kind=kinds[purpose], purpose=purpose, person_id=person.person_id, language="en", cause=cause
        )
        return post_message(house, parts, shop, draft, now_ms)

    return post.house.store.unit(post.shop.shop_id, work) or ""


def change(post: ChaiHouse, work: Callable[[Parts], None]) -> None:
    post.house.store.unit(post.shop.shop_id, work)


def find(post: ChaiHouse, message_id: str) -> Message:
    message = post.read(lambda parts, shop_id: parts.messages.find(shop_id, message_id))
    assert message
    return message


# Who


def test_it_writes_only_to_those_who_said_yes_or_bought(post: ChaiHouse, mailbox: Mailbox) -> None:
    post.buy()
    asha = write_to(post, says_yes=False)
    farid = write_to(post, FARID, says_yes=False)
    assert run_due_effects(post.house) == 2
    assert mailbox.recipients == [ASHA]
    assert find(post, asha).sent_at_ms is not None
    assert find(post, farid).failure == "The person has neither bought here nor said yes to such messages."
    assert run_due_effects(post.house) == 0


def test_it_asks_again_when_the_letter_leaves(both: ChaiHouse, mailbox: Mailbox) -> None:
    waiting = {
        name: write_to(both, f"{name}@example.test") for name in ("out", "complained", "left", "banned")
    }
    now_ms = both.clock.move(1)

    def work(parts: Parts) -> None:
        house, shop = both.house, both.shop
        say_word(house, parts, shop, "email", "OUT@example.test", "out", "one click", "", now_ms)
        note_bounce(house, parts, shop, "email", "complained@example.test", "complaint", "a provider", now_ms)
        banned = find(both, waiting["banned"]).person_id
        parts.people.mark_banned(shop.shop_id, banned, now_ms)

    change(both, work)
    opt_out(both.house, both.shop, "left@example.test", opted_out=True)
    run_due_effects(both.house)
    assert mailbox.messages == []
    assert {name: find(both, one).failure for name, one in waiting.items()} == {
        "out": "The person has not wanted to be asked since 22 Nov 2026, 09:00 (one click).",
        "complained": "The person reported an earlier message as unwanted.",
        "left": "The person has not wanted to be asked since 22 Nov 2026, 09:00.",
        "banned": "The person is banned from the program.",
    }


def test_it_gives_up_an_address_after_three_soft_bounces_until_a_month_is_over(
    post: ChaiHouse, mailbox: Mailbox
) -> None:
    for count in (1, 2, 3):
        change(post, lambda parts: note_bounce(
            post.house, parts, post.shop, "email", ASHA, "soft", "a provider", post.clock.move(1)
        ))  # fmt: skip
        write_to(post, cause=str(count))
        run_due_effects(post.house)
    assert len(mailbox.messages) == 2
    post.clock.move(31 * DAY_MS)
    write_to(post, cause="later")
    run_due_effects(post.house)
    assert len(mailbox.messages) == 3


def test_it_says_a_thing_once(post: ChaiHouse, mailbox: Mailbox) -> None:
    assert write_to(post)
    assert write_to(post) == ""
    assert write_to(post, cause="another")
    run_due_effects(post.house)
    assert len(mailbox.messages) == 2


# When


def test_it_waits_for_the_morning_and_never_with_what_was_asked_for(
    post: ChaiHouse, mailbox: Mailbox
) -> None:
    post.clock.move(13 * HOUR_MS)  # ten in the evening
    write_to(post)
    write_to(post, FARID, "transactional")
    run_due_effects(post.house)
    assert mailbox.recipients == [FARID]
    post.clock.move(10 * HOUR_MS)
    run_due_effects(post.house)
    assert mailbox.recipients == [FARID]
    post.clock.move(HOUR_MS)
    run_due_effects(post.house)
    assert mailbox.recipients == [FARID, ASHA]


def test_it_sends_what_was_asked_for_first(post: ChaiHouse, mailbox: Mailbox) -> None:
    for number in range(40):
        write_to(post, f"buyer{number}@example.test")
    write_to(post, FARID, "transactional")
    run_due_effects(post.house)
    assert FARID in mailbox.first_recipients  # whichever of the lanes is the quickest
    assert len(mailbox.messages) == 41
    assert mailbox.connections_count <= 4


def test_it_sends_so_many_an_hour_and_a_day_from_all_workers(both: ChaiHouse, mailbox: Mailbox) -> None:
    with_settings(both, mail_per_hour=3, mail_per_day=4)
    for number in range(5):
        write_to(both, f"buyer{number}@example.test")
    counts = []
    for wait_ms in (0, 0, HOUR_MS, HOUR_MS, DAY_MS):
        both.clock.move(wait_ms)
        with closing(open_store(both.house.settings.database_url)) as store:
            run_due_effects(replace(both.house, store=store))
        counts.append(len(mailbox.messages))
    assert counts == [3, 3, 4, 4, 5]


def test_it_counts_no_try_that_the_mail_server_did_not_take(both: ChaiHouse, mailbox: Mailbox) -> None:
    with_settings(both, mail_per_hour=2, mail_per_day=3, smtp_url="smtp://127.0.0.1:9")
    for number in range(3):
        write_to(both, f"buyer{number}@example.test")
    for _ in range(5):
        run_due_effects(both.house)
        both.clock.move(MINUTE_MS)
    with_settings(both, smtp_url=mailbox.url)
    mailbox.replies["MAIL"] = ["451 4.3.0 Come again later"] * 2
    counts = []
    for _ in range(3):
        run_due_effects(both.house)
        counts.append(len(mailbox.messages))
        both.clock.move(HOUR_MS)
    assert counts[-1] == 3


# What a mail server says


def test_it_waits_without_using_up_a_try_where_the_server_cannot_be_reached(
    post: ChaiHouse, mailbox: Mailbox
) -> None:
    with_settings(post, smtp_url="smtp://127.0.0.1:9")
    message_id = write_to(post)
    for _ in range(20):
        run_due_effects(post.house)
        post.clock.move(MINUTE_MS)
    page = post.client.get(f"{enter_desk(post.house, post.shop, post.client)}/mail").text
    assert "1 message waits: The mail server cannot be reached" in page
    with_settings(post, smtp_url=mailbox.url)
    run_due_effects(post.house)
    assert find(post, message_id).sent_at_ms is not None


@pytest.mark.parametrize("at_once", [False, True])
def test_it_never_writes_again_to_an_address_that_does_not_exist(
    post: ChaiHouse, mailbox: Mailbox, at_once: bool
) -> None:
    mailbox.hears_at_once = at_once
    mailbox.replies["RCPT"] = ["550 5.1.1 asha@example.test? Nobody is called so."]
    first = write_to(post)
    run_due_effects(post.house)
    assert find(post, first).failure == "The mail server says that this address does not exist (550)."
    second = write_to(post, cause="2")
    write_to(post, FARID)
    run_due_effects(post.house)
    assert find(post, second).failure == "Messages to this address come back: it does not exist."
    assert [message["To"] for message in mailbox.messages] == [FARID]
    assert list_dead_effects(post.house, post.shop) == []


def test_it_blames_no_address_for_what_the_server_forbids(post: ChaiHouse, mailbox: Mailbox) -> None:
    mailbox.replies["RCPT"] = ["550 5.7.1 Relaying denied"]
    message_id = write_to(post)
    run_due_effects(post.house)
    [dead] = list_dead_effects(post.house, post.shop)
    assert dead.failure == find(post, message_id).failure
    assert "refused the message for good (550)" in dead.failure
    assert replay_effects(post.house, post.shop) == 1
    assert run_due_effects(post.house) == 1
    message = find(post, message_id)
    assert (message.failure, message.ended_at_ms) == ("", None)
    assert len(mailbox.messages) == 1


def test_it_gives_no_letter_up_where_the_server_wants_a_login_first(
    post: ChaiHouse, mailbox: Mailbox
) -> None:
    mailbox.replies["RCPT"] = ["530 5.7.0 Authentication required"]
    message_id = write_to(post)
    run_due_effects(post.house)
    assert list_dead_effects(post.house, post.shop) == []
    post.clock.move(MINUTE_MS)
    run_due_effects(post.house)
    assert find(post, message_id).sent_at_ms is not None


@pytest.mark.parametrize("at_once", [False, True])
def test_it_uses_up_a_try_where_the_server_goes_over_one_address(
    post: ChaiHouse, mailbox: Mailbox, at_once: bool
) -> None:
    mailbox.hears_at_once = at_once
    mailbox.replies["RCPT"] = ["421 4.7.0 Too much for asha@example.test"]
    write_to(post)
    assert run_due_effects(post.house) == 1
    page = post.client.get(f"{enter_desk(post.house, post.shop, post.client)}/mail").text
    assert "1 message waits: The mail server did not take the message for now (421)." in page
    post.clock.move(MINUTE_MS)
    assert run_due_effects(post.house) == 1
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize(("purpose", "letters", "tries"), [("marketing", 0, 0), ("transactional", 1, 1)])
def test_it_asks_only_for_what_is_owed_again_when_the_server_falls_silent(
    post: ChaiHouse, mailbox: Mailbox, purpose: Purpose, letters: int, tries: int
) -> None:
    mailbox.replies["end"] = [HANG_UP]  # it may have the letter, or not
    message_id = write_to(post, purpose=purpose)
    assert run_due_effects(post.house) == 1
    post.clock.move(MINUTE_MS)
    assert run_due_effects(post.house) == tries
    assert len(mailbox.messages) == letters
    assert find(post, message_id).sent_at_ms is not None


def test_it_opens_a_new_connection_where_the_server_closes_the_kept_one(
    post: ChaiHouse, mailbox: Mailbox
) -> None:
    mailbox.replies["MAIL"] = ["250 fine", "421 enough for now", "250 fine", HANG_UP]
    for number in range(4):
        write_to(post, f"buyer{number}@example.test")
    while run_due_effects(post.house):
        post.clock.move(MINUTE_MS)
    assert len(mailbox.messages) == 4
    assert len({message["Message-ID"] for message in mailbox.messages}) == 4


# What the merchant sees


def test_it_shows_on_the_desk_what_waits_and_the_servers_own_words(chai: ChaiHouse, mailbox: Mailbox) -> None:
    desk = enter_desk(chai.house, chai.shop, chai.client)
    write_to(chai)
    write_to(chai, "nobody@example.test", says_yes=False)
    assert run_due_effects(chai.house, kinds=[EMAIL]) == 0  # there is no server
    page = chai.client.get(f"{desk}/mail").text
    assert "No mail server is set" in page
    assert "Wait</span> <strong>2</strong>" in page
    refused = chai.client.post(f"{desk}/mail/test", data={"address": ASHA})
    assert (refused.status_code, "SATHI_SMTP_URL" in refused.text) == (422, True)
    post = with_settings(chai, smtp_url=mailbox.url, mail_per_hour=1_000)
    run_due_effects(post.house)
    desk = enter_desk(post.house, post.shop, post.client)
    page = post.client.get(f"{desk}/mail").text
    assert "Wait</span> <strong>0</strong>" in page
    assert "Left today</span> <strong>1</strong>" in page
    assert "neither bought here nor said yes" in page
    assert "1,000 an hour" in page
    assert "250 taken" in post.client.post(f"{desk}/mail/test", data={"address": ASHA}).text
    mailbox.replies["RCPT"] = ["554 5.7.1 <script> is not welcome"]
    tried = post.client.post(f"{desk}/mail/test", data={"address": ASHA})
    assert "recipient: 554 5.7.1 &lt;script&gt; is not welcome" in tried.text
    assert post.client.post(f"{desk}/mail/test", data={"address": "asha"}).status_code == 422
