"""Decisions: kept with every reason, never changed; a new one is added instead."""

from __future__ import annotations

from typing import Any

import msgspec

from plugin.model import Decision, Reason, Struct

NEWEST = "~"  # sorts after every id

_decoder = msgspec.json.Decoder(tuple[Reason, ...])
_outline = msgspec.json.Decoder(list[tuple[str, bool, msgspec.Raw]])  # what was compared is not read


class DecisionRow(Struct):
    """One decision about one order, and the version of the program that it followed."""

    decision_id: str
    order_id: str
    person_id: str
    program_version: int
    decided_at_ms: int
    decision: Decision


class Decisions:
    """Every decision of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, row: DecisionRow) -> None:
        """Write a new decision."""
        self._sql.add_decision(
            self._connection, shop_id=shop_id, decision_id=row.decision_id, order_id=row.order_id,
            person_id=row.person_id, program_version=row.program_version,
            verdict="show" if row.decision.show else "hold", decided_at_ms=row.decided_at_ms,
            reasons=msgspec.json.encode(row.decision.reasons).decode(),
        )  # fmt: skip

    def last_for(self, shop_id: str, order_id: str) -> DecisionRow | None:
        """Give the newest decision about an order."""
        return _read(self._sql.last_decision(self._connection, shop_id=shop_id, order_id=order_id))

    def find(self, shop_id: str, decision_id: str) -> DecisionRow | None:
        """Give one decision."""
        return _read(self._sql.find_decision(self._connection, shop_id=shop_id, decision_id=decision_id))

    def list_of(self, shop_id: str, order_id: str) -> list[DecisionRow]:
        """Give every decision about an order, oldest first."""
        rows = self._sql.list_decisions_of(self._connection, shop_id=shop_id, order_id=order_id)
        return [row for row in map(_read, rows) if row]

    def list_latest(self, shop_id: str, before_id: str = NEWEST, most: int = 50) -> list[DecisionRow]:
        """Give the decisions before one id, newest first."""
        rows = self._sql.list_decisions(
            self._connection, shop_id=shop_id, before_id=before_id or NEWEST, most=most
        )
        return [row for row in map(_read, rows) if row]

    def list_counted(self, shop_id: str, most: int) -> list[DecisionRow]:
        """Give the newest decisions whose reasons are counted, newest first; trials are left out."""
        rows = self._sql.list_counted_decisions(self._connection, shop_id=shop_id, most=most)
        return [row for row in map(_read, rows) if row]

    def list_failed(self, shop_id: str, most: int) -> list[list[str]]:
        """Give the rules that were not met in each of the newest decisions; trials are left out."""
        rows = self._sql.list_reasons(self._connection, shop_id=shop_id, most=most)
        return [[rule for rule, passed, _ in _outline.decode(row["reasons"]) if not passed] for row in rows]


def _read(row: Any) -> DecisionRow | None:
    if row is None:
        return None
    reasons = _decoder.decode(row["reasons"])
    return DecisionRow(
        decision_id=row["decision_id"], order_id=row["order_id"], person_id=row["person_id"],
        program_version=row["program_version"], decided_at_ms=row["decided_at_ms"],
        decision=Decision(show=row["verdict"] == "show", reasons=reasons),
    )  # fmt: skip
