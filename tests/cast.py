"""The cast: Asha the advocate, Farid the friend, Mallory who cheats, and Chai House, the shop.

Makers fill in what a test does not name; a house is real, with a clock that the test sets and seeded dice.
"""

from __future__ import annotations

import json
import random
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin.actions.house import House
from plugin.actions.shops import add_shop, change_program, desk_link
from plugin.app import create_app
from plugin.dashboard.guard import form_token
from plugin.domain.program import Incentive, Offer, PopupRules, Program
from plugin.model import Contact, History, Order, Platform, Shop
from plugin.settings import Settings
from plugin.store import Engine, Parts, Store, Waiting, open_store, sqlite_path
from plugin.store.decisions import DecisionRow
from plugin.store.deliveries import Delivery, Outcome
from plugin.store.orders import OrderRow
from plugin.store.postgres_engine import PostgresEngine
from plugin.store.run_unit import RunUnit
from plugin.store.sqlite_engine import SqliteEngine
from tests.bodies import sign, standard_event, woocommerce_order, write

T = TypeVar("T")

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
# 22 November 2026, 09:00 in Kolkata: hours after the orders of tests/bodies.py.
NOW_MS = 1_795_318_200_000
ADDRESS = "http://127.0.0.1:8600"

ASHA = Contact(customer_ref="7", email="asha@example.test", phone="9876543210", first_name="Asha")
FARID = Contact(customer_ref="8", email="farid@example.test", phone="9876500008", first_name="Farid")
MALLORY = Contact(customer_ref="", email="mallory@example.test", phone="", first_name="Mallory")

CHAI_HOUSE = Shop(
    shop_id="",
    key="",
    name="Chai House",
    url="https://chai.example",
    currency="INR",
    country="IN",
    language="en",
    time_zone="Asia/Kolkata",
)
TEN_PERCENT = Incentive(kind="percent", pct=10)


def make_order(**changes: Any) -> Order:
    """Make an order of Asha's: 1,250.50 rupees, placed this morning, not yet paid."""
    order = Order(
        order_ref="12",
        number="12",
        stage="placed",
        placed_at_ms=NOW_MS - HOUR_MS,
        updated_at_ms=NOW_MS - HOUR_MS,
        currency="INR",
        total_minor=125_050,
        country="IN",
        tags=("tea",),
        product_refs=("10", "11"),
        proofs=("wc_order_maQehJtejVrjL",),
        contact=ASHA,
    )
    return msgspec.structs.replace(order, **changes)


def make_program(live: bool = True, **popup: Any) -> Program:
    """Make a program of ten percent for both sides; further words are popup rules."""
    offer = Offer(friend=TEN_PERCENT, advocate=TEN_PERCENT)
    return Program(name="Chai circle", offer=offer, live=live, popup=PopupRules(**popup))


def make_history(**changes: Any) -> History:
    """Make the history of a buyer who has met nothing yet."""
    return History(**changes)


@dataclass
class Clock:
    """A clock that stands still until the test moves it."""

    at_ms: int = NOW_MS

    def __call__(self) -> int:
        return self.at_ms

    def move(self, by_ms: int) -> int:
        """Move on (or back) and give the new time."""
        self.at_ms += by_ms
        return self.at_ms


def build_house(database_url: str, clock: Callable[[], int], seed: int = 1, **settings: Any) -> House:
    """Build a house on a migrated database, with seeded dice."""
    chosen = Settings(
        **{"database_url": database_url, "url": ADDRESS, "secret": "a secret for tests only", **settings}
    )
    return House(open_store(database_url), chosen, clock, random.Random(seed).randbytes)


@dataclass
class FlakyEngine:
    """A database whose next units fail as the test says, after their work and before their commit."""

    engine: Engine
    failures: list[Exception | None] = field(default_factory=list)
    adapter: str = field(init=False)

    def __post_init__(self) -> None:
        self.adapter = self.engine.adapter

    def unit(self, shop_id: str, work: Callable[[Any], T]) -> T:
        """Run a unit, and let it fail when it is its turn."""
        failure = self.failures.pop(0) if self.failures else None

        def work_and_fail(connection: Any) -> T:
            result = work(connection)
            if failure:
                raise failure
            return result

        return self.engine.unit(shop_id, work_and_fail)

    def together(self, units: Sequence[tuple[str, Callable[[Any], T]]]) -> Sequence[Waiting[T]]:
        """Run several units as the database behind does."""
        return self.engine.together(units)

    def in_bulk(self) -> AbstractContextManager[RunUnit[Any]]:
        """Lend what runs units on the engine behind."""
        return self.engine.in_bulk()

    def preparing(self) -> AbstractContextManager[object]:
        """Take turns as the database behind does."""
        return self.engine.preparing()

    def reading(self) -> Any:
        """Lend a connection for reading."""
        return self.engine.reading()

    def scrub(self) -> None:
        """Scrub the database behind."""
        self.engine.scrub()

    def size_bytes(self) -> int:
        """Say how large the database behind is."""
        return self.engine.size_bytes()

    def close(self) -> None:
        """Close the database behind."""
        self.engine.close()


def open_flaky(database_url: str) -> tuple[FlakyEngine, Store]:
    """Open a database that fails on demand."""
    path = sqlite_path(database_url)
    engine = FlakyEngine(SqliteEngine(path) if path else PostgresEngine(database_url))
    return engine, Store(engine)


@dataclass
class ChaiHouse:
    """Chai House in one house: its secrets, its doors, and a look at what was kept."""

    house: House
    clock: Clock
    shop: Shop
    secrets: dict[Platform, str]
    client: FlaskClient
    sent_count: int = 0
    code: str = ""

    # The platform's door

    def deliver(
        self, raw: bytes, topic: str = "order.created", platform: Platform = "woocommerce", **headers: str
    ) -> TestResponse:
        """Send one genuine delivery, a millisecond after the last; further words are headers with _ for -."""
        self.sent_count += 1
        self.clock.move(1)
        signed = self.sign(raw, topic, platform, f"delivery-{self.sent_count}")
        more = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.client.post(self.webhook(platform), data=raw, headers={**signed, **more})

    def webhook(self, platform: str = "woocommerce") -> str:
        """Give the address that a platform posts to."""
        return f"/webhooks/{self.shop.key}/{platform}"

    def sign(self, raw: bytes, topic: str, platform: Platform, delivery_id: str) -> dict[str, str]:
        """Give the headers of a genuine delivery."""
        return sign_headers(self.secrets[platform], raw, topic, platform, delivery_id, self.clock())

    def buy(self, **changes: Any) -> TestResponse:
        """Send an order of WooCommerce; the words change the body's top level."""
        return self.deliver(write(woocommerce_order(**changes)))

    def tell(self, event_type: str, **changes: Any) -> TestResponse:
        """Send one event of a Standard Webhooks sender; the words change its content."""
        return self.deliver(write(standard_event(event_type, **changes)), event_type, "standard")

    # The shopper's door

    def ask(self, door: str, **fields: Any) -> TestResponse:
        """Post JSON as the browser does, to /d, /m, /j, /e or /l."""
        return self.client.post(
            f"/{door}/{self.shop.key}", data=json.dumps(fields), content_type="text/plain"
        )

    def look_up(self, proof: str = "wc_order_maQehJtejVrjL") -> dict[str, Any]:
        """Ask for the decision of the order that a key proves."""
        answer = self.ask("d", order=proof)
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())

    def report(self, kind: str, decision: str, surface: str = "popup", **more: Any) -> None:
        """Report what the shopper did with a surface."""
        self.sent_count += 1
        event = {
            "id": f"report-{self.sent_count:012d}",
            "kind": kind,
            "surface": surface,
            "decision": decision,
        }
        answer = self.ask("e", events=[event | more])
        assert answer.status_code == 204, answer.text

    # What was kept

    def read(self, look: Callable[[Parts, str], T]) -> T:
        """Look into the store."""
        with self.house.store.reading() as parts:
            return look(parts, self.shop.shop_id)

    def orders(self) -> list[OrderRow]:
        """Give every order, newest first."""
        return self.read(lambda parts, shop_id: parts.orders.list_latest(shop_id, 10_000))

    def order(self, order_ref: str = "12", platform: str = "woocommerce") -> OrderRow:
        """Give the order that a platform calls by this reference."""
        row, _ = self.read(lambda parts, shop_id: parts.orders.find(shop_id, platform, order_ref))
        assert row is not None
        return row

    def decisions(self) -> list[DecisionRow]:
        """Give every decision, oldest first."""
        return self.read(lambda parts, shop_id: parts.decisions.list_latest(shop_id, most=10_000))[::-1]

    def deliveries(self, outcome: Outcome) -> list[Delivery]:
        """Give the deliveries that came to this, newest first."""
        return self.read(lambda parts, shop_id: parts.deliveries.list_outcome(shop_id, outcome, 10_000))

    def follow(self, program: Program) -> None:
        """Make this the shop's program from now on."""
        change_program(self.house, self.shop, program)


def open_chai_house(house: House, clock: Clock, **changes: Any) -> ChaiHouse:
    """Set Chai House up in a house; the words change the shop."""
    shop, secrets = add_shop(house, msgspec.structs.replace(CHAI_HOUSE, **changes))
    app = create_app(house)
    app.test_client_class = MerchantClient
    return ChaiHouse(house, clock, shop, secrets, app.test_client())


class MerchantClient(FlaskClient):
    """A browser whose forms carry the desk's token, as those that the desk draws do."""

    def post(self, *words: Any, **more: Any) -> TestResponse:
        """Post a form; one to the desk brings the token of the session in this browser."""
        path = str(words[0])
        if path.startswith("/desk/") and (cookie := self.get_cookie("sathi")):
            token = form_token(the_house_of(self), cookie.value)
            more["data"] = {"csrf": token, **(more.get("data") or {})}
        return super().post(*words, **more)


def with_settings(chai_house: ChaiHouse, **settings: object) -> ChaiHouse:
    """Set Chai House's house otherwise."""
    changed = replace(chai_house.house.settings, **settings)  # type: ignore[arg-type]  # by name
    chai_house.house = replace(chai_house.house, settings=changed)
    app = create_app(chai_house.house)
    app.test_client_class = MerchantClient
    chai_house.client = app.test_client()
    return chai_house


def the_house_of(client: FlaskClient) -> House:
    """Give the house that a browser's requests reach."""
    house: House = client.application.extensions["sathi"]
    return house


def enter_desk(house: House, shop: Shop, client: FlaskClient) -> str:
    """Sign a browser in at a shop's desk by a link; gives the desk's path."""
    answer = client.get(desk_link(house, shop).removeprefix(ADDRESS))
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def sign_headers(
    secret: str, raw: bytes, topic: str, platform: Platform, delivery_id: str, now_ms: int
) -> dict[str, str]:
    """Give the headers with which a platform sends this body."""
    content = {"Content-Type": "application/json"}
    match platform:
        case "shopify":
            signature = sign(raw, secret.encode())
            names = {"X-Shopify-Topic": topic, "X-Shopify-Hmac-Sha256": signature}
            return content | names | {"X-Shopify-Webhook-Id": delivery_id}
        case "woocommerce":
            signature = sign(raw, secret.encode())
            names = {"X-WC-Webhook-Topic": topic, "X-WC-Webhook-Signature": signature}
            return content | names | {"X-WC-Webhook-Delivery-ID": delivery_id}
        case "standard":
            return content | standard_headers(secret, raw, delivery_id, now_ms // 1000)


def standard_headers(secret: str, raw: bytes, delivery_id: str, at_s: int) -> dict[str, str]:
    """Give the three headers of Standard Webhooks 1.0.0."""
    key = b64decode(secret.removeprefix("whsec_"))
    signature = sign(f"{delivery_id}.{at_s}.".encode() + raw, key)
    return {"Webhook-Id": delivery_id, "Webhook-Timestamp": str(at_s), "Webhook-Signature": f"v1,{signature}"}


def find_words(folder: Path, words: Iterable[str]) -> set[str]:
    """Give the words that stand in any file of a folder, raw or as JSON and base64 write them."""
    texts = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    return {word for word in words for text in texts if any(form in text for form in _forms(word))}


def _forms(word: str) -> set[bytes]:
    raw = word.encode()
    return {raw, json.dumps(word)[1:-1].encode(), b64encode(raw), word.encode("utf-16-le")}
