"""A CSV of past orders, as a store or a spreadsheet exports it, becomes orders."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from plugin.domain.money import read_minor
from plugin.errors import InvalidInput, SathiError
from plugin.model import Contact, Order, Shop, Stage

MOST_TEXT = 320

# What the columns of other programs' exports are called, in small letters without signs.
COLUMNS: dict[str, tuple[str, ...]] = {
    "order": ("order", "orderid", "id", "orderref"),
    "number": ("name", "number", "ordernumber", "orderno"),
    "date": ("date", "createdat", "orderdate", "datecreated", "placedat", "processedat", "paidat"),
    "email": ("email", "customeremail", "billingemail", "emailaddress"),
    "phone": ("phone", "customerphone", "billingphone", "phonenumber", "mobile"),
    "customer": ("customer", "customerid", "customerref", "userid", "customeruser"),
    "first_name": ("firstname", "billingfirstname", "customername", "billingname"),
    "total": ("total", "ordertotal", "amount", "totalprice"),
    "currency": ("currency", "ordercurrency", "currencycode"),
    "status": ("status", "financialstatus", "orderstatus", "paymentstatus"),
}

STAGES: dict[str, Stage] = {
    **dict.fromkeys(("", "paid", "completed", "processing", "partiallyrefunded", "fulfilled"), "paid"),
    **dict.fromkeys(("placed", "onhold", "authorized", "partiallypaid"), "placed"),
    **dict.fromkeys(("cancelled", "canceled", "voided", "failed"), "cancelled"),
    **dict.fromkeys(("pending", "draft", "checkoutdraft", "pendingpayment"), "unplaced"),
    "refunded": "refunded",
}


NoteFault = Callable[[int, str], None]


class CsvReader(Protocol):
    """What the csv module gives: rows, and the number of the line that it has come to."""

    line_num: int

    def __next__(self) -> list[str]:
        """Give the next row."""


def read_orders(shop: Shop, lines: Iterable[str], note_fault: NoteFault) -> Iterator[Order]:
    """Read the orders of a CSV with a header, each once.

    A line that cannot be read is noted, with its number and a sentence, and left out. Raises InvalidInput
    where the header lacks a column that is needed.
    """
    reader = csv.reader(lines)
    places = _find_columns(next(reader, []))
    seen: set[str] = set()
    for line, row in _each_row(reader, note_fault):
        cells = {name: row[at].strip() for name, at in places.items() if at < len(row)}
        try:
            order = _read_order(shop, cells) if any(cells.values()) else None
        except SathiError as error:
            note_fault(line, str(error))
            continue
        if order and order.order_ref not in seen:  # some exports have a line for each product
            seen.add(order.order_ref)
            yield order


def _each_row(reader: CsvReader, note_fault: NoteFault) -> Iterator[tuple[int, list[str]]]:
    while True:
        try:
            yield reader.line_num + 1, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            note_fault(reader.line_num, f"This line is no CSV: {error}.")


def _find_columns(header: Sequence[str]) -> dict[str, int]:
    plain = [_plain(cell) for cell in header]
    places = {
        name: plain.index(known[0])
        for name, aliases in COLUMNS.items()
        if (known := [alias for alias in aliases if alias in plain])
    }
    if "order" not in places and "number" in places:
        places["order"] = places["number"]
    for name in ("order", "date"):
        if name not in places:
            sentence = f"The first line names no column for the {name}: call it {', '.join(COLUMNS[name])}."
            raise InvalidInput("file", sentence)
    if places.keys().isdisjoint(("email", "phone", "customer")):
        raise InvalidInput("file", "The first line names none of email, phone and customer: who bought?")
    return places


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _read_order(shop: Shop, cells: dict[str, str]) -> Order:
    if any(len(text) > MOST_TEXT or "\0" in text for text in cells.values()):
        raise InvalidInput("file", f"A cell is longer than {MOST_TEXT} characters, or is no text.")
    order_ref = cells.get("order", "").removeprefix("#")
    if not order_ref:
        raise InvalidInput("file", "The order has no id.")
    contact = Contact(
        customer_ref=cells.get("customer", ""), email=cells.get("email", ""), phone=cells.get("phone", ""),
        first_name=cells.get("first_name", "").partition(" ")[0],
    )  # fmt: skip
    if not (contact.customer_ref or contact.email or contact.phone):
        raise InvalidInput("file", "Nobody is named: it has no e-mail, phone number or customer.")
    currency = cells.get("currency", "").upper() or shop.currency
    placed_at_ms = _read_moment(cells.get("date", ""), shop)
    stage = _read_stage(cells.get("status", ""))
    total = cells.get("total", "").replace(",", "")
    return Order(
        order_ref=order_ref, number=cells.get("number", "") or order_ref, stage=stage,
        placed_at_ms=placed_at_ms, updated_at_ms=placed_at_ms, currency=currency,
        total_minor=read_minor(total, currency) if total else 0, contact=contact,
    )  # fmt: skip


def _read_stage(text: str) -> Stage:
    stage = STAGES.get(_plain(text.removeprefix("wc-")))
    if stage is None:
        raise InvalidInput("file", f"{text!r} is no status of an order: write paid, cancelled or refunded.")
    return stage


def _read_moment(text: str, shop: Shop) -> int:
    """Read "2026-11-22", "2026-11-22T09:00:00Z" or "2026-11-22 09:00 +0530"; without a zone, the shop's."""
    plain = text.replace(" UTC", "+00:00")
    for separator in (" +", " -"):
        plain = plain.replace(separator, separator.strip())
    try:
        at = datetime.fromisoformat(plain)
    except ValueError as error:
        raise InvalidInput(
            "file", f"{text!r} is no date: write 2026-11-22 or 2026-11-22T09:00:00Z."
        ) from error
    at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(shop.time_zone))
    return int(at.timestamp() * 1000)
