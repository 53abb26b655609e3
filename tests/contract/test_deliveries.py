"""The platform's door: what is genuine is kept and answered 200, all else gets 401 and leaves nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import request, request_started
from werkzeug.test import TestResponse

from plugin.actions.house import House
from plugin.actions.shops import add_secret
from plugin.actions.sweeping import retry_deliveries, sweep_shops
from plugin.model import Platform
from tests.bodies import sign, standard_event, woocommerce_order, write
from tests.cast import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    ChaiHouse,
    Clock,
    FlakyEngine,
    build_house,
    open_chai_house,
    open_flaky,
    standard_headers,
)  # fmt: skip

MOST_BYTES = 2 * 1024 * 1024
PLATFORMS: tuple[Platform, ...] = ("shopify", "woocommerce", "standard")
SIGNATURES = {
    "shopify": "X-Shopify-Hmac-Sha256",
    "woocommerce": "X-WC-Webhook-Signature",
    "standard": "Webhook-Signature",
}


@pytest.fixture
def flaky(house: House, database_url: str, clock: Clock) -> Iterator[tuple[ChaiHouse, FlakyEngine]]:
    """Chai House on a database that fails on demand."""
    engine, store = open_flaky(database_url)
    with closing(store):
        yield open_chai_house(dataclasses.replace(house, store=store), clock), engine


def kept_count(chai_house: ChaiHouse) -> int:
    return len(chai_house.read(lambda parts, shop_id: parts.deliveries.list_latest(shop_id, 10_000)))


def say(answer: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Give everything that the asker can see of an answer."""
    return answer.status_code, answer.data, sorted(answer.headers)


# Who is let in


@pytest.mark.parametrize("platform", PLATFORMS)
def test_it_answers_every_stranger_with_the_same_bytes(chai_house: ChaiHouse, platform: Platform) -> None:
    raw, client = write(standard_event("order.placed")), chai_house.client
    genuine = chai_house.sign(raw, "order.created", platform, "one")
    forged = genuine | {SIGNATURES[platform]: genuine[SIGNATURES[platform]].swapcase()}
    unsigned = {name: text for name, text in genuine.items() if name != SIGNATURES[platform]}
    here, nowhere = chai_house.webhook(platform), f"/webhooks/aaaaaaaaaaaaaaaa/{platform}"
    strangers = [
        client.post(here, data=raw, headers=forged),
        client.post(here, data=raw, headers=unsigned),
        client.post(here, data=raw + b" ", headers=genuine),
        client.post(here, data=raw, headers=genuine | {SIGNATURES[platform]: "é"}),
        client.post(nowhere, data=raw, headers=genuine),
        client.post(nowhere, data=raw, headers=forged),
        client.post(chai_house.webhook("magento"), data=raw, headers=genuine),
    ]
    assert {say(answer)[:2] for answer in strangers} == {say(strangers[0])[:2]}
    assert [say(answer) for answer in strangers] == [say(strangers[0])] * len(strangers)
    assert strangers[0].status_code == 401
    assert strangers[0].content_type == "application/problem+json"
    assert kept_count(chai_house) == 0


@pytest.mark.parametrize("platform", PLATFORMS)
def test_it_opens_a_request_of_flask_only_for_what_is_doubtful(
    chai_house: ChaiHouse, platform: Platform
) -> None:
    opened: list[str] = []
    note = lambda *_, **__: opened.append(request.full_path)  # noqa: E731 - the signal holds it weakly
    raw, client, here = write(standard_event("order.placed")), chai_house.client, chai_house.webhook(platform)
    genuine = chai_house.sign(raw, "order.created", platform, "one")
    with request_started.connected_to(note, client.application):
        plain = client.post(here, data=raw, headers=genuine)
        assert opened == []
        odd = client.post(f"{here}?again=1", data=raw, headers=genuine)
        client.post(here, data=raw, headers=genuine | {SIGNATURES[platform]: "forged"})
    assert opened == [f"{here}?again=1", f"{here}?"]
    assert say(plain) == say(odd) == (200, b"", sorted(plain.headers))
    assert list(plain.headers) == list(odd.headers)
    assert kept_count(chai_house) == 1


def test_it_refuses_what_another_shop_signed(chai_house: ChaiHouse, clock: Clock) -> None:
    other = open_chai_house(chai_house.house, clock, name="Tea Room")
    for platform in PLATFORMS:
        raw = write(woocommerce_order())
        answer = chai_house.client.post(
            chai_house.webhook(platform), data=raw, headers=other.sign(raw, "t", platform, "1")
        )
        assert answer.status_code == 401
    assert kept_count(chai_house) == 0


def test_it_takes_both_secrets_for_a_day_after_a_change(chai_house: ChaiHouse) -> None:
    old = dict(chai_house.secrets)
    new = add_secret(chai_house.house, chai_house.shop, "woocommerce", "the merchant's own &amp; secret")
    assert chai_house.buy().status_code == 200
    chai_house.secrets["woocommerce"] = new
    assert chai_house.buy(id=13).status_code == 200
    chai_house.clock.move(DAY_MS)
    assert chai_house.buy(id=14).status_code == 200
    chai_house.secrets |= old
    assert chai_house.buy(id=15).status_code == 401


@pytest.mark.parametrize(("late_s", "status"), [(-301, 401), (-300, 200), (0, 200), (300, 200), (301, 401)])
def test_it_takes_signed_times_of_five_minutes_either_way(
    chai_house: ChaiHouse, late_s: int, status: int
) -> None:
    raw = write(standard_event("order.placed"))
    headers = standard_headers(
        chai_house.secrets["standard"], raw, "msg_1", chai_house.clock() // 1000 + late_s
    )
    assert (
        chai_house.client.post(chai_house.webhook("standard"), data=raw, headers=headers).status_code
        == status
    )


def test_it_refuses_a_large_body_before_it_looks_at_the_signature(chai_house: ChaiHouse) -> None:
    large = b" " * (MOST_BYTES + 1)
    genuine = chai_house.deliver(large)
    forged = chai_house.client.post(chai_house.webhook(), data=large)
    assert genuine.status_code == forged.status_code == 413
    assert genuine.get_json()["status"] == 413
    assert genuine.content_type == "application/problem+json"
    assert chai_house.deliver(large[:-1]).status_code == 200  # as large as may be, and not JSON
    assert [one.outcome for one in chai_house.deliveries("dead")] == ["dead"]


def test_it_answers_the_unsigned_ping_of_woocommerce(chai_house: ChaiHouse) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = chai_house.client.post(chai_house.webhook(), data=b"webhook_id=7", headers=form)
    assert (answer.status_code, answer.data) == (200, b"")
    assert (
        chai_house.client.post(chai_house.webhook("shopify"), data=b"webhook_id=7", headers=form).status_code
        == 401
    )
    assert (
        chai_house.client.post(chai_house.webhook(), data=b"webhook_id=7&x=1", headers=form).status_code
        == 401
    )
    assert kept_count(chai_house) == 0


# What becomes of it


@pytest.mark.parametrize("code", ["woocommerce_rest_shop_order_invalid_id", "rest_no_route"])
def test_it_keeps_an_error_that_the_store_signed(chai_house: ChaiHouse, code: str) -> None:
    body = {"code": code, "message": "Invalid ID.", "data": {"status": 404}}
    assert chai_house.deliver(write(body), "order.updated").status_code == 200
    [kept] = chai_house.deliveries("ignored")
    assert (kept.why, kept.body) == (f"The store sent an error: {code}.", write(body))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"{", "The body is not JSON"),
        (b"\xff", "The body is not UTF-8"),
        (b'{"id": NaN}', "The body has NaN"),
        (b'{"id": 1, "id": 2}', "one key twice"),
        (b"[" * 65 + b"]" * 65, "deeper than 64 levels"),
        (b'{"id": "\\ud800"}', "half of a surrogate pair"),
        (b'{"id": "\\u0000"}', "NUL character"),
        (b'{"id": 1e400}', "too large to keep"),
        (b'{"id": ' + b"9" * 41 + b"}", "more than 40 digits"),
        (write(woocommerce_order(total="12.345")), "INR has 2 decimals"),
        (write(woocommerce_order(currency="rupees")), "currency is not"),
        (b"null", "The body is not an object"),
    ],
)
def test_it_keeps_what_it_cannot_digest_as_a_dead_letter(chai_house: ChaiHouse, raw: bytes, why: str) -> None:
    assert chai_house.deliver(raw).status_code == 200
    [dead] = chai_house.deliveries("dead")
    assert dead.body == raw
    assert why in dead.why
    assert chai_house.orders() == []
    assert retry_deliveries(chai_house.house) == 0


def test_it_keeps_a_delivery_when_a_rule_fails_and_the_worker_takes_it(
    flaky: tuple[ChaiHouse, FlakyEngine],
) -> None:
    chai_house, engine = flaky
    engine.failures = [ZeroDivisionError("a rule that cannot count")]
    assert chai_house.buy().status_code == 200
    assert chai_house.orders() == []
    [waiting] = chai_house.deliveries("waiting")
    assert waiting.why == "A rule failed (ZeroDivisionError); the delivery is kept and will be tried again."
    assert chai_house.look_up() == {"state": "pending"}
    chai_house.clock.move(MINUTE_MS - 1)
    assert retry_deliveries(chai_house.house) == 0
    chai_house.clock.move(1)
    assert retry_deliveries(chai_house.house) == 1
    assert chai_house.look_up()["state"] == "show"
    [taken] = chai_house.deliveries("taken")
    assert (taken.delivery_id, taken.why, taken.tries_count) == (waiting.delivery_id, "", 1)
    assert retry_deliveries(chai_house.house) == 0


def test_it_gives_up_after_five_more_tries(flaky: tuple[ChaiHouse, FlakyEngine]) -> None:
    chai_house, engine = flaky
    engine.failures = [ZeroDivisionError()]
    chai_house.buy()
    waits = []
    while chai_house.deliveries("waiting"):
        minutes = next(minutes for minutes in (1, 5, 30, 120, 300) if minutes not in waits)
        chai_house.clock.move(minutes * MINUTE_MS)
        engine.failures = [ZeroDivisionError()]
        assert retry_deliveries(chai_house.house) == 1
        waits.append(minutes)
    assert waits == [1, 5, 30, 120, 300]
    [dead] = chai_house.deliveries("dead")
    assert dead.body is not None
    assert retry_deliveries(chai_house.house) == 0


def test_it_answers_500_only_when_nothing_could_be_kept(flaky: tuple[ChaiHouse, FlakyEngine]) -> None:
    chai_house, engine = flaky
    engine.failures = [OSError("no space"), OSError("no space")]
    answer = chai_house.buy()
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "no space" not in answer.text
    assert kept_count(chai_house) == 0
    assert chai_house.buy().status_code == 200
    assert len(chai_house.orders()) == 1


def test_it_obeys_a_redaction_in_the_end_when_the_first_try_fails(
    flaky: tuple[ChaiHouse, FlakyEngine],
) -> None:
    chai_house, engine = flaky
    chai_house.tell("order.placed")
    engine.failures = [ZeroDivisionError()]
    assert chai_house.tell("person.redact").status_code == 200
    assert len(chai_house.orders()) == 1
    chai_house.clock.move(MINUTE_MS)
    assert retry_deliveries(chai_house.house) == 1
    assert chai_house.orders() == []
    [redaction] = [one for one in chai_house.deliveries("taken") if one.topic == "person.redact"]
    assert redaction.body is None


def test_it_harms_nothing_when_a_captured_body_comes_under_another_topic(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    before = chai_house.orders(), chai_house.decisions()
    raw = write(woocommerce_order())
    for topic in ("order.deleted", "customer.deleted", "order.restored", "x" * 5_000):
        assert chai_house.deliver(raw, topic).status_code == 200
    for topic in ("shop/redact", "customers/redact", "app/uninstalled", "orders/delete", "refunds/create"):
        assert chai_house.deliver(raw, topic, "shopify").status_code == 200
    assert (chai_house.orders(), chai_house.decisions()) == before
    assert chai_house.client.get(f"/c/{chai_house.shop.key}/en").get_json()["live"] is True


def test_it_empties_bodies_after_thirty_days_and_dead_letters_after_ninety(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    chai_house.deliver(b"{")
    chai_house.clock.move(30 * DAY_MS - HOUR_MS)
    assert sweep_shops(chai_house.house) == 0
    chai_house.clock.move(2 * HOUR_MS)
    assert sweep_shops(chai_house.house) == 1
    assert [one.body for one in chai_house.deliveries("taken")] == [None]
    assert [one.body for one in chai_house.deliveries("dead")] == [b"{"]
    chai_house.clock.move(60 * DAY_MS)
    assert sweep_shops(chai_house.house) == 1
    assert [one.body for one in chai_house.deliveries("dead")] == [None]
    chai_house.buy()  # its hash is still known
    assert [one.times_count for one in chai_house.deliveries("taken")] == [2]


def test_it_takes_a_signature_over_the_very_bytes_only(chai_house: ChaiHouse) -> None:
    raw = write(woocommerce_order())
    pretty = raw.replace(b",", b", ")
    header = {"X-WC-Webhook-Signature": sign(raw, chai_house.secrets["woocommerce"].encode())}
    assert chai_house.client.post(chai_house.webhook(), data=pretty, headers=header).status_code == 401
    assert chai_house.client.post(chai_house.webhook(), data=raw, headers=header).status_code == 200


def test_it_names_a_house_that_keeps_its_secrets(database_url: str, clock: Clock) -> None:
    house = build_house(database_url, clock, smtp_url="smtp://user:hush@mail.example")
    with closing(house.store):
        assert "hush" not in repr(house)
        assert "tests only" not in repr(house)
