"""A CSV of past orders, as a store or a spreadsheet exports it, becomes orders."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from plugin.domain.money import read_minor
from plugin.errors import InvalidInput, SathiError
from plugin.model import Contact, Order, Shop, Stage
from plugin.spreadsheets import NoteFault, each_row, find_known, plain_name, read_moment
from plugin.words.speaking import say_error

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


def read_orders(shop: Shop, lines: Iterable[str], note_fault: NoteFault) -> Iterator[Order]:
    """Read the orders of a CSV with a header, each once.

    A line that cannot be read is noted, with its number and a sentence, and left out. Raises InvalidInput
    where the header lacks a column that is needed.
    """
    reader = csv.reader(lines)
    places = _find_columns(next(reader, []))
    seen: set[str] = set()
    for line, row in each_row(reader, note_fault):
        cells = {name: row[at].strip() for name, at in places.items() if at < len(row)}
        try:
            order = _read_order(shop, cells) if any(cells.values()) else None
        except SathiError as error:
            note_fault(line, say_error(error))
            continue
        if order and order.order_ref not in seen:  # some exports have a line for each product
            seen.add(order.order_ref)
            yield order


def _find_columns(header: Sequence[str]) -> dict[str, int]:
    places = find_known(header, COLUMNS)
    if "order" not in places and "number" in places:
        places["order"] = places["number"]
    for name in ("order", "date"):
        if name not in places:
            raise InvalidInput(
                "file",
                "The first line names no column for the {name}: call it {names}.",
                name=name,
                names=", ".join(COLUMNS[name]),
            )
    if places.keys().isdisjoint(("email", "phone", "customer")):
        raise InvalidInput("file", "The first line names none of email, phone and customer: who bought?")
    return places


def _read_order(shop: Shop, cells: dict[str, str]) -> Order:
    if any(len(text) > MOST_TEXT or "\0" in text for text in cells.values()):
        raise InvalidInput("file", "A cell is longer than {most} characters, or is no text.", most=MOST_TEXT)
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
    placed_at_ms = read_moment(cells.get("date", ""), shop.time_zone, shop.country)
    stage = _read_stage(cells.get("status", ""))
    total = cells.get("total", "").replace(",", "")
    return Order(
        order_ref=order_ref, number=cells.get("number", "") or order_ref, stage=stage,
        placed_at_ms=placed_at_ms, updated_at_ms=placed_at_ms, currency=currency,
        total_minor=read_minor(total, currency) if total else 0, contact=contact,
    )  # fmt: skip


def _read_stage(text: str) -> Stage:
    stage = STAGES.get(plain_name(text.removeprefix("wc-")))
    if stage is None:
        raise InvalidInput(
            "file", "{text} is no status of an order: write paid, cancelled or refunded.", text=repr(text)
        )
    return stage
