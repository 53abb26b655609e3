"""How often something was asked in a window of time; shared by all processes."""

from __future__ import annotations

from typing import Any


class Limits:
    """Counters that forget themselves."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def count_up(self, shop_id: str, subject: str, window_at_ms: int) -> int:
        """Count one more in the window that began at this moment; gives how many there are."""
        row = self._sql.count_up(
            self._connection, shop_id=shop_id, subject=subject, window_at_ms=window_at_ms
        )
        return int(row["times_count"])

    def forget(self, shop_id: str, before_at_ms: int) -> None:
        """Forget the windows that began before this moment."""
        self._sql.forget_limits(self._connection, shop_id=shop_id, before_at_ms=before_at_ms)
