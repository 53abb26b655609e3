"""One installation to measure: its database and its shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from plugin.actions.house import House
from plugin.actions.shops import add_shop
from plugin.model import Shop
from plugin.opening import now_ms
from plugin.settings import read_settings
from plugin.store import migrate_store, open_store
from plugin.store.driver import sqlite3

STORE = "http://chai.example"
SECRET = "the signing secret of every installation that is measured"

Clock = Callable[[], int]


@dataclass(frozen=True)
class World:
    """One installation: `shop` with its WooCommerce `secret`, in a database of its own."""

    database: Path
    shop: Shop
    secret: str

    @property
    def url(self) -> str:
        """The database as the settings name it."""
        return f"sqlite:///{self.database}"

    @property
    def door(self) -> str:
        """The path that takes WooCommerce's webhooks."""
        return f"/webhooks/{self.shop.key}/woocommerce"


def make_world(database: Path, seed: int, clock: Clock = now_ms) -> World:
    """Make an installation with one shop; the same seed gives the same keys and secrets."""
    migrate_store(f"sqlite:///{database}")
    house = open_house(database, seed, clock)
    asked = Shop(
        shop_id="", key="", name="Chai House", url=STORE, currency="INR", country="IN", language="en",
        time_zone="Asia/Kolkata",
    )  # fmt: skip
    shop, secrets = add_shop(house, asked)
    house.store.close()
    return World(database, shop, secrets["woocommerce"])


def read_world(database: Path, seed: int) -> World:
    """Give an installation that was made before."""
    house = open_house(database, seed)
    with house.store.reading() as parts:
        [shop] = parts.shops.list()
        _, [secret] = parts.shops.find_with_secrets(shop.key, "woocommerce", now_ms())
    house.store.close()
    return World(database, shop, secret)


def open_house(database: Path, seed: int, clock: Clock = now_ms) -> House:
    """Open an installation inside this process, with dice of its own."""
    settings = read_settings({"SATHI_DATABASE_URL": f"sqlite:///{database}"}, SECRET)
    return House(open_store(settings.database_url), settings, clock, Random(seed).randbytes)


@contextmanager
def open_database(world: World) -> Iterator[sqlite3.Connection]:
    """Open a world's database beside its servers, or without them."""
    connection = sqlite3.connect(world.database, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        yield connection
    finally:
        connection.close()
