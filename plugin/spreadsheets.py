"""Tables for spreadsheets and out of them: rows of text, dates and amounts as people write them."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from io import StringIO, TextIOWrapper
from typing import BinaryIO, Protocol
from zoneinfo import ZoneInfo

from plugin.domain.money import read_minor
from plugin.errors import InvalidInput
from plugin.words.speaking import say

MOST_LINE = 100_000
HEAD_BYTES = 4_096
DELIMITERS = ",;\t"
BYTE_ORDER_MARK = "\ufeff"  # spreadsheets read UTF-8 only behind it
# Some spreadsheets take the wide signs of East Asian keyboards for the plain ones.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
MONTH_FIRST = ("US", "PH")

NoteFault = Callable[[int, str], None]

_NUMERIC_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T](\d\d:\d\d(?::\d\d)?))?\Z", re.ASCII)
_WRITTEN = re.compile(
    r"(-?)(?:[A-Za-z]{0,3}(?:\.|[\u20b9$\u20ac\u00a3\u00a5])?)\s*"
    r"(-?[0-9][0-9.,'\u2019\s]*)(?:/-|[A-Za-z]{3}|[\u20b9$\u20ac\u00a3\u00a5])?\Z"
)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
_BLANKS = re.compile(r"['\u2019\s]")


class CsvReader(Protocol):
    """What the csv module gives: rows, and the number of the line that it has come to."""

    line_num: int

    def __next__(self) -> list[str]:
        """Give the next row."""


def find_encoding(head: bytes) -> str:
    """Tell a text's encoding by its first bytes: UTF-8, or Excel's UTF-16; raises InvalidInput."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(b"PK\x03\x04"):
        raise InvalidInput("file", "This is an Excel workbook or an archive: save the table as CSV UTF-8.")
    if b"\0" in head.partition(b"\n")[0]:
        raise InvalidInput("file", "This file is no text: export the table as CSV UTF-8.")
    return "utf-8-sig"


def check_text(chunks: Iterable[bytes], encoding: str) -> None:
    """Read a whole file's bytes as text; raises InvalidInput with the line where that cannot be done."""
    decoder, lines_count = codecs.getincrementaldecoder(encoding)(), 1
    try:
        for chunk in chunks:
            lines_count += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "file",
            "Line {line} or soon after is no UTF-8 text: save the table as CSV UTF-8.",
            line=str(lines_count),
        ) from error


def open_lines(raw: BinaryIO, note_fault: NoteFault) -> Iterator[str]:
    """Give the lines of a file; one that is too long is noted and given empty."""
    encoding = find_encoding(raw.read(HEAD_BYTES))
    raw.seek(0)
    text = TextIOWrapper(raw, encoding, newline="")
    line_num = 0
    while line := text.readline(MOST_LINE):
        line_num += 1
        if len(line) == MOST_LINE and not line.endswith(("\n", "\r")):
            note_fault(line_num, say("This line is longer than {most} characters.", most=MOST_LINE))
            while line and not line.endswith(("\n", "\r")):
                line = text.readline(MOST_LINE)
            line = "\n"
        yield line


def sniff_delimiter(header: str) -> str:
    """Tell what separates the cells of a header: a comma, a semicolon or a tab."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)


def each_row(reader: CsvReader, note_fault: NoteFault) -> Iterator[tuple[int, list[str]]]:
    """Give every row with the number of its first line; what is no CSV is noted and left out."""
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            note_fault(line, _name_fault(line, reader.line_num, error))


def _name_fault(line: int, last: int, error: csv.Error) -> str:
    if line >= last:
        return say("This line is no CSV: {error}.", error=error)
    return say(
        "Everything up to line {last} is left out: a quotation mark is open here, or closed too early there.",
        last=str(last),
    )


def plain_name(text: str) -> str:
    """Give a column's name in small letters without blanks and signs."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def find_known(header: Sequence[str], columns: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Give where the known columns are in a header, each under the first of its names that is there."""
    plain = [plain_name(cell) for cell in header]
    return {
        name: plain.index(known[0])
        for name, aliases in columns.items()
        if (known := [alias for alias in aliases if alias in plain])
    }


@lru_cache(maxsize=4096)  # the same days come again and again
def read_moment(text: str, time_zone: str, country: str = "") -> int:
    """Read "2026-11-22", "2026-11-22T09:00:00Z", "2026-11-22 09:00 +0530" or "22/11/2026".

    Without a zone, it is the shop's; numbers alone begin with the month in the countries that write so.
    """
    plain = text.replace(" UTC", "+00:00")
    for separator in (" +", " -"):
        plain = plain.replace(separator, separator.strip())
    try:
        at = datetime.fromisoformat(_turn_round(plain, country))
        at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(time_zone))
        return int(at.timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(
            "file", "{text} is no date: write 2026-11-22 or 2026-11-22T09:00:00Z.", text=repr(text[:40])
        ) from error


def _turn_round(text: str, country: str) -> str:
    found = _NUMERIC_DATE.match(text)
    if not found:
        return text
    first, second, year, hour = found.groups()
    day, month = (second, first) if country in MONTH_FIRST else (first, second)
    return f"{year}-{month:0>2}-{day:0>2}" + (f"T{hour}" if hour else "")


def read_amount(text: str, currency: str) -> int:
    """Read an amount as people write it: "1250.50", "\u20b91,23,456.50", "Rs. 1,250/-", "1.234,50 \u20ac".

    Of two signs the last is the decimal mark; a comma alone before three digits groups them. Raises
    InvalidInput for what is no amount.
    """
    try:
        return read_minor(text, currency)
    except InvalidInput:
        written = _WRITTEN.match(text)
    try:
        return read_minor(_take_groups_out("".join(written.groups())) if written else text, currency)
    except InvalidInput as error:
        raise InvalidInput(
            "file",
            "{text} is no amount in {currency}: write 1250.50.",
            text=repr(text[:40]),
            currency=currency,
        ) from error


def _take_groups_out(text: str) -> str:
    text = _BLANKS.sub("", text)
    mark = "." if text.rfind(".") > text.rfind(",") else ","
    group = "," if mark == "." else "."
    whole, _, fraction = text.rpartition(mark)
    if _is_grouped(text, mark) and (mark == "," or text.count(mark) > 1):
        return text.replace(mark, "")
    if group not in whole:
        return f"{whole}.{fraction}" if whole else text
    return f"{whole.replace(group, '')}.{fraction}" if _is_grouped(whole, group) else text


def _is_grouped(text: str, sign: str) -> bool:
    first, *groups = text.removeprefix("-").split(sign)
    sizes = [len(one) for one in groups]
    return 1 <= len(first) <= 3 and sizes[-1:] == [3] and {2, 3}.issuperset(sizes)


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table as the text of a CSV file (RFC 4180).

    A cell that a spreadsheet would calculate with, and that is no number, begins with an apostrophe.
    """
    text = StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(header)
    lines.writerows(map(_escape_cell, row) for row in rows)
    return BYTE_ORDER_MARK + text.getvalue()


def _escape_cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) and not _NUMBER.match(text) else text
