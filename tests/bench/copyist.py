"""Writes orders as rows, after the pattern of one that the product took itself."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from plugin.actions.house import House
from plugin.domain.codes import make_code, make_id
from plugin.model import Order
from tests.bench.orders import buyer_number, make_buyer, proof_of

DAY_MS = 86_400_000
SPAN_MS = 20 * DAY_MS
VIEWED_BEFORE_MS = 60 * DAY_MS
WITH_BODY = 50  # of so many deliveries one still has its body; older ones have been emptied
TABLES = ("people", "person_keys", "deliveries", "orders", "order_proofs", "decisions", "events")

Row = dict[str, Any]
Rows = dict[str, Row]


class Copyist:
    """Writes the rows of `count` orders, spread over the last weeks, like the one whose `rows` it has."""

    def __init__(self, house: House, rows: Rows, seed: int, count: int) -> None:
        self._house, self._rows, self._seed, self.count = house, rows, seed, count
        self._now_ms: int = rows["orders"]["created_at_ms"]
        self._order = msgspec.json.decode(rows["orders"]["snapshot"], type=Order)
        assert rows["order_proofs"]["proof_hash"] == house.hash("proof", proof_of(0, seed))
        assert rows["person_keys"]["key_hash"] in self._keys(0)

    def copy(self, number: int) -> Iterator[tuple[str, Row]]:
        """Give the rows of one order by table, those of its buyer too when it is the first one."""
        buyer = buyer_number(number)
        person_id, order_id = self._id("per", buyer), self._id("ord", number)
        decision_id, at_ms = self._id("dec", number), self._at(number)
        if number % 3 or buyer % 3 == 0:
            yield from self._copy_person(buyer, person_id)
        yield self._change("deliveries", **self._delivery(number))
        yield self._change("orders", order_id=order_id, person_id=person_id, **self._snapshot(number))
        proof_hash = self._house.hash("proof", proof_of(number, self._seed))
        yield self._change("order_proofs", proof_hash=proof_hash, order_id=order_id)
        yield self._change(
            "decisions", decision_id=decision_id, order_id=order_id, person_id=person_id, decided_at_ms=at_ms
        )
        yield self._change(
            "events", event_id=_draw(f"event{number}").hex()[:20], person_id=person_id,
            decision_id=decision_id, at_ms=at_ms - VIEWED_BEFORE_MS,
        )  # fmt: skip

    def _copy_person(self, number: int, person_id: str) -> Iterator[tuple[str, Row]]:
        buyer = make_buyer(number)
        yield self._change(
            "people", person_id=person_id, code=make_code(_draw(f"code{number}")[:16]), email=buyer.email,
            phone=buyer.phone, created_at_ms=self._at(number),
        )  # fmt: skip
        for key_hash in self._keys(number):
            yield self._change("person_keys", key_hash=key_hash, person_id=person_id)

    def _snapshot(self, number: int) -> Row:
        ref, at_ms = str(number + 1), self._at(number)
        order = msgspec.structs.replace(
            self._order, order_ref=ref, number=ref, placed_at_ms=at_ms, updated_at_ms=at_ms
        )
        return {
            "order_ref": ref, "number": ref, "placed_at_ms": at_ms, "updated_at_ms": at_ms,
            "created_at_ms": at_ms, "snapshot": msgspec.json.encode(order).decode(),
        }  # fmt: skip

    def _delivery(self, number: int) -> Row:
        at_ms = self._at(number)
        fingerprint = base64.urlsafe_b64encode(_draw(f"fingerprint{number}")).decode().rstrip("=")
        body = None if number % WITH_BODY else self._rows["deliveries"]["body"]
        return {
            "delivery_id": self._id("dlv", number), "fingerprint": fingerprint, "order_ref": str(number + 1),
            "body": body, "arrived_at_ms": at_ms, "last_at_ms": at_ms,
        }  # fmt: skip

    def _keys(self, number: int) -> tuple[str, str]:
        buyer = make_buyer(number)
        return self._house.hash("email", buyer.email), self._house.hash("phone", buyer.phone)

    def _at(self, number: int) -> int:
        return self._now_ms - SPAN_MS + SPAN_MS * number // self.count

    def _id(self, prefix: str, number: int) -> str:
        return make_id(prefix, self._at(number), _draw(f"{prefix}{number}")[:8])

    def _change(self, table: str, **changes: Any) -> tuple[str, Row]:
        return table, self._rows[table] | changes


def _draw(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
