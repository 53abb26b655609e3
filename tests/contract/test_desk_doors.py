"""The desk's doors, all of them, knocked at by whoever means harm: found by themselves, so that new ones are.

Forged forms, other shops' ids, roles that are too small, fields full of anything, headers, and the SQL.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from plugin.actions.house import House
from plugin.actions.shops import find_shop
from plugin.actions.team import invite_member
from plugin.app import create_app
from plugin.dashboard.guard import form_token
from plugin.model import ROLES, Role
from plugin.store import Store
from plugin.store.driver import sqlite3
from plugin.store.sqlite_engine import SqliteEngine
from tests.busy_desk import fill_desk
from tests.cast import ChaiHouse, Clock, FlakyEngine, MerchantClient, build_house, open_chai_house
from tests.crawl import UNSAFE, MerchantDesk, fill_shop, list_routes, read_rows, sign_in

# Forms that only ask, or that everybody has for themselves: whoever reads the desk may send them.
ASKING = (
    "/account", "/advocates", "/campaigns/why", "/decisions/what-if", "/find", "/forgotten", "/fraud",
    "/join/", "/login", "/logout", "/look", "/password/", "/setup/<token>", "/value", "/weekly",
    "/setup-shop",
)  # fmt: skip
MANAGERS = (
    "/admission", "/campaigns/<campaign_key>", "/customers", "/experiments", "/mail/test", "/partners",
    "/settings", "/setup",
)  # fmt: skip
NOTES = ("/partners/<partner_id>/note", "/partners/<partner_id>/retry")
OWNERS = ("/payouts", "/team", "/settings/keys")
PRIVATE = (
    "/desk/<key>/privacy",
    "/desk/<key>/setup",
    "/desk/setup-shop",
)  # for those who may act there
HOSTILE = (
    "", "x" * 5_000, "../../../etc/passwd", "<script>alert(1)</script>", "\U0001fad6" * 60, "-1", "9" * 40,
    "2026-13-45", "1e309", "NaN", "%s{{7*7}}", "' or 1=1 --", "\u202e\r\nX-Forged: 1", "a\0b", "٣٫٥",
)  # fmt: skip


@dataclass
class Filled:
    """A database in which two shops have everything, and who is signed in there."""

    path: Path
    at_ms: int
    keys: tuple[str, str]
    cookies: dict[Role, str]


@dataclass
class Doors:
    """The desk of Chai House with somebody of each role, and Coffee House, which is none of theirs."""

    own: ChaiHouse
    other: ChaiHouse
    desks: dict[Role, MerchantDesk]
    path: Path

    @property
    def owner(self) -> MerchantDesk:
        """The desk as its owner sees it."""
        return self.desks["owner"]

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Check that nothing at all is written meanwhile."""
        with closing(sqlite3.connect(self.path)) as observer:
            [before] = observer.execute("pragma data_version").fetchone()
            yield
            [after] = observer.execute("pragma data_version").fetchone()
        assert before == after, "something was written"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Filled:
    """Fill two shops once for all these tests."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("doors")))
    clock = Clock()
    house = build_house(f"sqlite:///{path}", clock)
    with closing(house.store):
        own, other = open_chai_house(house, clock), open_chai_house(house, clock, name="Coffee House")
        fill_shop(own)
        fill_desk(other)
        sign_in(other, "manager")
        invite_member(house, other.shop, "guest@coffee.example", "reader")
        signed = {role: sign_in(own, role).get_cookie("sathi") for role in ROLES}
        cookies = {role: cookie.value for role, cookie in signed.items() if cookie}
        return Filled(path, clock(), (own.shop.key, other.shop.key), cookies)


@pytest.fixture(scope="module")
def crawled(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MerchantDesk]:
    """Everything that the owner sees by going everywhere once, with which nothing is written."""
    path = Path(shutil.copy(filled.path, tmp_path_factory.mktemp("crawled")))
    house = build_house(f"sqlite:///{path}", Clock(filled.at_ms), seed=4)
    with closing(house.store):
        doors = open_doors(filled, house, path)
        with doors.unchanged():
            doors.owner.look_around()
        yield doors.owner


@pytest.fixture
def doors(filled: Filled, tmp_path: Path) -> Iterator[Doors]:
    """A copy of the two shops for one test."""
    path = Path(shutil.copy(filled.path, tmp_path))
    house = build_house(f"sqlite:///{path}", Clock(filled.at_ms), seed=2)
    with closing(house.store):
        yield open_doors(filled, house, path)


def open_doors(filled: Filled, house: House, path: Path) -> Doors:
    """Sit down at the desks of a house."""
    app = create_app(house)
    app.test_client_class = MerchantClient
    own, other = (
        ChaiHouse(house, Clock(filled.at_ms), find_shop(house, key), {}, app.test_client())
        for key in filled.keys
    )
    desks = {}
    for role, cookie in filled.cookies.items():
        client = app.test_client()
        client.set_cookie("sathi", cookie)
        desks[role] = MerchantDesk(own, client)
    return Doors(own, other, desks, path)


# Forged forms


def forge(doors: Doors, address: str) -> Iterator[TestResponse]:
    """Send a form in all the ways in which another site could have one sent."""
    cookie = doors.owner.client.get_cookie("sathi")
    assert cookie
    token = form_token(doors.own.house, cookie.value)
    forger = Client(doors.own.client.application)
    forger.set_cookie("sathi", cookie.value)
    fields = {"csrf": token, "email": "a@example.test", "name": "Mallory", "role": "owner"}
    yield forger.post(address, data=fields | {"csrf": ""})
    yield forger.post(address, data=fields | {"csrf": "0" * len(token)})
    yield forger.post(address, data=fields, headers={"Origin": "https://evil.test"})
    yield forger.post(address, data=fields, headers={"Origin": "null"})
    yield forger.post(address, data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    yield forger.post(address, data=fields, headers={"Sec-Fetch-Site": "same-site"})
    yield Client(doors.own.client.application).post(address, data=fields)


def test_it_takes_no_form_from_elsewhere(doors: Doors) -> None:
    addresses = doors.owner.fill_routes(*UNSAFE)
    assert len(addresses) > 60
    for address in addresses:
        with doors.unchanged():
            assert {answer.status_code for answer in forge(doors, address)} == {403}, address


def test_it_changes_nothing_by_looking(doors: Doors, crawled: MerchantDesk) -> None:
    assert len(crawled.pages) > 40
    with doors.unchanged():
        for address in doors.owner.fill_routes(*UNSAFE):
            answer = doors.owner.client.get(
                f"{address}?_method=POST&csrf=x", headers={"X-HTTP-Method-Override": "POST"}
            )
            assert answer.status_code < 500, address


# Other shops


def test_it_shows_and_changes_nothing_of_another_shop(doors: Doors) -> None:
    before = read_rows(doors.other)
    fields = {
        "answer": "admit", "role": "owner", "note": "mine", "why": "mine", "act": "start", "on": "yes",
        "code": "", "banned": "yes", "word": "erase",
    }  # fmt: skip
    tried = 0
    for address, rule in doors.owner.fill_routes("GET", "POST", of=doors.other).items():
        if "key" not in rule.arguments or not re.search(r"_[0-9a-f]{12,}", address):
            continue
        tried += 1
        for method in {"GET", "POST"} & (rule.methods or set()):
            client = doors.owner.client
            answer = client.get(address) if method == "GET" else client.post(address, data=fields)
            assert answer.status_code in (404, 422), (method, address)
    assert tried > 30
    assert read_rows(doors.other) == before


def test_it_opens_no_desk_of_another_shop(doors: Doors) -> None:
    with doors.unchanged():
        for rule in list_routes(doors.own):
            if "key" in rule.arguments:
                address = re.sub(r"<[^>]*>", "none", rule.rule.replace("<key>", doors.other.shop.key))
                for method in {"GET", "POST"} & (rule.methods or set()):
                    client = doors.owner.client
                    answer = client.get(address) if method == "GET" else client.post(address)
                    assert answer.status_code == 404, (method, address)


# Roles


def need_of(rule: str) -> Role:
    """Give the smallest role that may send the form of a route."""
    path = rule.removeprefix("/desk").removeprefix("/<key>")
    if path.startswith(ASKING):
        return "reader"
    if path.startswith(OWNERS):
        return "owner"
    return "manager" if path.startswith(MANAGERS) and not path.startswith(NOTES) else "support"


@pytest.mark.parametrize("role", ROLES)
def test_it_lets_each_role_do_its_own_alone(doors: Doors, role: Role) -> None:
    desk = doors.desks[role]
    for address, rule in desk.fill_routes("POST").items():
        if "key" not in rule.arguments or ROLES.index(role) >= ROLES.index(need_of(rule.rule)):
            continue
        with doors.unchanged():
            assert desk.client.post(address).status_code == 403, address


def test_it_lets_readers_read_every_page(doors: Doors) -> None:
    for address, rule in doors.desks["reader"].fill_routes("GET").items():
        answer = doors.desks["reader"].client.get(address)
        if not rule.rule.startswith(PRIVATE):
            assert answer.status_code in (200, 303, 404), address


# Whatever is typed


def fill_with_anything(names: Iterable[str], turn: int) -> dict[str, str]:
    """Give each field another hostile word, and other ones each turn."""
    chosen = {name: HOSTILE[(place * 5 + turn * 4) % len(HOSTILE)] for place, name in enumerate(names)}
    chosen.pop("csrf", None)
    return chosen


def attack(doors: Doors, crawled: MerchantDesk, turns: int) -> Iterator[tuple[str, TestResponse]]:
    """Send every form and every question of the desk with fields full of anything."""
    client = doors.owner.client
    for turn in range(turns):
        for path, names in crawled.queries.items():
            asked = fill_with_anything(sorted(names), turn)
            yield f"{path} {asked}", client.get(path, query_string=asked)
        for form in crawled.forms:
            fields = fill_with_anything(form.fields, turn)
            if form.method == "POST" and not form.path.startswith(("/desk/logout", "/desk/account/sessions")):
                yield f"{form.path} {fields}", client.post(form.path, data=fields)


def test_it_stands_whatever_is_typed(
    doors: Doors, crawled: MerchantDesk, request: pytest.FixtureRequest
) -> None:
    sent, turns = 0, len(HOSTILE) if request.config.getoption("--full") else 2
    for what, answer in attack(doors, crawled, turns):
        sent += 1
        assert answer.status_code < 500, what[:300]
        assert "X-Forged" not in answer.headers
        if answer.mimetype == "text/html":
            assert "<script>alert" not in answer.text, what[:300]
    assert sent > 150


# Headers


def test_it_dresses_every_page(crawled: MerchantDesk) -> None:
    for path, answer in crawled.pages.items():
        policy = answer.headers["Content-Security-Policy"]
        for word in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
            assert word in policy, path
        assert "unsafe" not in policy, path
        assert "http" not in policy, path
        if "<script" in answer.text:
            assert "require-trusted-types-for 'script'" in policy, path
            assert re.search(r"script-src 'nonce-([\w-]{20,})'", policy), path
        assert answer.headers["Cache-Control"] == "no-store", path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["Referrer-Policy"] == "same-origin", path


def test_it_binds_its_cookie_to_its_host(sqlite_url: str) -> None:
    house = build_house(sqlite_url, Clock(), url="https://sathi.example")
    with closing(house.store):
        chai = open_chai_house(house, Clock())
        answer = chai.client.get("/desk/login", base_url="https://sathi.example")
        [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-sathi=")
    flags = {one.strip().lower() for one in cookie.split(";")[1:]}
    assert flags == {"secure", "httponly", "path=/", "samesite=lax"}


# The SQL

# What belongs to no shop, and why it may be asked for without one.
INSTALLATION = {
    "shops": "found by the key of an address, or listed for those who own all",
    "users": "one person may work in many shops",
    "sessions": "a browser is signed in as a user",
    "memberships": "the list of one's own shops",
    "tries": "the login, before it is known who comes",
    "signs": "what the worker and the server were last seen doing",
    "apps": "one app of Shopify may serve many shops",
    "app_secrets": "one app of Shopify may serve many shops",
    "mail_counts": "the mail server's limit is the installation's",
    "effects": "how much waits in all, for the status page",
}
ASKS_NOTHING = re.compile(r"\s*(begin|commit|rollback|pragma|savepoint|release|analyze)", re.IGNORECASE)
TABLE = re.compile(r"\b(?:from|join|into|update)\s+(?!set\b)([a-z_]+)", re.IGNORECASE)
NAMES_SHOP = re.compile(r"\bshop_id\s*(=|in\b)|\(shop_id,", re.IGNORECASE)


@dataclass
class TracedEngine(FlakyEngine):
    """A database that tells each statement that it is asked."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.heard = set[str]()

    def unit(self, shop_id: str, work: Callable[[Any], Any]) -> Any:
        """Run a unit, and listen."""

        def listened(connection: Any) -> Any:
            connection.set_trace_callback(self.heard.add)
            return work(connection)

        return self.engine.unit(shop_id, listened)

    def reading(self) -> AbstractContextManager[Any]:
        """Lend a connection, and listen."""

        @contextmanager
        def listened() -> Iterator[Any]:
            with self.engine.reading() as connection:
                connection.set_trace_callback(self.heard.add)
                yield connection

        return listened()


def test_it_names_the_shop_in_every_statement(filled: Filled, crawled: MerchantDesk, tmp_path: Path) -> None:
    path = Path(shutil.copy(filled.path, tmp_path))
    engine = TracedEngine(SqliteEngine(path))
    made = build_house(f"sqlite:///{path}", Clock(filled.at_ms), seed=3)
    made.store.close()
    house = House(Store(engine), made.settings, made.now_ms, made.random_bytes)
    with closing(house.store):
        doors = open_doors(filled, house, path)
        for _ in attack(doors, crawled, 1):
            pass
    asked = [sql for sql in engine.heard if not ASKS_NOTHING.match(sql)]
    assert len(asked) > 300
    nameless = {
        re.sub(r"\s+", " ", sql)[:200]
        for sql in asked
        if not NAMES_SHOP.search(sql) and not set(TABLE.findall(sql)) <= INSTALLATION.keys()
    }
    assert sorted(nameless) == []
