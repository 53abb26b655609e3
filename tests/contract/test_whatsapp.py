"""WhatsApp: connected, opted in, sent once, answered with STOP; forged requests change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec
import pytest

from plugin.actions.consenting import say_word
from plugin.actions.links import own_link
from plugin.actions.media import MEDIA, can_reach
from plugin.actions.posting import Draft, post_message
from plugin.actions.whatsapp import WhatsAppKeys, connect_whatsapp, disconnect_whatsapp, make_verify_word
from plugin.domain.mailing import Word
from plugin.effects.outgoing import Outgoing
from plugin.effects.senders import GIVEN_UP, WHATSAPP
from plugin.effects.whatsapp import send_whatsapp
from plugin.effects.worker import run_due_effects
from plugin.model import MessageKind, Purpose
from plugin.store import Parts
from plugin.store.messages import Message
from tests.cast import ADDRESS, HOUR_MS, MINUTE_MS, ChaiHouse
from tests.doubles.whatsapp import (
    APP_SECRET,
    PHONE_ID,
    TOKEN,
    WhatsAppDouble,
    tell,
    write_status,
    write_words,
)
from tests.loop import Loop, make_loop_program

PHONE = "+919876543210"
OUTGOING = Outgoing(connect_s=30, read_s=30, pause=lambda seconds: None)


class WhatsAppHouse:
    """Chai House with a number at WhatsApp, and Asha, who has bought and said yes."""

    def __init__(self, chai: ChaiHouse, double: WhatsAppDouble) -> None:
        self.chai, self.double = chai, double
        self.keys = WhatsAppKeys(
            phone_id=PHONE_ID, token=TOKEN, app_secret=APP_SECRET, address=f"{double.address}/v23.0"
        )
        connect_whatsapp(chai.house, chai.shop, self.keys)
        chai.follow(make_loop_program())
        self.loop = Loop(chai)
        contact = {"email": "asha@example.test", "phone": "98765 43210", "first_name": "Asha"}
        self.loop.order("1", "asha@example.test", customer=contact, language="bn")
        self.asha = self.loop.buyer_of("1")

    def say(self, says: Any) -> None:
        """Say in Asha's name that she wants messages, or no more."""

        def work(parts: Parts) -> None:
            house, shop = self.chai.house, self.chai.shop
            say_word(house, parts, shop, "whatsapp", PHONE, says, "import", "yes", self.chai.clock())

        self.chai.clock.move(1)
        self.chai.house.store.unit(self.chai.shop.shop_id, work)

    def post(self, kind: MessageKind = "invite", purpose: Purpose = "marketing", **values: str) -> str:
        """Post a message to Asha."""
        draft = Draft(
            kind=kind, purpose=purpose, medium="whatsapp", person_id=self.asha.person_id, language="bn",
            cause=f"cause {self.chai.clock()}", values=values,
        )  # fmt: skip
        work = partial(self._post, draft)
        return str(self.chai.house.store.unit(self.chai.shop.shop_id, work))

    def _post(self, draft: Draft, parts: Parts) -> str | None:
        return post_message(self.chai.house, parts, self.chai.shop, draft, self.chai.clock())

    def send(self) -> None:
        """Let the worker send what is due."""
        self.chai.clock.move(1)
        senders = {WHATSAPP: partial(send_whatsapp, outgoing=OUTGOING)}
        run_due_effects(self.chai.house, senders, GIVEN_UP)

    def message(self, message_id: str) -> Message:
        """Give a message as it stands."""
        found = self.chai.read(lambda parts, shop_id: parts.messages.find(shop_id, message_id))
        assert found is not None
        return found

    def words(self) -> list[tuple[str, str]]:
        """Give what Asha's phone said, the last first, and where."""
        return [(one.says, one.source) for one in self.said()]

    def said(self) -> list[Word]:
        """Give what Asha's phone said, the last first, with the words that were agreed to."""
        contact_hash = self.chai.house.hash("phone", PHONE)
        return self.chai.read(
            lambda parts, shop_id: parts.consents.list_words(shop_id, contact_hash, "whatsapp")
        )

    def media(self) -> tuple[str, ...]:
        """Give the media over which Asha can be reached."""
        house, shop = self.chai.house, self.chai.shop
        return self.chai.read(
            lambda parts, _: tuple(one for one in MEDIA if can_reach(house, parts, shop, self.asha, one))
        )

    def tell(self, value: dict[str, Any], **changes: str) -> int:
        """Let WhatsApp say something; gives the status of the answer."""
        self.chai.clock.move(1)
        return tell(self.chai.client, self.chai.shop.key, value, **changes).status_code


@pytest.fixture
def town(chai_house: ChaiHouse) -> Iterator[WhatsAppHouse]:
    """WhatsApp beside Chai House, on each engine in turn."""
    with WhatsAppDouble(chai_house.clock) as double:
        yield WhatsAppHouse(chai_house, double)


@pytest.fixture
def lone(chai: ChaiHouse) -> Iterator[WhatsAppHouse]:
    """WhatsApp beside Chai House, on SQLite alone."""
    with WhatsAppDouble(chai.clock) as double:
        yield WhatsAppHouse(chai, double)


def test_it_sends_an_approved_text_once_to_who_said_yes(town: WhatsAppHouse) -> None:
    assert town.media() == ("email",)
    town.say("in")
    assert town.media() == ("email", "whatsapp")
    message_id = town.post()
    for _ in range(2):
        town.send()
    [sent] = town.double.sent
    assert sent["to"] == "919876543210"
    assert (sent["type"], sent["biz_opaque_callback_data"]) == ("template", message_id)
    assert (sent["template"]["name"], sent["template"]["language"]) == ("sathi_invite", {"code": "bn"})
    [body] = sent["template"]["components"]
    blanks = {one["parameter_name"]: one["text"] for one in body["parameters"]}
    assert blanks["shop"] == "Chai House"
    assert f"/r/{town.chai.shop.key}/{town.asha.code}" in blanks["link"]
    assert blanks["news"]
    assert town.message(message_id).sent_at_ms
    assert town.tell(write_words("919876543210", "বন্ধ করুন")) == 200
    assert town.tell(write_words("919876543210", "বন্ধ করুন")) == 200  # told again
    assert town.words() == [("out", "whatsapp reply"), ("in", "import")]
    assert town.media() == ("email",)
    held = town.post("reminder")
    town.send()
    assert town.message(held).failure
    assert len(town.double.sent) == 1


def test_it_writes_to_nobody_who_said_nothing(lone: WhatsAppHouse) -> None:
    message_id = lone.post("friend_claimed", "transactional")
    lone.send()
    assert lone.message(message_id).ended_at_ms is not None
    assert lone.double.sent == []


@pytest.mark.parametrize(("code", "words"), [(131026, []), (131050, [("out", "whatsapp 131050")])])
def test_it_takes_no_for_an_answer(lone: WhatsAppHouse, code: int, words: list[tuple[str, str]]) -> None:
    lone.say("in")
    lone.double.refusals = [code]
    message_id = lone.post()
    lone.send()
    assert lone.message(message_id).failure
    assert lone.words() == [*words, ("in", "import")]
    lone.chai.clock.move(1)
    lone.post("reminder")
    lone.send()
    assert lone.double.sent == []


def test_it_comes_again_where_whatsapp_asks_for_it(lone: WhatsAppHouse) -> None:
    lone.say("in")
    lone.double.refusals = [130429]
    message_id = lone.post()
    lone.send()
    assert lone.message(message_id).sent_at_ms is None
    lone.chai.clock.move(2 * MINUTE_MS)
    lone.send()
    assert lone.message(message_id).sent_at_ms


def test_it_gives_up_what_the_merchant_must_mend(lone: WhatsAppHouse) -> None:
    lone.say("in")
    lone.double.refusals = [132001]
    first = lone.post()
    lone.send()
    assert "sathi whatsapp templates" in lone.message(first).failure
    connect_whatsapp(lone.chai.house, lone.chai.shop, msgspec.structs.replace(lone.keys, token="old"))
    lone.chai.clock.move(1)
    second = lone.post()
    lone.send()
    assert "access token" in lone.message(second).failure
    disconnect_whatsapp(lone.chai.house, lone.chai.shop)
    lone.chai.clock.move(1)
    third = lone.post()
    lone.send()
    assert "sathi whatsapp connect" in lone.message(third).failure
    assert lone.media() == ("email",)


def test_it_sends_nothing_twice_where_whatsapp_has_told_of_it(lone: WhatsAppHouse) -> None:
    lone.say("in")
    message_id = lone.post()
    lone.double.go_wrong("drop")
    lone.send()
    assert lone.message(message_id).sent_at_ms is None  # it was sent, and nobody said so
    assert lone.tell(write_status(message_id, "delivered", "919876543210")) == 200
    lone.chai.clock.move(HOUR_MS)
    lone.send()
    assert lone.message(message_id).sent_at_ms
    assert len(lone.double.sent) == 1


def test_it_notes_what_became_of_a_message(lone: WhatsAppHouse) -> None:
    lone.say("in")
    message_id = lone.post()
    lone.send()
    for state, codes in (("read", ()), ("delivered", ()), ("failed", (131026,)), ("failed", (131026,))):
        assert lone.tell(write_status(message_id, state, "919876543210", *codes)) == 200
    fate = lone.chai.read(lambda parts, shop_id: parts.media.find_fate(shop_id, message_id))
    assert fate and (fate.state, fate.code, fate.failure) == (
        "failed", 131026, "This phone cannot be reached by WhatsApp."
    )  # fmt: skip
    contact_hash = lone.chai.house.hash("phone", PHONE)
    bounces = lone.chai.read(
        lambda parts, shop_id: parts.consents.list_bounces(shop_id, contact_hash, "whatsapp")
    )
    assert [one.kind for one in bounces] == ["hard"]
    assert lone.tell(write_status("msg_of_nobody", "failed", "919876543210", 131026)) == 200


def test_it_takes_the_merchants_word_for_a_yes(lone: WhatsAppHouse) -> None:
    said_at = {"in": "2026-11-22T03:00:00Z", "out": "2026-11-22T03:10:00Z"}
    for says in ("out", "in"):  # the later word comes first, and stays
        answer = lone.chai.tell("customer.consented", says=says, said_at=said_at[says], wording=says)
        assert answer.status_code == 200
    assert [(one.says, one.source, one.wording) for one in lone.said()] == [
        ("out", "the store", "out"), ("in", "the store", "in"),
    ]  # fmt: skip


def test_it_hears_the_shoppers_own_setting(lone: WhatsAppHouse) -> None:
    for value in ("stop", "resume"):
        lone.chai.clock.move(2_000)
        wish = {
            "wa_id": "919876543210",
            "category": "marketing_messages",
            "value": value,
            "timestamp": lone.chai.clock() // 1000,
        }
        assert lone.tell({"user_preferences": [wish]}, field="user_preferences") == 200
    assert [says for says, _ in lone.words()] == ["in", "out"]


def test_it_lets_no_late_start_undo_a_stop(lone: WhatsAppHouse) -> None:
    began_at_ms = lone.chai.clock.move(MINUTE_MS)
    assert lone.tell(write_words("919876543210", "STOP", "wamid.2", began_at_ms)) == 200
    for ref, at_ms in (("wamid.1", began_at_ms - 5_000), ("wamid.3", began_at_ms)):
        assert lone.tell(write_words("919876543210", "START", ref, at_ms)) == 200
        assert lone.words()[0][0] == "out"
    lone.chai.clock.move(MINUTE_MS)
    assert lone.tell(write_words("919876543210", "START", "wamid.4", began_at_ms + 2_000)) == 200
    assert lone.words()[0][0] == "in"


def test_it_changes_nothing_for_what_is_not_its_own(lone: WhatsAppHouse) -> None:
    stop = write_words("919876543210", "STOP")
    assert lone.tell(stop, secret="another secret") == 401
    assert lone.tell(stop, secret="") == 401
    assert lone.tell(stop, phone_id="1") == 200  # genuine, and about another number of the same app
    assert lone.tell(write_words("919876543210", "Do you have green tea?")) == 200
    post = partial(lone.chai.client.post, data=b"{}", headers={"X-Hub-Signature-256": "sha256=é"})
    answers = [post(f"/webhooks/{lone.chai.shop.key}/whatsapp"), post("/webhooks/nobody/whatsapp")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].data == answers[1].data
    assert lone.words() == []


def test_it_answers_metas_challenge_to_who_knows_the_word(lone: WhatsAppHouse) -> None:
    word = make_verify_word(lone.chai.house, lone.chai.shop, lone.keys)
    address = f"/webhooks/{lone.chai.shop.key}/whatsapp"

    def ask(word: str, challenge: str) -> tuple[int, str]:
        query = {"hub.mode": "subscribe", "hub.verify_token": word, "hub.challenge": challenge}
        answer = lone.chai.client.get(address, query_string=query)
        return answer.status_code, answer.text

    assert ask(word, "1158201444") == (200, "1158201444")
    assert ask("0" * 32, "1158201444")[0] == 401
    assert ask(word, "<script>")[0] == 401


def test_it_lets_the_shopper_choose_on_their_own_page(lone: WhatsAppHouse) -> None:
    page = own_link(lone.chai.house, lone.chai.shop, lone.asha.person_id).removeprefix(ADDRESS)
    assert "ends in 210" in lone.chai.client.get(f"{page}?lang=en").text
    for says in ("in", "out"):
        lone.chai.clock.move(1)
        answer = lone.chai.client.post(f"{page}/whatsapp?lang=en", data={"says": says})
        assert (answer.status_code, answer.headers["Location"][-5:]) == (303, "#told")
    assert lone.words() == [("out", "own page"), ("in", "own page")]
    assert lone.said()[-1].wording.startswith("Chai House may write to me over WhatsApp")
    assert lone.chai.client.post(f"{page}/whatsapp", data={"says": "maybe"}).status_code == 422
    disconnect_whatsapp(lone.chai.house, lone.chai.shop)
    assert lone.chai.client.post(f"{page}/whatsapp", data={"says": "in"}).status_code == 404
    assert "WhatsApp, at my number" not in lone.chai.client.get(f"{page}?lang=en").text
