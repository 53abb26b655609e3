"""Chai House beside a store of each platform."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cast import ChaiHouse, Clock, build_house, open_chai_house
from tests.command import Sathi, on_database
from tests.doubles.shopify import ShopifyDouble
from tests.doubles.woocommerce import WooCommerceDouble
from tests.doubles.world import Double, connect
from tests.team import own


@pytest.fixture
def sathi(database_url: str) -> Sathi:
    """Runs a command on the database of Chai House, on each engine in turn."""
    return on_database(database_url, STORE_SECRET="cs_secret")


@pytest.fixture
def chai(sqlite_url: str, clock: Clock) -> Iterator[ChaiHouse]:
    """Chai House, not yet connected to a store."""
    chai = open_chai_house(build_house(sqlite_url, clock), clock)
    yield chai
    chai.house.store.close()


@pytest.fixture(params=[WooCommerceDouble, ShopifyDouble])
def double(request: pytest.FixtureRequest, chai: ChaiHouse) -> Iterator[Double]:
    """Each store in turn, connected."""
    with request.param(chai.clock) as double:
        connect(chai, double)
        yield double


@pytest.fixture
def woo(chai: ChaiHouse) -> Iterator[WooCommerceDouble]:
    """A WooCommerce store, connected."""
    with WooCommerceDouble(chai.clock) as double:
        connect(chai, double)
        yield double


@pytest.fixture
def shop(chai: ChaiHouse) -> Iterator[ShopifyDouble]:
    """A Shopify store, connected."""
    with ShopifyDouble(chai.clock) as double:
        connect(chai, double)
        yield double


@pytest.fixture
def owned(chai: ChaiHouse) -> ChaiHouse:
    """Chai House, whose installation Asha owns."""
    return own(chai)
