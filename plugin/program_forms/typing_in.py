"""A page of settings as it is typed: the program into its fields, and the fields into the program."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from plugin.domain.program import Program, read_program
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.program_forms.asking import Page, Plain, Rows, Setting, look_up, put
from plugin.program_forms.kinds import Around, first_of
from plugin.words.speaking import say_error

Typed = Mapping[str, Sequence[str]]
MOST_ROWS = 100
REMOVED = "remove"


@dataclass(slots=True)
class Reading:
    """What was made of a form: the program, or what is wrong by field; "" is the form as a whole."""

    program: Program | None = None
    faults: dict[str, str] = field(default_factory=dict)


def write_page(page: Page, program: Program, shop: Shop) -> dict[str, list[str]]:
    """Give what stands in each field of a page for a program."""
    plain = msgspec.to_builtins(program)
    typed: dict[str, list[str]] = {}
    for asked in page.settings():
        if isinstance(asked, Setting):
            typed[asked.path] = asked.write(plain, shop)
        else:
            for place, row in enumerate(_rows_of(asked, plain)):
                typed |= write_row(asked, row, place, shop)
    return typed


def write_row(rows: Rows, row: Plain, place: int, shop: Shop) -> dict[str, list[str]]:
    """Give what stands in the fields of one row."""
    return {f"{rows.path}.{place}.{one.path}": one.write(row, shop) for one in rows.columns}


def write_blank(rows: Rows, shop: Shop) -> dict[str, list[str]]:
    """Give what stands in the fields of a row that nobody filled in yet, by the column."""
    plain = msgspec.to_builtins(rows.blank)
    typed = {one.path: one.write(plain, shop) for one in rows.columns}
    return typed | ({rows.sort_by: [""]} if rows.sort_by else {})


def read_page(page: Page, typed: Typed, program: Program, shop: Shop) -> Reading:
    """Give the program as a form wants it, or what is wrong beside each field.

    Takes the fields as they were typed, and the program whose other settings stay.
    """
    plain, reading = msgspec.to_builtins(program), Reading()
    for asked in page.settings():
        if isinstance(asked, Setting):
            _read_into(plain, asked, asked.path, typed, shop, reading)
        else:
            _read_rows(plain, asked, typed, shop, reading)
    if not reading.faults:
        _read_whole(plain, page, reading)
    return reading


def list_places(rows: Rows, typed: Typed) -> list[int]:
    """Give the numbers of the rows that were typed, in order."""
    name = re.compile(rf"{re.escape(rows.path)}\.([0-9]{{1,4}})\.")
    return sorted({int(found[1]) for each in typed if (found := name.match(each))})[:MOST_ROWS]


def _rows_of(rows: Rows, plain: Plain) -> list[Plain]:
    value = look_up(plain, rows.path)
    return ([value] if value else []) if rows.is_one else list(value)


def _read_into(plain: Plain, setting: Setting, name: str, cells: Typed, shop: Shop, reading: Reading) -> None:
    """Read one of the fields into the plain program or row, or note under its name what is wrong with it."""
    around = Around(shop, first_of(cells.get(setting.beside_path, ())))
    try:
        value = setting.kind.read(cells.get(setting.path, ()), around)
        setting.check(value)
        put(plain, setting.path, value)
    except InvalidInput as error:
        reading.faults[name] = say_error(error)


def _read_rows(plain: Plain, rows: Rows, typed: Typed, shop: Shop, reading: Reading) -> None:
    blank, read = write_blank(rows, shop), []
    for place in list_places(rows, typed):
        prefix = f"{rows.path}.{place}."
        cells = {name.removeprefix(prefix): typed[name] for name in typed if name.startswith(prefix)}
        if REMOVED in cells or _is_blank(cells, blank):
            continue
        row: Plain = {}
        for column in rows.columns:
            _read_into(row, column, prefix + column.path, cells, shop, reading)
        read.append(row)
    if rows.sort_by and not reading.faults:
        read.sort(key=lambda row: int(row[rows.sort_by]))
    put(plain, rows.path, (read[0] if read else None) if rows.is_one else read)


def _is_blank(cells: Typed, blank: Typed) -> bool:
    """Say whether a row holds what it was drawn with, or nothing."""
    return all(not any(texts) or list(texts) == list(blank.get(name, ())) for name, texts in cells.items())


def _read_whole(plain: Plain, page: Page, reading: Reading) -> None:
    """Read the program as a whole: what does not fit together is said beside the field that it names."""
    try:
        reading.program = read_program(plain)
    except InvalidInput as error:
        paths = [one.path for one in page.settings() if error.field.startswith(one.path)]
        reading.faults[max(paths, key=len, default="")] = say_error(error)


def default_typed(page: Page, path: str, standard: Program, shop: Shop) -> dict[str, list[str]]:
    """Give what a new shop has in the fields of one setting, to put it back to."""
    return {
        name: texts
        for name, texts in write_page(page, standard, shop).items()
        if name == path or name.startswith(f"{path}.")
    }
