"""Forgetting and handing out: no planted word of a forgotten shopper stands in any file."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from plugin.actions.links import ask_for_link
from plugin.actions.sweeping import sweep_shops
from plugin.cli import main
from plugin.store import sqlite_path
from tests.bodies import (
    shopify_data_request,
    shopify_order,
    shopify_redaction,
    shopify_shop_redaction,
    standard_event,
    woocommerce_order,
    write,
)  # fmt: skip
from tests.cast import DAY_MS, ChaiHouse, Clock, build_house, find_words, open_chai_house

NAMES = ("Asha", "Farid", "Mallory")
PARTS = ("first_name", "last_name", "company", "address_1", "address_2", "city", "note")


def planted(name: str) -> dict[str, str]:
    """Give one person's words: each stands in one field and nowhere else."""
    return {
        **{part: f"{name}আশা-{part}-é" for part in PARTS},
        "email": f"{name.lower()}.planted+tea@example.test",
        "phone": {"Asha": "+919811100001", "Farid": "+919822200002", "Mallory": "+919833300003"}[name],
        "order_key": f"wc_order_{name}Planted",
    }


def words_of(name: str) -> set[str]:
    return set(planted(name).values())


def planted_order(name: str, number: int, second: int) -> dict[str, Any]:
    """Make one order with that person's words in every personal field."""
    words = planted(name)
    billing = {part: words[part] for part in (*PARTS[:-1], "email", "phone")} | {"country": "IN"}
    return woocommerce_order(
        id=number, number=str(number), order_key=f"{words['order_key']}{number}", customer_id=0,
        billing=billing,
        shipping=billing, customer_note=words["note"], customer_ip_address="192.0.2.7",
        date_modified_gmt=f"2026-11-21T20:{second // 60:02}:{second % 60:02}",
    )  # fmt: skip


@pytest.fixture
def folder(sqlite_url: str) -> Path:
    """The folder in which the database lies alone."""
    path = sqlite_path(sqlite_url)
    assert path
    return path.parent


@pytest.fixture
def planted_house(sqlite_url: str, clock: Clock) -> Iterator[ChaiHouse]:
    """Chai House on a SQLite file with 200 orders of three people, changed several times in between."""
    house = build_house(sqlite_url, clock)
    with closing(house.store):
        chai_house = open_chai_house(house, clock)
        dice = random.Random(3)
        for second in range(600):
            number = dice.randrange(200)
            body = planted_order(NAMES[number % 3], number + 1, second)
            body["line_items"] = [{"product_id": 1, "name": "x" * dice.randrange(3_000)}]
            chai_house.deliver(write(body), "order.updated")
        yield chai_house


def redact(chai_house: ChaiHouse, name: str, *order_ids: int) -> None:
    words = planted(name)
    customer = {"id": None, "email": words["email"].upper(), "phone": words["phone"], "first_name": None}
    assert chai_house.tell("person.redact", customer=customer, order_ids=list(order_ids)).status_code == 200


def test_it_leaves_no_word_of_a_forgotten_shopper_in_any_file(planted_house: ChaiHouse, folder: Path) -> None:
    everybody = words_of("Asha") | words_of("Farid") | words_of("Mallory")
    order_keys = {planted(name)["order_key"] for name in NAMES}
    assert find_words(folder, everybody) == everybody
    for name in ("Asha", "Farid"):
        planted_house.deliver(b"not JSON, but it names " + words_of_contact(name))
        assert ask_for_link(planted_house.house, planted_house.shop, planted(name)["email"], "en") == ""
    redact(planted_house, "Farid")
    assert find_words(folder, everybody) == everybody - words_of("Farid")
    kept = planted_house.orders()
    assert {int(row.order.order_ref) % 3 for row in kept} == {1, 0}  # Asha's and Mallory's
    dead = planted_house.deliveries("dead")
    assert [one.body is None for one in dead] == [True, False]
    assert planted_house.look_up(f"{planted('Farid')['order_key']}2") == {"state": "pending"}
    redact(planted_house, "Asha")
    redact(planted_house, "Mallory")
    assert find_words(folder, everybody | order_keys) == set()
    assert planted_house.orders() == []
    assert planted_house.decisions() == []


def words_of_contact(name: str) -> bytes:
    return json.dumps({"email": planted(name)["email"]}).encode()


def test_it_forgets_a_dead_letter_that_escapes_the_address(chai_house: ChaiHouse) -> None:
    email = "আশা@example.test"
    chai_house.buy(billing={"email": email, "country": "IN"}, customer_id=0)
    chai_house.deliver(json.dumps({"email": email, "id": "broken"}).encode(), "order.updated")
    chai_house.deliver(
        json.dumps({"email": email, "id": "broken"}, ensure_ascii=False).encode(), "order.updated"
    )
    chai_house.tell("person.redact", customer={"email": email}, order_ids=None)
    assert [one.body for one in chai_house.deliveries("dead")] == [None, None]


def test_it_forgets_the_buyer_of_a_named_order(chai_house: ChaiHouse) -> None:
    chai_house.tell("order.placed", customer={"email": "old.address@example.test", "first_name": "Asha"})
    chai_house.tell("person.redact", customer={"id": 99}, order_ids=["A-1001"])
    assert chai_house.orders() == []
    assert chai_house.ask("m", order="wx_7Hq2mPz9Kd4T").get_json() == {"state": "visitor"}
    people = chai_house.read(lambda parts, _: list(parts.people._connection.execute("select * from people")))
    assert people == []


def test_it_empties_the_bodies_of_an_order_that_it_never_took(chai_house: ChaiHouse) -> None:
    chai_house.tell("order.placed", id="A-7", currency="INR", total="1.005")
    chai_house.tell("order.refunded", order_id="A-7")
    chai_house.tell("person.redact", customer={"email": "asha@example.test"}, order_ids=["A-7"])
    kept = chai_house.deliveries("dead") + chai_house.deliveries("taken")
    assert [one.body for one in kept] == [None] * 3


def test_it_obeys_shopify(chai_house: ChaiHouse) -> None:
    chai_house.deliver(write(shopify_order(id=299938)), "orders/create", "shopify")
    chai_house.deliver(write(shopify_order(id=5, customer={"id": 8}, **NOBODY)), "orders/create", "shopify")
    assert chai_house.deliver(write(shopify_redaction()), "customers/redact", "shopify").status_code == 200
    assert [row.order.order_ref for row in chai_house.orders()] == ["5"]


NOBODY: dict[str, Any] = {
    "email": None, "contact_email": None, "billing_address": None, "shipping_address": None,
    "confirmation_number": None, "checkout_token": None, "token": "somebody-elses-token",
}  # fmt: skip


def test_it_hands_out_everything_that_it_knows(chai_house: ChaiHouse, database_url: str) -> None:
    chai_house.deliver(write(shopify_order(id=299938)), "orders/create", "shopify")
    shown = chai_house.look_up("a1b2c3d4e5f60718293a4b5c6d7e8f90")
    chai_house.report("viewed", shown["decision"])
    chai_house.deliver(write(shopify_data_request()), "customers/data_request", "shopify")
    said = CliRunner().invoke(
        main, ["exports"], env={"SATHI_DATABASE_URL": database_url, "SATHI_SECRET": "x" * 32}
    )
    heading, _, text = said.output.partition("\n")
    assert heading.endswith("for request 9999")
    export = json.loads(text)
    [person] = export["people"]
    assert person["person"]["email"] == "asha@example.test"
    assert person["person"]["first_name"] == "আশা"
    assert person["person"]["phone"] == "+91 98765 43210"
    [order] = person["orders"]
    assert order["order"]["total_minor"] == 125_050
    assert order["order"]["order_ref"] == "299938"
    assert len(order["decisions"][0]["decision"]["reasons"]) == 14
    assert [report["kind"] for report in person["reports"]] == ["viewed"]
    assert export["asked"] == {"request": "9999", "orders": ["299938"]}
    chai_house.clock.move(31 * DAY_MS)
    sweep_shops(chai_house.house)
    assert chai_house.read(lambda parts, shop_id: parts.privacy.list_exports(shop_id)) == []


def test_it_hands_out_the_buyer_of_a_named_order(chai_house: ChaiHouse) -> None:
    chai_house.tell("order.placed", customer={"email": "old.address@example.test", "first_name": "Asha"})
    chai_house.tell("person.data_request", customer={"id": 99}, order_ids=["A-1001"])
    [export] = chai_house.read(lambda parts, shop_id: parts.privacy.list_exports(shop_id))
    assert "old.address@example.test" in export.content


def test_it_erases_the_whole_shop_and_no_other(sqlite_url: str, folder: Path, clock: Clock) -> None:
    house = build_house(sqlite_url, clock)
    with closing(house.store):
        chai_house = open_chai_house(house, clock, domain="chai.myshopify.com")
        other = open_chai_house(house, clock, name="Tea Room", domain="tea.myshopify.com")
        for shop, name in ((chai_house, "Asha"), (other, "Farid")):
            for number in range(1, 40):
                shop.deliver(write(planted_order(name, number, number)))
        raw = write(shopify_shop_redaction())
        assert other.deliver(raw, "shop/redact", "shopify").status_code == 200  # about another host
        assert len(other.orders()) == 39
        assert chai_house.deliver(raw, "shop/redact", "shopify").status_code == 200
        secrets = set(chai_house.secrets.values())
        assert find_words(folder, words_of("Asha") | secrets | {chai_house.shop.key}) == set()
        assert find_words(folder, words_of("Farid")) == words_of("Farid")
        assert chai_house.client.get(f"/c/{chai_house.shop.key}/en").status_code == 404
        assert chai_house.deliver(write(woocommerce_order())).status_code == 401


@pytest.mark.parametrize("topic", ["customers/redact", "customers/data_request", "shop/redact"])
def test_it_answers_401_to_a_privacy_request_that_is_not_signed(chai_house: ChaiHouse, topic: str) -> None:
    raw = write(shopify_redaction())
    headers = chai_house.sign(raw, topic, "shopify", "1") | {"X-Shopify-Hmac-Sha256": "AAAA"}
    assert chai_house.client.post(chai_house.webhook("shopify"), data=raw, headers=headers).status_code == 401


def test_it_keeps_nothing_of_the_redaction_itself(chai_house: ChaiHouse) -> None:
    chai_house.tell("person.redact")
    [kept] = chai_house.deliveries("taken")
    assert (kept.body, kept.why, kept.order_ref) == (None, "", "")


def test_it_does_not_bring_a_forgotten_order_back(chai_house: ChaiHouse) -> None:
    event = standard_event("order.placed")
    chai_house.deliver(write(event), "order.placed", "standard")
    chai_house.tell("person.redact")
    chai_house.deliver(write(event), "order.placed", "standard")
    assert chai_house.orders() == []


def test_it_obeys_the_same_redaction_each_time(chai_house: ChaiHouse) -> None:
    for order in ("A-1001", "A-2002"):
        chai_house.deliver(write(standard_event("order.placed", id=order)), "order.placed", "standard")
        assert len(chai_house.orders()) == 1
        chai_house.tell("person.redact")
        assert chai_house.orders() == []
