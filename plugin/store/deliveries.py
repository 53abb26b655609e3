"""Webhook requests as they arrived: raw body, what became of them, how often they came."""

from __future__ import annotations

from typing import Any, Literal

from plugin.model import Platform, Struct

# taken: became a fact · ignored: genuine, not for us · waiting: a rule failed, tried again · dead: given up
Outcome = Literal["taken", "ignored", "waiting", "dead"]


class Delivery(Struct):
    """One delivery; `body` is empty once its time is over, `times_count` says how often it came."""

    shop_id: str
    delivery_id: str
    platform: Platform
    topic: str
    order_ref: str
    outcome: Outcome
    why: str
    body: bytes | None
    arrived_at_ms: int
    times_count: int = 1
    tries_count: int = 0


class Deliveries:
    """Everything that was sent to us, once each."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def arrive(self, delivery: Delivery, fingerprint: str) -> tuple[str, bool]:
        """Write a delivery, or count it up when the same one is here; gives (its id, whether it is new)."""
        is_new = self._sql.arrive(
            self._connection, shop_id=delivery.shop_id, delivery_id=delivery.delivery_id,
            fingerprint=fingerprint, platform=delivery.platform, topic=delivery.topic,
            order_ref=delivery.order_ref, outcome=delivery.outcome, why=delivery.why, body=delivery.body,
            now_ms=delivery.arrived_at_ms,
        )  # fmt: skip
        if is_new:
            return delivery.delivery_id, True
        row = self._sql.count_again(
            self._connection, shop_id=delivery.shop_id, order_ref=delivery.order_ref,
            fingerprint=fingerprint, now_ms=delivery.arrived_at_ms,
        )  # fmt: skip
        return row["delivery_id"], False

    def settle(
        self, shop_id: str, delivery_id: str, outcome: Outcome, why: str = "", tries_count: int = 0,
        retry_at_ms: int | None = None,
    ) -> None:  # fmt: skip
        """Note what became of a delivery, and when to try it again."""
        self._sql.settle(
            self._connection, shop_id=shop_id, delivery_id=delivery_id, outcome=outcome, why=why,
            tries_count=tries_count, retry_at_ms=retry_at_ms,
        )  # fmt: skip

    def find(self, shop_id: str, delivery_id: str) -> Delivery | None:
        """Give one delivery."""
        row = self._sql.find_delivery(self._connection, shop_id=shop_id, delivery_id=delivery_id)
        return _read(row) if row else None

    def list_outcome(self, shop_id: str, outcome: Outcome, most: int = 100) -> list[Delivery]:
        """Give the newest deliveries that came to this."""
        rows = self._sql.list_outcome(self._connection, shop_id=shop_id, outcome=outcome, most=most)
        return [_read(row) for row in rows]

    def list_latest(self, shop_id: str, most: int = 20) -> list[Delivery]:
        """Give the newest deliveries, without their bodies."""
        return [_read(row) for row in self._sql.list_latest(self._connection, shop_id=shop_id, most=most)]

    def list_to_retry(self, now_ms: int, most: int = 100) -> list[Delivery]:
        """Give deliveries of all shops whose next try is due, the longest waiting first."""
        return [_read(row) for row in self._sql.list_to_retry(self._connection, now_ms=now_ms, most=most)]

    def empty_bodies(self, shop_id: str, before_id: str, dead_before_id: str) -> int:
        """Empty the bodies older than these ids; what failed is kept longer. Gives how many."""
        return int(
            self._sql.empty_bodies(
                self._connection, shop_id=shop_id, before_id=before_id, dead_before_id=dead_before_id
            )
        )


def _read(row: Any) -> Delivery:
    return Delivery(**dict(row))
