"""Topics that concern a whole app: each reaches the one shop that it is about, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plugin.actions.apps import OpenApp, add_app, find_app, remember_install
from plugin.actions.connections import ShopifyKeys, connect_store, find_connection
from plugin.actions.shops import add_shop, find_shop
from plugin.app import create_app
from plugin.errors import NotFound
from plugin.model import Shop
from tests.bodies import (
    shopify_data_request,
    shopify_order,
    shopify_redaction,
    shopify_shop,
    shopify_shop_redaction,
    write,
)
from tests.cast import CHAI_HOUSE, HOUR_MS, MINUTE_MS, ChaiHouse, Clock
from tests.doubles.shopify import CLIENT_ID, CLIENT_SECRET
from tests.two_stores import (
    CHAI,
    MANGO,
    NUMBERS,
    OTHER_CLIENT,
    OTHER_SECRET,
    install,
    open_app_house,
    rotate,
    send_topic,
)


@dataclass
class Two:
    """Two stores under one app."""

    app: OpenApp
    chai: ChaiHouse
    mango: ChaiHouse

    def send(self, topic: str, body: Any, **words: Any) -> int:
        """Send a webhook of the app, and give the status."""
        return send_topic(self.chai, self.app, topic, body, **words).status_code

    def is_connected(self, chai: ChaiHouse) -> bool:
        """Say whether a shop is live and reaches its store."""
        return (
            find_connection(chai.house, chai.shop) is not None and self.shop(chai).uninstalled_at_ms is None
        )

    def shop(self, chai: ChaiHouse) -> Shop:
        """Give a shop as it is kept now; raises NotFound where it was erased."""
        return find_shop(chai.house, chai.shop.key)


@pytest.fixture
def two(database_url: str, clock: Clock) -> Iterator[Two]:
    """Two stores under one app, on each engine in turn; one buyer bought in both."""
    house, app = open_app_house(database_url, clock)
    with closing(house.store):
        two = Two(app, install(house, app, clock), install(house, app, clock, MANGO))
        for chai in (two.chai, two.mango):
            assert chai.deliver(write(shopify_order()), "orders/create", "shopify").status_code == 200
        yield two


def uninstalled(domain: str = CHAI, **changes: Any) -> dict[str, Any]:
    """Make the body of app/uninstalled."""
    return shopify_shop(myshopify_domain=domain, id=NUMBERS[domain], **changes)


def erasure(domain: str = CHAI) -> dict[str, Any]:
    """Make the body of shop/redact."""
    return shopify_shop_redaction(shop_domain=domain, shop_id=NUMBERS[domain])


def write_moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat()


def test_it_uninstalls_the_store_that_the_body_names(two: Two) -> None:
    assert two.send("app/uninstalled", uninstalled(), X_Shopify_Shop_Domain=MANGO) == 200
    assert not two.is_connected(two.chai)
    assert two.is_connected(two.mango)


def test_it_takes_the_headers_word_only_with_the_bodys_number(two: Two) -> None:
    nameless = uninstalled() | {"myshopify_domain": None, "domain": None}
    assert two.send("app/uninstalled", nameless, X_Shopify_Shop_Domain=MANGO) == 200
    assert two.send("app/uninstalled", nameless) == 200
    assert two.is_connected(two.chai)
    assert two.is_connected(two.mango)
    assert two.send("app/uninstalled", nameless, X_Shopify_Shop_Domain=CHAI) == 200
    assert not two.is_connected(two.chai)


def test_it_needs_the_bodys_host_where_the_stores_number_is_unknown(two: Two) -> None:
    connect_store(two.chai.house, two.chai.shop, f"https://{CHAI}", keys_by_hand())
    remember_install(two.chai.house, two.chai.shop, f"https://{CHAI}", CLIENT_ID, CLIENT_SECRET)
    nameless = uninstalled() | {"myshopify_domain": None}
    assert two.send("app/uninstalled", nameless, X_Shopify_Shop_Domain=CHAI) == 200
    assert two.is_connected(two.chai)
    assert two.send("app/uninstalled", uninstalled()) == 200
    assert not two.is_connected(two.chai)


def keys_by_hand() -> ShopifyKeys:
    """Give the keys of an app of the merchant's own."""
    return ShopifyKeys(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)


def test_it_uninstalls_nothing_that_was_installed_since(two: Two, clock: Clock) -> None:
    before = {"X_Shopify_Triggered_At": write_moment(clock() - HOUR_MS)}
    assert two.send("app/uninstalled", uninstalled(), **before) == 200
    assert two.is_connected(two.chai)
    after = {"X_Shopify_Triggered_At": write_moment(clock() + HOUR_MS)}
    assert two.send("app/uninstalled", uninstalled(), **after) == 200
    assert not two.is_connected(two.chai)


def test_it_uninstalls_again_what_came_back(two: Two, clock: Clock) -> None:
    for _ in range(2):
        clock.move(HOUR_MS)
        install(two.chai.house, two.app, clock)
        first = {"X_Shopify_Triggered_At": write_moment(clock() + MINUTE_MS)}
        assert two.send("app/uninstalled", uninstalled(), **first) == 200
        assert not two.is_connected(two.chai)
    assert two.send("shop/redact", erasure()) == 200
    with pytest.raises(NotFound):
        two.shop(two.chai)


def test_it_uninstalls_nothing_by_a_repeat_of_what_was_before(two: Two, clock: Clock) -> None:
    before = {"X_Shopify_Triggered_At": write_moment(clock() + MINUTE_MS)}
    assert two.send("app/uninstalled", uninstalled(), **before) == 200
    clock.move(HOUR_MS)
    install(two.chai.house, two.app, clock)
    assert two.send("app/uninstalled", uninstalled(), **before) == 200
    assert two.is_connected(two.chai)


def test_it_forgets_a_person_in_their_store_alone(two: Two) -> None:
    body = shopify_redaction(shop_domain=CHAI, shop_id=NUMBERS[CHAI])
    assert two.send("customers/redact", body, X_Shopify_Shop_Domain=MANGO) == 200
    assert [len(chai.orders()) for chai in (two.chai, two.mango)] == [0, 1]


@pytest.mark.parametrize("written", ["", "mango.example"])
def test_it_knows_a_store_by_the_host_that_it_was_connected_at(
    database_url: str, clock: Clock, written: str
) -> None:
    """The merchant may have written no host of the shop, or the one that shoppers see."""
    house, app = open_app_house(database_url, clock)
    with closing(house.store):
        words = {name: getattr(CHAI_HOUSE, name) for name in CHAI_HOUSE.__struct_fields__}
        shop, _ = add_shop(house, Shop(**{**words, "domain": written}))
        remember_install(house, shop, MANGO, CLIENT_ID, CLIENT_SECRET)
        client = create_app(house).test_client()
        mango = ChaiHouse(house, clock, shop, {"shopify": CLIENT_SECRET}, client)
        assert mango.deliver(write(shopify_order()), "orders/create", "shopify").status_code == 200
        mango.deliver(write(shopify_redaction(shop_domain=CHAI)), "customers/redact", "shopify")
        assert len(mango.orders()) == 1, "the body is about another store"
        send_topic(mango, app, "customers/redact", shopify_redaction(shop_domain=MANGO))
        assert len(mango.orders()) == 0


def test_it_hands_out_what_one_store_knows(two: Two) -> None:
    body = shopify_data_request(shop_domain=CHAI, shop_id=NUMBERS[CHAI])
    assert two.send("customers/data_request", body) == 200
    exports = [
        chai.read(lambda parts, shop_id: parts.privacy.list_exports(shop_id))
        for chai in (two.chai, two.mango)
    ]
    assert [len(one) for one in exports] == [1, 0]


def test_it_forgets_a_shop_that_was_uninstalled(two: Two) -> None:
    assert two.send("app/uninstalled", uninstalled()) == 200
    assert two.send("shop/redact", erasure()) == 200
    with pytest.raises(NotFound):
        two.shop(two.chai)
    assert two.is_connected(two.mango)
    assert two.send("shop/redact", erasure()) == 200


def test_it_forgets_no_shop_that_came_back(two: Two, clock: Clock) -> None:
    assert two.send("app/uninstalled", uninstalled()) == 200
    clock.move(HOUR_MS)
    assert install(two.chai.house, two.app, clock).shop.shop_id == two.chai.shop.shop_id
    assert two.send("shop/redact", erasure()) == 200
    assert two.is_connected(two.chai)
    assert len(two.chai.orders()) == 1
    [dead] = two.chai.deliveries("dead")
    assert "nothing was erased" in dead.why


def test_it_does_nothing_where_host_and_number_differ(two: Two) -> None:
    for number in (1, NUMBERS[MANGO], "", None):
        assert two.send("app/uninstalled", uninstalled() | {"id": number}) == 200
        assert two.send("shop/redact", erasure() | {"shop_id": number}) == 200
    assert two.is_connected(two.chai)
    assert two.is_connected(two.mango)


def test_it_takes_no_order_by_the_headers_word(two: Two) -> None:
    for topic in ("orders/create", "orders/paid", "refunds/create", "orders/delete"):
        assert two.send(topic, shopify_order(id=99), X_Shopify_Shop_Domain=MANGO) == 200
    assert [len(chai.orders()) for chai in (two.chai, two.mango)] == [1, 1]


def test_it_answers_a_signed_body_that_means_nothing(two: Two) -> None:
    for body in (b"", b"{", b"[]", b"null", b'{"shop_domain":7}', b"\xff", b'{"a":1,"a":2}'):
        for topic in ("app/uninstalled", "shop/redact"):
            assert two.send(topic, body, X_Shopify_Shop_Domain=CHAI) == 200
    assert two.is_connected(two.chai)


def test_it_refuses_what_the_app_did_not_sign(two: Two) -> None:
    assert two.send("app/uninstalled", uninstalled(), secret=OTHER_SECRET) == 401
    assert two.send("app/uninstalled", uninstalled(), X_Shopify_Hmac_Sha256="") == 401
    nothing = OpenApp("nothing", "", ())
    refused = send_topic(two.chai, nothing, "app/uninstalled", uninstalled())
    known = send_topic(two.chai, two.app, "app/uninstalled", uninstalled(), secret=OTHER_SECRET)
    assert (refused.status_code, refused.data) == (known.status_code, known.data) == (401, known.data)
    assert two.is_connected(two.chai)


def test_it_reaches_no_store_of_another_app(two: Two) -> None:
    house = two.chai.house
    other = find_app(house, add_app(house, OTHER_CLIENT, OTHER_SECRET).app_key)
    assert other
    answer = send_topic(two.chai, other, "app/uninstalled", uninstalled(), secret=OTHER_SECRET)
    assert answer.status_code == 200
    assert two.is_connected(two.chai)


def test_it_verifies_with_every_live_secret(two: Two, clock: Clock) -> None:
    clock.move(1)
    rotate(two.chai.house, two.app, "a new secret of the chai app, for tests")
    assert two.send("app/uninstalled", uninstalled()) == 200
    assert not two.is_connected(two.chai)


def test_it_takes_what_shopify_sent(two: Two, payloads: Path) -> None:
    for name, topic in (
        ("app_uninstalled", "app/uninstalled"), ("shop_redact", "shop/redact"),
        ("customers_redact", "customers/redact"), ("customers_data_request", "customers/data_request"),
    ):  # fmt: skip
        raw = (payloads / "shopify" / f"{name}_official_2026-04.json").read_bytes()
        assert two.send(topic, raw, X_Shopify_Shop_Domain=MANGO) == 200
    assert two.is_connected(two.chai)
    assert two.is_connected(two.mango)
