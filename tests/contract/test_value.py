"""What customers are worth: the pages, and figures that a slow count of the raw rows confirms."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import msgspec
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings

from plugin.actions.advocates import ADVOCATES
from plugin.actions.correcting import correct_order, review_referral
from plugin.actions.privacy import redact_person
from plugin.actions.sheets import KEEP_MS
from plugin.actions.shops import add_shop
from plugin.actions.valuing import VALUE
from plugin.actions.working_out import work_out_sheets
from plugin.domain.advocates import Advocate
from plugin.domain.fraud import FraudRules
from plugin.domain.value_sheet import Group
from plugin.model import Contact, PersonRedacted
from tests.cast import CHAI_HOUSE, DAY_MS, ChaiHouse, enter_desk
from tests.importing import make_large
from tests.loop import Loop, iso, make_loop_program

ZONE = ZoneInfo("Asia/Kolkata")
BUYERS = ("asha", "farid", "meera", "ravi", "zoya")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def loop(chai: ChaiHouse) -> Loop:
    """Chai House, where nobody has bought yet."""
    return begin(chai)


@pytest.fixture
def both(chai_house: ChaiHouse) -> Loop:
    """The same on each engine in turn."""
    return begin(chai_house)


def begin(chai: ChaiHouse) -> Loop:
    """Let any number of friends come at once."""
    chai.follow(make_loop_program(fraud=FraudRules(burst_advocate="off")))
    return Loop(chai)


def order(loop: Loop, order_ref: str, name: str, days_ago: float, **changes: Any) -> None:
    """Let somebody order some days ago."""
    at_ms = loop.chai.clock() - round(days_ago * DAY_MS)
    loop.order(order_ref, f"{name}@example.test", placed_at=iso(at_ms), **changes)


def open_value(loop: Loop, page: str = "value") -> str:
    """Give a page of the desk."""
    desk = enter_desk(loop.chai.house, loop.chai.shop, loop.chai.client)
    answer = loop.chai.client.get(f"{desk}/{page}")
    assert answer.status_code == 200, answer.text
    return answer.text


def read_csv(text: str) -> list[dict[str, str]]:
    """Read a file that the desk gave."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def fill(loop: Loop, count: int = 36) -> None:
    """Let so many people order, every other one twice; every third was brought by Asha."""
    order(loop, "asha-0", "asha", 500)
    code = loop.buyer_of("asha-0").code
    for number in range(count):
        codes = [code] if number % 3 == 0 else []
        order(loop, f"{number}-0", f"buyer{number}", 450, codes=codes)
        if number % 2:
            order(loop, f"{number}-1", f"buyer{number}", 300, total="500.00", refunded="100.00")


def test_it_sets_referred_customers_beside_the_others(both: Loop) -> None:
    assert "Nobody has ordered yet" in open_value(both)
    fill(both, 96)
    page = open_value(both)
    assert "Worked out just now" in page
    assert "Customers with two orders or more ÷ all customers." in page
    rows = {(row["figure"], row["group"]): row["value"] for row in read_csv(open_value(both, "value.csv"))}
    assert (rows["repeat", "referred"], rows["repeat", "others"]) == ("50.0", "49.23")
    assert (rows["spent", "referred"], rows["average_order", "all"]) == ("1200.00", "801.38")
    assert (rows["back", "all"], rows["orders_a_year", "all"]) == ("49.48", "1.0")
    assert "49.2%" in page
    assert "of 65 customers" in page
    cohorts = read_csv(open_value(both, "value/cohorts.csv"))
    assert [(row["group"], row["customers"], row["month_5"]) for row in cohorts][:2] == [
        ("referred", "32", "16"), ("others", "1", "0"),
    ]  # fmt: skip


def test_it_counts_no_order_as_less_than_nothing(loop: Loop) -> None:
    order(loop, "1", "asha", 10, refunded="1200.00")  # the parcel back, too
    order(loop, "2", "asha", 5)
    [asha] = read_csv(open_value(loop, "value/customers.csv"))
    assert (asha["orders"], asha["spent"]) == ("2", "1000.00")


def test_it_says_that_a_young_shop_has_had_less_than_a_year(loop: Loop) -> None:
    order(loop, "1", "asha", 10)
    assert "orders a year are those since then" in open_value(loop)
    order(loop, "2", "farid", 400)
    assert "orders a year are those since then" not in open_value(loop)


def test_it_says_nothing_of_too_few(loop: Loop) -> None:
    order(loop, "1", "asha", 10)
    page = open_value(loop)
    assert "Too few to say" in page
    rows = read_csv(open_value(loop, "value.csv"))
    assert {row["value"] for row in rows} == {""}


def test_it_shows_the_customers_behind_a_figure(both: Loop) -> None:
    fill(both, 6)
    page = open_value(both, "value/customers?who=referred&of=repeat")
    assert ("Buyer3<" in page, "Buyer0<" in page, "Buyer1<" in page) == (True, False, False)
    rows = read_csv(open_value(both, "value/customers.csv?who=all&of=back"))
    assert [(row["first_name"], row["orders"], row["spent"]) for row in rows] == [
        ("Buyer1", "2", "1400.00"), ("Buyer3", "2", "1400.00"), ("Buyer5", "2", "1400.00"),
    ]  # fmt: skip
    month = datetime.fromtimestamp((both.chai.clock() - 450 * DAY_MS) / 1000, ZONE).strftime("%Y-%m")
    assert len(read_csv(open_value(both, f"value/customers.csv?month={month}"))) == 6
    desk = enter_desk(both.chai.house, both.chai.shop, both.chai.client)
    assert both.chai.client.get(f"{desk}/value/customers?of=nothing").status_code == 404


def test_it_says_what_is_not_counted(loop: Loop) -> None:
    order(loop, "1", "asha", 10)
    order(loop, "2", "asha", 9, currency="USD")
    order(loop, "3", "asha", 8, test=True)
    order(loop, "4", "asha", 7, stage="cancelled")
    order(loop, "5", "asha", 6, stage="refunded")
    page = open_value(loop)
    for words in ("In another currency", "Tests and trials", "Cancelled or removed", "Given back whole"):
        assert words in page
    assert "What an import of past customers says of their orders is not among them." in page


def test_it_keeps_a_large_shops_sheet_and_renews_it_when_asked(loop: Loop) -> None:
    fill(loop, 5)
    house, clock = loop.chai.house, loop.chai.clock
    assert work_out_sheets(house) == 0
    make_large(loop.chai)
    assert "It is being worked out" in open_value(loop)
    assert (work_out_sheets(house), work_out_sheets(house)) == (3, 0)
    assert "In a shop of this size" in open_value(loop)
    order(loop, "new", "somebody", 1)
    assert customers_of(loop) == 6
    desk = enter_desk(house, loop.chai.shop, loop.chai.client)
    assert loop.chai.client.post(f"{desk}/value").status_code == 303
    assert "It is being worked out" in open_value(loop)
    clock.move(1)
    assert work_out_sheets(house) == 1
    assert customers_of(loop) == 7
    order(loop, "newer", "somebody else", 1, customer={"email": "else@example.test"})
    clock.move(KEEP_MS)
    assert work_out_sheets(house) == 3
    assert customers_of(loop) == 8


def customers_of(loop: Loop) -> int:
    """Give how many customers the page's file has in all."""
    rows = read_csv(open_value(loop, "value.csv"))
    return int(next(row["customers"] for row in rows if row["group"] == "all"))


names = st.sampled_from(BUYERS)
days = st.integers(0, 900)
facts = st.lists(
    st.one_of(
        st.tuples(st.just("order"), names, days, st.integers(1, 900), st.sampled_from((None, *BUYERS))),
        st.tuples(st.just("order"), names, days, st.integers(1, 900), st.none()),
        st.tuples(st.just("odd"), names, days, st.sampled_from(("USD", "test", "cancelled", "refunded"))),
        st.tuples(st.just("refund"), st.integers(0, 20), st.integers(1, 90_000)),
        st.tuples(st.just("delete"), st.integers(0, 20)),
        st.tuples(st.just("review"), st.integers(0, 5), st.sampled_from(("approved", "rejected"))),
        st.tuples(st.just("correct"), st.integers(0, 20), st.sampled_from(("", *BUYERS))),
        st.tuples(st.just("forget"), names),
    ),
    min_size=4, max_size=16,
)  # fmt: skip


@given(facts=facts)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_it_gives_what_a_slow_count_of_the_raw_rows_gives(chai: ChaiHouse, facts: list[Any]) -> None:
    shop, secrets = add_shop(chai.house, CHAI_HOUSE)
    loop = Loop(replace(chai, shop=shop, secrets=secrets))
    loop.chai.follow(make_loop_program())
    for number, fact in enumerate(facts):
        play(loop, number, *fact)
    sheet = VALUE.work_out(chai.house, shop, chai.clock())
    rows = read_rows(loop)
    assert describe(sheet.referred) == count_slowly(rows, True, chai.clock())
    assert describe(sheet.others) == count_slowly(rows, False, chai.clock())
    brought = {one.person_id: one for one in ADVOCATES.work_out(chai.house, shop, chai.clock()).top}
    for person in rows["people"]:
        one = brought.get(person["person_id"], Advocate(person_id=""))
        found = (one.friends_count, one.orders_count, one.revenue_minor)
        assert found == count_brought_slowly(rows, person["person_id"])


def play(loop: Loop, number: int, kind: str, *words: Any) -> None:
    """Let one thing happen by the house's own doors and verbs; what cannot happen does not."""
    rows = read_rows(loop)
    people = {row["email"].partition("@")[0]: row for row in rows["people"]}
    house, shop = loop.chai.house, loop.chai.shop
    match kind, *words:
        case "order", name, days_ago, amount, advocate:
            codes = [people[advocate]["code"]] if advocate in people else []
            order(loop, f"{number}", name, days_ago, total=f"{amount}.50", codes=codes)
        case "odd", name, days_ago, "USD":
            order(loop, f"{number}", name, days_ago, currency="USD")
        case "odd", name, days_ago, "test":
            order(loop, f"{number}", name, days_ago, test=True)
        case "odd", name, days_ago, stage:
            order(loop, f"{number}", name, days_ago, stage=stage)
        case "refund", at, minor if at < len(rows["orders"]):
            ref = rows["orders"][at]["order_ref"]
            amount = f"{minor // 100}.{minor % 100:02}"
            loop.chai.tell("order.refunded", id=number, order_id=ref, amount=amount)
        case "delete", at if at < len(rows["orders"]):
            loop.chai.tell("order.deleted", order_id=rows["orders"][at]["order_ref"])
        case "review", at, answer if at < len(held := [row for row in rows["referrals"] if row["review"]]):
            review_referral(house, shop, held[at]["referral_id"], answer)
        case "correct", at, name if at < len(rows["orders"]) and (not name or name in people):
            correct_order(
                house, shop, rows["orders"][at]["order_id"], people[name]["code"] if name else "", "So"
            )
        case "forget", name:
            asked = PersonRedacted(contact=Contact(email=f"{name}@example.test"), order_refs=())
            house.store.unit(shop.shop_id, lambda parts: redact_person(house, parts, shop, "standard", asked))


def read_rows(loop: Loop) -> dict[str, list[dict[str, Any]]]:
    """Read whole tables as they are."""

    def look(parts: Any, shop_id: str) -> dict[str, list[dict[str, Any]]]:
        return {
            table: [
                dict(row)
                for row in parts._connection.execute(f"select * from {table} where shop_id = '{shop_id}'")
            ]
            for table in ("orders", "people", "referrals", "candidates")
        }

    return loop.chai.read(look)


def count_slowly(rows: dict[str, list[dict[str, Any]]], is_referred: bool, now_ms: int) -> dict[str, Any]:
    """Count one group of customers in the plainest way, from nothing but raw rows."""
    brought = {row["friend_id"] for row in rows["referrals"] if row["order_id"] and is_clear(row)}
    by_buyer: defaultdict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for row in rows["orders"]:
        if counts(row) and (row["person_id"] in brought) == is_referred:
            at = (EPOCH + timedelta(milliseconds=row["placed_at_ms"])).astimezone(ZONE)
            by_buyer[row["person_id"]].append((at, left_of(row)))
    now = (EPOCH + timedelta(milliseconds=now_ms)).astimezone(ZONE)
    year, ninety = relativedelta(months=12), timedelta(days=90)
    found: dict[str, Any] = defaultdict(int)
    found["cohorts"] = defaultdict(set)
    for buyer, orders in by_buyer.items():
        orders.sort()
        moments = [at for at, _ in orders]
        first = moments[0]
        lately = [at for at in moments if at >= now - year]
        young = [left for at, left in orders if at < first + year]
        is_old = first + year <= now
        gaps = [later - earlier >= ninety for earlier, later in zip(moments, moments[1:], strict=False)]
        found["customers_count"] += 1
        found["repeat_count"] += len(orders) >= 2
        found["orders_count"] += len(orders)
        found["spent_minor"] += sum(left for _, left in orders)
        found["lately_customers_count"] += bool(lately)
        found["lately_orders_count"] += len(lately)
        found["old_count"] += is_old
        found["first_year_orders_count"] += len(young) if is_old else 0
        found["first_year_minor"] += sum(young) if is_old else 0
        found["back_count"] += any(gaps)
        found["quiet_count"] += any(gaps) or now - moments[-1] >= ninety
        for at in moments:
            after = (at.year - first.year) * 12 + at.month - first.month
            found["cohorts"][first.strftime("%Y-%m"), after].add(buyer)
    return {name: found[name] for name in Group.__struct_fields__ if name != "cohorts"} | {
        "cohorts": {key: len(buyers) for key, buyers in found["cohorts"].items() if key[1] <= 12}
    }


def count_brought_slowly(rows: dict[str, list[dict[str, Any]]], person_id: str) -> tuple[int, int, int]:
    """Count what one person brought in the plainest way: friends, orders, and what these left."""
    won = {row["order_id"] for row in rows["candidates"] if row["won"] and row["advocate_id"] == person_id}
    refused = {
        row["friend_id"] for row in rows["referrals"] if row["advocate_id"] == person_id and not is_clear(row)
    }
    found = [row for row in rows["orders"] if row["order_id"] in won and counts(row)]
    credited = [row for row in found if row["person_id"] not in refused]
    return len({row["person_id"] for row in credited}), len(credited), sum(map(left_of, credited))


def counts(order: dict[str, Any]) -> bool:
    """Say whether an order counts."""
    is_bought = order["stage"] in ("placed", "paid") and order["deleted_at_ms"] is None
    return is_bought and order["currency"] == "INR" and '"is_test":true' not in order["snapshot"]


def left_of(order: dict[str, Any]) -> int:
    """Give what an order left after refunds."""
    told = json.loads(order["snapshot"])
    return max(0, int(told["total_minor"]) - int(told.get("refunded_minor", 0)))


def is_clear(referral: dict[str, Any]) -> bool:
    """Say whether rules and merchant have nothing against a referral."""
    kept = bool(referral["review"] != "rejected" and referral["verdict"] == "clear")
    return kept or bool(referral["review"] == "approved")


def describe(group: Group) -> dict[str, Any]:
    """Give a group in the form of the slow count."""
    cohorts: dict[tuple[str, int], int] = {}
    for one in group.cohorts:
        cohorts |= {(one.month, 0): one.customers_count}
        cohorts |= {(one.month, after): count for after, count in enumerate(one.again_counts, 1) if count}
    return msgspec.structs.asdict(group) | {"cohorts": cohorts}
