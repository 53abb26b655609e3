"""Looking a decision up: what the shopper's page is told on any device; no decision ever changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from plugin.actions.banning import ban_person
from plugin.actions.people import opt_out
from plugin.store.decisions import DecisionRow
from tests.bodies import shopify_order, woocommerce_order, write
from tests.cast import DAY_MS, HOUR_MS, MINUTE_MS, ChaiHouse, make_program

FARID: dict[str, Any] = {"customer_id": 8, "billing": {"email": "farid@example.test", "country": "IN"}}


@pytest.fixture(autouse=True)
def nothing_changes(chai_house: ChaiHouse, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test here may change a decision once it is made: every row is compared after every look-up."""
    seen: dict[str, DecisionRow] = {}
    look_up = chai_house.look_up

    def watch() -> None:
        rows = {row.decision_id: row for row in chai_house.decisions()}
        assert seen.items() <= rows.items()
        seen.update(rows)

    def look_up_and_watch(proof: str = "wc_order_maQehJtejVrjL") -> dict[str, Any]:
        watch()
        answer = look_up(proof)
        watch()
        return answer

    monkeypatch.setattr(chai_house, "look_up", look_up_and_watch)
    yield
    watch()


def failed(row: DecisionRow) -> list[str]:
    return [reason.rule for reason in row.decision.reasons if not reason.passed]


def buy_another(chai_house: ChaiHouse, number: int, **changes: Any) -> str:
    """Let the same buyer buy again; gives the new order's key."""
    chai_house.buy(id=number, number=str(number), order_key=f"wc_order_another{number}", **changes)
    return f"wc_order_another{number}"


def test_it_asks_to_wait_until_the_webhook_has_come(chai_house: ChaiHouse) -> None:
    assert chai_house.look_up() == {"state": "pending"}
    chai_house.buy()
    shown = chai_house.look_up()
    assert shown["state"] == "show"
    assert shown["decision"] == chai_house.decisions()[0].decision_id
    assert shown["me"]["state"] == "buyer"
    assert shown["me"]["name"] == "Asha"
    assert "token" not in shown["me"]


def test_it_waits_for_the_payment_where_only_that_is_missing(chai_house: ChaiHouse) -> None:
    chai_house.follow(make_program(when="paid"))
    chai_house.buy()
    assert chai_house.look_up() == {"state": "pending"}
    chai_house.buy(date_paid_gmt="2026-11-21T20:37:00", date_modified_gmt="2026-11-21T20:37:00")
    assert chai_house.look_up()["state"] == "show"
    assert [(row.program_version, row.decision.show) for row in chai_house.decisions()] == [
        (2, False),
        (2, True),
    ]


def test_it_holds_for_good_where_more_is_missing_than_the_payment(chai_house: ChaiHouse) -> None:
    chai_house.follow(make_program(when="paid", minimum_minor=10**9))
    chai_house.buy()
    assert chai_house.look_up() == {"state": "hold"}


@pytest.mark.parametrize(
    "guess", ["12", "#12", "1", "12 ", "ord_1", "", "7", "wc_order_", "WC_ORDER_MAQEHJTEJVRJL"]
)
def test_it_never_tells_by_the_number_of_an_order(chai_house: ChaiHouse, guess: str) -> None:
    chai_house.buy()
    assert chai_house.look_up(guess) == {"state": "pending"}
    assert chai_house.look_up(chai_house.order().order_id) == {"state": "pending"}
    assert chai_house.ask("m", order=guess).get_json() == {"state": "visitor"}
    assert chai_house.ask("j", order=guess).status_code == 404


def test_it_proves_an_order_of_shopify_by_each_of_its_keys(chai_house: ChaiHouse) -> None:
    chai_house.deliver(write(shopify_order()), "orders/create", "shopify")
    for proof in ("XPAV284CT", "a1b2c3d4e5f60718293a4b5c6d7e8f90", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"):
        assert chai_house.look_up(proof)["state"] == "show"
    assert chai_house.look_up("1001") == {"state": "pending"}
    assert chai_house.look_up("5678901234567") == {"state": "pending"}


def test_it_holds_on_every_other_device_once_it_was_shown(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    shown = chai_house.look_up()
    assert chai_house.look_up()["decision"] == shown["decision"]  # nobody has seen it yet
    chai_house.report("viewed", shown["decision"])
    assert chai_house.look_up() == {"state": "hold"}
    second = buy_another(chai_house, 13)
    assert chai_house.look_up(second) == {"state": "hold"}
    assert failed(chai_house.decisions()[-1]) == ["days_between"]


def test_it_holds_an_order_of_yesterday_when_the_buyer_met_the_popup_since(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    second = buy_another(chai_house, 13)
    chai_house.report("viewed", chai_house.look_up()["decision"])
    assert chai_house.look_up(second) == {"state": "hold"}
    assert [row.decision.show for row in chai_house.decisions()] == [True, True, False]


def test_it_counts_a_friend_by_himself(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    chai_house.report("viewed", chai_house.look_up()["decision"])
    assert chai_house.look_up(buy_another(chai_house, 13, **FARID))["state"] == "show"


def test_it_comes_again_a_day_after_it_was_put_off(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    shown = chai_house.look_up()
    chai_house.report("viewed", shown["decision"])
    chai_house.clock.move(MINUTE_MS)
    chai_house.report("later", shown["decision"])
    again_at_ms = chai_house.clock() + 24 * HOUR_MS
    assert chai_house.look_up() == {"state": "hold", "again_at_ms": again_at_ms}
    chai_house.clock.at_ms = again_at_ms - 1
    assert chai_house.look_up() == {"state": "hold", "again_at_ms": again_at_ms}
    chai_house.clock.at_ms = again_at_ms
    again = chai_house.look_up()
    assert again["state"] == "show"
    assert again["decision"] != shown["decision"]
    chai_house.report("viewed", again["decision"])
    assert chai_house.look_up() == {"state": "hold"}
    assert [row.decision.show for row in chai_house.decisions()] == [True, False, True, False]


@pytest.mark.parametrize("kind", ["closed", "declined"])
def test_it_does_not_come_again_by_itself_once_it_was_closed(chai_house: ChaiHouse, kind: str) -> None:
    chai_house.buy()
    shown = chai_house.look_up()
    chai_house.report("viewed", shown["decision"])
    chai_house.report(kind, shown["decision"])
    chai_house.clock.move(25 * HOUR_MS)
    assert chai_house.look_up() == {"state": "hold"}


def test_it_holds_for_a_buyer_whom_two_names_call_two_people(chai_house: ChaiHouse) -> None:
    by_mail, by_phone = {"email": "asha@example.test"}, {"phone": "+919876543210"}
    chai_house.buy(customer_id=0, billing=by_mail)
    second = buy_another(chai_house, 13, customer_id=0, billing=by_phone)
    chai_house.report("closed", chai_house.look_up(second)["decision"])
    third = buy_another(chai_house, 14, customer_id=0, billing=by_mail | by_phone)
    answer = chai_house.look_up(third)
    assert answer == {"state": "hold", "again_at_ms": chai_house.clock() - 1 + 24 * HOUR_MS}


def test_it_shows_again_after_thirty_days(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    chai_house.report("viewed", chai_house.look_up()["decision"])
    at_ms = chai_house.clock()
    chai_house.clock.at_ms = at_ms + 30 * DAY_MS - 2
    assert chai_house.look_up(buy_another(chai_house, 13, **days_later(30)))["state"] == "hold"
    assert chai_house.look_up(buy_another(chai_house, 14, **days_later(30)))["state"] == "show"


def days_later(days: int) -> dict[str, str]:
    return {
        name: f"2026-12-{21 - 30 + days:02}T20:36:17" for name in ("date_created_gmt", "date_modified_gmt")
    }


def test_it_ignores_views_of_other_surfaces(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    shown = chai_house.look_up()
    chai_house.report("viewed", shown["decision"], surface="sticky")
    chai_house.report("closed", shown["decision"], surface="page")
    assert chai_house.look_up()["state"] == "show"


@pytest.mark.parametrize("status", ["cancelled", "refunded", "trash", "failed"])
def test_it_holds_a_cancelled_order(chai_house: ChaiHouse, status: str) -> None:
    chai_house.buy()
    assert chai_house.look_up()["state"] == "show"
    chai_house.buy(status=status, date_modified_gmt="2026-11-21T20:40:00")
    assert chai_house.look_up()["state"] in (("hold",) if status != "failed" else ("pending",))
    assert failed(chai_house.decisions()[-1]) == ["order_placed"]


@pytest.mark.parametrize("refuse", [ban_person, opt_out])
def test_it_holds_for_who_refused_or_is_banned(chai_house: ChaiHouse, refuse: Any) -> None:
    chai_house.buy()
    refuse(chai_house.house, chai_house.shop, " ASHA@example.test", True)
    assert chai_house.look_up() == {"state": "hold"}
    assert failed(chai_house.decisions()[-1]) == ["not_refused"]
    assert chai_house.look_up(buy_another(chai_house, 13)) == {"state": "hold"}
    refuse(chai_house.house, chai_house.shop, "asha@example.test", False)
    assert chai_house.look_up(buy_another(chai_house, 14))["state"] == "show"


def test_it_forgets_to_ask_after_thirty_days(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    chai_house.clock.at_ms = chai_house.order().order.placed_at_ms + 30 * DAY_MS
    assert chai_house.look_up()["state"] == "show"
    chai_house.clock.move(1)
    assert chai_house.look_up() == {"state": "hold"}


def test_it_keeps_the_program_that_a_decision_followed(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    chai_house.follow(make_program(minimum_minor=10**9))
    assert chai_house.look_up() == {"state": "hold"}
    assert [(row.program_version, row.decision.show) for row in chai_house.decisions()] == [
        (1, True),
        (2, False),
    ]


def test_it_holds_a_guest_whom_nobody_can_reach(chai_house: ChaiHouse) -> None:
    nobody: dict[str, Any] = {"customer_id": 0, "billing": {}, "shipping": {}}
    chai_house.buy(**nobody)
    assert chai_house.look_up() == {"state": "hold"}
    chai_house.follow(make_program(guests_allowed=True))
    assert chai_house.look_up(buy_another(chai_house, 13, **nobody))["state"] == "show"
    assert len({row.person_id for row in chai_house.orders()}) == 2


def test_it_decides_the_same_order_alike_for_a_new_body(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    chai_house.deliver(write(woocommerce_order(customer_note="more")), "order.updated")
    assert len(chai_house.decisions()) == 1
