"""The ranking of partners as a CSV that a spreadsheet opens."""

from __future__ import annotations

from collections.abc import Iterable

from plugin.domain.money import write_minor
from plugin.domain.partner_figures import Figures
from plugin.domain.partners import Partner
from plugin.spreadsheets import write_table

COUNTS = (
    "visits_count", "claims_count", "orders_count", "new_customers_count", "uncredited_count", "held_count",
    "coupon_site_count",
)  # fmt: skip
SUMS = (
    "revenue_minor", "refunds_minor", "discount_minor", "commission_minor", "cost_per_new_customer_minor",
)  # fmt: skip


def write_ranking(ranked: Iterable[tuple[Partner, Figures]], currency: str) -> str:
    """Write partners with what they brought, a line each; money in whole units of the shop's currency."""
    names = [name.removesuffix("_minor") for name in SUMS]
    header = ("partner_id", "name", "kind", "state", "code", *COUNTS, *names, "currency")
    return write_table(header, (_list_cells(partner, figures, currency) for partner, figures in ranked))


def _list_cells(partner: Partner, figures: Figures, currency: str) -> list[str]:
    counts = [str(getattr(figures, name)) for name in COUNTS]
    sums = [_write_sum(getattr(figures, name), currency) for name in SUMS]
    known = (partner.partner_id, partner.name, partner.kind, partner.state, partner.code_rules.code)
    return [*known, *counts, *sums, currency]


def _write_sum(minor: int | None, currency: str) -> str:
    return "" if minor is None else write_minor(minor, currency)
