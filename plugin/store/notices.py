"""What providers told us already, so that nothing happens twice."""

from __future__ import annotations

from typing import Any


class Notices:
    """The notices of each shop, by keyed hashes."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def hear(self, shop_id: str, notice_hash: str, now_ms: int) -> bool:
        """Note that something was told; False where it was told before."""
        return bool(
            self._sql.hear(self._connection, shop_id=shop_id, notice_hash=notice_hash, heard_at_ms=now_ms)
        )

    def forget(self, shop_id: str, before_at_ms: int) -> None:
        """Forget what was told before a moment: no provider repeats it any more."""
        self._sql.forget_notices(self._connection, shop_id=shop_id, before_at_ms=before_at_ms)
