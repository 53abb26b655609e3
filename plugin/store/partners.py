"""Partners: the people who promote each shop for what was agreed."""

from __future__ import annotations

from typing import Any

import msgspec

from plugin.domain.brand_advocates import Following
from plugin.domain.partner_figures import Brought
from plugin.domain.partners import CodeRules, Partner, Rest
from plugin.model import Order, Reason

_read_rests = msgspec.json.Decoder(tuple[Rest, ...]).decode
_read_reasons = msgspec.json.Decoder(tuple[Reason, ...]).decode


class Partners:
    """The partners of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, partner: Partner) -> None:
        """Write a new partner."""
        self._sql.add_partner(self._connection, shop_id=shop_id, **_write(partner))

    def change(self, shop_id: str, partner: Partner) -> None:
        """Write a partner as they are now."""
        self._sql.change_partner(self._connection, shop_id=shop_id, **_write(partner))

    def find(self, shop_id: str, partner_id: str) -> Partner | None:
        """Give one partner."""
        row = self._sql.find_partner(self._connection, shop_id=shop_id, partner_id=partner_id)
        return _read(row) if row else None

    def find_by_person(self, shop_id: str, person_id: str) -> Partner | None:
        """Give the partner that a person is."""
        row = self._sql.find_partner_by_person(self._connection, shop_id=shop_id, person_id=person_id)
        return _read(row) if row else None

    def list_to_settle(self, now_ms: int, most: int) -> list[tuple[str, str]]:
        """Give (shop_id, partner_id) of the partners of any shop whose time has come."""
        rows = self._sql.list_partners_to_settle(self._connection, now_ms=now_ms, most=most)
        return [(row["shop_id"], row["partner_id"]) for row in rows]

    def list_brought(self, shop_id: str, span: tuple[int, int], partner_id: str = "") -> list[Brought]:
        """Give the orders that partners brought in a span of time, the first placed first, each once."""
        rows = self._sql.list_brought(self._connection, **_ask(shop_id, span, partner_id))
        found: dict[str, Brought] = {}
        for row in rows:  # a pair may be tied twice: the tie that counts is taken
            if any(rest.covers(row["placed_at_ms"]) for rest in _read_rests(row["rests"])):
                continue
            if row["order_id"] not in found or row["counting_id"] == row["order_id"]:
                found[row["order_id"]] = _read_brought(row)
        return [*found.values()]

    def count_visits(self, shop_id: str, span: tuple[int, int], partner_id: str = "") -> dict[str, int]:
        """Count the visits by each partner's link in a span of time."""
        rows = self._sql.count_partner_visits(self._connection, **_ask(shop_id, span, partner_id))
        return {row["partner_id"]: row["times_count"] for row in rows}

    def count_claims(self, shop_id: str, span: tuple[int, int], partner_id: str = "") -> dict[str, int]:
        """Count the claims by each partner's link in a span of time."""
        rows = self._sql.count_partner_claims(self._connection, **_ask(shop_id, span, partner_id))
        return {row["partner_id"]: row["times_count"] for row in rows}

    def sum_commissions(
        self, shop_id: str, currency: str, span: tuple[int, int], partner_id: str = ""
    ) -> dict[str, int]:
        """Add up what each partner earned, less what was taken back, by the orders of a span of time."""
        rows = self._sql.sum_partner_commissions(
            self._connection, currency=currency, **_ask(shop_id, span, partner_id)
        )
        return {row["partner_id"]: int(row["sum_minor"]) for row in rows}

    def list_promising(self, shop_id: str, friends_count: int, most: int) -> list[Following]:
        """Give advocates with so many friends who are no partners yet, those whose friends stay first."""
        rows = self._sql.list_promising(
            self._connection, shop_id=shop_id, friends_count=friends_count, most=most
        )
        return [Following(**{name: row[name] for name in Following.__struct_fields__}) for row in rows]

    def list(self, shop_id: str, state: str = "", kind: str = "") -> list[Partner]:
        """Give the shop's partners, the first made first, of one state and kind where these are named."""
        rows = self._sql.list_partners(self._connection, shop_id=shop_id, state=state, kind=kind)
        return [_read(row) for row in rows]


def _ask(shop_id: str, span: tuple[int, int], partner_id: str) -> dict[str, Any]:
    since_at_ms, until_at_ms = span
    return {
        "shop_id": shop_id, "partner_id": partner_id, "since_at_ms": since_at_ms, "until_at_ms": until_at_ms
    }  # fmt: skip


def _read_brought(row: Any) -> Brought:
    return Brought(
        partner_id=row["partner_id"], order_id=row["order_id"],
        order=msgspec.json.decode(row["snapshot"], type=Order),
        is_first=row["counting_id"] == row["order_id"], verdict=row["verdict"],
        reasons=() if row["verdict"] == "clear" else _read_reasons(row["reasons"]), review=row["review"],
        review_until_at_ms=row["review_until_at_ms"],
    )  # fmt: skip


def _write(partner: Partner) -> dict[str, Any]:
    row = {name: getattr(partner, name) for name in Partner.__struct_fields__}
    return row | {name: msgspec.json.encode(row[name]).decode() for name in ("code_rules", "rests")}


def _read(row: Any) -> Partner:
    values = {name: row[name] for name in Partner.__struct_fields__}
    code_rules = msgspec.json.decode(row["code_rules"], type=CodeRules)
    return Partner(**(values | {"code_rules": code_rules, "rests": _read_rests(row["rests"])}))
