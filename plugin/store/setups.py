"""Setting a shop up: what was saved, what of the store was seen, what the last look at it found."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from plugin.model import Struct
from plugin.store_check import Diagnosis

# What shows that the store speaks with us: its pages asked for the settings, a thank-you page for its order's
# decision, a surface reported, a webhook was tried out; and that a trial was played to its end.
Sight = Literal["settings", "decision", "ping", "trial"]


class Setup(Struct):
    """What was saved of the steps; `platform` is what the merchant says the store runs on."""

    platform: str = ""
    store_at_ms: int | None = None
    offer_at_ms: int | None = None
    look_at_ms: int | None = None


class Check(Struct):
    """What the last look at the store found."""

    diagnoses: tuple[Diagnosis, ...]
    at_ms: int


class Played(Struct):
    """What a trial was played with, by id, in its own shop; each order comes to `order_minor`."""

    advocate_order_ref: str = ""
    advocate_id: str = ""
    claim_mark: str = ""
    friend_order_ref: str = ""
    at_ms: int = 0
    order_minor: int = 0


class Setups:
    """How far each shop is set up."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def find(self, shop_id: str) -> Setup:
        """Give what was saved of a shop's steps."""
        row = self._sql.find_setup(self._connection, shop_id=shop_id)
        return Setup(**dict(row)) if row else Setup()

    def keep(self, shop_id: str, setup: Setup) -> None:
        """Write what was saved."""
        self._sql.keep_setup(self._connection, shop_id=shop_id, **msgspec.structs.asdict(setup))

    def note_sighting(self, shop_id: str, kind: Sight, now_ms: int) -> None:
        """Write that something of the store was seen now."""
        self._sql.note_sighting(self._connection, shop_id=shop_id, kind=kind, now_ms=now_ms)

    def list_sightings(self, shop_id: str) -> dict[str, int]:
        """Give when each thing was seen last."""
        rows = self._sql.list_sightings(self._connection, shop_id=shop_id)
        return {row["kind"]: row["last_at_ms"] for row in rows}

    def keep_check(self, shop_id: str, check: Check) -> None:
        """Write what a look at the store found; the one before is forgotten."""
        findings = msgspec.json.encode(check.diagnoses).decode()
        self._sql.keep_check(self._connection, shop_id=shop_id, findings=findings, at_ms=check.at_ms)

    def find_check(self, shop_id: str) -> Check | None:
        """Give what the last look found."""
        row = self._sql.find_check(self._connection, shop_id=shop_id)
        if row is None:
            return None
        diagnoses = msgspec.json.decode(row["findings"], type=tuple[Diagnosis, ...])
        return Check(diagnoses=diagnoses, at_ms=row["at_ms"])

    def keep_trial(self, shop_id: str, played: Played) -> None:
        """Write how far a trial's own shop has come."""
        text = msgspec.json.encode(played).decode()
        self._sql.keep_trial(self._connection, shop_id=shop_id, played=text, at_ms=played.at_ms)

    def find_trial(self, shop_id: str) -> Played | None:
        """Give how far a trial's own shop has come."""
        row = self._sql.find_trial(self._connection, shop_id=shop_id)
        return msgspec.json.decode(row["played"], type=Played) if row else None
