"""A batch of payouts as a file for a bank or a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plugin.spreadsheets import write_table

COLUMNS = ("payout", "partner", "amount", "currency", "way", "holder", "account", "ifsc")


def write_payouts(rows: Iterable[Sequence[str]]) -> str:
    """Write payouts, a row of cells in the order of COLUMNS each, as the text of a CSV file."""
    return write_table(COLUMNS, rows)
