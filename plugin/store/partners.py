"""Partners: the people who promote each shop for what was agreed."""

from __future__ import annotations

from typing import Any

import msgspec

from plugin.domain.partner_figures import Brought, Doubted
from plugin.domain.partners import CodeRules, Partner, Rest
from plugin.model import Reason

_read_rests = msgspec.json.Decoder(tuple[Rest, ...]).decode
_read_reasons = msgspec.json.Decoder(tuple[Reason, ...]).decode
FROM_SITE = '%["coupon_site",false,%'  # how the reasons say that a rule was not passed


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

    def list_to_settle(self, shop_id: str, now_ms: int, most: int) -> list[tuple[str, str]]:
        """Give (shop_id, partner_id) of the partners of a shop, "" for all, whose time has come."""
        rows = self._sql.list_partners_to_settle(self._connection, shop_id=shop_id, now_ms=now_ms, most=most)
        return [(row["shop_id"], row["partner_id"]) for row in rows]

    def sum_brought(
        self, shop_id: str, person_id: str, span: tuple[int, int], currency: str, now_ms: int
    ) -> list[Brought]:
        """Add up the orders that a partner brought in a span of time, by how they are judged at a moment."""
        rows = self._sql.sum_brought(
            self._connection, shop_id=shop_id, advocate_id=person_id, since_at_ms=span[0],
            until_at_ms=span[1], now_ms=now_ms, currency=currency, from_site=FROM_SITE,
        )  # fmt: skip
        return [_read_brought(row) for row in rows]

    def list_doubted(self, shop_id: str, person_id: str, span: tuple[int, int], most: int) -> list[Doubted]:
        """Give the orders of a partner in a span of time that anything speaks against, the newest first."""
        rows = self._sql.list_doubted(
            self._connection, shop_id=shop_id, advocate_id=person_id, since_at_ms=span[0],
            until_at_ms=span[1], most=most,
        )  # fmt: skip
        return [_read_doubted(row) for row in rows]

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
    values = {name: row[name] for name in Brought.__struct_fields__}
    flags = {name: bool(row[name]) for name in ("is_first", "is_from_site")}
    return Brought(**(values | flags))


def _read_doubted(row: Any) -> Doubted:
    values = {name: row[name] for name in Doubted.__struct_fields__}
    reasons = () if row["verdict"] == "clear" else _read_reasons(row["reasons"])
    return Doubted(**(values | {"reasons": reasons}))


def _write(partner: Partner) -> dict[str, Any]:
    row = {name: getattr(partner, name) for name in Partner.__struct_fields__}
    return row | {name: msgspec.json.encode(row[name]).decode() for name in ("code_rules", "rests")}


def _read(row: Any) -> Partner:
    values = {name: row[name] for name in Partner.__struct_fields__}
    code_rules = msgspec.json.decode(row["code_rules"], type=CodeRules)
    return Partner(**(values | {"code_rules": code_rules, "rests": _read_rests(row["rests"])}))
