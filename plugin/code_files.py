"""A CSV of another app's advocates, as it exports them, becomes old codes with their owners."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import BinaryIO
from urllib.parse import parse_qsl, unquote, urlsplit

from plugin.domain.codes import read_code
from plugin.domain.people import same_email
from plugin.errors import InvalidInput
from plugin.model import Struct
from plugin.spreadsheets import (
    HEAD_BYTES,
    NoteFault,
    check_text,
    each_row,
    find_encoding,
    find_known,
    open_lines,
    sniff_delimiter,
)
from plugin.words.speaking import say

MOST_LINES = 50_000
CHUNK_BYTES = 65_536
MOST_EMAIL = 320
SHORTEST, LONGEST = 3, 40
FORM = re.compile(rf"[A-Z0-9_.]{{{SHORTEST},{LONGEST}}}\Z")

# What exports of ReferralCandy, Smile.io and others call the columns, in small letters without signs.
COLUMNS: dict[str, tuple[str, ...]] = {
    "email": ("email", "emailaddress", "customeremail", "advocateemail", "referreremail", "memberemail",
              "senderemail", "affiliateemail"),
    "code": ("code", "referralcode", "couponcode", "discountcode", "advocatecode", "sharecode",
             "referrercode", "vanitycode"),
    "link": ("link", "referrallink", "referralurl", "shareurl", "sharelink", "uniquelink", "advocatelink",
             "advocateurl", "url", "portalsharinglink"),
    "first_name": ("firstname", "name", "advocatefirstname", "customername", "fullname"),
}  # fmt: skip
# Where a link carries its code; what none of these has, has it at the end of its path.
PARAMETERS = (
    "ref", "referral", "referral_code", "referralcode", "refcode", "rc", "r", "code", "share", "smile_ref",
    "sref", "advocate", "aff", "discount",
)  # fmt: skip


class OldCode(Struct):
    """One code of another app, where it stands in the file, and whose it is."""

    line: int
    email: str
    code: str
    first_name: str = ""


def read_old_codes(raw: BinaryIO, note_fault: NoteFault) -> Iterator[OldCode]:
    """Read a file's codes; a line that has both a code and a link gives two where they differ.

    Takes who is told of each line that cannot be read. Raises InvalidInput for a file without the columns,
    and for one that is no text.
    """
    encoding = find_encoding(raw.read(HEAD_BYTES))
    raw.seek(0)
    check_text(iter(partial(raw.read, CHUNK_BYTES), b""), encoding)
    raw.seek(0)
    lines = open_lines(raw, note_fault)
    header = next(lines, "")
    delimiter = sniff_delimiter(header)
    reader = csv.reader(chain([header], lines), delimiter=delimiter, strict=True)
    rows = each_row(reader, note_fault)
    _, names = next(rows, (1, []))
    known = find_known(names, COLUMNS)
    if "email" not in known or not known.keys() & {"code", "link"}:
        raise InvalidInput("file", "The first line must name a column email, and a column code or link.")
    for line, cells in rows:
        if line > MOST_LINES:
            raise InvalidInput(
                "file", "At most {most} lines are read: cut the file into parts.", most=MOST_LINES
            )
        yield from _read_row(line, cells, known, note_fault)


def code_of_link(link: str) -> str:
    """Give the code that another app's link carries: in a parameter, or else at the end of its path."""
    try:
        parts = urlsplit(link if "//" in link else f"//{link}")
    except ValueError:  # brackets that are no address
        return ""
    for name, value in parse_qsl(parts.query):
        if name.lower() in PARAMETERS and value:
            return read_code(value)
    return read_code(unquote(parts.path.rstrip("/").rpartition("/")[2]))


def _read_row(line: int, cells: list[str], known: dict[str, int], note_fault: NoteFault) -> Iterator[OldCode]:
    told = {name: cells[at].strip() for name, at in known.items() if at < len(cells)}
    if not any(told.values()):
        return
    if fault := _find_fault(told):
        note_fault(line, fault)
        return
    email, codes = told["email"][:MOST_EMAIL], _list_codes(told)
    if not codes:
        note_fault(line, say("There is neither a code nor a link with one."))
    first_name = "".join(told.get("first_name", "").split(maxsplit=1)[:1])[:100]
    for code in codes:
        if FORM.match(code):
            yield OldCode(line=line, email=email, code=code, first_name=first_name)
        else:
            note_fault(line, say(
                "{code} is no code: give {least} to {most} letters, digits, _ or dots.",
                code=repr(code), least=SHORTEST, most=LONGEST,
            ))  # fmt: skip


def _find_fault(told: dict[str, str]) -> str:
    """Say why nobody can be found by a line; empty where somebody can."""
    email = told.get("email", "")[:MOST_EMAIL]
    if any("\0" in text for text in told.values()):
        return say("This line holds a NUL character, which no text has.")
    if not email:
        return say("There is no e-mail address.")
    return "" if same_email(email) else say("{email} is no e-mail address.", email=repr(email[:60]))


def _list_codes(told: dict[str, str]) -> list[str]:
    """List the codes of a line, each once: its own, and that of its link."""
    link = told.get("link", "")
    codes = (read_code(told.get("code", "")), code_of_link(link) if link else "")
    return [code for code in dict.fromkeys(codes) if code]
