"""Codes brought from another app, import by import, so that the last one can be taken back."""

from __future__ import annotations

from typing import Any

from plugin.model import Struct


class CodeImport(Struct):
    """One import of codes; `undone_at_ms` is when it was taken back."""

    import_id: str
    source: str
    at_ms: int
    undone_at_ms: int | None = None
    codes_count: int = 0


class ImportedCode(Struct):
    """One code that an import made, whose it is, and whether the import made the person too."""

    code: str
    person_id: str
    is_new_person: bool


class CodeImports:
    """The imports of codes of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, made: CodeImport) -> None:
        """Write that an import began."""
        self._sql.add_code_import(
            self._connection, shop_id=shop_id, import_id=made.import_id, source=made.source, at_ms=made.at_ms
        )

    def find_last(self, shop_id: str) -> CodeImport | None:
        """Give the last import."""
        row = self._sql.find_last_code_import(self._connection, shop_id=shop_id)
        return CodeImport(**dict(row)) if row else None

    def add_code(self, shop_id: str, import_id: str, made: ImportedCode) -> None:
        """Write one code that an import made."""
        self._sql.add_imported_code(
            self._connection, shop_id=shop_id, import_id=import_id, code=made.code, person_id=made.person_id,
            is_new_person=int(made.is_new_person),
        )  # fmt: skip

    def list_codes(self, shop_id: str, import_id: str, after_code: str, most: int) -> list[ImportedCode]:
        """Give some of the codes that an import made, in order."""
        rows = self._sql.list_imported_codes(
            self._connection, shop_id=shop_id, import_id=import_id, after_code=after_code, most=most
        )
        return [
            ImportedCode(
                code=row["code"], person_id=row["person_id"], is_new_person=bool(row["is_new_person"])
            )
            for row in rows
        ]

    def mark_undone(self, shop_id: str, import_id: str, now_ms: int) -> None:
        """Note that an import was taken back."""
        self._sql.mark_code_import_undone(
            self._connection, shop_id=shop_id, import_id=import_id, now_ms=now_ms
        )

    def forget_looks(self, shop_id: str, code: str) -> None:
        """Let others have the looks of a code again."""
        self._sql.forget_code_key(self._connection, shop_id=shop_id, code=code)

    def is_idle(self, shop_id: str, person_id: str) -> bool:
        """Say whether nothing hangs on a person: no order, friend, visit, message or code of another kind."""
        return bool(self._sql.is_idle(self._connection, shop_id=shop_id, person_id=person_id)["is_idle"])
