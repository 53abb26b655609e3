"""Apps: kept sealed on both engines, given new secrets, and set up by command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from plugin.actions.apps import (
    OpenApp,
    add_app,
    find_app,
    find_app_by_client,
    find_installed,
    list_apps,
    remember_install,
)
from plugin.actions.connections import ShopifyKeys, find_connection, open_keys
from plugin.actions.house import House
from plugin.actions.shops import add_shop
from plugin.cli import main
from plugin.effects.stores.shopify_topics import TOPICS
from plugin.errors import InvalidInput, NotFound
from tests.bodies import shopify_order, write
from tests.cast import CHAI_HOUSE, DAY_MS, Clock, build_house, find_words
from tests.doubles.shopify import CLIENT_ID, CLIENT_SECRET, ShopifyDouble
from tests.two_stores import (
    CHAI,
    MANGO,
    OTHER_CLIENT,
    OTHER_SECRET,
    install,
    led_to,
    open_app_house,
    rotate,
    settle,
)

NEW_SECRET = "a new secret of the chai app, for tests"


@pytest.fixture
def opened(database_url: str, clock: Clock) -> Iterator[tuple[House, OpenApp]]:
    """A house with one app, on each engine in turn."""
    house, app = open_app_house(database_url, clock)
    with closing(house.store):
        yield house, app


def test_it_finds_an_app_by_its_key_and_by_its_client(opened: tuple[House, OpenApp]) -> None:
    house, app = opened
    assert find_app(house, app.app_key) == find_app_by_client(house, CLIENT_ID) == app
    assert app.secrets == (CLIENT_SECRET,)
    assert find_app(house, "") is None
    assert find_app_by_client(house, "") is None
    assert [one.app_key for one in list_apps(house)] == [app.app_key]
    assert CLIENT_SECRET not in repr(app)


def test_it_takes_an_app_once(opened: tuple[House, OpenApp]) -> None:
    house, app = opened
    with pytest.raises(InvalidInput, match=app.app_key):
        add_app(house, CLIENT_ID, CLIENT_SECRET)


def test_it_refuses_an_app_that_is_none(opened: tuple[House, OpenApp]) -> None:
    for client_id, secret in (("", CLIENT_SECRET), ("a\nb", CLIENT_SECRET), ("ok", "short")):
        with pytest.raises(InvalidInput):
            add_app(opened[0], client_id, secret)


def test_it_keeps_no_secret_in_the_clear_but_the_shops_own(sqlite_url: str, clock: Clock) -> None:
    house, _ = open_app_house(sqlite_url, clock)
    with closing(house.store):
        assert not find_words(Path(sqlite_url.removeprefix("sqlite:///")).parent, [CLIENT_SECRET])


def test_it_lets_an_old_secret_hold_for_a_day(opened: tuple[House, OpenApp], clock: Clock) -> None:
    house, app = opened
    clock.move(1)
    assert rotate(house, app, NEW_SECRET).secrets == (NEW_SECRET, CLIENT_SECRET)
    clock.move(1)
    assert rotate(house, app, NEW_SECRET).secrets == (NEW_SECRET, CLIENT_SECRET)
    clock.move(DAY_MS)
    assert (found := find_app(house, app.app_key))
    assert found.secrets == (NEW_SECRET,)


def test_it_brings_a_new_secret_to_every_store(opened: tuple[House, OpenApp], clock: Clock) -> None:
    house, app = opened
    chai = install(house, app, clock)
    clock.move(1)
    rotate(house, app, NEW_SECRET)
    for number, secret in enumerate((CLIENT_SECRET, NEW_SECRET)):
        chai.secrets["shopify"] = secret
        assert (
            chai.deliver(write(shopify_order(id=number + 1)), "orders/create", "shopify").status_code == 200
        )
    clock.move(DAY_MS)
    chai.secrets["shopify"] = CLIENT_SECRET
    assert chai.deliver(write(shopify_order(id=3)), "orders/create", "shopify").status_code == 401
    connection = find_connection(house, chai.shop)
    assert connection
    keys = open_keys(house, connection)
    assert isinstance(keys, ShopifyKeys)
    assert (keys.client_secret, keys.refresh_token) == (NEW_SECRET, "shprt_0")


def test_it_finds_a_store_under_its_own_app_only(opened: tuple[House, OpenApp], clock: Clock) -> None:
    house, app = opened
    chai = install(house, app, clock)
    other = find_app(house, add_app(house, OTHER_CLIENT, OTHER_SECRET).app_key)
    assert other
    found = find_installed(house, app, CHAI)
    assert found
    assert found[0].shop_id == chai.shop.shop_id
    assert find_installed(house, other, CHAI) is None
    assert find_installed(house, app, MANGO) is None
    assert find_installed(house, app, "") is None


def test_it_remembers_the_app_of_a_store_that_was_connected(opened: tuple[House, OpenApp]) -> None:
    house, app = opened
    shop, _ = add_shop(house, CHAI_HOUSE)
    with pytest.raises(InvalidInput, match="sathi app secret"):
        remember_install(house, shop, f"https://{CHAI}", CLIENT_ID, NEW_SECRET)
    assert find_installed(house, app, CHAI) is None
    assert remember_install(house, shop, f"https://{CHAI}/", CLIENT_ID, CLIENT_SECRET) == app
    assert find_installed(house, app, CHAI)
    fresh = remember_install(house, shop, f"https://{CHAI}", OTHER_CLIENT, OTHER_SECRET)
    assert fresh
    assert find_installed(house, app, CHAI) is None
    assert find_installed(house, fresh, CHAI)
    assert remember_install(house, shop, "http://127.0.0.1:1234", CLIENT_ID, CLIENT_SECRET) is None


def test_it_makes_one_shop_of_a_store_that_installs_twice_at_once(
    opened: tuple[House, OpenApp], clock: Clock
) -> None:
    house, app = opened
    with ThreadPoolExecutor(4) as threads:
        shops = {one.shop_id for one in threads.map(lambda _: settle(house, app, clock), range(4))}
    assert len(shops) == 1


def test_it_erases_a_shop_with_its_install(opened: tuple[House, OpenApp], clock: Clock) -> None:
    house, app = opened
    chai = install(house, app, clock)
    house.store.unit(chai.shop.shop_id, lambda parts: parts.privacy.erase_shop(chai.shop.shop_id))
    assert find_installed(house, app, CHAI) is None
    assert install(house, app, clock).shop.shop_id != chai.shop.shop_id


def test_it_says_that_there_is_no_such_app(opened: tuple[House, OpenApp]) -> None:
    with pytest.raises(NotFound, match="app list"):
        rotate(opened[0], OpenApp("nothing", "", ()), NEW_SECRET)


def run(*words: str, **environment: str) -> str:
    """Run a command and give what it printed."""
    done = CliRunner().invoke(main, words, env=environment)
    assert done.exit_code == 0, done.output
    return done.output


def settings(database_url: str) -> dict[str, str]:
    """Give the environment of a command."""
    return {
        "SATHI_DATABASE_URL": database_url, "SATHI_SECRET": "a secret for tests only", "APP": CLIENT_SECRET,
        "SATHI_URL": "https://sathi.example",
    }  # fmt: skip


def test_it_connects_a_store_of_the_merchants_own_by_command(sqlite_url: str, clock: Clock) -> None:
    setting = settings(sqlite_url)
    shop = json.loads(run("shop", "add", "--name", "Chai House", "--url", "https://chai.example", **setting))
    words = ("connect", "shopify", shop["key"], "--domain", CHAI, "--client-id", CLIENT_ID)
    with ShopifyDouble(clock) as double, led_to(double):
        for _ in range(2):
            said = run(*words, "--secret-env", "APP", **setting)
        assert "tried again" not in said
        addresses = {one["uri"] for one in double.webhooks}
        assert addresses == {f"https://sathi.example/webhooks/{shop['key']}/shopify"}
        assert len(double.webhooks) == len(TOPICS)
        double.webhooks.clear()
        double.go_wrong("fail", verb="subscribe")
        assert "tried again by itself" in run(*words, "--secret-env", "APP", **setting)
    listed = json.loads(run("app", "list", **setting))
    assert listed["app_key"] in said
    assert listed["installs_count"] == 1


def test_it_sets_an_app_up_by_command(sqlite_url: str, clock: Clock) -> None:
    setting = settings(sqlite_url)
    said = json.loads(
        run("app", "add", "shopify", "--client-id", CLIENT_ID, "--secret-env", "APP", **setting)
    )
    key = said["app_key"]
    assert said == {
        "app_key": key,
        "client_id": CLIENT_ID,
        "application_url": f"https://sathi.example/connect/shopify/{key}",
        "redirect_urls": [f"https://sathi.example/connect/shopify/{key}/back"],
        "scopes": "read_orders,read_customers,read_products,write_discounts,write_app_proxy",
        "app_proxy": f"https://sathi.example/proxy/{key}",
        "webhooks": f"https://sathi.example/webhooks/app/{key}/shopify",
        "installs_count": 0,
    }
    assert json.loads(run("app", "list", **setting)) == said
    setting["APP"] = NEW_SECRET
    assert "day more" in run("app", "secret", key, "--secret-env", "APP", **setting)
    with closing(build_house(sqlite_url, clock).store) as store, store.reading() as parts:
        assert len(parts.apps.list_secrets(key, 0)) == 2
