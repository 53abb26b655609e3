"""Extensions in Shopify's checkout ask for the decision, join, report. A token proves a store, no order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from plugin.actions.apps import add_app
from plugin.actions.checkout import MOST_AN_HOUR
from plugin.actions.people import meet_contact
from plugin.model import Contact
from tests.cast import DAY_MS, HOUR_MS, Clock
from tests.two_stores import (
    CHAI,
    MANGO,
    OTHER_CLIENT,
    OTHER_SECRET,
    URL,
    TwoStores,
    write_token,
)

ORDER, NUMBER = "gid://shopify/OrderIdentity/5678901234567", "XPAV284CT"
PENDING = {"state": "pending", "again_ms": 1_000}
ASHA = "gid://shopify/Customer/191167"
NOT_PROVED = [
    (ORDER, ""), (ORDER, "XPAV284CU"), (ORDER, "5678901234567"), ("", NUMBER), (f"{ORDER}8", NUMBER),
    (f"{ORDER}\n", NUMBER), ("gid://shopify/Product/5678901234567", NUMBER), ("১২", NUMBER), ("", ""),
]  # fmt: skip


@dataclass
class Checkout(TwoStores):
    """The thank-you page of Chai House, where an extension asks."""

    def post(self, door: str, body: Any, token: str | None = None, **headers: str) -> TestResponse:
        """Post as the extension does."""
        chosen = write_token(self.chai.clock) if token is None else token
        sent = {"Authorization": f"Bearer {chosen}", "Content-Type": "application/json", **headers}
        return self.chai.client.post(f"/x/{door}", data=json.dumps(body), headers=sent)

    def ask(self, order: str = ORDER, number: str = NUMBER, token: str | None = None, **more: Any) -> Any:
        """Ask for the decision."""
        answer = self.post("d", {"order": order, "number": number, "lang": "bn", **more}, token)
        assert answer.status_code == 200, answer.text
        return answer.get_json()


@pytest.fixture
def checkout(database_url: str, clock: Clock) -> Iterator[Checkout]:
    """Two stores under one app, on each engine in turn."""
    with Checkout.opened(database_url, clock) as checkout:
        yield checkout


def test_it_answers_all_that_the_page_shows(checkout: Checkout) -> None:
    checkout.buy()
    said = checkout.ask()
    key, code = checkout.chai.shop.key, said["me"]["code"]
    link = f"{URL}/r/{key}/{code}"
    assert said["state"] == "show"
    assert said["decision"] == checkout.chai.decisions()[0].decision_id
    assert (said["me"]["state"], said["me"]["name"], said["me"]["link"]) == ("buyer", "আশা", link)
    assert said["me"]["qr"] == f"{URL}/q/{key}/{code}.svg"
    assert "আশা" in said["texts"]["thanks"]
    assert not any("{" in text for text in said["texts"].values())
    assert f"{link}?c=wa" in unquote(said["links"]["whatsapp"])
    assert said["links"]["email"].startswith("mailto:?")
    assert said["page"] == f"{URL}/p/{key}?lang=bn"
    assert said["store"].startswith("https://chai.example/?sathi-order=sathi.")


def test_it_knows_an_order_by_each_of_its_names(checkout: Checkout) -> None:
    checkout.buy()
    for order in (ORDER, "gid://shopify/Order/5678901234567", "5678901234567"):
        assert checkout.ask(order)["state"] == "show"


def test_it_says_the_same_of_an_order_that_is_not_proved(checkout: Checkout) -> None:
    assert checkout.ask() == PENDING
    checkout.buy()
    for order, number in NOT_PROVED:
        assert checkout.ask(order, number) == PENDING
        assert checkout.post("j", {"order": order, "number": number}).status_code == 404


def test_it_needs_no_number_from_the_buyer_whom_the_token_names(checkout: Checkout, clock: Clock) -> None:
    checkout.buy()
    assert checkout.ask(number="", token=write_token(clock, sub=ASHA))["state"] == "show"
    mallory = write_token(clock, sub="gid://shopify/Customer/8")
    assert checkout.ask(number="", token=mallory) == PENDING
    assert checkout.ask(order="", number="", token=write_token(clock, sub=ASHA)) == PENDING


def test_it_takes_no_customer_number_of_another_platform(checkout: Checkout, clock: Clock) -> None:
    house, shop = checkout.chai.house, checkout.chai.shop
    known = Contact(customer_ref="191167", email="asha@example.test")
    house.store.unit(shop.shop_id, lambda parts: meet_contact(house, parts, shop, known, clock()))
    checkout.buy(customer=None, email=known.email, contact_email=known.email)
    assert checkout.ask(number="", token=write_token(clock, sub=ASHA)) == PENDING
    assert checkout.ask(token=write_token(clock, sub=ASHA))["state"] == "show"


def test_it_shows_no_store_the_orders_of_another(checkout: Checkout, clock: Clock) -> None:
    checkout.buy()
    mango = write_token(clock, MANGO)
    assert checkout.ask(token=mango) == PENDING
    assert checkout.ask(number="", token=write_token(clock, MANGO, sub=ASHA)) == PENDING
    key = checkout.ask()["store"].partition("sathi-order=")[2]
    assert checkout.mango.ask("d", order=key).get_json() == {"state": "pending"}
    assert checkout.chai.ask("d", order=key).get_json()["state"] == "show"


def test_it_refuses_every_token_that_is_not_this_apps(checkout: Checkout, clock: Clock) -> None:
    checkout.buy()
    other = add_app(checkout.chai.house, OTHER_CLIENT, OTHER_SECRET)
    assert other
    tokens = [
        "", "a.b.c", write_token(clock, secret=OTHER_SECRET), write_token(clock, aud=OTHER_CLIENT),
        write_token(clock, secret=OTHER_SECRET, aud=OTHER_CLIENT), write_token(clock, "tea.myshopify.com"),
        write_token(clock, exp=clock() // 1000 - 11), write_token(clock, CHAI + "\n"),
    ]  # fmt: skip
    for door in ("d", "j", "e"):
        answers = [
            checkout.post(door, {"order": ORDER, "number": NUMBER, "events": []}, one) for one in tokens
        ]
        assert [one.status_code for one in answers] == [401] * len(tokens)
        assert all(one.headers["Access-Control-Allow-Origin"] == "*" for one in answers)


def test_it_lets_any_origin_ask_without_cookies(checkout: Checkout) -> None:
    checkout.buy()
    before = checkout.chai.client.options(
        "/x/d", headers={"Origin": "null", "Access-Control-Request-Headers": "authorization"}
    )
    assert before.status_code == 200
    for answer in (
        before,
        checkout.post("d", {"order": ORDER, "number": NUMBER}, Origin="https://x.example"),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


def test_it_takes_a_body_of_plain_text(checkout: Checkout) -> None:
    checkout.buy()
    answer = checkout.post("d", {"order": ORDER, "number": NUMBER}, **{"Content-Type": "text/plain"})
    assert answer.get_json()["state"] == "show"


def test_it_refuses_a_body_that_is_none(checkout: Checkout) -> None:
    headers = {"Authorization": f"Bearer {write_token(checkout.chai.clock)}"}
    bodies = {
        "[]": 400,
        "{": 400,
        '{"order":7}': 422,
        f'{{"order":"{"1" * 101}"}}': 422,
        "[" + " " * 20_000: 413,
    }
    for door in ("d", "j"):
        for body, status in bodies.items():
            assert checkout.chai.client.post(f"/x/{door}", data=body, headers=headers).status_code == status


def test_it_joins_the_buyer(checkout: Checkout) -> None:
    checkout.buy()
    said = checkout.post("j", {"order": ORDER, "number": NUMBER, "lang": "gu"}).get_json()
    assert said["state"] == "advocate"
    assert "token" not in said
    assert checkout.ask()["me"]["state"] == "advocate"


def test_it_takes_reports_of_the_thank_you_page(checkout: Checkout) -> None:
    checkout.buy()
    decision = checkout.ask()["decision"]
    event = {"id": f"{decision}-viewed", "kind": "viewed", "surface": "thank_you", "decision": decision}
    assert checkout.post("e", {"events": [event]}).status_code == 204
    assert checkout.post("e", {"events": [{**event, "surface": "elsewhere"}]}).status_code == 422
    person_id = checkout.chai.decisions()[0].person_id
    seen = checkout.chai.read(lambda parts, shop_id: parts.events.list_of(shop_id, person_id, 0))
    assert [(one.kind, one.surface) for one in seen] == [("viewed", "thank_you")]
    assert checkout.ask()["state"] == "show", "the popup proper opens on the next page of the store"


def test_it_says_hold_where_nobody_is_to_be_asked(checkout: Checkout) -> None:
    checkout.buy(source_name="pos")
    assert checkout.ask() == {"state": "hold"}


def test_it_asks_for_patience_where_one_asks_without_end(checkout: Checkout, clock: Clock) -> None:
    shop_id = checkout.chai.shop.shop_id
    subject = f"session:{checkout.chai.house.hash('session', 'one-token')}"
    window_at_ms = clock() - clock() % HOUR_MS

    def count(times: int) -> None:
        def work(parts: Any) -> None:
            for _ in range(times):
                parts.limits.count_up(shop_id, subject, window_at_ms)

        checkout.chai.house.store.unit(shop_id, work)

    count(MOST_AN_HOUR)
    answer = checkout.post("d", {"order": ORDER, "number": NUMBER})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    checkout.buy()
    assert checkout.ask()["state"] == "show", "an order that is proved is always answered"


def test_it_lets_the_key_in_the_address_open_the_popup_once(checkout: Checkout) -> None:
    checkout.buy()
    key = checkout.ask()["store"].partition("sathi-order=")[2]
    assert checkout.chai.order("5678901234567", "shopify").order_id not in key
    said = checkout.chai.ask("d", order=key).get_json()
    assert said["state"] == "show"
    assert checkout.chai.ask("m", order=key).get_json()["state"] == "buyer"
    assert checkout.chai.ask("j", order=key).get_json()["state"] == "advocate"
    checkout.chai.report("viewed", said["decision"])
    assert checkout.chai.ask("d", order=key).get_json()["state"] == "hold"


def test_it_takes_the_key_in_the_address_for_thirty_days(checkout: Checkout, clock: Clock) -> None:
    checkout.buy()
    key = checkout.ask()["store"].partition("sathi-order=")[2]
    clock.move(30 * DAY_MS)
    assert checkout.chai.ask("d", order=key).get_json() == {"state": "pending"}
    assert checkout.chai.ask("m", order=key).get_json() == {"state": "visitor"}
