"""How each store is reached, and what reconciliation mended."""

from __future__ import annotations

from typing import Any

from plugin.model import Struct


class Connection(Struct):
    """One store's API; `sealed` are its credentials, encrypted with the installation's secret.

    `read_until_at_ms` is up to where changed orders were read back, 0 before the first time.
    `counted_until_id` is the last coupon that was compared with the store, empty to begin anew.
    `closed_until_at_ms` is how long no call is made, because several failed one after another.
    """

    shop_id: str
    platform: str
    address: str
    sealed: str
    connected_at_ms: int
    read_until_at_ms: int = 0
    read_at_ms: int | None = None
    counted_until_id: str = ""
    failures_count: int = 0
    closed_until_at_ms: int | None = None


class Repair(Struct):
    """What one run of reconciliation read and mended."""

    repair_id: str
    platform: str
    read_count: int
    orders_mended_count: int
    coupons_mended_count: int
    note: str
    at_ms: int


class Connections:
    """The connections of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def connect(self, made: Connection) -> None:
        """Write how a store is reached, in place of what was known before."""
        self._sql.connect(
            self._connection, shop_id=made.shop_id, platform=made.platform, address=made.address,
            sealed=made.sealed, connected_at_ms=made.connected_at_ms,
        )  # fmt: skip

    def disconnect(self, shop_id: str, platform: str) -> None:
        """Forget how a store is reached."""
        self._sql.disconnect(self._connection, shop_id=shop_id, platform=platform)

    def list_of(self, shop_id: str) -> list[Connection]:
        """Give the shop's connections, the first made first."""
        return [_read(row) for row in self._sql.list_connections(self._connection, shop_id=shop_id)]

    def list_to_read(self, before_at_ms: int) -> list[Connection]:
        """Give the connections of any shop whose orders were last read back before a moment."""
        return [_read(row) for row in self._sql.list_to_read(self._connection, before_at_ms=before_at_ms)]

    def change_seal(self, shop_id: str, platform: str, sealed: str) -> None:
        """Write new credentials, such as a refreshed token."""
        self._sql.change_seal(self._connection, shop_id=shop_id, platform=platform, sealed=sealed)

    def note_calls(
        self, shop_id: str, platform: str, failures_count: int, closed_until_at_ms: int | None
    ) -> None:
        """Write how many calls failed one after another, and until when none is made."""
        self._sql.note_calls(
            self._connection, shop_id=shop_id, platform=platform, failures_count=failures_count,
            closed_until_at_ms=closed_until_at_ms,
        )  # fmt: skip

    def note_read(self, shop_id: str, platform: str, read_until_at_ms: int, now_ms: int) -> None:
        """Write up to where the store's orders were read back."""
        self._sql.note_read(
            self._connection, shop_id=shop_id, platform=platform, read_until_at_ms=read_until_at_ms,
            now_ms=now_ms,
        )  # fmt: skip

    def note_counted(self, shop_id: str, platform: str, counted_until_id: str) -> None:
        """Write up to which coupon the store was compared."""
        self._sql.note_counted(
            self._connection, shop_id=shop_id, platform=platform, counted_until_id=counted_until_id
        )

    def add_repair(self, shop_id: str, repair: Repair) -> None:
        """Write what a run mended."""
        row = {name: getattr(repair, name) for name in Repair.__struct_fields__}
        self._sql.add_repair(self._connection, shop_id=shop_id, **row)

    def list_repairs(self, shop_id: str, most: int) -> list[Repair]:
        """Give the newest runs, the newest first."""
        rows = self._sql.list_repairs(self._connection, shop_id=shop_id, most=most)
        return [Repair(**{name: row[name] for name in Repair.__struct_fields__}) for row in rows]


def _read(row: Any) -> Connection:
    return Connection(**{name: row[name] for name in Connection.__struct_fields__})
