"""What the surfaces report: views, closes, shares, each counted once."""

from __future__ import annotations

from typing import Any

from plugin.domain.codes import first_id_at
from plugin.domain.history import WRITTEN
from plugin.model import Struct


class Event(Struct):
    """One report of one surface; `event_id` is the browser's own, `channel` is set for shares only.

    `language` is the surface's, `device` what it was seen on; empty where they are not known.
    """

    event_id: str
    kind: str
    surface: str
    at_ms: int
    channel: str = ""
    person_id: str | None = None
    decision_id: str | None = None
    language: str = ""
    device: str = ""


class Events:
    """The reports of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, event: Event) -> None:
        """Write a report; the same one again changes nothing."""
        self._sql.add_event(
            self._connection, shop_id=shop_id, event_id=event.event_id, person_id=event.person_id,
            decision_id=event.decision_id, kind=event.kind, surface=event.surface, channel=event.channel,
            at_ms=event.at_ms, language=event.language, device=event.device,
        )  # fmt: skip

    def list_of(self, shop_id: str, person_id: str, since_at_ms: int) -> list[Event]:
        """Give one person's reports since a moment, oldest first."""
        rows = self._sql.list_events_of(
            self._connection, shop_id=shop_id, person_id=person_id, since_at_ms=since_at_ms
        )
        return [Event(**dict(row)) for row in rows]

    def list_met(
        self, shop_id: str, person_id: str, since_at_ms: int, written_since_at_ms: int
    ) -> list[Event]:
        """Give one person's reports since a moment, and since another the messages that wanted something."""
        rows = self._sql.list_met(
            self._connection, shop_id=shop_id, person_id=person_id, since_at_ms=since_at_ms,
            from_id=first_id_at("msg", written_since_at_ms), written=WRITTEN,
        )  # fmt: skip
        return [Event(**dict(row)) for row in rows]

    def find_seen(self, shop_id: str, surface: str, since_at_ms: int, most: int) -> tuple[int, int | None]:
        """Count the reports of a surface since a moment, up to `most`, and tell when it was seen last."""
        row = self._sql.find_surface_seen(
            self._connection, shop_id=shop_id, surface=surface, since_at_ms=since_at_ms, most=most
        )
        return row["times_count"], row["last_at_ms"]
