"""The extension as it is built and the server as it is: an order's thank-you block, drawn and shared from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from plugin.app import create_app
from tests.bodies import shopify_order, write
from tests.cast import ChaiHouse, Clock
from tests.shopify_app.conftest import run_node
from tests.two_stores import install, open_app_house, write_token

ORDER, NUMBER = "gid://shopify/OrderIdentity/5678901234567", "XPAV284CT"


@pytest.fixture
def chai(sqlite_url: str, clock: Clock) -> Iterator[ChaiHouse]:
    """Chai House on Shopify, with our app installed."""
    house, app = open_app_house(sqlite_url, clock)
    with closing(house.store):
        yield install(house, app, clock)


@pytest.fixture
def address(chai: ChaiHouse) -> Iterator[str]:
    """Where its Sathi answers over the network."""
    server = make_server("127.0.0.1", 0, create_app(chai.house), threaded=True)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_it_draws_and_shares_what_the_server_says(
    workshop: Path, chai: ChaiHouse, address: str, clock: Clock
) -> None:
    assert chai.deliver(write(shopify_order()), "orders/create", "shopify").status_code == 200
    said = run_node(workshop, "tests/together.mjs", address, write_token(clock), ORDER, NUMBER)
    page = json.loads(said)
    assert page["link"].endswith("?c=cp")
    assert "sathi-order=" in page["html"]
    assert set(page["doors"]) == {"/x/d", "/x/e", "/x/j"}
    with chai.house.store.reading() as parts:
        person = parts.people.find_by_code(
            chai.shop.shop_id, page["link"].partition("?")[0].rpartition("/")[2]
        )
    assert person is not None and person.joined_at_ms is not None
