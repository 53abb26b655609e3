"""What campaigns wait for: purchases, friends, claims, rewards, as far as nobody had a turn for them yet."""

from __future__ import annotations

from typing import Any

from plugin.domain.campaign_settings import Event
from plugin.domain.moments import WEEK_MS
from plugin.model import Struct

SUBJECTS = ("order_id", "referral_id", "reward_id", "rung")
READERS: dict[Event, str] = {
    "purchase": "list_purchases",
    "first_order": "list_friends_orders",
    "friend_claimed": "list_friends_claims",
    "friend_bought": "list_friends_bought",
    "reward_held": "list_rewards_held",
    "rung_near": "list_rungs",
}


class Noticed(Struct):
    """Something that happened to a person: `row_id` is the row that tells it, `subject` the ids."""

    row_id: str
    person_id: str
    cause: str
    at_ms: int
    subject: dict[str, str]


class Happenings:
    """What happened in each shop that somebody may be written to about."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def list_after(
        self, shop_id: str, event: Event, campaign_key: str, after_id: str, since_at_ms: int, most: int
    ) -> list[Noticed]:
        """Give what happened after a row and since a moment, and has no turn in a campaign yet."""
        rows = getattr(self._sql, READERS[event])(
            self._connection, shop_id=shop_id, campaign_key=campaign_key, after_id=after_id,
            since_at_ms=since_at_ms, most=most,
        )  # fmt: skip
        return [_read(row, row["at_ms"]) for row in rows]

    def list_expiring(self, shop_id: str, campaign_key: str, now_ms: int, most: int) -> list[Noticed]:
        """Give the rewards whose coupons run out within a week and had no turn in a campaign yet."""
        rows = self._sql.list_expiring(
            self._connection, shop_id=shop_id, campaign_key=campaign_key, now_ms=now_ms,
            until_at_ms=now_ms + WEEK_MS, most=most,
        )  # fmt: skip
        return [_read(row, now_ms, coupon_id=row["row_id"]) for row in rows]

    def tells_delivery(self, shop_id: str, most: int = 200) -> bool:
        """Say whether the store told of any of the newest orders when it was delivered."""
        rows = self._sql.list_latest_snapshots(self._connection, shop_id=shop_id, most=most)
        return any('"delivered_at_ms"' in row["snapshot"] for row in rows)


def _read(row: Any, at_ms: int, **more: str) -> Noticed:
    columns = dict(row)
    ids = {name: columns[name] for name in SUBJECTS if name in columns}
    return Noticed(
        row_id=row["row_id"], person_id=row["person_id"], cause=row["cause"], at_ms=at_ms,
        subject=ids | more,
    )  # fmt: skip
