"""The merchant's decision log, behind a signed link of one hour."""

from __future__ import annotations

import pytest

from tests.bodies import woocommerce_order, write
from tests.cast import HOUR_MS, ChaiHouse, Clock, enter_desk, open_chai_house


@pytest.fixture
def desk(chai_house: ChaiHouse) -> str:
    """The desk's path."""
    return f"{enter_desk(chai_house.house, chai_house.shop, chai_house.client)}/decisions"


def test_it_explains_every_order_in_words(chai_house: ChaiHouse, desk: str) -> None:
    assert "No orders yet" in chai_house.client.get(desk).text
    chai_house.buy()
    chai_house.buy(id=13, number="<b>13</b>", order_key="wc_order_other", total="0.00")
    page = chai_house.client.get(desk)
    assert page.headers["Cache-Control"] == "no-store"
    assert "This is an order of nothing, and such orders are not asked." in page.text
    assert "1 shown, 1 held" in page.text
    assert "&lt;b&gt;13&lt;/b&gt;" in page.text
    assert "<b>13" not in page.text
    one = chai_house.client.get(f"{desk}?order=12").text
    assert "Shown: every rule was met." in one
    assert "order of nothing" not in one
    assert "No order here is called" in chai_house.client.get(f"{desk}?order=99").text


def test_it_turns_pages_and_shows_each_decision_once(chai_house: ChaiHouse, desk: str) -> None:
    for number in range(1, 121):
        chai_house.buy(id=number, number=f"N{number}N", order_key=f"wc_order_key{number}")
    seen, address = [], desk
    while address:
        text = chai_house.client.get(address).text
        seen += [number for number in range(1, 121) if f"Order N{number}N" in text]
        address = (
            f"{desk}?before={text.partition('?before=')[2].partition(chr(34))[0]}"
            if "?before=" in text
            else ""
        )
    assert sorted(seen) == list(range(1, 121))


def test_it_closes_after_an_hour(chai_house: ChaiHouse, desk: str) -> None:
    chai_house.clock.move(HOUR_MS - 1)
    assert chai_house.client.get(desk).status_code == 200
    chai_house.clock.move(1)
    closed = chai_house.client.get(desk)
    assert (closed.status_code, closed.headers["Location"]) == (303, f"/desk/login?next={desk}")


def test_it_opens_no_other_shop_by_a_link(chai_house: ChaiHouse, clock: Clock) -> None:
    other = open_chai_house(chai_house.house, clock, name="Tea Room")
    enter_desk(other.house, other.shop, other.client)
    for page in ("", "/decisions", "/dead", "/settings/keys"):
        assert other.client.get(f"/desk/{chai_house.shop.key}{page}").status_code == 404
    answer = other.client.post(f"/desk/{chai_house.shop.key}/effects/replay")
    assert answer.status_code == 404


def test_it_shows_nothing_of_another_shop(chai_house: ChaiHouse, clock: Clock) -> None:
    other = open_chai_house(chai_house.house, clock, name="Tea Room")
    chai_house.buy(number="SECRET-12")
    chai_house.deliver(write(woocommerce_order(total="1.005")))
    desk = f"{enter_desk(other.house, other.shop, other.client)}/decisions"
    for address in (desk, f"{desk}?order=SECRET-12", f"{desk}?order={chai_house.order().order_id}"):
        text = other.client.get(address).text
        assert "Order SECRET-12" not in text
        assert "every rule was met" not in text
    assert (
        "Everything that the store sent was understood"
        in other.client.get(desk.replace("decisions", "dead")).text
    )


def test_it_shows_dead_letters_with_their_reasons(chai_house: ChaiHouse, desk: str) -> None:
    chai_house.deliver(write(woocommerce_order(total="1.005")), "order.<script>")
    chai_house.deliver(write(woocommerce_order(total="1.005")))
    text = chai_house.client.get(desk.replace("decisions", "dead")).text
    assert "INR has 2 decimals" in text
    assert chai_house.deliveries("dead")[0].delivery_id in text
    assert "<script>" not in text
