"""Tables as files: every table of the desk has its CSV beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response

from plugin.dashboard.desk import give_csv
from plugin.domain.days import write_moment
from plugin.domain.money import write_minor
from plugin.domain.sums import Sum
from plugin.model import Shop
from plugin.spreadsheets import write_table
from plugin.store.people import Person
from plugin.words.loop import POINTS

Cell = str | int | float | None
MOST_ROWS = 2_000


def give_table(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Give a table as a CSV file called `name`: UTF-8 that a spreadsheet knows, no cell that it calculates.

    Amounts come as `write_minor` writes them, moments as `write_at` does; None is an empty cell.
    """
    return give_csv(write_table(head, ([_write_cell(cell) for cell in row] for row in rows)), name)


def write_at(at_ms: int | None, shop: Shop) -> str | None:
    """Write a moment by the shop's clocks; an empty cell where there is none."""
    return None if at_ms is None else write_moment(at_ms, shop.time_zone)


def write_amount(minor: int, currency: str) -> str:
    """Write an amount as a plain number; points have no smaller unit."""
    return str(minor) if currency == POINTS else write_minor(minor, currency)


def write_person(person: Person | None) -> str:
    """Write who somebody is by what the store told; an empty cell for nobody."""
    return person.told_by if person else ""


def write_figure(name: str, found: Sum, shop: Shop) -> Cell:
    """Write one figure of a sum: a count as it is, money in the shop's currency."""
    figure: int = getattr(found, name)
    return write_minor(figure, shop.currency) if name.endswith("_minor") else figure


def _write_cell(cell: Cell) -> str:
    return "" if cell is None else str(cell)
