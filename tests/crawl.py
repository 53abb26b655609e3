"""Going through the whole desk by itself: its routes, its pages, their forms, the ids that a shop has.

What is new at the desk is found by it: nothing here names a page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from plugin.actions.accounts import add_user, make_user
from plugin.actions.campaigns import switch_campaign
from plugin.actions.commission import change_terms
from plugin.actions.correcting import correct_order
from plugin.actions.inviting import start_run
from plugin.actions.partners import add_partner
from plugin.actions.sessions import open_user_session
from plugin.actions.team import add_member, invite_member
from plugin.dashboard.guard import cookie_name
from plugin.domain.commission_terms import EXAMPLE
from plugin.domain.fraud import FraudRules
from plugin.domain.partners import NewPartner
from plugin.model import Contact, Role
from plugin.store.driver import sqlite3
from tests.cast import ChaiHouse
from tests.loop import Loop, make_loop_program

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
ID = re.compile(r"[a-z]{2,4}_[0-9a-f]{12,}\Z")


@dataclass
class Form:
    """One form of a page: where it leads, and what its fields say."""

    method: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)


class PageReader(HTMLParser):
    """Reads a page's forms and links."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms, self.links = path, list[Form](), set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a field of it, or a link."""
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = told.get("method", "get").upper()
            self.forms.append(Form(method, told.get("action") or self.path))
        elif tag in ("input", "select", "textarea", "button") and self.forms and told.get("name"):
            self.forms[-1].fields.setdefault(told["name"], told.get("value", ""))
        elif tag == "option" and self.forms and self.forms[-1].fields:
            name = list(self.forms[-1].fields)[-1]
            self.forms[-1].fields[name] = self.forms[-1].fields[name] or told.get("value", "")
        elif tag == "a" and told.get("href", "").startswith("/desk"):
            self.links.add(told["href"])


def list_routes(chai: ChaiHouse) -> list[Rule]:
    """Give every route of the desk."""
    rules = chai.client.application.url_map.iter_rules()
    return sorted((rule for rule in rules if rule.rule.startswith("/desk")), key=lambda rule: rule.rule)


def fill_shop(chai: ChaiHouse) -> None:
    """Let a bit of everything happen in a shop, so that its pages have rows and its rows have ids."""
    house, shop, loop = chai.house, chai.shop, Loop(chai)
    chai.follow(make_loop_program(fraud=FraudRules(fast_order="hold", fast_order_minutes=120)))
    change_terms(house, shop, EXAMPLE)
    asha = loop.meet("asha@example.test", "1")
    for number in (2, 3):
        mark = loop.claim(asha.code, ip="192.0.2.9", device="d" * 20)
        loop.order(str(number), f"friend{number}@example.test", codes=[loop.coupon_of(mark).code])
    loop.serve()
    correct_order(house, shop, chai.order("3", "standard").order_id, asha.code, "They met at my table.")
    loop.wait(0)
    told = NewPartner(kind="influencer", name="Nila", contact=Contact(email="nila@example.test"))
    add_partner(house, shop, told)
    applied = {"kind": "influencer", "name": "Riya", "email": "riya@example.test", "page": "r.example",
               "niche": "tea", "followers": "900", "why": "Tea.", "agreed": "1", "lang": "en"}  # fmt: skip
    assert chai.client.post(f"/a/{shop.key}", data=applied).status_code == 200
    switch_campaign(house, shop, "invite", True)
    start_run(house, shop, "invite")
    invite_member(house, shop, f"guest@{shop.key}.example", "reader")


def sign_in(chai: ChaiHouse, role: Role) -> FlaskClient:
    """Give a browser in which a new member of a shop's team is signed in, in one role."""
    house, shop = chai.house, chai.shop
    user = make_user(house, f"{role}@{shop.key}.example", role.title(), "")
    add_user(house, user)
    add_member(house, shop, user, role)
    client = chai.client.application.test_client()
    client.set_cookie(cookie_name(house), open_user_session(house, "Firefox/140.0", user.user_id))
    return client


@dataclass
class MerchantDesk:
    """Somebody at the desk of a shop."""

    chai: ChaiHouse
    client: FlaskClient
    pages: dict[str, TestResponse] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    queries: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def path(self) -> str:
        """The desk's path."""
        return f"/desk/{self.chai.shop.key}"

    def look_around(self) -> MerchantDesk:
        """Open every page that a link, a form or a row of the shop leads to, and read its forms."""
        waiting = {self.path, "/desk", *self.fill_routes("GET")}
        while waiting:
            address = waiting.pop()
            path, query = urlsplit(address).path, urlsplit(address).query
            self.queries[path] |= parse_qs(query, keep_blank_values=True).keys()
            if path in self.pages or path.startswith("/desk/enter"):
                continue
            answer = self.client.get(path)
            assert answer.status_code < 500, path
            if answer.status_code == 200 and answer.mimetype == "text/html":
                self.pages[path] = answer
                waiting |= self._read(path, answer.text)
        return self

    def _read(self, path: str, text: str) -> set[str]:
        reader = PageReader(path)
        reader.feed(text)
        for form in reader.forms:
            known = (form.method, form.path, form.fields.keys())
            if known not in [(one.method, one.path, one.fields.keys()) for one in self.forms]:
                self.forms.append(form)
                if form.method == "GET":
                    self.queries[urlsplit(form.path).path] |= form.fields.keys()
        own = (self.path, "/desk")
        return {link.partition("#")[0] for link in reader.links if link.startswith(own) and link not in own}

    def fill_routes(self, *methods: str, of: ChaiHouse | None = None) -> dict[str, Rule]:
        """Give addresses for the routes of these methods, with ids of this shop or of another's rows."""
        ids = list_ids(of or self.chai)
        return {
            address: rule
            for rule in list_routes(self.chai)
            if set(methods) & (rule.methods or set())
            for address in self._fill(rule, ids)
        }

    def _fill(self, rule: Rule, ids: dict[str, list[str]]) -> Iterator[str]:
        names = sorted(rule.arguments - {"key"})
        address = rule.rule.replace("<key>", self.chai.shop.key)
        for number in range(2 if names else 1):
            filled = address
            for name in names:
                known = ids.get(name) or ["none"]
                filled = filled.replace(f"<int:{name}>", "1")
                filled = filled.replace(f"<{name}>", known[-1 - number % len(known)])
            yield filled


def list_ids(chai: ChaiHouse) -> dict[str, list[str]]:
    """Give the ids in a shop's rows, by the names of their columns; and words that routes take."""
    found: dict[str, set[str]] = defaultdict(set)
    path = chai.house.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        for table in list_tables(connection):
            for row in connection.execute(f"select * from {table} where shop_id = ?", [chai.shop.shop_id]):
                for name in row.keys():  # noqa: SIM118 - a row of sqlite3 iterates over its values
                    if isinstance(row[name], str) and ID.match(row[name]) and name != "shop_id":
                        found[name].add(row[name])
    return {"campaign_key": ["invite"], **{name: sorted(ids) for name, ids in found.items()}}


def list_tables(connection: sqlite3.Connection) -> list[str]:
    """Give the tables that have shops' rows."""
    rows = connection.execute(
        "select m.name from sqlite_master m, pragma_table_info(m.name) c"
        " where m.type = 'table' and c.name = 'shop_id' order by m.name"
    )
    return [str(name) for (name,) in rows]


def read_rows(chai: ChaiHouse) -> dict[str, list[tuple[object, ...]]]:
    """Give all rows of a shop, table by table."""
    path = chai.house.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: sorted(
                connection.execute(f"select * from {table} where shop_id = ?", [chai.shop.shop_id]), key=repr
            )
            for table in list_tables(connection)
        }
