"""Forgetting and handing out what the post, campaigns, media and partners know of somebody."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from plugin.actions.consenting import note_bounce, say_word
from plugin.actions.inviting import start_run
from plugin.actions.links import own_link
from plugin.actions.payees import save_payee
from plugin.actions.people import find_by_email
from plugin.actions.sweeping import sweep_shops
from plugin.store import Parts
from plugin.store.people import Person
from tests.bodies import shopify_shop_redaction, write
from tests.campaigning import switch, work
from tests.cast import ADDRESS, ChaiHouse, Clock, build_house, find_words, open_chai_house
from tests.contract.test_portal import Stage, set_up
from tests.importing import bring, make_file
from tests.loop import Loop, make_loop_program

EMAIL, PHONE = "planted.nila@example.test", "+919844400004"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/PlantedEndpoint"
KEYS = {
    "p256dh": "BDd3_hVL9fZi9Ybo2UUzA284WG5FZR30_95YeZJsiApwXKpNcF1rRPF3foIiBHXRdJI2Qhumhf6_LFTeZaNndIo",
    "auth": "eNMkTyLLKpVNhtrkGyK7sA",
}
VANITY = "PLANTEDNILA10"
WORDS = {
    EMAIL, PHONE, VANITY, "PlantedName", "planted-page.example", "PlantedNiche", "PlantedWhy", "PlantedNote",
    "PlantedTag", "PlantedWording", "PlantedFault", ENDPOINT, "plantednila@okaxis",
    "PlantedHolder",
}  # fmt: skip


def plant(stage: Stage) -> Person:
    """Let Nila be known to every room of the house, with a word of hers in each."""
    chai = stage.chai
    chai.follow(make_loop_program())
    row = f"PlantedName,Rao,{EMAIL},yes,{PHONE},100.00,1,PlantedTag,2026-01-02\n"
    fault = "X,Y,fault@example.test,yes,,1.00,PlantedFault,,2026-01-02\n"
    bring(chai, make_file(row, fault))
    told = {
        "name": "PlantedName Rao", "email": EMAIL, "percent": "10", "code": VANITY, "niche": "PlantedNiche",
        "page_url": "planted-page.example/nila", "note": "PlantedWhy",
    }  # fmt: skip
    assert chai.client.post(f"{stage.desk}/partners", data=told).status_code == 303
    [nila] = stage.partners()
    chai.client.post(f"{stage.desk}/partners/{nila.partner_id}/note", data={"note": "PlantedNote PlantedWhy"})
    payee = {"way": "upi", "account": "plantednila@okaxis", "holder": "PlantedHolder"}
    save_payee(chai.house, chai.shop, nila.partner_id, payee)
    person = chai.read(lambda parts, _: find_by_email(chai.house, parts, chai.shop, EMAIL))
    assert person is not None
    switch(chai, "invite")
    start_run(chai.house, chai.shop, "invite")
    work(chai)
    page = own_link(chai.house, chai.shop, person.person_id).removeprefix(ADDRESS)
    asked = json.dumps({"endpoint": ENDPOINT, **KEYS})
    assert chai.client.post(f"{page}/push", data=asked).status_code == 204
    assert stage.ask(EMAIL).status_code == 200
    chai.house.store.unit(chai.shop.shop_id, partial(_say, chai))
    return person


def _say(chai: ChaiHouse, parts: Parts) -> None:
    house, shop, now_ms = chai.house, chai.shop, chai.clock.move(1)
    say_word(house, parts, shop, "whatsapp", PHONE, "in", "own page", "PlantedWording, 004", now_ms)
    say_word(house, parts, shop, "email", EMAIL, "out", "the store", "PlantedWording", now_ms)
    note_bounce(house, parts, shop, "email", EMAIL, "soft", "ses", now_ms)


def on_sqlite(sqlite_url: str, clock: Clock, look: Callable[[Stage, Path], None]) -> None:
    """Let Nila be planted into a database that lies alone in its folder."""
    house = build_house(sqlite_url, clock)
    with closing(house.store):
        stage = set_up(open_chai_house(house, clock, domain="chai.myshopify.com"))
        look(stage, Path(sqlite_url.removeprefix("sqlite:///")).parent)


def test_it_leaves_no_word_of_a_forgotten_partner(sqlite_url: str, clock: Clock) -> None:
    def look(stage: Stage, folder: Path) -> None:
        plant(stage)
        stage.chai.house.store.scrub()
        sealed = {ENDPOINT, "plantednila@okaxis", "PlantedHolder"}
        assert find_words(folder, WORDS) == WORDS - sealed
        asked = {"customer": {"email": EMAIL, "phone": PHONE}, "order_ids": []}
        assert stage.chai.tell("person.redact", **asked).status_code == 200
        assert find_words(folder, WORDS) == {VANITY}  # the store has to be asked to end it
        Loop(stage.chai).serve()
        sweep_shops(stage.chai.house)
        assert find_words(folder, WORDS) == set()
        [erased] = stage.partners()
        assert (erased.state, erased.code_rules.code) == ("ended", "")

    on_sqlite(sqlite_url, clock, look)


def test_it_forgets_the_words_of_a_contact_that_is_nobody(sqlite_url: str, clock: Clock) -> None:
    def look(stage: Stage, folder: Path) -> None:
        ghost = {"email": "ghost@example.test", "phone": "+919800000001"}
        told = {"customer": ghost, "wording": "PlantedGhost"}
        assert stage.chai.tell("customer.consented", **told).status_code == 200
        assert stage.chai.tell("person.redact", customer=ghost, order_ids=[]).status_code == 200
        assert find_words(folder, ["PlantedGhost", *ghost.values()]) == set()

    on_sqlite(sqlite_url, clock, look)


def test_it_leaves_no_word_of_a_forgotten_shop(sqlite_url: str, clock: Clock) -> None:
    def look(stage: Stage, folder: Path) -> None:
        person = plant(stage)
        raw = write(shopify_shop_redaction())
        assert stage.chai.deliver(raw, "shop/redact", "shopify").status_code == 200
        assert find_words(folder, WORDS | {person.person_id, stage.chai.shop.shop_id}) == set()

    on_sqlite(sqlite_url, clock, look)


def test_it_hands_out_all_that_it_knows_of_a_partner(chai_house: ChaiHouse) -> None:
    stage = set_up(chai_house)
    plant(stage)
    asked = {"customer": {"email": EMAIL, "phone": PHONE}, "order_ids": []}
    assert chai_house.tell("person.data_request", **asked).status_code == 200
    [export] = chai_house.read(lambda parts, shop_id: parts.privacy.list_exports(shop_id))
    [person] = json.loads(export.content)["people"]
    assert person["profile"]["tags"] == ["PlantedTag"]
    assert [one["kind"] for one in person["messages"]] == ["portal_link"]
    assert person["contacts"]["email"]["words"][0]["says"] == "out"
    assert person["contacts"]["email"]["bounces"][0]["kind"] == "soft"
    assert person["contacts"]["whatsapp"]["words"][0]["wording"] == "PlantedWording, 004"
    assert person["contacts"]["push"]["words"][0]["says"] == "in"
    assert len(person["browsers"]) == 1
    assert [one["campaign_key"] for one in person["campaign_turns"]] == ["invite"]
    told = person["partner"]
    assert (told["partner"]["name"], told["partner"]["payee"]["holder"]) == (
        "PlantedName Rao",
        "PlantedHolder",
    )
    assert {"agreements", "lines", "payouts"} <= told.keys()
    messages = chai_house.read(lambda parts, shop_id: parts.messages.list_latest(shop_id, 10))
    secrets = [ENDPOINT, *KEYS.values(), "payout_sealed", *(one.unsubscribe_key for one in messages)]
    assert [one for one in secrets if one in export.content] == []
