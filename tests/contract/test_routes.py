"""Every route, knocked at with garbage: one shape of errors, never a 5xx."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from plugin.actions.shops import desk_link
from tests.cast import ChaiHouse, enter_desk

PAGES = ("/p/", "/r/", "/u/", "/a/", "/desk")
PROBLEM = {"type", "title", "status", "detail"}
WORDS = (
    "KEY",
    "CODE",
    "a" * 3_000,
    "%00",
    "%ff%fe",
    "..%2f..",
    "'; drop table orders; --",
    "%F0%9F%8D%B5",
    "*",
)
BODIES = (
    b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b"\x00", b'{"order": 1}',
    b'{"order": "' + b"x" * 401 + b'"}',
    b'{"order": "\\ud800", "token": "\\u0000"}', b'{"order": "x", "order": "y"}', b"[" * 5_000, b" " * 20_000,
    b'{"events": {}}', b'{"events": [{"id": 1}]}', b'{"events": null}', b'{"token": []}',
    b'{"email": "x", "lang": []}',
    b'{"order": NaN}', b'{"order": 1e999}', b"email=%00&email=x", b"email=" + b"x" * 20_000,
)  # fmt: skip
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {
        "Accept-Language": ";;;q=,*;q=9999,-,zz-ZZ-zz",
        "Accept-Encoding": "q,;br;q=x,gzip;q=nan",
        "Accept": "\x7f",
    },
    {"Content-Type": "multipart/form-data", "If-None-Match": 'W/"', "Range": "bytes=-"},
    {"Content-Type": "multipart/form-data; boundary=é", "Host": "[::", "X-Forwarded-For": "'"},
    {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-7",
        "Content-Encoding": "br",
        "Cookie": "=;=;",
    },
)
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE")


def addresses(chai_house: ChaiHouse, rule: Rule) -> Iterator[str]:
    """Fill a rule's words with what is there and with garbage."""
    real = {"key": chai_house.shop.key, "code": chai_house.code, "platform": "woocommerce", "language": "bn"}
    token = desk_link(chai_house.house, chai_house.shop).rpartition("/")[2]
    known = real | {"token": token, "file": "w.js"}
    for word in WORDS:
        yield fill(rule, dict.fromkeys(rule.arguments, word))
        for name in rule.arguments:
            yield fill(rule, {**known, name: word})
    yield fill(rule, known)
    yield fill(rule, known) + "?order=%00&before=%00&lang=%00&lang=" + "x" * 500
    yield fill(rule, known) + "?order=%ff&before=~&lang=*;q=&c=%F0%9F"


def list_rules(client: FlaskClient) -> list[Rule]:
    """Give every route but those behind the desk's login, which test_desk_doors.py plays signed in."""
    rules = client.application.url_map.iter_rules()
    return [rule for rule in rules if not rule.rule.startswith("/desk/<key>/")]


def fill(rule: Rule, words: dict[str, str]) -> str:
    address = rule.rule
    for name, word in words.items():
        address = address.replace(f"<{name}>", word)
    return address


def check_error(answer: TestResponse, address: str) -> None:
    """Check that an error says in the one shape what is wrong, without a trace of what is inside."""
    assert answer.status_code < 500, (address, answer.text)
    if answer.status_code < 400 or answer.request.method == "HEAD":
        return
    assert "Traceback" not in answer.text
    if answer.content_type.startswith("text/html"):
        assert address.startswith(PAGES), (address, answer.text)
        return
    assert answer.content_type == "application/problem+json", (address, answer.content_type)
    said = json.loads(answer.data)
    assert set(said) - {"field"} == PROBLEM
    assert said["status"] == answer.status_code
    assert said["detail"]


@pytest.fixture
def bought(chai_house: ChaiHouse) -> ChaiHouse:
    """Chai House with one order, whose buyer's code is `code`."""
    chai_house.buy()
    chai_house.code = chai_house.look_up()["me"]["code"]
    return chai_house


def test_it_answers_garbage_on_every_route_without_a_5xx(bought: ChaiHouse) -> None:
    client = bought.client
    rules = list_rules(client)
    assert len(rules) >= 16
    for rule in rules:
        for number, address in enumerate(addresses(bought, rule)):
            headers = HEADERS[number % len(HEADERS)]
            for method in METHODS:
                body = BODIES[number % len(BODIES)] if method != "GET" else None
                check_error(client.open(address, method=method, headers=headers, data=body), address)


def test_it_answers_every_garbage_body_without_a_5xx(bought: ChaiHouse) -> None:
    rules = [rule for rule in list_rules(bought.client) if "POST" in (rule.methods or ())]
    assert len(rules) >= 6
    before = bought.orders(), bought.decisions()
    for rule, body, headers in product(rules, BODIES, HEADERS):
        words = {"key": bought.shop.key, "platform": "woocommerce"}
        answer = bought.client.post(fill(rule, words), data=body, headers=headers)
        check_error(answer, rule.rule)
    assert (bought.orders(), bought.decisions()) == before


def test_it_lists_the_methods_of_a_route(chai_house: ChaiHouse) -> None:
    answer = chai_house.client.get(chai_house.webhook())
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert "POST" in answer.headers["Allow"]
    assert chai_house.client.put("/w.js").status_code == 405


@pytest.mark.parametrize(
    "address", ["/", "/x", "/webhooks", "/webhooks/a/b/c", "/static/x", "/s/../plugin/app.py", "/%00"]
)
def test_it_knows_no_other_address(chai_house: ChaiHouse, address: str) -> None:
    answer = chai_house.client.get(address)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.get_json()["title"] == "Not Found"


def test_it_shows_a_page_where_a_page_is_gone(chai_house: ChaiHouse) -> None:
    for address in (
        "/p/nobody",
        f"/r/{chai_house.shop.key}/ZZZ",
        f"/p/{chai_house.shop.key}/me/x",
        "/desk/enter/forged",
    ):
        answer = chai_house.client.get(address)
        assert (answer.status_code, answer.mimetype) == (404, "text/html")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_it_names_the_field_that_is_wrong(bought: ChaiHouse) -> None:
    answer = bought.ask("d", order=7)
    assert (answer.status_code, answer.get_json()["field"]) == (422, "order")
    assert bought.ask("l", email="nobody").get_json()["field"] == "email"
    assert bought.ask("e", events=[{"id": "short"}]).get_json()["field"] == "events"


def test_it_lets_every_store_read_the_scripts_door(bought: ChaiHouse) -> None:
    for answer in (
        bought.ask("d", order="x" * 8),
        bought.ask("j", order="x" * 8),
        bought.client.get("/c/x/en"),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Set-Cookie" not in answer.headers


def test_it_shows_no_page_in_a_frame(bought: ChaiHouse) -> None:
    desk = enter_desk(bought.house, bought.shop, bought.client)
    for address in (f"/p/{bought.shop.key}", f"/r/{bought.shop.key}/{bought.code}", f"{desk}/decisions"):
        answer = bought.client.get(address)
        assert answer.status_code == 200
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_it_says_that_it_is_healthy(chai_house: ChaiHouse) -> None:
    assert chai_house.client.get("/healthz").data == b"ok\n"
