"""The doors of the post and of partners, knocked at by whoever means harm."""

from __future__ import annotations

import json
from io import BytesIO

import pytest

from plugin.actions.links import own_link
from tests.cast import ADDRESS, ChaiHouse, open_chai_house
from tests.contract.test_portal import Stage, set_up
from tests.loop import Loop

PAGES = ("/p/", "/r/", "/u/", "/a/", "/desk/")


@pytest.fixture
def stage(chai_house: ChaiHouse) -> Stage:
    """Chai House on each engine, with terms for partners."""
    return set_up(chai_house)


@pytest.fixture
def alone(chai: ChaiHouse) -> Stage:
    """Chai House on SQLite alone, for what the engine has no part in."""
    return set_up(chai)


@pytest.mark.parametrize("field", ["name", "email", "phone", "page", "niche", "followers", "why"])
def test_it_takes_no_nul_into_an_application(stage: Stage, field: str) -> None:
    assert stage.apply(**{field: "tea\0tea"}).status_code in (400,)
    assert stage.partners() == []


def test_it_takes_no_nul_at_the_desk(stage: Stage) -> None:
    partner = stage.admit()
    for path, fields in (
        (f"partners/{partner.partner_id}/note", {"note": "a\0b"}),
        (f"partners/{partner.partner_id}/end", {"why": "a\0b"}),
        ("partners", {"name": "a\0b", "email": "b@example.test"}),
        ("campaigns/why", {"email": "a\0b@example.test"}),
        ("campaigns/invite/test", {"address": "a\0b@example.test"}),
        ("mail/test", {"address": "a\0b@example.test"}),
        (f"admission/{partner.partner_id}", {"answer": "refuse", "why": "a\0b"}),
    ):
        answer = stage.chai.client.post(f"{stage.desk}/{path}", data=fields)
        assert answer.status_code in (400, 422), path


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://[",
        "https://fcm.googleapis.com:99999/a",
        "https://fcm.googleapis.com:x/a",
        "https://fcm.googleapis.com/a\r\nX-Forged: 1",
        "https://fcm.googleapis.com/\u0430",
        "https://fcm.googleapis.com\\@evil.test/",
        "https://fcm.goo\ngleapis.com/a",
    ],
)
def test_it_takes_no_address_that_is_none(alone: Stage, endpoint: str) -> None:
    asha = Loop(alone.chai).meet("asha@example.test", "1")
    page = own_link(alone.chai.house, alone.chai.shop, asha.person_id).removeprefix(ADDRESS)
    key = "BDd3_hVL9fZi9Ybo2UUzA284WG5FZR30_95YeZJsiApwXKpNcF1rRPF3foIiBHXRdJI2Qhumhf6_LFTeZaNndIo"
    fields = {"endpoint": endpoint, "p256dh": key, "auth": "eNMkTyLLKpVNhtrkGyK7sA"}
    answer = alone.chai.client.post(f"{page}/push", data=json.dumps(fields))
    assert answer.status_code == 422, answer.text
    assert alone.chai.client.post(f"{page}/push/end", data=json.dumps(fields)).status_code < 500


def test_it_lets_no_crowd_lock_a_partner_out(alone: Stage) -> None:
    alone.admit(ip="192.0.2.1")
    crowd = [alone.ask(f"a{number}@example.test", ip="203.0.113.9").status_code for number in range(11)]
    assert crowd == [200] * 10 + [429]
    assert {alone.ask("nila@example.test", ip="203.0.113.9").status_code for _ in range(4)} == {429}
    assert alone.ask("nila@example.test").status_code == 200


def test_it_reads_no_large_form_of_a_stranger(alone: Stage) -> None:
    rules = alone.chai.client.application.url_map.iter_rules()
    doors = [rule.rule for rule in rules if "POST" in (rule.methods or ()) and rule.rule.startswith(PAGES)]
    assert len(doors) > 30
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    for door in doors:
        body = BytesIO(head + b"x" * 3_000_000 + b"\r\n--b--\r\n")
        answer = alone.chai.client.post(
            door.replace("<key>", alone.chai.shop.key), input_stream=body,
            content_length=len(body.getvalue()), content_type="multipart/form-data; boundary=b",
        )  # fmt: skip
        assert answer.status_code in (404, 413), door
        assert body.tell() < 1_000_000, door


def test_it_shows_one_shop_nothing_of_another(stage: Stage) -> None:
    partner = stage.admit()
    chai = stage.chai
    own = chai.client.post(f"{stage.desk}/payouts")
    other = set_up(open_chai_house(chai.house, chai.clock, name="Coffee House"))
    assert own.status_code in (303, 422)
    for path in (f"partners/{partner.partner_id}", f"statements/{partner.partner_id}"):
        assert other.chai.client.get(f"{other.desk}/{path}").status_code == 404
    for path, fields in (
        (f"partners/{partner.partner_id}/note", {"note": "mine"}),
        (f"partners/{partner.partner_id}/end", {}),
        (f"admission/{partner.partner_id}", {"answer": "refuse"}),
        (f"admission/{partner.partner_id}/undo", {}),
        (f"advocates/{partner.person_id}/influencer", {}),
    ):
        assert other.chai.client.post(f"{other.desk}/{path}", data=fields).status_code == 404, path
    assert stage.partners() == [partner]
    assert other.partners() == []
