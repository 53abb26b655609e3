"""Files of past customers, and importing them as the command does, a few lines a group."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from plugin.actions.customer_imports import begin_import, name_preview, preview_groups, take_groups
from plugin.actions.sheets import SMALL_COUNT
from plugin.arrivals import Group, Reading, read_groups
from plugin.store.imports import ImportRow
from tests.cast import ChaiHouse

HEADER = "First Name,Last Name,Email,Accepts Email Marketing,Phone,Total Spent,Total Orders,Tags,Last Order\n"


def make_line(number: int, says: str = "yes", spent: str = "500.00", orders: int = 2) -> str:
    """Make the line of one past customer."""
    phone = f"+9198{number:08}"
    return (
        f'Asha{number},Sen,old{number}@example.test,{says},{phone},"{spent}",{orders},"tea, vip",2026-01-02\n'
    )


def make_file(*lines: str) -> bytes:
    """Make a file of these lines."""
    return (HEADER + "".join(lines)).encode()


def make_reading(chai: ChaiHouse, **changes: Any) -> Reading:
    """Say how Chai House's files are read."""
    secret = chai.house.settings.secret
    return Reading(**{"secret": secret, "shop": chai.shop, "platform": "woocommerce", **changes})


def read(chai: ChaiHouse, raw: bytes, from_line: int = 0, cursor: str = "", **changes: Any) -> list[Group]:
    """Read a file into groups."""
    return list(read_groups(make_reading(chai, **changes), BytesIO(raw), from_line, cursor))


def bring(chai: ChaiHouse, raw: bytes, fingerprint: str = "") -> ImportRow:
    """Import a file; the same fingerprint stands for the same file."""
    row = begin_import(chai.house, chai.shop, fingerprint or str(hash(raw)), "past.csv", {})
    if row.ended_at_ms:
        return row
    groups = read(chai, raw, row.line_done, row.cursor, group_size=4)
    return take_groups(chai.house, chai.shop, row, groups, lambda far: None)


def preview(chai: ChaiHouse, raw: bytes) -> ImportRow:
    """Look at what a file would bring."""
    return preview_groups(chai.house, chai.shop, name_preview("past.csv"), read(chai, raw), lambda far: None)


def counts(row: ImportRow) -> tuple[int, int, int, int, int]:
    """Give how many rows were read, were new, had news, may not be mailed, and were left out."""
    return row.rows_count, row.new_count, row.changed_count, row.unmailable_count, row.faults_count


def make_large(chai: ChaiHouse) -> None:
    """Import so many past customers that figures of the whole shop are not worked out while a page waits."""
    groups = read(chai, make_file(*map(make_line, range(SMALL_COUNT + 1))), group_size=1_000)
    row = begin_import(chai.house, chai.shop, "many", "past.csv", {})
    take_groups(chai.house, chai.shop, row, groups, lambda far: None)
