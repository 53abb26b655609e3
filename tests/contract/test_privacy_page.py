"""The desk's Privacy page: find, look, hand out, erase, and what was erased so far."""

from __future__ import annotations

import json

import pytest

from plugin.actions.erasing import view_kept
from tests.bodies import shopify_data_request, shopify_order, shopify_redaction, write
from tests.cast import ChaiHouse, Clock, enter_desk, open_chai_house
from tests.loop import Loop, make_loop_program


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """Asha brought Farid, who bought twice."""
    loop = Loop(chai_house)
    chai_house.follow(make_loop_program())
    asha = loop.meet("asha@example.test", "1")
    mark = loop.claim(asha.code)
    loop.order("2", "farid@example.test", marks=[mark])
    loop.order("3", "farid@example.test")
    return loop


@pytest.fixture
def desk(loop: Loop) -> str:
    """The desk's path."""
    return enter_desk(loop.chai.house, loop.chai.shop, loop.chai.client)


@pytest.mark.parametrize("how", ["email", "code", "order"])
def test_it_finds_a_person_without_an_address_in_the_address(loop: Loop, desk: str, how: str) -> None:
    farid = loop.buyer_of("2")
    words = {"email": " FARID@example.test", "code": farid.code.lower(), "order": "3"}[how]
    answer = loop.chai.client.post(f"{desk}/privacy/find", data={"words": words})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{desk}/privacy/{farid.person_id}")
    page = loop.chai.client.get(answer.headers["Location"]).text
    assert "farid@example.test" in page
    assert "Orders, with the decisions about them" in page


def test_it_says_where_nobody_is_known(loop: Loop, desk: str) -> None:
    page = loop.chai.client.post(f"{desk}/privacy/find", data={"words": "nobody@example.test"})
    assert (page.status_code, "Nothing is kept of them." in page.text) == (200, True)


def test_it_hands_out_everything_as_a_file(loop: Loop, desk: str) -> None:
    farid = loop.buyer_of("2")
    answer = loop.chai.client.get(f"{desk}/privacy/{farid.person_id}.json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{farid.person_id}.json"'
    [told] = json.loads(answer.data)["people"]
    assert sorted(one["order"]["order_ref"] for one in told["orders"]) == ["2", "3"]
    kept = view_kept(loop.chai.house, loop.chai.shop, farid.person_id)
    assert kept.counts == {kind: len(rows) for kind, rows in told.items() if isinstance(rows, list)}


def test_it_erases_only_at_the_typed_word_and_lists_it(loop: Loop, desk: str) -> None:
    chai, farid = loop.chai, loop.buyer_of("2")
    address = f"{desk}/privacy/{farid.person_id}"
    refused = chai.client.post(f"{address}/erase", data={"confirmation": "yes"})
    assert (refused.status_code, "Type ERASE" in refused.text) == (422, True)
    assert chai.client.post(f"{address}/erase", data={"confirmation": "ERASE"}).status_code == 303
    assert chai.client.get(address).status_code == 404
    assert [row.order.order_ref for row in chai.orders()] == ["1"]
    page = chai.client.get(f"{desk}/privacy").text
    assert farid.person_id in page
    assert "farid" not in page.replace(farid.person_id, "")
    assert farid.person_id in chai.client.get(f"{desk}/privacy.csv").text


def test_it_lists_what_the_platform_asked_to_be_erased_or_handed_out(loop: Loop, desk: str) -> None:
    chai = loop.chai
    chai.deliver(write(shopify_order()), "orders/create", "shopify")
    chai.deliver(write(shopify_data_request()), "customers/data_request", "shopify")
    [export] = chai.read(lambda parts, shop_id: parts.privacy.list_exports(shop_id))
    handed = chai.client.get(f"{desk}/privacy/exports/{export.export_id}.json")
    assert json.loads(handed.data)["shop"] == "Chai House"
    chai.deliver(write(shopify_redaction()), "customers/redact", "shopify")
    page = chai.client.get(f"{desk}/privacy").text
    assert "shopify</td>" in page
    assert chai.client.get(f"{desk}/privacy/exports/exp_none.json").status_code == 404


def test_it_shows_nobody_of_another_shop(loop: Loop, clock: Clock) -> None:
    other = open_chai_house(loop.chai.house, clock, name="Tea Room")
    desk, farid = enter_desk(other.house, other.shop, other.client), loop.buyer_of("2")
    for path in (f"{farid.person_id}", f"{farid.person_id}.json"):
        assert other.client.get(f"{desk}/privacy/{path}").status_code == 404
    answer = other.client.post(f"{desk}/privacy/{farid.person_id}/erase", data={"confirmation": "ERASE"})
    assert (answer.status_code, len(loop.chai.orders())) == (404, 3)
    assert "Nothing is kept" in other.client.post(f"{desk}/privacy/find", data={"words": farid.email}).text
