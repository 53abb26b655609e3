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
    """What one partner gets with one batch in one currency."""

    payout_id: str
    batch_id: str
    partner_id: str
    amount_minor: int
    currency: str
    made_at_ms: int
    paid_at_ms: int | None = None
    cancelled_at_ms: int | None = None


class Payouts:
    """The payouts of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, batch: Batch, payouts: Sequence[Payout]) -> None:
        """Write a new batch with its payouts."""
        self._sql.add_batch(
            self._connection, shop_id=shop_id, batch_id=batch.batch_id, made_at_ms=batch.made_at_ms
        )
        rows = [
            {
                "shop_id": shop_id, "payout_id": one.payout_id, "batch_id": one.batch_id,
                "partner_id": one.partner_id, "amount_minor": one.amount_minor, "currency": one.currency,
                "made_at_ms": one.made_at_ms,
            }
            for one in payouts
        ]  # fmt: skip
        self._sql.add_payouts(self._connection, rows)

    def mark_paid(self, shop_id: str, batch_id: str, now_ms: int) -> None:
        """Note that a batch was paid, each payout of it."""
        self._sql.mark_batch_paid(self._connection, shop_id=shop_id, batch_id=batch_id, at_ms=now_ms)
        self._sql.mark_payouts_paid(self._connection, shop_id=shop_id, batch_id=batch_id, at_ms=now_ms)

    def mark_cancelled(self, shop_id: str, batch_id: str, now_ms: int) -> None:
        """Note that a batch was cancelled, each payout of it."""
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
