"""Payouts: what each shop's partners were paid, in batches that are exported together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugin.model import Struct


class Batch(Struct):
    """Payouts that were made and exported together; they are paid, or cancelled before that."""

    batch_id: str
    made_at_ms: int
    paid_at_ms: int | None = None
    cancelled_at_ms: int | None = None


class Payout(Struct):
    """What one partner gets with one batch in one currency; `why` it was cancelled, where it was alone."""

    payout_id: str
    batch_id: str
    partner_id: str
    amount_minor: int
    currency: str
    made_at_ms: int
    paid_at_ms: int | None = None
    cancelled_at_ms: int | None = None
    why: str = ""


class Payouts:
    """The payouts of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, batch: Batch, payouts: Sequence[Payout]) -> None:
        """Write a new batch with its payouts."""
        self._sql.add_batch(
            self._connection, shop_id=shop_id, batch_id=batch.batch_id, made_at_ms=batch.made_at_ms
        )
        self._sql.add_payouts(self._connection, [_write(shop_id, one) for one in payouts])

    def add_one(self, shop_id: str, payout: Payout) -> None:
        """Write one more payout of a batch."""
        self._sql.add_payouts(self._connection, [_write(shop_id, payout)])

    def find(self, shop_id: str, payout_id: str) -> Payout | None:
        """Give one payout."""
        row = self._sql.find_payout(self._connection, shop_id=shop_id, payout_id=payout_id)
        return Payout(**dict(row)) if row else None

    def last_made_at(self, shop_id: str) -> int:
        """Give when the newest payout was made; 0 where there is none."""
        row = self._sql.find_last_made(self._connection, shop_id=shop_id)
        return int(row["made_at_ms"] or 0)

    def cancel_one(self, shop_id: str, payout_id: str, why: str, now_ms: int) -> None:
        """Note that one payout was cancelled alone, and why."""
        self._sql.cancel_payout(self._connection, shop_id=shop_id, payout_id=payout_id, why=why, at_ms=now_ms)

    def mark_paid(self, shop_id: str, batch_id: str, now_ms: int) -> None:
        """Note that a batch was paid, each payout that stands in it."""
        self._sql.mark_batch_paid(self._connection, shop_id=shop_id, batch_id=batch_id, at_ms=now_ms)
        self._sql.mark_payouts_paid(self._connection, shop_id=shop_id, batch_id=batch_id, at_ms=now_ms)

    def mark_cancelled(self, shop_id: str, batch_id: str, now_ms: int) -> None:
        """Note that a batch was cancelled, each payout that stands in it."""
        self._sql.mark_batch_cancelled(self._connection, shop_id=shop_id, batch_id=batch_id, at_ms=now_ms)
        self._sql.mark_payouts_cancelled(self._connection, shop_id=shop_id, batch_id=batch_id, at_ms=now_ms)

    def find_batch(self, shop_id: str, batch_id: str) -> Batch | None:
        """Give one batch."""
        row = self._sql.find_batch(self._connection, shop_id=shop_id, batch_id=batch_id)
        return Batch(**dict(row)) if row else None

    def list_batches(self, shop_id: str, most: int) -> list[Batch]:
        """Give the newest batches, the newest first."""
        return [
            Batch(**dict(row)) for row in self._sql.list_batches(self._connection, shop_id=shop_id, most=most)
        ]

    def list_of_batch(self, shop_id: str, batch_id: str) -> list[Payout]:
        """Give the payouts of one batch."""
        rows = self._sql.list_payouts_of_batch(self._connection, shop_id=shop_id, batch_id=batch_id)
        return [Payout(**dict(row)) for row in rows]

    def list_of(self, shop_id: str, partner_id: str) -> list[Payout]:
        """Give one partner's payouts, the first first."""
        rows = self._sql.list_payouts_of(self._connection, shop_id=shop_id, partner_id=partner_id)
        return [Payout(**dict(row)) for row in rows]


def _write(shop_id: str, payout: Payout) -> dict[str, Any]:
    names = ("payout_id", "batch_id", "partner_id", "amount_minor", "currency", "made_at_ms")
    return {"shop_id": shop_id, **{name: getattr(payout, name) for name in names}}
