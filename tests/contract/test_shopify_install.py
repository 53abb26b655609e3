"""Installing an app into a store: to Shopify, back with a code, and ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin.actions.apps import OpenApp, find_installed
from plugin.actions.connections import ShopifyKeys, find_connection, open_keys
from plugin.actions.house import House
from plugin.actions.shops import add_shop
from plugin.app import create_app
from plugin.effects.reconciling import reconcile_shop
from plugin.effects.stores.shopify_topics import TOPICS
from plugin.model import Shop
from tests.bodies import shopify_order, write
from tests.cast import CHAI_HOUSE, MINUTE_MS, ChaiHouse, Clock
from tests.doubles.shopify import CLIENT_ID, CLIENT_SECRET, INSTALL_LIFE_S, SCOPES, ShopifyDouble
from tests.two_stores import CHAI, MANGO, OTHER_SECRET, URL, led_to, open_app_house, sign_install

CODE = "a-code-of-shopify"


@dataclass
class Merchant:
    """A merchant at the browser, beside Shopify."""

    house: House
    app: OpenApp
    clock: Clock
    double: ShopifyDouble
    browser: FlaskClient

    @property
    def path(self) -> str:
        """Where installs of the app begin."""
        return f"/connect/shopify/{self.app.app_key}"

    @property
    def now_s(self) -> str:
        """The time as Shopify writes it into an address."""
        return str(self.clock() // 1000)

    def begin(self, query: str = f"shop={CHAI}") -> TestResponse:
        """Open the address of the app."""
        return self.browser.get(f"{self.path}?{query}", base_url=URL)

    def begin_state(self) -> str:
        """Begin, and give the state that Shopify will bring back."""
        return parse_qs(urlsplit(self.begin().headers["Location"]).query)["state"][0]

    def come_back(self, state: str, secret: str = CLIENT_SECRET, **changes: str) -> TestResponse:
        """Come back from Shopify with a code."""
        self.double.install_codes.setdefault(CODE, SCOPES)
        asked = {
            "shop": CHAI,
            "code": CODE,
            "state": state,
            "timestamp": self.now_s,
            "host": "YWRtaW4",
            **changes,
        }
        return self.browser.get(f"{self.path}/back?{sign_install(secret, **asked)}", base_url=URL)

    def shops(self) -> list[Shop]:
        """Give every shop of the house."""
        with self.house.store.reading() as parts:
            return parts.shops.list()


@pytest.fixture
def merchant(database_url: str, clock: Clock) -> Iterator[Merchant]:
    """A merchant whose store is at Shopify, on each engine in turn."""
    house, app = open_app_house(database_url, clock)
    with closing(house.store), ShopifyDouble(clock) as double, led_to(double):
        yield Merchant(house, app, clock, double, create_app(house).test_client())


def test_it_asks_the_merchant_at_shopify(merchant: Merchant) -> None:
    for query in (f"shop={CHAI}", sign_install(shop=CHAI, timestamp=merchant.now_s, host="YWRtaW4")):
        answer = merchant.begin(query)
        assert answer.status_code == 303
        address = urlsplit(answer.headers["Location"])
        asked = parse_qs(address.query)
        assert (address.scheme, address.netloc, address.path) == ("https", CHAI, "/admin/oauth/authorize")
        assert asked["client_id"] == [CLIENT_ID]
        assert asked["redirect_uri"] == [f"{URL}{merchant.path}/back"]
        cookie = answer.headers["Set-Cookie"]
        assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=Lax", f"Path={merchant.path}"))


def test_it_sends_nobody_to_another_place(merchant: Merchant) -> None:
    for query in (
        "", "shop=", "shop=chai.example", f"shop={CHAI}%0A", f"shop={CHAI}&shop={MANGO}",
        f"shop={CHAI}&hmac=", "shop=evil.example/.myshopify.com", f"shop={CHAI}&hmac=00&timestamp=1",
        f"shop={CHAI}.evil.example",
        "&".join(["shop=1"] * 60), "shop=%ff",
    ):  # fmt: skip
        answer = merchant.begin(query)
        assert answer.status_code == 401
        assert not {"Location", "Set-Cookie"} & set(answer.headers.keys())


def test_it_knows_no_other_app(merchant: Merchant) -> None:
    assert merchant.browser.get(f"/connect/shopify/nothing?shop={CHAI}").status_code == 404
    assert merchant.browser.get("/connect/shopify/nothing/back").status_code == 404


def test_it_makes_a_shop_of_the_store(merchant: Merchant) -> None:
    answer = merchant.come_back(merchant.begin_state())
    assert answer.status_code == 200, answer.text
    [shop] = merchant.shops()
    assert (shop.name, shop.url, shop.currency, shop.country, shop.time_zone, shop.domain) == (
        "Chai House", "https://chai.example", "INR", "IN", "Asia/Kolkata", CHAI,
    )  # fmt: skip
    found = find_installed(merchant.house, merchant.app, CHAI)
    assert found
    assert (found[0], found[1].shop_ref) == (shop, str(merchant.double.number))
    connection = find_connection(merchant.house, shop)
    assert connection
    keys = open_keys(merchant.house, connection)
    assert isinstance(keys, ShopifyKeys)
    assert connection.address == f"https://{CHAI}"
    assert keys.until_at_ms == merchant.clock() + INSTALL_LIFE_S * 1000
    assert keys.refresh_token in merchant.double.refresh_tokens
    uri = f"{URL}/webhooks/{shop.key}/shopify"
    assert [(one["topic"], one["uri"]) for one in merchant.double.webhooks] == [(one, uri) for one in TOPICS]
    assert f"activateAppId={CLIENT_ID}/" in answer.text
    assert "/settings/checkout/editor" in answer.text
    assert f"the address is {URL}, the shop key {shop.key}." in answer.text
    assert not any(
        word in answer.text for word in (keys.access_token, keys.refresh_token, CLIENT_SECRET, CODE)
    )


def test_it_takes_the_orders_of_a_store_at_its_own_address(merchant: Merchant) -> None:
    merchant.come_back(merchant.begin_state())
    [shop] = merchant.shops()
    chai = ChaiHouse(merchant.house, merchant.clock, shop, {"shopify": CLIENT_SECRET}, merchant.browser)
    assert chai.deliver(write(shopify_order()), "orders/create", "shopify").status_code == 200
    assert len(chai.orders()) == 1


def test_it_finds_a_store_again(merchant: Merchant) -> None:
    merchant.come_back(merchant.begin_state())
    [shop] = merchant.shops()
    merchant.house.store.unit(shop.shop_id, lambda parts: parts.shops.mark_uninstalled(shop.shop_id, 1))
    merchant.double.webhooks.clear()
    merchant.clock.move(MINUTE_MS)
    assert merchant.come_back(merchant.begin_state()).status_code == 200
    assert merchant.shops() == [shop]
    assert len(merchant.double.webhooks) == len(TOPICS)


def test_it_adopts_a_shop_that_was_set_up_by_hand(merchant: Merchant) -> None:
    words = {name: getattr(CHAI_HOUSE, name) for name in CHAI_HOUSE.__struct_fields__}
    made, _ = add_shop(merchant.house, Shop(**{**words, "domain": CHAI.title()}))
    assert merchant.come_back(merchant.begin_state()).status_code == 200
    assert merchant.shops() == [made]


def refusals() -> dict[str, dict[str, str]]:
    """Give what may be wrong with the way back."""
    return {
        "another secret": {"secret": OTHER_SECRET},
        "another store": {"shop": MANGO},
        "a newline": {"shop": f"{CHAI}\n"},
        "no state": {"state": ""},
        "another state": {"state": "made.up"},
        "another time": {"timestamp": "1"},
    }


def test_it_refuses_a_way_back_that_is_not_right(merchant: Merchant) -> None:
    for why, changes in refusals().items():
        answer = merchant.come_back(**{"state": merchant.begin_state(), **changes})
        assert answer.status_code == 401, why
    assert merchant.shops() == []
    assert merchant.double.asked == []


def test_it_refuses_a_way_back_with_something_twice(merchant: Merchant) -> None:
    for name in ("shop", "hmac", "timestamp", "state", "code"):
        asked = {"shop": CHAI, "code": CODE, "state": merchant.begin_state(), "timestamp": merchant.now_s}
        query = sign_install(**asked)
        text = parse_qs(query)[name][0]
        answer = merchant.browser.get(f"{merchant.path}/back?{query}&{name}={text}", base_url=URL)
        assert answer.status_code == 401, name
    assert merchant.double.asked == []


def test_it_refuses_a_way_back_in_another_browser(merchant: Merchant) -> None:
    state = merchant.begin_state()
    merchant.browser = create_app(merchant.house).test_client()
    assert merchant.come_back(state).status_code == 401
    other = merchant.begin_state()
    assert other != state
    assert merchant.come_back(state).status_code == 401


def test_it_refuses_a_way_back_that_took_too_long(merchant: Merchant) -> None:
    state = merchant.begin_state()
    merchant.clock.move(10 * MINUTE_MS)
    assert merchant.come_back(state).status_code == 401


def test_it_takes_the_same_way_back_once(merchant: Merchant) -> None:
    state = merchant.begin_state()
    assert merchant.come_back(state).status_code == 200
    assert merchant.come_back(state).status_code == 401
    merchant.browser.set_cookie(
        "sathi-install", state, path=merchant.path, domain="sathi.example", secure=True
    )
    merchant.double.install_codes[CODE] = ""  # Shopify takes a code once
    assert merchant.come_back(state).status_code == 502
    assert len(merchant.shops()) == 1


def test_it_refuses_a_store_that_did_not_grant_all(merchant: Merchant) -> None:
    merchant.double.install_codes[CODE] = SCOPES.replace(",write_discounts", ",read_discounts")
    answer = merchant.come_back(merchant.begin_state())
    assert answer.status_code == 502
    assert "write_discounts" in answer.text
    assert merchant.shops() == []


def test_it_takes_to_write_for_to_read(merchant: Merchant) -> None:
    merchant.double.install_codes[CODE] = SCOPES.replace("read_", "write_")
    assert merchant.come_back(merchant.begin_state()).status_code == 200


def test_it_refuses_a_store_that_calls_itself_otherwise(merchant: Merchant) -> None:
    merchant.double.domain = MANGO
    assert merchant.come_back(merchant.begin_state()).status_code == 502
    assert merchant.shops() == []


def test_it_shows_a_hostile_name_literally(merchant: Merchant) -> None:
    merchant.double.title = "<script>alert(1)</script>\u202e\n" + "চা" * 200
    answer = merchant.come_back(merchant.begin_state())
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_it_mends_topics_that_shopify_gave_up(merchant: Merchant) -> None:
    merchant.come_back(merchant.begin_state())
    [shop] = merchant.shops()
    del merchant.double.webhooks[2:]
    repair = reconcile_shop(merchant.house, shop)
    assert len(merchant.double.webhooks) == len(TOPICS)
    assert ": 4." in repair.note
    assert reconcile_shop(merchant.house, shop).note == ""


def test_it_says_what_is_left_to_mend(merchant: Merchant) -> None:
    merchant.double.go_wrong("fail", verb="subscribe")
    answer = merchant.come_back(merchant.begin_state())
    assert answer.status_code == 200
    assert "within a quarter of an hour" in answer.text
    [shop] = merchant.shops()
    reconcile_shop(merchant.house, shop)
    assert len(merchant.double.webhooks) == len(TOPICS)
