"""Commission: each shop's terms in their versions, its partners' ledgers, and the orders that fill them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from plugin.domain.commission import Agreement, Line, Sale
from plugin.domain.commission_terms import Terms, write_terms
from plugin.domain.referring import Review
from plugin.model import Order, Struct, Verdict

_terms = msgspec.json.Decoder(Terms)
_sales = msgspec.json.Decoder(Sale)
_orders = msgspec.json.Decoder(Order)


class TermsRow(Struct):
    """One version of a shop's terms, and since when the shop offers it."""

    version: int
    terms: Terms
    made_at_ms: int


class SaleRow(Struct):
    """One order of a customer whom a partner brought, with the referral and the customer's first order."""

    referral_id: str
    verdict: Verdict
    review: Review
    review_until_at_ms: int | None
    program_version: int
    since_at_ms: int
    first_id: str
    first_at_ms: int
    first_ref: str
    order_id: str
    deleted_at_ms: int | None
    order: Order


class Rival(Struct):
    """An order by which one of a partner's customers came to somebody else too."""

    referral_id: str
    order_id: str
    placed_at_ms: int


class LineSums(Struct):
    """What a partner's lines come to in one currency, in minor units.

    Earned, taken back and matured are those of a span of time; payable and total all lines up to its end.
    """

    currency: str
    earned_minor: int
    taken_back_minor: int
    matured_minor: int
    payable_minor: int
    total_minor: int


class Commissions:
    """The terms and the partners' ledgers of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add_terms(self, shop_id: str, version: int, terms: Terms, now_ms: int) -> None:
        """Write a new version of the terms."""
        settings = write_terms(msgspec.structs.replace(terms, agreement=""))
        self._sql.add_terms(
            self._connection, shop_id=shop_id, version=version, settings=settings, agreement=terms.agreement,
            made_at_ms=now_ms,
        )  # fmt: skip

    def current_terms(self, shop_id: str) -> TermsRow | None:
        """Give the terms that the shop offers now; None where it never offered any."""
        row = self._sql.current_terms(self._connection, shop_id=shop_id)
        return _read_terms(row) if row else None

    def find_terms(self, shop_id: str, version: int) -> TermsRow | None:
        """Give one version of the terms."""
        row = self._sql.find_terms(self._connection, shop_id=shop_id, version=version)
        return _read_terms(row) if row else None

    def list_terms(self, shop_id: str) -> list[TermsRow]:
        """Give every version of the terms, the first first."""
        return [_read_terms(row) for row in self._sql.list_terms(self._connection, shop_id=shop_id)]

    def add_agreement(self, shop_id: str, partner_id: str, agreement: Agreement) -> None:
        """Write that a partner agreed to a version; the same word again changes nothing."""
        self._sql.add_agreement(
            self._connection, shop_id=shop_id, partner_id=partner_id, agreed_at_ms=agreement.agreed_at_ms,
            version=agreement.version,
        )  # fmt: skip

    def list_agreements(self, shop_id: str, partner_id: str) -> list[Agreement]:
        """Give what a partner agreed to, the first word first."""
        rows = self._sql.list_agreements(self._connection, shop_id=shop_id, partner_id=partner_id)
        return [Agreement(**dict(row)) for row in rows]

    def list_sales(self, shop_id: str, advocate_id: str) -> Iterator[SaleRow]:
        """Give every order of the customers whom an advocate brought, each customer's first first."""
        for row in self._sql.list_sales(self._connection, shop_id=shop_id, advocate_id=advocate_id):
            values = {name: row[name] for name in SaleRow.__struct_fields__ if name != "order"}
            yield SaleRow(**values, order=_orders.decode(row["snapshot"]))

    def list_rivals(self, shop_id: str, advocate_id: str) -> list[Rival]:
        """Give the orders by which an advocate's friends came to others too, where that is not refused."""
        rows = self._sql.list_rivals(self._connection, shop_id=shop_id, advocate_id=advocate_id)
        return [Rival(**dict(row)) for row in rows]

    def list_forgotten(self, shop_id: str, partner_id: str) -> set[str]:
        """Give the orders in a partner's ledger that were erased since."""
        rows = self._sql.list_forgotten(self._connection, shop_id=shop_id, partner_id=partner_id)
        return {row["order_id"] for row in rows}

    def add_lines(self, shop_id: str, partner_id: str, lines: Sequence[Line]) -> None:
        """Add lines to a partner's ledger."""
        rows = [
            {name: getattr(line, name) for name in Line.__struct_fields__}
            | {"shop_id": shop_id, "partner_id": partner_id, "sale": msgspec.json.encode(line.sale).decode()}
            for line in lines
        ]
        if rows:
            self._sql.add_lines(self._connection, rows)

    def list_lines(self, shop_id: str, partner_id: str) -> list[Line]:
        """Give a partner's whole ledger, the first line first."""
        rows = self._sql.list_lines(self._connection, shop_id=shop_id, partner_id=partner_id)
        return [_read_line(row) for row in rows]

    def list_month(self, shop_id: str, partner_id: str, month: str) -> list[tuple[Line, str]]:
        """Give (line, the order's number) of one month; the number of an erased order is empty."""
        rows = self._sql.list_lines_of_month(
            self._connection, shop_id=shop_id, partner_id=partner_id, month=month
        )
        return [(_read_line(row), row["order_number"]) for row in rows]

    def count_lines(self, shop_id: str, partner_id: str) -> int:
        """Count the lines of a partner's ledger."""
        row = self._sql.count_lines(self._connection, shop_id=shop_id, partner_id=partner_id)
        return int(row["lines_count"])

    def list_months(self, shop_id: str, partner_id: str) -> list[str]:
        """Give the months in which a partner has lines, the first first."""
        rows = self._sql.list_months(self._connection, shop_id=shop_id, partner_id=partner_id)
        return [row["month"] for row in rows]

    def list_earners(self, shop_id: str) -> list[str]:
        """Give everybody who has a line."""
        return [row["partner_id"] for row in self._sql.list_earners(self._connection, shop_id=shop_id)]

    def sum_lines(self, shop_id: str, partner_id: str, from_ms: int, until_ms: int) -> list[LineSums]:
        """Add up a partner's lines by currency, for a span of time and up to its end."""
        rows = self._sql.sum_lines(
            self._connection, shop_id=shop_id, partner_id=partner_id, from_ms=from_ms, until_ms=until_ms
        )
        return [LineSums(**dict(row)) for row in rows]

    def sum_month(self, shop_id: str, month: str) -> list[tuple[str, str, int]]:
        """Give (partner_id, currency, sum in minor units) of everybody who has lines in a month."""
        rows = self._sql.sum_month(self._connection, shop_id=shop_id, month=month)
        return [(row["partner_id"], row["currency"], row["sum_minor"]) for row in rows]

    def sum_before(self, shop_id: str, partner_id: str, month: str) -> dict[str, int]:
        """Add up the lines of all months before one, by currency."""
        rows = self._sql.sum_lines_before(
            self._connection, shop_id=shop_id, partner_id=partner_id, month=month
        )
        return {row["currency"]: row["total_minor"] for row in rows}


def _read_terms(row: Any) -> TermsRow:
    terms = msgspec.structs.replace(_terms.decode(row["settings"]), agreement=row["agreement"])
    return TermsRow(version=row["version"], terms=terms, made_at_ms=row["made_at_ms"])


def _read_line(row: Any) -> Line:
    values = {name: row[name] for name in Line.__struct_fields__}
    return Line(**(values | {"sale": _sales.decode(row["sale"])}))
