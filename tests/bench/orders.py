"""Orders as Chai House sends them: all distinct, all signed, the same for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.wire import write_request
from tests.bench.world import STORE, World
from tests.chai_house import woocommerce
from tests.chai_house.orders import Buyer, Order
from tests.chai_house.products import PRODUCTS

TOPIC = "order.created"


def key_of(number: int, seed: int) -> str:
    """Give the unguessable key of one order."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()[:13]


def proof_of(number: int, seed: int) -> str:
    """Give what the thank-you page of an order proves it with."""
    return f"wc_order_{key_of(number, seed)}"


def buyer_number(number: int) -> int:
    """Say who places an order: every third comes from a number that may have bought before."""
    return number if number % 3 else number // 3


def make_buyer(number: int) -> Buyer:
    """Give one of the buyers."""
    return Buyer("Asha Sen", f"buyer{number}@example.com", f"+9198{number:08}")


def make_order(number: int, seed: int, now: datetime) -> Order:
    """Make one cash-on-delivery order."""
    return Order(
        order_id=number + 1, key=key_of(number, seed), platform="woocommerce",
        product=PRODUCTS[number % len(PRODUCTS)], quantity=1 + number % 3,
        buyer=make_buyer(buyer_number(number)), gateway="cod", language="en", placed_at=now, changed_at=now,
    )  # fmt: skip


def write_delivery(world: World, number: int, seed: int) -> bytes:
    """Write the whole signed request that tells of one order."""
    now = datetime.now(UTC)
    [(_, body), *_] = woocommerce.opening(make_order(number, seed, now), STORE)
    headers = woocommerce.headers(TOPIC, body, world.secret, STORE, now)
    return write_request("POST", world.door, headers, body)


def write_deliveries(world: World, numbers: Iterable[int], seed: int, file: Path) -> None:
    """Write requests into a file for the load generator, each after its length in eight digits."""
    with file.open("wb") as lines:
        for number in numbers:
            request = write_delivery(world, number, seed)
            lines.write(b"%08d" % len(request) + request)
