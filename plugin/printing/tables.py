"""The terminal that commands print to, and how tables look there."""

from __future__ import annotations

from rich.console import Console
from rich.table import Column, Table

console = Console(highlight=False)


def make_table(first: str, *headings: str) -> Table:
    """Begin a table by its headings; nothing in it is cut short, and ids in the first column stay whole."""
    others = [Column(heading, overflow="fold") for heading in headings]
    return Table(Column(first, no_wrap=True, overflow="fold"), *others, box=None, pad_edge=False)
