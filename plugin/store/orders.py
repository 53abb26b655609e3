"""Orders: one row each whatever arrived how often, with the newest snapshot."""

from __future__ import annotations

from typing import Any

import msgspec

from plugin.model import Contact, Order, OrderRefunded, Struct, Traces

_decoder = msgspec.json.Decoder(Order)


class OrderRow(Struct):
    """One order as the house keeps it; `order` has no contact, keys, IP and address.

    `ip_hash` and `address_hash` are keyed hashes of where it came from, emptied when their time is over.
    """

    order_id: str
    platform: str
    person_id: str | None
    deleted_at_ms: int | None
    order: Order
    ip_hash: str = ""
    address_hash: str = ""


class Refunds(Struct):
    """What came back of an order by refunds that arrived by themselves, in minor units."""

    amount_minor: int = 0
    goods_minor: int = 0


class Orders:
    """The orders of each shop, their keys and refunds."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def find(
        self, shop_id: str, platform: str, order_ref: str, currency: str = ""
    ) -> tuple[OrderRow | None, Refunds]:
        """Give the order that the platform calls so, and the sum of its refunds in one currency.

        Refunds that came by themselves may be here before their order.
        """
        row = self._sql.find_order(
            self._connection, shop_id=shop_id, platform=platform, order_ref=order_ref, currency=currency
        )
        refunds = Refunds(amount_minor=int(row["refunds_minor"]), goods_minor=int(row["goods_minor"]))
        return _read(row) if row["order_id"] else None, refunds

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

    def find_latest(self, shop_id: str, person_id: str) -> OrderRow | None:
        """Give the order of a person that was written last."""
        return _read(self._sql.find_latest_order(self._connection, shop_id=shop_id, person_id=person_id))

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

    def add_refund(self, shop_id: str, platform: str, refund: OrderRefunded) -> None:
        """Write one refund; the same one again changes nothing."""
        self._sql.add_refund(
            self._connection, shop_id=shop_id, platform=platform, order_ref=refund.order_ref,
            refund_ref=refund.refund_ref, amount_minor=refund.amount_minor, currency=refund.currency,
            goods_minor=refund.goods_minor, refunded_at_ms=refund.refunded_at_ms,
        )  # fmt: skip

    def forget_traces(self, shop_id: str, from_id: str, until_id: str) -> None:
        """Empty the hashes of where the orders between two ids came from."""
        self._sql.forget_traces(self._connection, shop_id=shop_id, from_id=from_id, until_id=until_id)


def _columns(row: OrderRow) -> dict[str, Any]:
    order = row.order
    bare = msgspec.structs.replace(
        order, contact=Contact(), proofs=(), traces=Traces(referrer=order.traces.referrer)
    )
    return {
        "number": order.number, "person_id": row.person_id, "stage": order.stage, "currency": order.currency,
        "total_minor": order.total_minor, "placed_at_ms": order.placed_at_ms,
        "updated_at_ms": order.updated_at_ms, "deleted_at_ms": row.deleted_at_ms,
        "snapshot": msgspec.json.encode(bare).decode(), "ip_hash": row.ip_hash,
        "address_hash": row.address_hash, "is_test": int(order.is_test),
        "refunded_minor": order.refunded_minor,
    }  # fmt: skip


def _read(row: Any) -> OrderRow | None:
    return read_order(row) if row is not None else None


def read_order(row: Any) -> OrderRow:
    """Read an order out of a row that has all its columns."""
    return OrderRow(
        order_id=row["order_id"], platform=row["platform"], person_id=row["person_id"],
        deleted_at_ms=row["deleted_at_ms"], order=_decoder.decode(row["snapshot"]),
        ip_hash=row["ip_hash"], address_hash=row["address_hash"],
    )  # fmt: skip
