"""Tables written for spreadsheets: no cell that one would calculate with."""

from __future__ import annotations

import pytest

from plugin.spreadsheets import write_table


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3", "'-2+3"), ("\uff1d1+1", "'\uff1d1+1"),
        ("\uff20SUM", "'\uff20SUM"), ("-2.50", "-2.50"), ("Asha", "Asha"),
    ],
)  # fmt: skip
def test_it_lets_no_cell_calculate(cell: str, written: str) -> None:
    assert write_table(("name",), [(cell,)]) == f"\ufeffname\r\n{written}\r\n"
