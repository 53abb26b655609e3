"""Looking for what must not be: questions to all rows of a shop at once, for the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from plugin.domain.program import Incentive, Program
from plugin.model import Order, Struct

Check = Literal[
    "twice", "baseless", "refused", "unbalanced", "without_coupon", "ownerless_coupons", "shared_codes",
    "foreign_money", "strays", "unearned", "late_changes", "forgotten_coupons",
]  # fmt: skip

_programs = msgspec.json.Decoder(Program)
_incentives = msgspec.json.Decoder(Incentive)
_orders = msgspec.json.Decoder(Order)


class Promised(Struct):
    """The standing rewards that promise the same; `row_id` is one of them, `written` the promise as kept."""

    program_version: int
    rule: str
    incentive: Incentive
    written: str
    currency: str
    least_minor: int
    most_minor: int
    row_id: str


class Share(Struct):
    """A standing reward that is a share of an order; `order` is None where none counts."""

    reward_id: str
    amount_minor: int
    currency: str
    program_version: int
    order: Order | None


class Version(Struct):
    """One version of a program, and when it began."""

    number: int
    program: Program
    created_at_ms: int


class Committed(Struct):
    """What is approved or given in one currency; `older_minor` of it was approved up to some moment."""

    currency: str
    sum_minor: int
    older_minor: int


class Audit:
    """What the audit asks of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def find(self, shop_id: str, check: Check) -> list[str]:
        """Give the ids of the rows that one check finds wrong."""
        return _ids(getattr(self._sql, f"find_{check}")(self._connection, shop_id=shop_id))

    def find_friend_twice(self, shop_id: str) -> list[str]:
        """Give rewards that stand beside another one for the same friend and side, periods apart."""
        return _ids(self._sql.find_friend_twice(self._connection, shop_id=shop_id, periods="% period %"))

    def find_stuck(self, shop_id: str, before_at_ms: int) -> list[str]:
        """Give the effects that a worker took, and that nobody has touched since a moment."""
        return _ids(self._sql.find_stuck(self._connection, shop_id=shop_id, before_at_ms=before_at_ms))

    def list_uncovered(self, shop_id: str) -> list[tuple[Incentive, str]]:
        """Give (incentive, reward_id) for each kind of given reward that has no coupon."""
        rows = self._sql.count_uncovered(self._connection, shop_id=shop_id)
        return [(_incentives.decode(row["incentive"]), row["row_id"]) for row in rows]

    def list_promises(self, shop_id: str) -> list[Promised]:
        """Give what the standing rewards promise, the same promise once."""
        rows = self._sql.list_promises(self._connection, shop_id=shop_id)
        return [
            Promised(
                **{**dict(row), "incentive": _incentives.decode(row["incentive"])}, written=row["incentive"]
            )
            for row in rows
        ]

    def list_shares(self, shop_id: str, written: str) -> Iterator[Share]:
        """Give the standing rewards with this promise, each with its order; erased ones left out."""
        for row in self._sql.list_shares(self._connection, shop_id=shop_id, incentive=written):
            snapshot = row["snapshot"]
            yield Share(
                reward_id=row["reward_id"], amount_minor=row["amount_minor"], currency=row["currency"],
                program_version=row["program_version"], order=_orders.decode(snapshot) if snapshot else None,
            )  # fmt: skip

    def list_steps(self, shop_id: str) -> list[tuple[str, str, str]]:
        """Give (kind before, kind, a reward_id) for all kinds of lines that follow each other."""
        rows = self._sql.list_steps(self._connection, shop_id=shop_id)
        return [(row["before"], row["kind"], row["row_id"]) for row in rows]

    def list_versions(self, shop_id: str) -> list[Version]:
        """Give every version of the program, the first first."""
        rows = self._sql.list_programs(self._connection, shop_id=shop_id)
        return [
            Version(
                number=row["version"],
                program=_programs.decode(row["settings"]),
                created_at_ms=row["created_at_ms"],
            )
            for row in rows
        ]

    def sum_committed(self, shop_id: str, since_at_ms: int) -> list[Committed]:
        """Add up what is approved or given in each currency, and what of it was up to a moment."""
        rows = self._sql.sum_committed_since(self._connection, shop_id=shop_id, since_at_ms=since_at_ms)
        return [Committed(**dict(row)) for row in rows]


def _ids(rows: Any) -> list[str]:
    return [row["row_id"] for row in rows]
