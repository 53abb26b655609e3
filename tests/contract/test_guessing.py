"""Keys of orders that could be guessed are not tried by the thousand, and nobody is locked out by others."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from plugin.actions.guessing import MOST_MISSES, Guesses
from plugin.errors import TooMany
from tests.cast import MINUTE_MS, ChaiHouse, open_chai_house
from tests.loop import Loop

SHORT, LONG, HERE, THERE = "k7Hq2mPz", "k7Hq2mPz9Kd4TwXc8", "198.51.100.7", "203.0.113.9"

Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(chai: ChaiHouse) -> Ask:
    """Ask a door of the widget from some address, after somebody has bought whose order has a short key."""
    Loop(chai).order("a-1", "asha@example.test", proofs=[SHORT, LONG])

    def knock(door: str, key: str, ip: str = HERE, shop: str = chai.shop.key) -> TestResponse:
        body: dict[str, Any] = {"order": key}
        place = {"REMOTE_ADDR": ip}
        return chai.client.post(
            f"/{door}/{shop}", data=json.dumps(body), content_type="text/plain", environ_overrides=place
        )

    return knock


@pytest.mark.parametrize("door", ["d", "m", "j"])
def test_it_refuses_to_look_where_keys_are_guessed(chai: ChaiHouse, ask: Ask, door: str) -> None:
    statuses = [ask(door, f"guess{number}").status_code for number in range(MOST_MISSES + 5)]
    assert set(statuses[:MOST_MISSES]) == {404 if door == "j" else 200}
    assert set(statuses[MOST_MISSES:]) == {429}
    assert ask(door, SHORT).status_code == 429, "a right one is not told from a wrong one"
    assert [ask(door, LONG).status_code, ask(door, SHORT, THERE).status_code] == [200, 200]
    other = open_chai_house(chai.house, chai.clock, name="Coffee House")
    assert ask("d", SHORT, shop=other.shop.key).status_code == 200, "a shop behind the same address"
    chai.clock.move(MINUTE_MS)
    assert ask(door, SHORT).status_code == 200


def test_it_lets_pages_ask_again_for_an_order_that_is_on_its_way(ask: Ask) -> None:
    late = [ask("d", "late-one").get_json() for _ in range(MOST_MISSES * 2)]
    assert {one["state"] for one in late} == {"pending"}
    assert ask("d", SHORT).get_json()["state"] == "show"


def test_it_refuses_guesses_though_it_can_remember_no_more_keys(chai: ChaiHouse) -> None:
    guesses = Guesses(chai.house, most_remembered=5)
    for number in range(5):
        guesses.note_miss(chai.shop, THERE, f"a{number}")
    for number in range(MOST_MISSES):
        guesses.refuse(chai.shop, HERE, SHORT)
        guesses.note_miss(chai.shop, HERE, f"b{number}")
    with pytest.raises(TooMany):
        guesses.refuse(chai.shop, HERE, SHORT)


def test_it_tells_shoppers_apart_where_one_door_takes_both_kinds_of_addresses(ask: Ask) -> None:
    statuses = {ask("d", f"guess{number}", f"::ffff:{HERE}").status_code for number in range(MOST_MISSES)}
    assert statuses == {200}
    assert [ask("d", SHORT, f"::ffff:{ip}").status_code for ip in (HERE, THERE)] == [429, 200]
    assert ask("d", SHORT).status_code == 429, "however it is written"
