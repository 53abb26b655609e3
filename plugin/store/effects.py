"""The outbox: what must leave the house, claimed with a lease, done once."""

from __future__ import annotations

from typing import Any

from plugin.model import Struct


class Effect(Struct):
    """One thing to do outside.

    `fence` counts the claims, and tells this one from an older whose lease ran out; above 1 an earlier one
    may have reached the store. `tries_count` counts the tries that are used up: not those for which the store
    was busy, and anew after a replay.
    """

    shop_id: str
    effect_id: str
    kind: str
    payload: str
    tries_count: int
    fence: int
    person_id: str | None = None


class DeadEffect(Struct):
    """One thing that could not be done outside; `failure` says in words why."""

    effect_id: str
    kind: str
    tries_count: int
    failure: str
    created_at_ms: int


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
        due_at_ms: int | None = None,
    ) -> None:
        """Write what must happen, now or at `due_at_ms`; a second one with the same key changes nothing.

        Among what is due, what was due first goes first.
        """
        self._sql.add_effect(
            self._connection, shop_id=shop_id, effect_id=effect_id, effect_key=key, kind=kind,
            person_id=person_id, payload=payload, due_at_ms=now_ms if due_at_ms is None else due_at_ms,
            created_at_ms=now_ms,
        )  # fmt: skip

    def list_shops_due(self, kind: str, now_ms: int) -> list[str]:
        """Give the ids of the shops for which something of this kind is due."""
        return [
            row["shop_id"] for row in self._sql.list_shops_due(self._connection, kind=kind, now_ms=now_ms)
        ]

    def claim(
        self, shop_id: str, kind: str, now_ms: int, lease_until_ms: int, most: int, holder: str = ""
    ) -> list[Effect]:
        """Take what has waited longest for a worker until the lease ends; what another has is left out."""
        rows = self._sql.claim(
            self._connection, shop_id=shop_id, kind=kind, now_ms=now_ms, lease_until_ms=lease_until_ms,
            most=most, holder=holder,
        )  # fmt: skip
        return sorted((Effect(**dict(row)) for row in rows), key=lambda effect: effect.effect_id)

    def renew(self, effect: Effect, lease_until_ms: int) -> bool:
        """Keep an effect for longer; False when the claim is no longer this worker's."""
        return bool(
            self._sql.renew(
                self._connection, shop_id=effect.shop_id, effect_id=effect.effect_id, fence=effect.fence,
                lease_until_ms=lease_until_ms,
            )
        )  # fmt: skip

    def finish(self, effect: Effect, now_ms: int) -> bool:
        """Mark an effect done and forget its content; False when the claim is no longer this worker's."""
        return bool(
            self._sql.finish(
                self._connection, shop_id=effect.shop_id, effect_id=effect.effect_id, fence=effect.fence,
                now_ms=now_ms,
            )
        )  # fmt: skip

    def postpone(self, effect: Effect, due_at_ms: int | None, failure: str) -> bool:
        """Try again at `due_at_ms`, or never when it is None; `failure` says in words what went wrong.

        Gives False when the claim is no longer this worker's.
        """
        return self._postpone(effect, effect.tries_count, due_at_ms, failure)

    def put_back(self, effect: Effect, due_at_ms: int, failure: str = "") -> bool:
        """Give an effect back for which nothing was done outside: this claim was no try."""
        return self._postpone(effect, effect.tries_count - 1, due_at_ms, failure)

    def _postpone(self, effect: Effect, tries_count: int, due_at_ms: int | None, failure: str) -> bool:
        return bool(
            self._sql.postpone(
                self._connection, shop_id=effect.shop_id, effect_id=effect.effect_id, fence=effect.fence,
                tries_count=tries_count, due_at_ms=due_at_ms, failure=failure,
            )
        )  # fmt: skip

    def count_failures(self, shop_id: str, kind: str) -> dict[str, int]:
        """Count by the sentence what waits because something went wrong, the most frequent first."""
        rows = self._sql.count_failures(self._connection, shop_id=shop_id, kind=kind)
        return {row["failure"]: int(row["effects_count"]) for row in rows}

    def list_dead(self, shop_id: str, most: int) -> list[DeadEffect]:
        """Give what could not be done, oldest first."""
        rows = self._sql.list_dead(self._connection, shop_id=shop_id, most=most)
        return [DeadEffect(**dict(row)) for row in rows]

    def release_held(self, holder: str, now_ms: int) -> None:
        """Let others have at once what a worker that died had claimed."""
        self._sql.release_held(self._connection, holder=holder, now_ms=now_ms)

    def replay(self, shop_id: str, effect_id: str, now_ms: int) -> Effect | None:
        """Let something be tried again that had been given up; gives it, None when there is no such thing."""
        row = self._sql.replay(self._connection, shop_id=shop_id, effect_id=effect_id, now_ms=now_ms)
        return Effect(**dict(row)) if row else None

    def replay_key(self, shop_id: str, key: str, now_ms: int) -> bool:
        """Let what has this key be tried again, if it had been given up; False when it had not."""
        return bool(self._sql.replay_key(self._connection, shop_id=shop_id, effect_key=key, now_ms=now_ms))
