"""Programs in their versions: a new setting is a new version, and none is ever changed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from plugin.domain.program import Program, write_program
from plugin.model import Struct

LAST = 2**53  # above every version

_decoder = msgspec.json.Decoder(Program)
_read = lru_cache(maxsize=256)(_decoder.decode)  # every order reads its shop's program


class Version(Struct):
    """One version of a program as it was set."""

    number: int
    program: Program
    made_at_ms: int


class Programs:
    """The standing rules of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def current(self, shop_id: str) -> tuple[int, Program]:
        """Give the newest version's number and settings; every shop has one from its first moment."""
        row = self._sql.current_program(self._connection, shop_id=shop_id)
        return row["version"], _read(row["settings"])

    def find(self, shop_id: str, version: int) -> Program | None:
        """Give the settings of one version."""
        row = self._sql.find_program(self._connection, shop_id=shop_id, version=_hold(version))
        return _read(row["settings"]) if row else None

    def must_find(self, shop_id: str, version: int) -> Program:
        """Give the settings of a version that a row points to."""
        program = self.find(shop_id, version)
        assert program is not None, "the schema lets no row point to a version that is not there"
        return program

    def list_latest(self, shop_id: str, most: int, before_version: int | None = None) -> list[Version]:
        """Give the newest versions, or those older than one of them, the newest first."""
        before = _hold(before_version or LAST)
        rows = self._sql.list_programs(self._connection, shop_id=shop_id, before_version=before, most=most)
        return [
            Version(number=row["version"], program=_read(row["settings"]), made_at_ms=row["created_at_ms"])
            for row in rows
        ]

    def add(self, shop_id: str, version: int, program: Program, now_ms: int) -> None:
        """Write a new version."""
        self._sql.add_program(
            self._connection, shop_id=shop_id, version=version, settings=write_program(program),
            created_at_ms=now_ms,
        )  # fmt: skip


def _hold(version: int) -> int:
    """Give a number that the database holds: none of its own is outside."""
    return max(0, min(version, LAST))
