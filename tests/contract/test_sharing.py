"""Joining, being known again, and what the surfaces report."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from plugin.actions.banning import ban_person
from plugin.model import FriendState
from plugin.store import Parts
from plugin.store.events import Event
from plugin.store.referrals import Referral
from tests.cast import DAY_MS, NOW_MS, ChaiHouse, Clock, make_program, open_chai_house

PROOF = "wc_order_maQehJtejVrjL"


def events_of(chai_house: ChaiHouse) -> list[Event]:
    person_id = chai_house.order().person_id
    return chai_house.read(lambda parts, shop_id: parts.events.list_of(shop_id, str(person_id), 0))


def report(**changes: Any) -> dict[str, Any]:
    return {"id": "a-random-id-of-16", "kind": "shared", "surface": "popup", "channel": "whatsapp"} | changes


@pytest.fixture
def bought(chai_house: ChaiHouse) -> ChaiHouse:
    """Chai House with Asha's order."""
    chai_house.buy()
    return chai_house


def test_it_makes_a_buyer_an_advocate_who_is_known_again(bought: ChaiHouse) -> None:
    assert bought.ask("m", order=PROOF).get_json()["state"] == "buyer"
    joined = bought.ask("j", order=PROOF).get_json()
    assert joined["state"] == "advocate"
    again = bought.ask("j", order=PROOF).get_json()
    assert again["code"] == joined["code"]
    me = bought.ask("m", token=joined["token"]).get_json()
    assert me == {name: value for name, value in joined.items() if name != "token"}
    bought.clock.move(400 * DAY_MS)
    assert bought.ask("m", token=joined["token"]).get_json() == {"state": "visitor"}


def test_it_takes_no_token_of_another_shop(bought: ChaiHouse, clock: Clock) -> None:
    token = bought.ask("j", order=PROOF).get_json()["token"]
    other = open_chai_house(bought.house, clock, name="Tea Room")
    assert other.ask("m", token=token).get_json() == {"state": "visitor"}
    assert other.ask("m", order=PROOF).get_json() == {"state": "visitor"}
    assert other.look_up() == {"state": "pending"}
    for forged in ("x", token[:-1], token.swapcase(), "W10.x", ""):
        assert bought.ask("m", token=forged).get_json() == {"state": "visitor"}


def test_it_lets_nobody_join_who_is_banned(bought: ChaiHouse) -> None:
    token = bought.ask("j", order=PROOF).get_json()["token"]
    ban_person(bought.house, bought.shop, "asha@example.test", True)
    assert bought.ask("j", order=PROOF).status_code == 404
    assert bought.ask("m", token=token).get_json() == {"state": "visitor"}
    code = bought.read(lambda parts, shop_id: parts.people.find(shop_id, str(bought.order().person_id)))
    assert code
    assert bought.client.get(f"/r/{bought.shop.key}/{code.code}").status_code == 404


def test_it_counts_a_report_once(bought: ChaiHouse) -> None:
    decision = bought.look_up()["decision"]
    body = [report(decision=decision), report(decision=decision, kind="viewed")]
    for _ in range(3):
        assert bought.ask("e", events=body).status_code == 204
    [event] = events_of(bought)
    assert (event.kind, event.channel, event.decision_id, event.at_ms) == (
        "shared",
        "whatsapp",
        decision,
        bought.clock(),
    )


def test_it_keeps_a_report_of_no_known_decision_for_nobody(bought: ChaiHouse) -> None:
    assert bought.ask("e", events=[report(decision="dec_forged")]).status_code == 204
    assert events_of(bought) == []


@pytest.mark.parametrize(
    "events",
    [
        None,
        {},
        "x",
        [report(id="short")],
        [report(id="x" * 41)],
        [report(id="with a blank in it")],
        [report(kind="bought")],
        [report(surface="desk")],
        [report(channel="carrier pigeon")],
        [report(more=1)],
        [report(decision=7)],
        [report(id=f"a-random-id-of-{number:02}") for number in range(21)],
        [report(), report(id="")],
    ],
)
def test_it_refuses_reports_that_it_does_not_know_whole(bought: ChaiHouse, events: Any) -> None:
    answer = bought.ask("e", events=events)
    assert (answer.status_code, answer.get_json()["field"]) == (422, "events")
    assert bought.ask("e").status_code == 422
    assert events_of(bought) == []


def test_it_shows_friends_to_the_advocate(bought: ChaiHouse) -> None:
    person_id = str(bought.order().person_id)
    states = ["came", "bought", "waiting", "rewarded", "bought", "rewarded"]
    friends = [
        Referral(
            referral_id=f"ref_{number}", advocate_id=person_id, program_version=1, since_at_ms=NOW_MS,
            state=msgspec.convert(state, FriendState),
        )
        for number, state in enumerate(states)
    ]  # fmt: skip

    def work(parts: Parts) -> None:
        for friend in friends:
            parts.referrals.add(bought.shop.shop_id, friend)

    bought.house.store.unit(bought.shop.shop_id, work)
    me = bought.ask("m", order=PROOF).get_json()
    assert me["friends"] == 3
    assert [friend["state"] for friend in me["circle"]] == states


def test_it_lands_a_friend_on_the_store(bought: ChaiHouse) -> None:
    me = bought.ask("j", order=PROOF).get_json()
    page = bought.client.get(f"/r/{bought.shop.key}/{me['code'].lower()}?c=wa")
    assert page.status_code == 200
    assert "https://chai.example/?sathi=visit." in page.text
    assert "Asha" in page.text
    assert bought.client.get(me["qr"]).mimetype == "image/svg+xml"
    bought.follow(make_program(live=False))
    assert bought.client.get(f"/r/{bought.shop.key}/{me['code']}").status_code == 404


def test_it_names_no_buyer_who_has_not_joined(bought: ChaiHouse) -> None:
    me = bought.ask("m", order=PROOF).get_json()
    assert "Asha" not in bought.client.get(f"/r/{bought.shop.key}/{me['code']}").text
