"""The outbox: what must leave the house, claimed with a lease, done once."""

from __future__ import annotations

from typing import Any

from plugin.model import Struct


class Effect(Struct):
    """One thing to do outside; `fence` tells this claim from an older one whose lease ran out."""

    shop_id: str
    effect_id: str
    kind: str
    payload: str
    tries_count: int
    fence: int
    person_id: str | None = None


class Effects:
    """What waits to leave the house."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(
        self,
        shop_id: str,
        effect_id: str,
        key: str,
        kind: str,
        payload: str,
        person_id: str | None,
        now_ms: int,
    ) -> None:
        """Write what must happen; a second one with the same key changes nothing."""
        self._sql.add_effect(
            self._connection, shop_id=shop_id, effect_id=effect_id, effect_key=key, kind=kind,
            person_id=person_id, payload=payload, due_at_ms=now_ms, created_at_ms=now_ms,
        )  # fmt: skip

    def list_due(self, now_ms: int, most: int = 50) -> list[tuple[str, str]]:
        """Give (shop_id, effect_id) of what is due in any shop, the longest waiting first."""
        rows = self._sql.list_due(self._connection, now_ms=now_ms, most=most)
        return [(row["shop_id"], row["effect_id"]) for row in rows]

    def claim(self, shop_id: str, effect_id: str, now_ms: int, lease_until_ms: int) -> Effect | None:
        """Take an effect for this worker until the lease ends; None when another has it."""
        row = self._sql.claim(
            self._connection,
            shop_id=shop_id,
            effect_id=effect_id,
            now_ms=now_ms,
            lease_until_ms=lease_until_ms,
        )
        return Effect(**dict(row)) if row else None

    def finish(self, effect: Effect, now_ms: int) -> bool:
        """Mark an effect done and forget its content; False when the claim is no longer this worker's."""
        return bool(
            self._sql.finish(
                self._connection, shop_id=effect.shop_id, effect_id=effect.effect_id, fence=effect.fence,
                now_ms=now_ms,
            )
        )  # fmt: skip

    def postpone(self, effect: Effect, due_at_ms: int | None, failure: str) -> None:
        """Try again at `due_at_ms`, or never when it is None; `failure` says in words what went wrong."""
        self._sql.postpone(
            self._connection, shop_id=effect.shop_id, effect_id=effect.effect_id, fence=effect.fence,
            due_at_ms=due_at_ms, failure=failure,
        )  # fmt: skip
