"""Many rows in one statement, their values bound by place: an import has thirty values a customer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

_NAMED = re.compile(r"%\(\w+\)s|(?<!:):\w+")


def write_rows(connection: Any, query: Any, rows: Sequence[Sequence[object]]) -> None:
    """Run a statement once for each row.

    Takes one of aiosql's statements for many rows, and the values of each in the order of its text.
    """
    if rows:
        with_places = _name_places(query.sql)
        cursor = connection.cursor()
        cursor.executemany(with_places, rows)
        cursor.close()


@cache
def _name_places(sql: str) -> str:
    """Give a statement of either driver with places in place of names."""
    return _NAMED.sub(lambda named: "%s" if named.group()[0] == "%" else "?", sql)
