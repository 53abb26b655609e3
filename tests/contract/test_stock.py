"""A store without an API: its merchant brings ready codes."""

from __future__ import annotations

import pytest

from plugin.actions.stock import add_stock, list_piles
from plugin.effects.stores import open_room
from plugin.errors import InvalidInput, StoreBusy
from tests.cast import HOUR_MS, ChaiHouse, enter_desk, make_program
from tests.doubles.world import find, send, want


def test_it_gives_each_code_of_the_stock_once(chai_house: ChaiHouse) -> None:
    lines = ["code,note", "CHAI-1,x", "", "CHAI-2", "CHAI-1"]
    assert add_stock(chai_house.house, chai_house.shop, "percent-10", lines) == 2
    coupons = [want(chai_house, f"clm_{number}") for number in range(2)]
    send(chai_house)
    assert sorted(find(chai_house, one).code for one in coupons) == ["CHAI-1", "CHAI-2"]
    assert {find(chai_house, one).state for one in coupons} == {"live"}


def test_it_waits_for_new_codes_when_the_stock_is_empty(chai_house: ChaiHouse) -> None:
    coupon = want(chai_house)
    send(chai_house)
    assert find(chai_house, coupon).state == "wanted"
    piles = chai_house.read(lambda parts, shop_id: list_piles(parts, chai_house.shop))
    assert [(one.name, one.codes_count, one.is_low) for one in piles] == [("percent-10", 0, True)]
    add_stock(chai_house.house, chai_house.shop, "percent-10", ["CHAI-1"])
    chai_house.clock.move(HOUR_MS)
    send(chai_house)
    assert find(chai_house, coupon).code == "CHAI-1"
    other = want(chai_house, "clm_2")
    with pytest.raises(StoreBusy, match="percent-10"):
        open_room(chai_house.house, chai_house.shop).make(other, asked_before=False)


def test_it_asks_for_codes_only_once_the_program_is_live(chai: ChaiHouse) -> None:
    desk = enter_desk(chai.house, chai.shop, chai.client)
    asks = []
    for live in (False, True):
        chai.follow(make_program(live=live))
        asks.append("Few codes are left" in chai.client.get(desk).text)
    assert asks == [False, True]


def test_it_refuses_a_pile_that_the_program_does_not_need(chai_house: ChaiHouse) -> None:
    with pytest.raises(InvalidInput, match="percent-10"):
        add_stock(chai_house.house, chai_house.shop, "percent-20", ["CHAI-1"])


def test_it_refuses_a_code_that_nobody_can_type(chai_house: ChaiHouse) -> None:
    with pytest.raises(InvalidInput, match="no code"):
        add_stock(chai_house.house, chai_house.shop, "percent-10", ["CHAI 1"])
