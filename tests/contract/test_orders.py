"""One order, one decision: however often, under whatever topic and in whatever order its facts arrive."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from plugin.store.deliveries import Outcome
from plugin.store.orders import OrderRow
from tests.bodies import shopify_order, shopify_refund, standard_event, woocommerce_order, write
from tests.cast import ChaiHouse, Clock, build_house, open_chai_house

WOO_TOPICS = (
    "order.created",
    "order.updated",
    "order.restored",
    "order.deleted",
    "product.updated",
    "",
    "x y",
)


def test_it_keeps_one_order_and_one_decision_of_a_thousand_deliveries(chai_house: ChaiHouse) -> None:
    raw, dice = write(woocommerce_order()), random.Random(7)
    for number in range(1_000):
        answer = chai_house.deliver(raw, dice.choice(WOO_TOPICS), X_WC_Webhook_ID=str(number % 3))
        assert (answer.status_code, answer.data) == (200, b"")
    assert len(chai_house.orders()) == 1
    assert len(chai_house.decisions()) == 1
    assert chai_house.order().order.stage == "placed"
    taken = chai_house.deliveries("taken")
    assert {one.topic for one in taken} == {"order.created", "order.updated", "order.restored"}
    assert {one.topic for one in chai_house.deliveries("dead")} == {"order.deleted"}
    outcomes: tuple[Outcome, ...] = ("taken", "dead", "ignored", "waiting")
    counts = [one.times_count for outcome in outcomes for one in chai_house.deliveries(outcome)]
    assert sum(counts) == 1_000


def test_it_loses_no_order_when_delivery_ids_collide(chai_house: ChaiHouse) -> None:
    for number in (12, 13, 14):
        raw = write(woocommerce_order(id=number, number=str(number), order_key=f"wc_order_key{number}"))
        chai_house.deliver(raw, X_WC_Webhook_Delivery_ID="5f4dcc3b5aa765d61d8327deb882cf99")
    assert sorted(row.order.order_ref for row in chai_house.orders()) == ["12", "13", "14"]
    assert len(chai_house.decisions()) == 3


def test_it_never_lets_an_older_account_overwrite_a_newer_one(chai_house: ChaiHouse) -> None:
    chai_house.buy(status="cancelled", date_modified_gmt="2026-11-21T20:40:00", total="99.00")
    before = chai_house.order()
    chai_house.buy(status="processing", date_modified_gmt="2026-11-21T20:39:59", total="1.00")
    assert chai_house.order() == before
    chai_house.buy(status="processing", date_modified_gmt="2026-11-21T20:40:01", total="1.00")
    assert chai_house.order().order.total_minor == 100


def test_it_takes_the_account_that_is_further_along_within_one_second(chai_house: ChaiHouse) -> None:
    chai_house.buy(date_paid_gmt="2026-11-21T20:36:17")
    chai_house.buy()
    assert chai_house.order().order.stage == "paid"


def test_it_takes_a_refund_before_its_order(chai_house: ChaiHouse) -> None:
    refund = shopify_refund(
        transactions=[{"kind": "refund", "status": "success", "amount": "1250.50", "currency": "INR"}]
    )
    assert chai_house.deliver(write(refund), "refunds/create", "shopify").status_code == 200
    assert chai_house.orders() == []
    chai_house.deliver(write(shopify_order(financial_status="paid")), "orders/create", "shopify")
    order = chai_house.order("5678901234567", "shopify").order
    assert (order.stage, order.refunded_minor) == ("refunded", 125_050)
    [decision] = chai_house.decisions()
    assert not decision.decision.show


def test_it_counts_each_refund_once_and_holds_when_all_is_back(chai_house: ChaiHouse) -> None:
    chai_house.tell("order.placed")
    for _ in range(2):
        chai_house.tell("order.refunded", id=1, amount="1000.00")
    order = chai_house.order("A-1001", "standard").order
    assert (order.stage, order.refunded_minor) == ("placed", 100_000)
    chai_house.tell("order.refunded", id=2, amount="250.50")
    order = chai_house.order("A-1001", "standard").order
    assert (order.stage, order.refunded_minor) == ("refunded", 125_050)
    assert [row.decision.show for row in chai_house.decisions()] == [True, False]


def test_it_ignores_a_refund_in_another_currency(chai_house: ChaiHouse) -> None:
    chai_house.tell("order.placed")
    chai_house.tell("order.refunded", currency="USD", amount="1250.50")
    assert chai_house.order("A-1001", "standard").order.refunded_minor == 0


def test_it_holds_a_deleted_order_until_a_newer_account_restores_it(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    chai_house.deliver(write({"id": 12}), "order.deleted")
    deleted_at_ms = chai_house.clock()
    assert chai_house.order().deleted_at_ms == deleted_at_ms
    assert chai_house.look_up() == {"state": "hold"}
    chai_house.buy(date_modified_gmt="2026-11-21T20:50:00")
    assert chai_house.order().deleted_at_ms == deleted_at_ms
    chai_house.deliver(write(woocommerce_order(date_modified_gmt="2026-11-22T03:30:01")), "order.restored")
    assert chai_house.order().deleted_at_ms is None
    assert chai_house.look_up()["state"] == "show"


def test_it_deletes_an_order_again_that_was_restored(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    chai_house.deliver(write({"id": 12}), "order.deleted")
    chai_house.deliver(write(woocommerce_order(date_modified_gmt="2026-11-22T03:30:01")), "order.restored")
    chai_house.deliver(write({"id": 12}), "order.deleted")
    assert chai_house.order().deleted_at_ms == chai_house.clock()
    assert chai_house.look_up() == {"state": "hold"}


def test_it_keeps_an_order_deleted_that_was_deleted_before_it_came(chai_house: ChaiHouse) -> None:
    chai_house.deliver(write({"id": 12}), "order.deleted")
    deleted_at_ms = chai_house.clock()
    chai_house.buy()
    assert chai_house.order().deleted_at_ms == deleted_at_ms
    assert chai_house.decisions() == []
    assert chai_house.look_up() == {"state": "pending"}


def test_it_knows_one_buyer_by_any_of_three_names(chai_house: ChaiHouse) -> None:
    one, two, three = (
        {"first_name": "Asha", "email": email, "phone": phone, "country": "IN"}
        for email, phone in (
            ("asha@example.test", ""),
            ("ASHA@Example.test ", "98765 43210"),
            ("", "+919876543210"),
        )
    )
    for number, (customer, billing) in enumerate([(7, one), (0, two), (0, three)], 1):
        chai_house.buy(id=number, order_key=f"wc_order_key{number}", customer_id=customer, billing=billing)
    assert len({row.person_id for row in chai_house.orders()}) == 1


def test_it_keeps_two_shops_apart(chai_house: ChaiHouse, clock: Clock) -> None:
    other = open_chai_house(chai_house.house, clock, name="Tea Room")
    chai_house.buy()
    other.buy(total="5.00")
    assert [row.order.total_minor for row in chai_house.orders()] == [125_050]
    assert [row.order.total_minor for row in other.orders()] == [500]
    assert chai_house.orders()[0].person_id != other.orders()[0].person_id


def test_it_lets_the_last_decision_stand_when_two_fall_into_one_moment(chai_house: ChaiHouse) -> None:
    chai_house.buy(status="pending")
    chai_house.clock.move(-2)  # the next request began earlier than this one, and waited longer for its turn
    chai_house.buy(date_modified_gmt="2026-11-21T20:36:18")
    assert [row.decision.show for row in chai_house.decisions()] == [False, True]
    assert chai_house.look_up()["state"] == "show"


def test_it_pauses_when_the_app_was_uninstalled(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    chai_house.tell("app.uninstalled")
    chai_house.buy(
        id=13, order_key="wc_order_another", billing={"email": "farid@example.test"}, customer_id=8
    )
    last = chai_house.decisions()[-1].decision
    assert [reason.rule for reason in last.reasons if not reason.passed] == ["program_live"]
    assert chai_house.look_up() == {"state": "hold"}


# Facts in any order

ORDER_REF = 5_000_000_000_000


def instant(second: int) -> str:
    minute, second = divmod(second, 60)
    return f"2026-11-22T02:{minute:02}:{second:02}Z"


STATES: dict[str, dict[str, Any]] = {
    "placed": {},
    "paid": {"financial_status": "paid"},
    "cancelled": {"cancelled_at": instant(0), "financial_status": "voided"},
    "refunded": {"financial_status": "refunded"},
}
accounts = st.builds(
    lambda state, second: ("account", state, second), st.sampled_from(sorted(STATES)), st.integers(0, 2)
)
refunds = st.builds(
    lambda number, rupees: ("refund", number, rupees),
    st.integers(1, 3),
    st.sampled_from([250.5, 1000, 1250.5]),
)
deletion = st.just(("deletion", 0, 0))
Fact = tuple[str, Any, Any]


@st.composite
def two_ways(draw: st.DrawFn) -> tuple[list[Fact], list[Fact]]:
    """Draw the facts of one order twice: in two orders, some of them repeated."""
    orders = draw(st.lists(accounts, min_size=1, max_size=4))
    # One refund has one amount, as on the platform.
    back = {number: (kind, number, rupees) for kind, number, rupees in draw(st.lists(refunds, max_size=3))}
    facts: list[Fact] = [*orders, *back.values(), *draw(st.lists(deletion, max_size=1))]
    again = draw(st.lists(st.sampled_from(facts), max_size=3))
    return draw(st.permutations(facts)), draw(st.permutations([*facts, *again]))


@pytest.fixture(scope="module")
def long_house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[ChaiHouse]:
    """One house for many examples, each with an order of its own."""
    path = tmp_path_factory.mktemp("long") / "sathi.db"
    path.write_bytes(sqlite_template.read_bytes())
    clock = Clock()
    house = build_house(f"sqlite:///{path}", clock)
    with closing(house.store):
        yield open_chai_house(house, clock)


def tell_facts(chai_house: ChaiHouse, facts: list[Fact]) -> OrderRow:
    """Tell the facts of a new order in this order, and give what was kept."""
    chai_house.sent_count += 1
    ref = ORDER_REF + chai_house.sent_count
    for kind, one, two in facts:
        topic, body = write_fact(ref, kind, one, two)
        assert chai_house.deliver(write(body), topic, "shopify").status_code == 200
    return chai_house.order(str(ref), "shopify")


def write_fact(ref: int, kind: str, one: Any, two: Any) -> tuple[str, dict[str, Any]]:
    if kind == "deletion":
        return "orders/delete", {"id": ref}
    if kind == "refund":
        back = {"kind": "refund", "status": "success", "amount": f"{two:.2f}", "currency": "INR"}
        return "refunds/create", shopify_refund(id=one, order_id=ref, transactions=[back])
    # Each order has a buyer of its own: the history of another example must not matter.
    buyer = {
        "customer": {"id": ref},
        "email": None,
        "contact_email": None,
        "billing_address": {},
        "shipping_address": {},
    }
    keys = {"confirmation_number": f"C{ref}", "checkout_token": None, "token": None}
    order = shopify_order(
        id=ref, updated_at=instant(two), created_at=instant(0), **STATES[one], **buyer, **keys
    )
    return "orders/updated", order


def last_verdict(chai_house: ChaiHouse, row: OrderRow) -> bool:
    decisions = chai_house.read(lambda parts, shop_id: parts.decisions.list_of(shop_id, row.order_id))
    return bool(decisions) and decisions[-1].decision.show


AT_ONCE: list[Fact] = [("account", "paid", 0), ("account", "cancelled", 0), ("refund", 1, 1250.5)]


@given(ways=two_ways())
@example(ways=(AT_ONCE, [AT_ONCE[0], AT_ONCE[2], AT_ONCE[1]]))
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_it_comes_to_the_same_order_whatever_the_order_of_its_facts(
    long_house: ChaiHouse, ways: tuple[list[Fact], list[Fact]]
) -> None:
    first, second = (tell_facts(long_house, facts) for facts in ways)
    was_deleted = any(kind == "deletion" for kind, _, _ in ways[0])
    assert first.order.stage == second.order.stage
    assert (first.deleted_at_ms is not None) == (second.deleted_at_ms is not None) == was_deleted
    assert (
        last_verdict(long_house, first)
        == last_verdict(long_house, second)
        == (first.order.stage in ("placed", "paid"))
    )
    if not was_deleted:
        assert first.order.refunded_minor == second.order.refunded_minor
        assert first.order.updated_at_ms == second.order.updated_at_ms


def test_it_reads_the_same_order_from_every_platform(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    chai_house.deliver(write(shopify_order()), "orders/create", "shopify")
    chai_house.deliver(write(standard_event("order.placed")), "order.placed", "standard")
    kept = {row.platform: row.order for row in chai_house.orders()}
    assert {name: order.total_minor for name, order in kept.items()} == dict.fromkeys(kept, 125_050)
    assert set(kept) == {"woocommerce", "shopify", "standard"}
    assert {order.stage for order in kept.values()} == {"placed"}
