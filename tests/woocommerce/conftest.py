"""A Sathi that really answers, on loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import Thread

import pytest
from werkzeug.serving import make_server

from plugin.app import create_app
from tests.cast import ChaiHouse, Clock, build_house, open_chai_house


@dataclass
class Live:
    """Chai House in a Sathi that answers at an address."""

    address: str
    chai: ChaiHouse


@contextmanager
def serve(chai: ChaiHouse) -> Iterator[Live]:
    """Let the app answer on loopback while the block runs."""
    server = make_server("127.0.0.1", 0, create_app(chai.house), threaded=True)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield Live(f"http://127.0.0.1:{server.server_port}", chai)
    server.shutdown()
    server.server_close()


@pytest.fixture
def live(sqlite_url: str, clock: Clock) -> Iterator[Live]:
    """Chai House in a Sathi that answers, at the clock's time."""
    house = build_house(sqlite_url, clock)
    with closing(house.store), serve(open_chai_house(house, clock)) as live:
        yield live


@pytest.fixture
def live_now(sqlite_url: str) -> Iterator[Live]:
    """The same at the time of today, which senders outside the tests go by."""
    clock = Clock(int(time.time() * 1000))
    house = build_house(sqlite_url, clock)
    with closing(house.store), serve(open_chai_house(house, clock)) as live:
        yield live
