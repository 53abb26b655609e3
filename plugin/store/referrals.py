"""The ties between advocates and their friends."""

from __future__ import annotations

from typing import Any

from plugin.model import Friend


class Referrals:
    """The referrals of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, referral_id: str, advocate_id: str, friend: Friend) -> None:
        """Write that a friend came by an advocate."""
        self._sql.add_referral(
            self._connection, shop_id=shop_id, referral_id=referral_id, advocate_id=advocate_id,
            state=friend.state, since_at_ms=friend.since_at_ms,
        )  # fmt: skip

    def list_of(self, shop_id: str, advocate_id: str) -> list[Friend]:
        """Give the states of one advocate's friends, the first friend first."""
        rows = self._sql.list_referrals_of(self._connection, shop_id=shop_id, advocate_id=advocate_id)
        return [Friend(**dict(row)) for row in rows]
