"""Orders: one row each whatever arrived how often, with the newest snapshot."""

from __future__ import annotations

from typing import Any

import msgspec

from plugin.model import Contact, Order, Struct

_decoder = msgspec.json.Decoder(Order)


class OrderRow(Struct):
    """One order as the house keeps it; `order` has neither the buyer's contact nor the order's keys."""

    order_id: str
    platform: str
    person_id: str | None
    deleted_at_ms: int | None
    order: Order


class Orders:
    """The orders of each shop, their keys and refunds."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def find(
        self, shop_id: str, platform: str, order_ref: str, currency: str = ""
    ) -> tuple[OrderRow | None, int]:
        """Give the order that the platform calls so, and the sum of its refunds in one currency.

        Refunds that came by themselves may be here before their order.
        """
        row = self._sql.find_order(
            self._connection, shop_id=shop_id, platform=platform, order_ref=order_ref, currency=currency
        )
        return _read(row) if row["order_id"] else None, int(row["refunds_minor"])

    def find_by_id(self, shop_id: str, order_id: str) -> OrderRow | None:
        """Give the order with our id."""
        return _read(self._sql.find_order_by_id(self._connection, shop_id=shop_id, order_id=order_id))

    def find_by_proof(self, shop_id: str, proof_hash: str) -> OrderRow | None:
        """Give the order that one of its unguessable keys proves."""
        return _read(self._sql.find_order_by_proof(self._connection, shop_id=shop_id, proof_hash=proof_hash))

    def search(self, shop_id: str, words: str) -> list[OrderRow]:
        """Give the orders whose id, number or platform reference is exactly this."""
        rows = [_read(row) for row in self._sql.search_orders(self._connection, shop_id=shop_id, words=words)]
        return list({row.order_id: row for row in rows if row}.values())

    def list_latest(self, shop_id: str, most: int) -> list[OrderRow]:
        """Give the newest orders."""
        rows = self._sql.list_orders(self._connection, shop_id=shop_id, most=most)
        return [row for row in map(_read, rows) if row]

    def list_of(self, shop_id: str, person_id: str) -> list[OrderRow]:
        """Give one person's orders, oldest first."""
        rows = self._sql.list_orders_of(self._connection, shop_id=shop_id, person_id=person_id)
        return [row for row in map(_read, rows) if row]

    def add(self, shop_id: str, row: OrderRow, now_ms: int) -> None:
        """Write a new order."""
        self._sql.add_order(
            self._connection, shop_id=shop_id, order_id=row.order_id, platform=row.platform,
            order_ref=row.order.order_ref, created_at_ms=now_ms, **_columns(row),
        )  # fmt: skip

    def change(self, shop_id: str, row: OrderRow) -> None:
        """Write an order's newer snapshot."""
        self._sql.change_order(self._connection, shop_id=shop_id, order_id=row.order_id, **_columns(row))

    def add_proofs(self, shop_id: str, order_id: str, proof_hashes: tuple[str, ...]) -> None:
        """Let these keys prove the order."""
        rows = [{"shop_id": shop_id, "proof_hash": one, "order_id": order_id} for one in proof_hashes]
        if rows:
            self._sql.add_proofs(self._connection, rows)

    def add_refund(
        self, shop_id: str, platform: str, order_ref: str, refund_ref: str, amount_minor: int,
        currency: str, at_ms: int,
    ) -> None:  # fmt: skip
        """Write one refund; the same one again changes nothing."""
        self._sql.add_refund(
            self._connection, shop_id=shop_id, platform=platform, order_ref=order_ref,
            refund_ref=refund_ref, amount_minor=amount_minor, currency=currency, refunded_at_ms=at_ms,
        )  # fmt: skip


def _columns(row: OrderRow) -> dict[str, Any]:
    order = row.order
    bare = msgspec.structs.replace(order, contact=Contact(), proofs=())
    return {
        "number": order.number, "person_id": row.person_id, "stage": order.stage, "currency": order.currency,
        "total_minor": order.total_minor, "placed_at_ms": order.placed_at_ms,
        "updated_at_ms": order.updated_at_ms, "deleted_at_ms": row.deleted_at_ms,
        "snapshot": msgspec.json.encode(bare).decode(),
    }  # fmt: skip


def _read(row: Any) -> OrderRow | None:
    if row is None:
        return None
    return OrderRow(
        order_id=row["order_id"], platform=row["platform"], person_id=row["person_id"],
        deleted_at_ms=row["deleted_at_ms"], order=_decoder.decode(row["snapshot"]),
    )  # fmt: skip
