"""The demo shop: believable, labelled, written to nobody, and gone at a word."""

from __future__ import annotations

import pytest

from plugin.actions.effects import list_dead_effects
from plugin.actions.house import House
from plugin.demo.making import make_demo, remove_demos
from plugin.domain.moments import DAY_MS
from plugin.errors import NotAllowed, NotFound
from plugin.model import Shop
from plugin.store import Parts
from tests.cast import ADDRESS, ChaiHouse, Clock, build_house, enter_desk, open_chai_house
from tests.loop import Loop, make_loop_program

DAYS = 34


def play(house: House, is_beside: bool = False) -> tuple[Shop, int]:
    """Make a demo of a few weeks."""
    return make_demo(house, 1, is_beside, lambda far: None, DAYS)


def count(house: House, shop: Shop) -> dict[str, int]:
    """Count what a demo has of each kind."""

    def look(parts: Parts) -> dict[str, int]:
        referrals = parts.referrals.list_latest(shop.shop_id, 10_000)
        return {
            "friends": sum(one.friend_id is not None for one in referrals),
            "claims": len(referrals),
            "rewards": len(parts.rewards.list_latest(shop.shop_id, 10_000)),
            "partners": len(parts.partners.list(shop.shop_id, "admitted")),
            "waiting messages": parts.messages.count(shop.shop_id, 0).waiting_count,
            "sent messages": parts.messages.count(shop.shop_id, 0).sent_count,
        }

    with house.store.reading() as parts:
        return look(parts)


def test_it_plays_weeks_of_traffic_and_takes_them_away(sqlite_url: str, clock: Clock) -> None:
    house = build_house(sqlite_url, clock)
    shop, orders_count = play(house)
    found = count(house, shop)
    assert orders_count > 300
    assert found["claims"] > found["friends"] > 20
    assert found["rewards"] > 10
    assert found["partners"] == 1
    assert found["sent messages"] > 50
    assert found["waiting messages"] == 0
    assert list_dead_effects(house, shop) == []
    with house.store.reading() as parts:
        assert parts.running.count_waiting_effects(shop.shop_id, clock())[0] == 0
    assert remove_demos(house) == 1
    with house.store.reading() as parts:
        assert parts.shops.list() == []
    with pytest.raises(NotFound):
        remove_demos(house)


def test_it_stands_beside_real_shops_only_when_asked(chai_house: ChaiHouse, clock: Clock) -> None:
    chai_house.buy()
    before, house = chai_house.orders(), chai_house.house
    with pytest.raises(NotAllowed, match="add --beside"):
        make_demo(house, 1, False, lambda far: None, 1)
    shop, _ = make_demo(house, 1, True, lambda far: None, 2)
    with pytest.raises(NotAllowed, match="sathi demo --remove"):
        make_demo(house, 1, True, lambda far: None, 1)
    client = open_chai_house(house, clock, name="Tea Room").client
    desk = enter_desk(house, shop, client)
    for page in ("status", "privacy", "referrals"):
        assert "This is a demo shop." in client.get(f"{desk}/{page}").text
    own = enter_desk(house, chai_house.shop, chai_house.client)
    assert "This is a demo shop." not in chai_house.client.get(f"{own}/status").text
    remove_demos(house)
    assert chai_house.orders() == before
    assert client.get(desk.removeprefix(ADDRESS)).status_code in (303, 404)


def test_it_leaves_what_is_due_in_a_real_shop_to_its_own_clock(chai_house: ChaiHouse) -> None:
    chai_house.follow(make_loop_program())
    loop = Loop(chai_house)
    asha = loop.meet("asha@example.test", "1")
    loop.order("2", "farid@example.test", marks=[loop.claim(asha.code)])
    chai_house.clock.move(60 * DAY_MS)
    before = loop.rewards()
    make_demo(chai_house.house, 1, True, lambda far: None, 2)
    assert loop.rewards() == before
    loop.wait(0)
    assert loop.rewards() != before


def test_it_gives_the_same_traffic_for_the_same_seed(sqlite_url: str, clock: Clock) -> None:
    house = build_house(sqlite_url, clock)
    shop, orders_count = make_demo(house, 7, False, lambda far: None, 5)
    first = count(house, shop)
    remove_demos(house)
    again, again_count = make_demo(house, 7, False, lambda far: None, 5)
    assert (again_count, count(house, again)) == (orders_count, first)
