"""What was changed of settings and money, by whom, with how it was before and after; lines are only added."""

from __future__ import annotations

from typing import Any

import msgspec

from plugin.model import Struct

LAST = "~"  # sorts after every id


class Change(Struct):
    """One change; `before` and `after` are JSON, `who` is how the person was called then."""

    change_id: str
    who: str
    what: str
    subject: str
    before: str
    after: str
    at_ms: int
    user_id: str | None = None


class Changes:
    """The changes of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, change: Change) -> None:
        """Write one change."""
        self._sql.add_change(self._connection, shop_id=shop_id, **msgspec.structs.asdict(change))

    def list_latest(self, shop_id: str, most: int, before_id: str = "", what: str = "") -> list[Change]:
        """Give the newest changes, or those older than one of them; of one kind of thing, or of all."""
        asked = {"shop_id": shop_id, "before_id": before_id or LAST, "most": most}
        rows = (
            self._sql.list_changes_of(self._connection, what=what, **asked)
            if what
            else self._sql.list_changes(self._connection, **asked)
        )
        return [Change(**dict(row)) for row in rows]
