"""Imports of past customers: what each was of, how far it is, and what it brought."""

from __future__ import annotations

from typing import Any

import msgspec

from plugin.model import Struct

_faults = msgspec.json.Decoder(tuple[tuple[int, str], ...])


class ImportRow(Struct):
    """One import: read up to `line_done` of a file or `cursor` of a store, and ended or still to go on.

    Of all rows `new_count` were unknown people, `changed_count` told something new of known ones, and
    `unmailable_count` may not be mailed. `faults` are the first lines left out, with why.
    """

    import_id: str
    fingerprint: str
    source: str
    columns: str
    started_at_ms: int
    rows_count: int = 0
    new_count: int = 0
    changed_count: int = 0
    unmailable_count: int = 0
    faults_count: int = 0
    faults: tuple[tuple[int, str], ...] = ()
    line_done: int = 0
    cursor: str = ""
    ended_at_ms: int | None = None

    @property
    def known_count(self) -> int:
        """How many rows told nothing new."""
        return self.rows_count - self.new_count - self.changed_count


class Imports:
    """The imports of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, row: ImportRow) -> None:
        """Write an import that begins."""
        self._sql.add_import(
            self._connection, shop_id=shop_id, import_id=row.import_id, fingerprint=row.fingerprint,
            source=row.source, columns=row.columns, started_at_ms=row.started_at_ms,
        )  # fmt: skip

    def find_latest(self, shop_id: str, fingerprint: str) -> ImportRow | None:
        """Give the newest import of the same thing."""
        row = self._sql.find_import(self._connection, shop_id=shop_id, fingerprint=fingerprint)
        return _read(row) if row else None

    def list_latest(self, shop_id: str, most: int) -> list[ImportRow]:
        """Give the newest imports."""
        return [_read(row) for row in self._sql.list_imports(self._connection, shop_id=shop_id, most=most)]

    def move(self, shop_id: str, was: ImportRow, row: ImportRow) -> bool:
        """Write how far an import is now; False where it is not any more where it was."""
        moved = self._sql.move_import(
            self._connection, shop_id=shop_id, import_id=row.import_id, was_line=was.line_done,
            was_cursor=was.cursor, line_done=row.line_done, cursor=row.cursor, rows_count=row.rows_count,
            new_count=row.new_count, changed_count=row.changed_count, unmailable_count=row.unmailable_count,
            faults_count=row.faults_count, faults=msgspec.json.encode(row.faults).decode(),
        )  # fmt: skip
        return bool(moved)

    def end(self, shop_id: str, import_id: str, now_ms: int) -> None:
        """Note that an import has read everything."""
        self._sql.end_import(self._connection, shop_id=shop_id, import_id=import_id, now_ms=now_ms)


def _read(row: Any) -> ImportRow:
    fields = {name: row[name] for name in ImportRow.__struct_fields__}
    return ImportRow(**{**fields, "faults": _faults.decode(row["faults"])})
