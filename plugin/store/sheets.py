"""Sheets: what a walk over a shop's whole history came to, kept until it is walked again."""

from __future__ import annotations

from typing import Any

from plugin.model import Struct


class SheetRow(Struct):
    """One sheet of a shop; `content` is JSON, empty where it was never worked out."""

    name: str
    made_at_ms: int | None = None
    wanted_at_ms: int | None = None
    begun_at_ms: int | None = None
    content: str = ""


class Sheets:
    """The sheets of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def find(self, shop_id: str, name: str) -> SheetRow:
        """Give a sheet; an empty one where nobody ever asked for it."""
        row = self._sql.find_sheet(self._connection, shop_id=shop_id, name=name)
        return SheetRow(**dict(row)) if row else SheetRow(name=name)

    def want(self, shop_id: str, name: str, now_ms: int) -> None:
        """Note that somebody wants a sheet worked out anew."""
        self._sql.want_sheet(self._connection, shop_id=shop_id, name=name, now_ms=now_ms)

    def begin(self, shop_id: str, name: str, now_ms: int, left_at_ms: int) -> bool:
        """Take a sheet up; False where another worker did so since a moment and is not done."""
        begun = self._sql.begin_sheet(
            self._connection, shop_id=shop_id, name=name, now_ms=now_ms, left_at_ms=left_at_ms
        )
        return bool(begun)

    def keep(self, shop_id: str, name: str, made_at_ms: int, content: str) -> None:
        """Write what a sheet came to, as things stood when it was begun."""
        self._sql.keep_sheet(
            self._connection, shop_id=shop_id, name=name, made_at_ms=made_at_ms, content=content
        )

    def is_large(self, shop_id: str, most: int) -> bool:
        """Say whether a shop has more orders or people than so many; it counts no further."""
        counts = (self._sql.count_some_orders, self._sql.count_some_people)
        return any(
            count(self._connection, shop_id=shop_id, most=most + 1)["rows_count"] > most for count in counts
        )
