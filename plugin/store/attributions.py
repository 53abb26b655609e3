"""Who might have sent each buyer, who did, and what the merchant says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugin.domain.attribution import Candidate, Judged
from plugin.model import Struct
from plugin.store.orders import OrderRow


class Correction(Struct):
    """The merchant's own answer for one order: an advocate, or None for nobody."""

    correction_id: str
    order_id: str
    advocate_id: str | None
    note: str
    at_ms: int
    undone_at_ms: int | None = None


class Attributions:
    """The candidates and corrections of each shop's orders."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def replace(self, shop_id: str, row: OrderRow, judged: Sequence[Judged], discount_minor: int) -> None:
        """Write the candidates of an order in place of those before, and what codes took off it."""
        self._sql.forget_candidates(self._connection, shop_id=shop_id, order_id=row.order_id)
        rows = [
            {
                "shop_id": shop_id, "order_id": row.order_id, "place": place, "method": one.candidate.method,
                "advocate_id": one.candidate.advocate_id, "referral_id": one.candidate.referral_id,
                "evidence": one.candidate.evidence, "channel": one.candidate.channel,
                "at_ms": one.candidate.at_ms, "won": int(one.won), "why": one.why,
                "language": one.candidate.language, "device": one.candidate.device,
                "discount_minor": discount_minor if one.won else 0,
                "placed_at_ms": row.order.placed_at_ms,
            }
            for place, one in enumerate(judged)
        ]  # fmt: skip
        if rows:
            self._sql.add_candidates(self._connection, rows)

    def list_of(self, shop_id: str, order_id: str) -> list[Judged]:
        """Give an order's candidates, the strongest first."""
        rows = self._sql.list_candidates(self._connection, shop_id=shop_id, order_id=order_id)
        return [_read(row) for row in rows]

    def list_winners(self, shop_id: str, person_ids: Sequence[str]) -> dict[str, Candidate]:
        """Give the winning candidate of each order of one buyer, under at most three ids."""
        first, second, third = (*person_ids, "", "", "")[:3]
        rows = self._sql.list_winners(
            self._connection, shop_id=shop_id, first=first, second=second, third=third
        )
        return {row["order_id"]: _read(row).candidate for row in rows}

    def correct(self, shop_id: str, correction: Correction) -> None:
        """Write the merchant's answer."""
        row = {name: getattr(correction, name) for name in Correction.__struct_fields__}
        self._sql.add_correction(self._connection, shop_id=shop_id, **row)

    def undo(self, shop_id: str, correction_id: str, now_ms: int) -> None:
        """Take the merchant's answer back."""
        self._sql.undo_correction(
            self._connection, shop_id=shop_id, correction_id=correction_id, now_ms=now_ms
        )

    def list_corrections(self, shop_id: str, order_id: str) -> list[Correction]:
        """Give what the merchant said of an order, the last word last."""
        rows = self._sql.list_corrections(self._connection, shop_id=shop_id, order_id=order_id)
        return [Correction(**{name: row[name] for name in Correction.__struct_fields__}) for row in rows]


def _read(row: Any) -> Judged:
    candidate = Candidate(
        method=row["method"], advocate_id=row["advocate_id"], evidence=row["evidence"], at_ms=row["at_ms"],
        referral_id=row["referral_id"], channel=row["channel"], language=row["language"],
        device=row["device"],
    )  # fmt: skip
    return Judged(candidate=candidate, won=bool(row["won"]), why=row["why"])
