"""The desk's figures: Home, the funnel, the orders behind them, as pages and as files."""

from __future__ import annotations

import re

import msgspec
import pytest

from plugin.actions.sums import sum_days
from plugin.domain.program import Costs
from plugin.store import Parts
from tests.cast import DAY_MS, ChaiHouse, enter_desk
from tests.importing import bring, make_file, make_line
from tests.loop import Loop, make_loop_program

EMAIL, FRIEND = "asha@example.test", "farid@example.test"


@pytest.fixture
def desk(chai: ChaiHouse) -> str:
    """The desk's path."""
    return enter_desk(chai.house, chai.shop, chai.client)


def bring_friend(chai: ChaiHouse) -> Loop:
    """Let Asha bring Farid, who sees the offer in Hindi on a phone and buys for 1,000 rupees."""
    loop = Loop(chai)
    chai.follow(make_loop_program(hold_days=0))
    code = loop.meet(EMAIL, "1").code
    chai.report("viewed", chai.decisions()[0].decision_id)
    chai.report("shared", chai.decisions()[0].decision_id, channel="whatsapp")
    phone = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile", "Accept-Language": "hi"}
    visited = chai.client.get(f"/r/{chai.shop.key}/{code}?c=w", headers=phone)
    assert visited.status_code == 200, visited.text
    mark = loop.claim(code)
    loop.serve()
    loop.order("2", FRIEND, marks=[mark], codes=[loop.coupon_of(mark).code])
    loop.wait(1)
    return loop


def test_it_shows_what_the_program_brings(chai: ChaiHouse, desk: str) -> None:
    assert "No order has come yet" in chai.client.get(desk).text
    bring_friend(chai)
    page = chai.client.get(desk).text
    assert "Referral revenue came to ₹1,000" in page
    assert "of ₹2,000 in all orders" in page
    assert "50.0%" in page
    assert "₹400 for 1 new customer" in page  # the friend's ₹200 and the advocate's
    assert "took off ₹200, rewards came to ₹200, commission to ₹0, messages to ₹" in page
    assert "Too little is known yet" in page
    assert "Referred orders ÷ all orders that stand." in page
    assert re.findall(r">[^<]*known here from before \d{4}-", page) == []
    assert "Nothing is known here from before 2" in page  # a day as people write it


def test_it_compares_and_sets_beside_advertising(chai: ChaiHouse, desk: str) -> None:
    loop = bring_friend(chai)
    chai.clock.move(2 * DAY_MS)
    desk = enter_desk(chai.house, chai.shop, chai.client)
    assert sum_days(chai.house) == 2
    loop.order("3", "third@example.test", total="500.00", codes=[loop.buyer_of("1").code])
    costs = Costs(ad_customer_minor=100_000)
    chai.follow(msgspec.structs.replace(make_loop_program(hold_days=0), costs=costs))
    page = chai.client.get(f"{desk}?range=today").text
    assert "Referral revenue came to ₹500, after ₹0 in the period before" in page
    page = chai.client.get(f"{desk}?range=7d").text
    assert "One by advertising costs you ₹1,000" in page


def test_it_divides_the_funnel(chai: ChaiHouse, desk: str) -> None:
    assert "Nobody has seen, shared or followed anything" in chai.client.get(f"{desk}/funnel").text
    bring_friend(chai)
    page = chai.client.get(f"{desk}/funnel?part=channel").text
    assert "From 1 views to 1 order worth ₹1,000" in page
    assert "WhatsApp" in page
    file = chai.client.get(f"{desk}/funnel.csv?part=device").text
    assert file.startswith("\ufeffdevice,views_count,")
    assert "phone,0,0,1," in file
    assert "hi,0,0,1," in chai.client.get(f"{desk}/funnel.csv?part=language").text


def test_it_shows_the_orders_behind_a_figure(chai: ChaiHouse, desk: str) -> None:
    bring_friend(chai)
    page = chai.client.get(f"{desk}/orders?which=new").text
    assert page.count("/orders/ord_") == 1
    assert "Asha" in page
    assert chai.client.get(f"{desk}/orders").text.count("/orders/ord_") == 2
    file = chai.client.get(f"{desk}/orders.csv?which=referred").text
    assert ",paid,1000.00,0.00,200.00,INR,whatsapp," in file


def test_it_turns_pages_and_shows_each_order_once(chai: ChaiHouse, desk: str) -> None:
    loop, at_ms = Loop(chai), chai.clock() - DAY_MS
    for number in range(120):
        loop.order(f"N{number}N", f"b{number}@x.example", at_ms + number // 7)
    seen, address = [], f"{desk}/orders"
    while address:
        text = chai.client.get(address).text
        seen += [number for number in range(120) if f">N{number}N<" in text]
        found = re.search(r'href="([^"]*)" rel="next"', text)
        address = found[1].replace("&amp;", "&") if found else ""
    assert sorted(seen) == list(range(120))


def test_it_lists_each_new_customer_however_few_orders_are_looked_at_together(chai: ChaiHouse) -> None:
    loop, at_ms = Loop(chai), chai.clock() - DAY_MS
    chai.follow(make_loop_program())
    code = loop.meet(EMAIL, "1").code
    for number in range(8):
        loop.order(f"N{number}", f"b{number // 2}@x.example", at_ms + number // 3, codes=[code])
    shop_id, until_at_ms, seen = chai.shop.shop_id, chai.clock(), list[str]()
    with chai.house.store.reading() as parts:
        for _ in range(8):
            reach_at_ms = parts.sums.find_reach(shop_id, (0, until_at_ms), "ord_~", looked_count=2)
            span = reach_at_ms or 0, until_at_ms
            seen += [one.number for one in parts.sums.list_orders(shop_id, "new", span, "ord_~", 50)]
            if reach_at_ms is None:
                break
            until_at_ms = reach_at_ms - 1
    assert reach_at_ms is None
    assert sorted(seen) == ["N0", "N2", "N4", "N6"]


@pytest.mark.parametrize(
    "query",
    [
        "range=tomorrow",
        "range=custom&from=2026-13-01&until=x",
        "range=custom&from=2027-01-01&until=2027-01-02",
        "range=custom&from=2026-11-02&until=2026-11-01",
        "range=custom&from=0001-01-01&until=9999-12-31",
    ],
)
def test_it_refuses_a_hostile_range_in_a_sentence(chai: ChaiHouse, desk: str, query: str) -> None:
    bring_friend(chai)
    for page in ("", "/funnel", "/orders"):
        answer = chai.client.get(f"{desk}{page}?{query}")
        assert answer.status_code == 200
        assert "The last thirty days are shown." in answer.text
    assert chai.client.get(f"{desk}/orders?before=9999999999999999999999-x&which=<b>").status_code == 200


def test_it_counts_no_test_orders(chai: ChaiHouse, desk: str) -> None:
    loop = bring_friend(chai)
    loop.order("3", "tester@example.test", test=True)
    figures = chai.client.get(f"{desk}/home.csv?range=today").text.splitlines()
    told = dict(zip(figures[0].lstrip("\ufeff").split(","), figures[1].split(","), strict=True))
    assert (told["orders_count"], told["views_count"], told["visits_count"], told["rewards"]) == (
        "2", "1", "1", "200.00",
    )  # fmt: skip


def test_it_takes_a_new_customer_back_when_an_earlier_order_comes_late(chai: ChaiHouse, desk: str) -> None:
    loop, now_ms = Loop(chai), chai.clock()
    loop.order("late", EMAIL, now_ms - 3 * DAY_MS)
    while sum_days(chai.house):
        pass
    loop.order("later", EMAIL, now_ms - 9 * DAY_MS)
    while sum_days(chai.house):
        pass
    days = chai.client.get(f"{desk}/home.csv?range=30d").text.splitlines()
    place = days[0].split(",").index("new_count")
    assert [line[:10] for line in days[1:] if line.split(",")[place] == "1"] == ["2026-11-13"]


def test_it_follows_what_a_forgotten_shopper_did_on_a_day_long_over(chai: ChaiHouse, desk: str) -> None:
    bring_friend(chai)
    chai.clock.move(2 * DAY_MS)
    desk = enter_desk(chai.house, chai.shop, chai.client)
    while sum_days(chai.house):
        pass
    assert "From 1 views to 1 order worth ₹1,000" in chai.client.get(f"{desk}/funnel").text
    chai.tell("person.redact", customer={"email": EMAIL}, order_ids=["1"])
    assert "From 0 views to 1 order worth ₹1,000" in chai.client.get(f"{desk}/funnel").text


def test_it_reads_what_went_back_of_orders_from_before(chai: ChaiHouse, desk: str) -> None:
    loop = Loop(chai)
    loop.order("1", EMAIL, refunded="300.00")

    def forget(parts: Parts) -> None:
        parts.orders._connection.execute("update orders set refunded_minor = null")

    chai.house.store.unit(chai.shop.shop_id, forget)
    assert ",1000.00," in chai.client.get(f"{desk}/home.csv?range=today").text
    while sum_days(chai.house):
        pass
    assert ",700.00," in chai.client.get(f"{desk}/home.csv?range=today").text


def make_told(lines: str, last_order: str) -> bytes:
    """Make a file of past customers who ordered last on a day."""
    return make_file(lines.replace("2026-01-02", last_order))


def test_it_calls_nobody_new_who_an_import_says_bought_before(chai_house: ChaiHouse) -> None:
    chai, loop = chai_house, Loop(chai_house)
    desk = enter_desk(chai.house, chai.shop, chai.client)
    chai.follow(make_loop_program(hold_days=0))
    code = loop.meet(EMAIL, "1").code
    at_ms = chai.clock() - 3 * DAY_MS
    for number in (1, 2):  # of one the file knows an order more than came here, of the other none
        loop.order(f"old{number}", f"old{number}@example.test", at_ms, codes=[code])
    while sum_days(chai.house):
        pass
    day = "range=custom&from=2026-11-19&until=2026-11-19"
    assert "of 2 new customers in all" in chai.client.get(f"{desk}?{day}").text
    bring(chai, make_told(make_line(1, orders=2) + make_line(2, orders=1), "2026-11-19"))
    while sum_days(chai.house):
        pass
    loop.order("3", "old3@example.test", codes=[code])
    bring(chai, make_told(make_line(3, orders=1), "2026-11-22"))
    page = chai.client.get(f"{desk}?{day}").text
    assert "of 1 new customer in all" in page
    rows = chai.client.get(f"{desk}/orders.csv?which=new&{day}").text
    assert [line.split(",")[1] for line in rows.split()[1:]] == ["old2"]
    assert "of 2 new customers in all" in chai.client.get(f"{desk}?range=today").text
