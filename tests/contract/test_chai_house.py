"""The demo store, seen from Sathi's door: its webhooks are genuine and mean what happened in the store."""

from __future__ import annotations

import base64
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from smtplib import SMTP
from threading import Thread
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response
from werkzeug.serving import make_server

from plugin.actions.connections import WooCommerceKeys
from plugin.domain.program import Incentive
from plugin.effects.outgoing import CredentialsRefused, Outgoing
from plugin.effects.stores.woocommerce import WooCommerceRoom
from plugin.model import Fact, Order, OrderRefunded, OrderSeen, Platform
from plugin.opening import open_house
from plugin.store import migrate_store
from plugin.store.coupons import Coupon
from tests.cast import CHAI_HOUSE, DAY_MS, NOW_MS
from tests.chai_house.api import Keys
from tests.chai_house.app import create_app
from tests.chai_house.clock import Clock
from tests.chai_house.demo import make_environment
from tests.chai_house.texts import LANGUAGES
from tests.chai_house.webhooks import PromptSender
from tests.mailbox import open_mailbox
from webhooks.platforms import READERS
from webhooks.strict_json import load_json

SECRET = base64.b64encode(secrets.token_bytes(32)).decode()
BUYER = {"name": "Asha Sen", "email": "asha@example.com", "phone": "+919830000001", "quantity": "2"}
PLATFORMS: tuple[Platform, ...] = ("woocommerce", "shopify")
KEYS = WooCommerceKeys(consumer_key="ck_chai", consumer_secret="cs_house")
CODE = "7K2MQ9XDR"
RUPEES_100 = Incentive(kind="amount", amount_minor=10000, minimum_minor=50000)


LETTER = """From: sathi@chai.example\r
To: asha@example.com\r
Subject: For a friend\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary=part\r
\r
--part\r
Content-Type: text/plain\r
\r
Plain words\r
--part\r
Content-Type: text/html\r
\r
<p>Drawn <b>words</b></p><script>alert(1)</script>\r
--part--\r
"""


class Door:
    """Sathi's webhook door: verifies and reads what it gets with the real readers, by platform."""

    def __init__(self, server: HTTPServer) -> None:
        self.facts: defaultdict[str, list[Fact]] = defaultdict(list)
        self.url = server.url_for("")
        for platform in PLATFORMS:
            server.expect_request(f"/webhooks/KEY/{platform}").respond_with_handler(self.take(platform))

    def take(self, platform: Platform) -> Callable[[Request], Response]:
        """Give the handler of one platform's webhooks."""

        def answer(request: Request) -> Response:
            reader, raw = READERS[platform], request.get_data()
            headers = {name.lower(): text for name, text in request.headers}
            reader.verify(raw, headers, [SECRET], 0)
            body = load_json(raw)
            self.facts[platform].append(reader.read(reader.topic(headers, body), body))
            return Response(status=200)

        return answer


@pytest.fixture
def door(httpserver: HTTPServer) -> Door:
    """A door that the store knocks at."""
    return Door(httpserver)


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    """The demo's clock."""
    return Clock(Path(make_environment(tmp_path, "http://127.0.0.1:8600")["SATHI_DEMO_CLOCK"]))


@pytest.fixture
def store(door: Door, clock: Clock) -> Flask:
    """A store that knows the door and waits until its webhooks have left."""
    known: dict[str, str] = dict.fromkeys(PLATFORMS, SECRET)
    sender = PromptSender("http://chai.example", door.url.rstrip("/"), "KEY", known)
    return create_app(sender, Keys(KEYS.consumer_key, KEYS.consumer_secret), clock)


@pytest.fixture
def shopper(store: Flask) -> FlaskClient:
    """A browser in the store."""
    return store.test_client()


@pytest.fixture
def address(store: Flask) -> Iterator[str]:
    """The address at which Sathi finds the store's API."""
    server = make_server("127.0.0.1", 0, store)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def room(address: str) -> WooCommerceRoom:
    """Sathi's own room for this store."""
    return WooCommerceRoom(CHAI_HOUSE, address, KEYS, Outgoing(), "http://127.0.0.1:8600")


def make_coupon(incentive: Incentive = RUPEES_100, **changes: Any) -> Coupon:
    """Give a coupon that Sathi wants, with an end in the far future."""
    coupon = Coupon(
        coupon_id="cpn_1", code=CODE, subject="claim", subject_id="clm_1", incentive=incentive,
        currency="INR", created_at_ms=NOW_MS, until_at_ms=NOW_MS + 3650 * DAY_MS,
    )  # fmt: skip
    return msgspec.structs.replace(coupon, **changes)


def buy(shopper: FlaskClient, platform: str, gateway: str = "cod", product: str = "darjeeling") -> str:
    """Buy two tins in a store that behaves like the platform; give the address of the thank-you page."""
    shopper.post("/behave", data={"platform": platform})
    return shopper.post(f"/checkout/{product}", data={**BUYER, "gateway": gateway}).headers["Location"]


def last_order(door: Door, platform: Platform) -> Order:
    """Give the order as its last webhook told it."""
    return [fact for fact in door.facts[platform] if isinstance(fact, OrderSeen)][-1].order


def key_of(page: str) -> str:
    """Give the key of the order whose thank-you page this is."""
    return page.rpartition("=")[2].removeprefix("wc_order_")


def stages(facts: list[Fact]) -> list[str]:
    """Give how far the order had come in each fact."""
    return [fact.order.stage if isinstance(fact, OrderSeen) else type(fact).__name__ for fact in facts]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_it_tells_of_a_placed_order(platform: Platform, shopper: FlaskClient, door: Door) -> None:
    page = buy(shopper, platform)
    for fact in door.facts[platform]:
        assert isinstance(fact, OrderSeen)
        order = fact.order
        assert (order.stage, order.currency, order.total_minor) == ("placed", "INR", 129800)
        assert (order.source, order.country, order.is_test) == ("web", "IN", False)
        assert (order.contact.first_name, order.contact.email) == ("Asha", "asha@example.com")
        assert any(proof in page or proof in shopper.get(page).text for proof in order.proofs)
    assert door.facts[platform]


@pytest.mark.parametrize(
    ("platform", "gateway", "event", "expected"),
    [
        ("woocommerce", "cod", "paid", ["placed", "placed", "paid"]),
        ("woocommerce", "cod", "cancelled", ["placed", "placed", "cancelled"]),
        ("woocommerce", "online", "refunded", ["unplaced", "paid", "refunded"]),
        ("shopify", "cod", "paid", ["placed", "paid"]),
        ("shopify", "cod", "cancelled", ["placed", "cancelled"]),
        ("shopify", "online", "refunded", ["paid", "paid", "OrderRefunded", "refunded"]),
    ],
)
def test_it_tells_what_happened_to_the_order(
    platform: Platform, gateway: str, event: str, expected: list[str], shopper: FlaskClient, door: Door
) -> None:
    key = key_of(buy(shopper, platform, gateway))
    assert shopper.post(f"/orders/{key}/{event}").status_code == 303
    assert stages(door.facts[platform]) == expected


def test_it_tells_how_much_was_refunded(shopper: FlaskClient, door: Door) -> None:
    for platform in PLATFORMS:
        key = key_of(buy(shopper, platform, "online"))
        shopper.post(f"/orders/{key}/refunded")
    [refund] = [fact for fact in door.facts["shopify"] if isinstance(fact, OrderRefunded)]
    assert (refund.amount_minor, refund.currency) == (129800, "INR")
    last = door.facts["woocommerce"][-1]
    assert isinstance(last, OrderSeen)
    assert last.order.refunded_minor == 129800


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_language_that_was_chosen(language: str, shopper: FlaskClient) -> None:
    shopper.get(f"/?lang={language}")
    page = shopper.get("/checkout/kulhad").text
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page


def test_it_shows_the_thank_you_page_to_the_buyer_only(shopper: FlaskClient) -> None:
    page = buy(shopper, "woocommerce")
    assert shopper.get(page).status_code == 200
    assert shopper.get(page[:-1]).status_code == 404
    assert shopper.get("/thank-you?order=").status_code == 404


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_it_stays_in_the_store_after_a_switch(back: str, shopper: FlaskClient) -> None:
    assert shopper.post("/behave", data={"platform": "shopify", "back": back}).headers["Location"] == "/"


# Coupons, as Sathi makes them and a shopper uses them


def test_it_keeps_the_coupons_that_sathi_makes(room: WooCommerceRoom) -> None:
    coupon = make_coupon()
    made = room.make(coupon, asked_before=False)
    assert room.make(coupon, asked_before=True) == made
    assert room.count(coupon).live_count == 1
    room.end(coupon)
    assert room.count(coupon).live_count == 0


def test_it_gives_its_orders_back_to_sathi(room: WooCommerceRoom, shopper: FlaskClient, door: Door) -> None:
    for platform in PLATFORMS:
        buy(shopper, platform)
    now_ms = last_order(door, "woocommerce").updated_at_ms
    for since_at_ms in (0, now_ms - DAY_MS):
        assert [*room.read_orders(since_at_ms, now_ms + DAY_MS)] == [last_order(door, "woocommerce")]
    assert [*room.read_orders(now_ms + DAY_MS, now_ms + 2 * DAY_MS)] == []
    assert room.mend_webhooks() == 0


def test_it_opens_its_api_to_its_keys_only(address: str, shopper: FlaskClient) -> None:
    wrong = WooCommerceKeys(consumer_key="ck_chai", consumer_secret="cs_another")
    with pytest.raises(CredentialsRefused):
        WooCommerceRoom(CHAI_HOUSE, address, wrong, Outgoing(), "").make(make_coupon(), asked_before=False)
    coupons = "/wp-json/wc/v3/coupons"
    assert shopper.get(coupons).status_code == 401
    assert shopper.get(coupons, auth=("ck_chai", "")).status_code == 401
    assert shopper.get(coupons, auth=("ck_chai", "cs_house")).status_code == 200
    closed = create_app(PromptSender("", "", "KEY", {})).test_client()
    assert closed.get(coupons, auth=("", "")).status_code == 401


@pytest.mark.parametrize(
    ("incentive", "total_minor"),
    [
        (RUPEES_100, 49800 - 10000),
        (Incentive(kind="percent", pct=10), 49800 - 4980),
        (Incentive(kind="percent", pct=12.5), 49800 - 6225),
        (Incentive(kind="gift", gift="biscuits", gift_ref="105"), 24900),
    ],
)
def test_it_takes_off_what_was_promised(
    incentive: Incentive, total_minor: int, room: WooCommerceRoom, shopper: FlaskClient, door: Door
) -> None:
    room.make(make_coupon(msgspec.structs.replace(incentive, minimum_minor=40000)), asked_before=False)
    shopper.get(f"/?apply_coupon={CODE}")
    for page in ("/", "/product/nankhatai", "/checkout/nankhatai"):
        assert CODE in shopper.get(page).text
    buy(shopper, "woocommerce", product="nankhatai")
    order = last_order(door, "woocommerce")
    assert (order.total_minor, order.goods_minor, order.codes) == (total_minor, total_minor, (CODE,))


@pytest.mark.parametrize("free", [True, False])
def test_it_delivers_a_small_order_free_only_with_a_coupon(
    free: bool, room: WooCommerceRoom, shopper: FlaskClient, door: Door
) -> None:
    room.make(make_coupon(Incentive(kind="free_shipping")), asked_before=False)
    shopper.post("/cart", data={"code": CODE if free else ""})
    shopper.post("/checkout/nankhatai", data={**BUYER, "quantity": "1"})
    order = last_order(door, "woocommerce")
    assert (order.total_minor, order.goods_minor) == (24900 if free else 29800, 24900)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_it_carries_code_and_mark_from_the_link_to_the_order(
    platform: Platform, room: WooCommerceRoom, shopper: FlaskClient, door: Door
) -> None:
    room.make(make_coupon(), asked_before=False)
    link = {
        "woocommerce": f"/?apply_coupon={CODE}&sathi=MARK",
        "shopify": f"/discount/{CODE}?redirect=/?sathi=MARK",
    }
    shopper.get(link[platform], follow_redirects=True)
    buy(shopper, platform)
    order = last_order(door, platform)
    assert (order.codes, order.marks) == ((CODE,), ("MARK",))
    assert (order.total_minor, order.goods_minor) == (119800, 119800)
    buy(shopper, platform)
    order = last_order(door, platform)
    assert (order.codes, order.marks, order.total_minor) == ((), (), 129800)


def test_it_says_why_a_code_takes_nothing_off(
    room: WooCommerceRoom, shopper: FlaskClient, clock: Clock
) -> None:
    def try_code(code: str = CODE, product: str = "darjeeling") -> str:
        shopper.post("/cart", data={"code": code})
        page = shopper.get(f"/checkout/{product}").text
        return page.partition('role="status">')[2].partition("<")[0]

    assert "does not know" in try_code()
    until_at_ms = round(clock.now().timestamp() * 1000) + DAY_MS
    room.make(make_coupon(until_at_ms=until_at_ms), asked_before=False)
    room.make(
        make_coupon(Incentive(kind="gift", gift="cups", gift_ref="103"), code="CUPS"), asked_before=False
    )
    assert try_code() == ""
    assert "from ₹500" in try_code(product="nankhatai")
    assert "something else" in try_code("CUPS")
    buy(shopper, "woocommerce", product="kulhad")
    assert "used already" in try_code("CUPS", "kulhad")
    shopper.post("/clock", data={"days": "1"})
    assert "is over" in try_code()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_it_refunds_piece_by_piece(platform: Platform, shopper: FlaskClient, door: Door) -> None:
    key = key_of(buy(shopper, platform, "online"))
    shopper.post(f"/orders/{key}/part-refunded")
    order = last_order(door, platform)
    assert (order.stage, order.refunded_minor, order.refunded_goods_minor) == ("paid", 64900, 64900)
    shopper.post(f"/orders/{key}/part-refunded")
    order = last_order(door, platform)
    assert (order.stage, order.refunded_minor) == ("refunded", 129800)
    shopper.post(f"/orders/{key}/refunded")
    assert last_order(door, platform).refunded_minor == 129800


def test_it_shows_orders_and_coupons_behind_the_counter(room: WooCommerceRoom, shopper: FlaskClient) -> None:
    assert "Nobody has bought" in shopper.get("/counter").text
    room.make(make_coupon(), asked_before=False)
    shopper.get(f"/?apply_coupon={CODE}")
    buy(shopper, "woocommerce")
    page = shopper.get("/counter").text
    assert page.count(CODE) == 2
    assert "asha@example.com" in page


def test_it_proposes_another_buyer_to_every_browser(store: Flask, room: WooCommerceRoom) -> None:
    room.make(make_coupon(), asked_before=False)
    asha, farid = store.test_client(), store.test_client()
    assert "Asha Sen" in asha.get("/checkout/kulhad").text
    asha.post("/checkout/kulhad", data={**BUYER, "number": "0"})
    assert "Farid Khan" in farid.get("/checkout/kulhad").text
    assert "Asha Sen" in asha.get(f"/checkout/kulhad?apply_coupon={CODE}").text


# The clock


def test_it_lets_days_pass_for_the_store_and_sathi_in_demo_mode_only(
    tmp_path: Path, shopper: FlaskClient, door: Door
) -> None:
    environment = make_environment(tmp_path, "http://127.0.0.1:8600") | {"SATHI_SECRET": SECRET}
    migrate_store(environment["SATHI_DATABASE_URL"])
    shown, plain = open_house(environment), open_house(environment | {"SATHI_DEMO": "0"})
    assert abs(shown.now_ms() - plain.now_ms()) < DAY_MS
    assert shopper.post("/clock", data={"days": "15"}).status_code == 303
    assert shopper.post("/clock", data={"days": "14"}).status_code == 404
    assert shown.now_ms() - plain.now_ms() > 14 * DAY_MS
    buy(shopper, "woocommerce")
    assert last_order(door, "woocommerce").placed_at_ms - plain.now_ms() > 14 * DAY_MS
    shown.store.close()
    plain.store.close()


def test_it_opens_the_letters_of_its_customers(store: Flask, shopper: FlaskClient) -> None:
    with open_mailbox() as mailbox, SMTP("127.0.0.1", mailbox.server_address[1]) as sender:
        store.extensions["mailbox"] = mailbox
        assert b"There are none yet" in shopper.get("/post").data
        sender.sendmail("sathi@chai.example", "asha@example.com", LETTER)
        assert b'asha@example.com</td><td><a href="/post/0">For a friend' in shopper.get("/post").data
        assert b"Plain words" in shopper.get("/post/0").data
        drawn = shopper.get("/post/0/drawn")
        assert b"Drawn <b>words</b>" in drawn.data
        assert "sandbox" in drawn.headers["Content-Security-Policy"]
        assert shopper.get("/post/1").status_code == 404
