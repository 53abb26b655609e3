"""A shop's whole history, read in steps: each has the orders of some buyers, and all of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from plugin.domain.referring import Review
from plugin.domain.value import Placed
from plugin.model import Struct, Verdict


class Referred(Struct):
    """That an advocate brought an order of somebody, and what rules and merchant say of it."""

    friend_id: str
    verdict: Verdict
    review: Review
    review_until_at_ms: int | None


class _Snapshot(msgspec.Struct):
    """What only the snapshot tells of an order."""

    refunded_minor: int = 0


_snapshot = msgspec.json.Decoder(_Snapshot)


class Value:
    """The orders of each shop by buyer."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def find_step(self, shop_id: str, after_person_id: str, most: int) -> str:
        """Give the last buyer of the next step of about so many orders; empty where there are no orders."""
        row = self._sql.find_step(
            self._connection, shop_id=shop_id, after_person_id=after_person_id, most=most
        )
        return row["person_id"] or ""

    def list_bought(
        self, shop_id: str, after_person_id: str, until_person_id: str
    ) -> Iterator[tuple[str, list[Placed]]]:
        """Give each buyer of a step with all their orders."""
        rows = self._sql.list_bought(
            self._connection, shop_id=shop_id, after_person_id=after_person_id,
            until_person_id=until_person_id,
        )  # fmt: skip
        for person_id, own in groupby(rows, itemgetter("person_id")):
            yield person_id, [read_placed(row) for row in own]

    def list_referred(self, shop_id: str, after_person_id: str, until_person_id: str) -> list[Referred]:
        """Give the buyers of a step of whom an advocate brought an order."""
        rows = self._sql.list_referred(
            self._connection, shop_id=shop_id, after_person_id=after_person_id,
            until_person_id=until_person_id,
        )  # fmt: skip
        return [Referred(**dict(row)) for row in rows]


def _read_refunded(row: Any) -> int:
    """Read what went back of an order; of one that is not noted yet the snapshot tells."""
    noted: int | None = row["refunded_minor"]
    return _snapshot.decode(row["snapshot"]).refunded_minor if noted is None else noted


def read_placed(row: Any) -> Placed:
    """Read what matters of an order out of a row that has these of its columns."""
    return Placed(
        stage=row["stage"], currency=row["currency"], placed_at_ms=row["placed_at_ms"],
        total_minor=row["total_minor"], refunded_minor=_read_refunded(row),
        is_deleted=row["deleted_at_ms"] is not None, is_test=bool(row["is_test"]),
    )  # fmt: skip
