"""A CSV of past customers, as a store or a spreadsheet exports it, becomes customers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from plugin.domain.customers import Customer, MaybeSays
from plugin.domain.people import same_email
from plugin.errors import InvalidInput, SathiError
from plugin.model import Contact, Shop
from plugin.spreadsheets import (
    CsvReader,
    NoteFault,
    each_row,
    find_known,
    plain_name,
    read_amount,
    read_moment,
    sniff_delimiter,
)
from plugin.words.speaking import say_error
from webhooks.platforms.fields import choose_country, choose_language, choose_phone, keep_tags

MOST_TEXT = 320
MOST_TAGS_TEXT = 5_000
MOST_ORDERS = 1_000_000

# What the columns of other programs' exports are called, in small letters without signs.
COLUMNS: dict[str, tuple[str, ...]] = {
    "email": ("email", "emailaddress", "customeremail", "billingemail", "emailid", "mail"),
    "phone": ("phone", "phonenumber", "mobile", "mobilenumber", "billingphone", "customerphone",
              "defaultaddressphone", "contactnumber", "whatsapp"),
    "customer": ("customerid", "customerref", "userid"),
    "first_name": ("firstname", "billingfirstname", "name", "customername", "fullname", "billingname"),
    "country": ("countrycode", "defaultaddresscountrycode", "billingcountry", "country", "countryregion"),
    "language": ("language", "locale", "customerlocale", "lang"),
    "orders": ("orders", "orderscount", "ordercount", "totalorders", "numberoforders", "numorders"),
    "spent": ("totalspent", "totalspend", "spent", "amountspent", "moneyspent", "lifetimevalue"),
    "currency": ("currency", "currencycode"),
    "last_order": ("lastorder", "lastorderdate", "lastorderat", "datelastorder", "lastpurchase",
                   "lastpurchasedate"),
    "tags": ("tags", "customertags"),
    "accepts_marketing": ("acceptsemailmarketing", "acceptsmarketing", "emailmarketingconsent",
                          "emailsubscription", "subscribed", "newsletter", "optin", "emailoptin"),
}  # fmt: skip

SAYS: dict[str, MaybeSays] = {
    **dict.fromkeys(("yes", "y", "true", "1", "subscribed", "optin", "optedin"), "in"),
    **dict.fromkeys(("no", "n", "false", "0", "unsubscribed", "notsubscribed", "optout", "optedout"), "out"),
    **dict.fromkeys(("", "never", "unknown", "pending"), ""),
}

_FORMULA_STARTS = frozenset("=@+-|\t")
_PLAIN_START = re.compile(r"[+-][\d\s().-]*\Z", re.ASCII)
_SEPARATOR = re.compile(r'"?sep=([,;\t])"?\s*\Z')
_NOT_IN_ADDRESSES = re.compile(r'[,;:<>()\[\]\\"]|@.*@')
_CUT_SHORT = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+\Z")
_EVERYBODYS = re.compile(r"([0-9])(?:[ -]*\1){8,}\Z")
_COUNT = re.compile(r"[0-9]{1,7}(?:\.0+)?\Z")

Cells = dict[str, str]


def read_customers(
    shop: Shop, lines: Iterator[str], note_fault: NoteFault, columns: Mapping[str, str], from_line: int = 0
) -> Iterator[tuple[int, Customer | None]]:
    """Read the customers of a table with a header, each with the number of its line.

    Takes what the merchant's own columns are called ({"email": "E-mail Address"}), and after which line to
    begin. A line that cannot be read is noted with a sentence, and given as None. Raises InvalidInput where
    the header lacks what is needed.
    """
    rows = each_row(_open_table(lines), note_fault)
    _, header = next(rows, (1, []))
    places = find_columns(header, columns)
    for line, row in rows:
        if line > from_line:
            yield line, _read_row(shop, places, line, row, note_fault)


def _open_table(lines: Iterator[str]) -> CsvReader:
    """Open a table at its header; a first line of Excel's own tells what separates the cells."""
    first = next(lines, "")
    told = _SEPARATOR.match(first)
    delimiter = told[1] if told else sniff_delimiter(first)
    reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    if told:
        next(reader)
    return reader


def find_columns(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Give where each column is; the merchant's own names come first. Raises InvalidInput."""
    places = find_known(header, COLUMNS)
    own = [plain_name(cell) for cell in header]
    for name, title in columns.items():
        if name not in COLUMNS:
            raise InvalidInput(
                "column", "{name} is none of the columns: {names}.", name=repr(name), names=", ".join(COLUMNS)
            )
        if plain_name(title) not in own:
            raise InvalidInput(
                "column", "The first line has no column {title} for {name}.", title=repr(title), name=name
            )
        places[name] = own.index(plain_name(title))
    if places.keys().isdisjoint(("email", "phone", "customer")):
        raise InvalidInput(
            "file",
            "The first line names none of email, phone and customer id: say what your column is called,"
            ' such as email="E-mail Address".',
        )
    return places


def _read_row(
    shop: Shop, places: Mapping[str, int], line: int, row: Sequence[str], note_fault: NoteFault
) -> Customer | None:
    width = len(row)
    cells = {name: row[at].strip() if at < width else "" for name, at in places.items()}
    try:
        return _read_customer(shop, cells) if any(cells.values()) else None
    except SathiError as error:
        note_fault(line, say_error(error))
        return None


def _read_customer(shop: Shop, cells: Cells) -> Customer:
    _check_cells(cells)
    cell = cells.get
    contact = _read_contact(cells)
    currency = _read_currency(cell("currency", ""), shop.currency)
    spent, last_order = cell("spent", ""), cell("last_order", "")
    return Customer(
        contact=contact,
        country=_read_country(cell("country", "")),
        language=_read_language(cell("language", "")),
        orders_count=_read_count(cell("orders", "")),
        spent_minor=_read_spent(spent, currency) if spent else 0,
        currency=currency,
        last_order_at_ms=read_moment(last_order, shop.time_zone, shop.country) if last_order else None,
        tags=_read_tags(cell("tags", "")),
        says=_read_says(cell("accepts_marketing", "")),
    )


def _check_cells(cells: Cells) -> None:
    is_plain = "".join(cells.values()).isprintable()
    for name, text in cells.items():
        if len(text) > MOST_TEXT and (name != "tags" or len(text) > MOST_TAGS_TEXT):
            raise InvalidInput(
                "file", "The {name} cell is longer than {most} characters.", name=name, most=MOST_TEXT
            )
        if not is_plain and "\0" in text:
            raise InvalidInput("file", "The {name} cell holds a NUL character, which no text has.", name=name)
        if text[:1] in _FORMULA_STARTS and not _PLAIN_START.match(text):
            raise InvalidInput(
                "file", "The {name} cell begins with {sign}, as a formula does.", name=name, sign=text[0]
            )


def _read_contact(cells: Cells) -> Contact:
    email, phone = cells.get("email", "").lstrip("'"), cells.get("phone", "").lstrip("'")
    if email and (not same_email(email) or _NOT_IN_ADDRESSES.search(email)):
        raise InvalidInput("file", "The email is no e-mail address.")
    contact = Contact(
        customer_ref=cells.get("customer", "").lstrip("'"), email=email,
        phone=_read_phone(phone) if phone else "",
        first_name="".join(cells.get("first_name", "").split(maxsplit=1)[:1]),
    )  # fmt: skip
    if not (contact.email or contact.phone or contact.customer_ref):
        raise InvalidInput("file", "Nobody is named: it has no e-mail, phone number or customer id.")
    return contact


def _read_phone(text: str) -> str:
    """Read a phone number; one that everybody has, such as 9999999999, is nobody's."""
    if _CUT_SHORT.match(text):
        raise InvalidInput(
            "file", "A spreadsheet cut the phone number short to {phone}: give that column the format Text.",
            phone=text,
        )  # fmt: skip
    number = text.removesuffix(".0")
    return "" if _EVERYBODYS.search(number) else choose_phone(number)


@lru_cache(maxsize=256)
def _read_currency(text: str, own: str) -> str:
    currency = text.upper() or own
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise InvalidInput(
            "file", "{text} is no currency: write three letters, such as INR.", text=repr(text)
        )
    return currency


def _read_spent(text: str, currency: str) -> int:
    minor = read_amount(text, currency)
    if minor < 0:
        raise InvalidInput("file", "{text} is less than nothing, which nobody spends.", text=repr(text))
    return minor


def _read_count(text: str) -> int | None:
    if not text:
        return None
    count = int(text.partition(".")[0]) if _COUNT.match(text) else -1
    if not 0 <= count <= MOST_ORDERS:
        raise InvalidInput("file", "{text} is no number of orders.", text=repr(text[:40]))
    return count


@lru_cache(maxsize=256)
def _read_says(text: str) -> MaybeSays:
    says = SAYS.get(plain_name(text))
    if says is None:
        raise InvalidInput("file", "{text} says neither yes nor no to marketing.", text=repr(text[:40]))
    return says


@lru_cache(maxsize=1024)
def _read_country(text: str) -> str:
    return choose_country(text)


@lru_cache(maxsize=1024)
def _read_language(text: str) -> str:
    return choose_language(text)


@lru_cache(maxsize=1024)
def _read_tags(text: str) -> tuple[str, ...]:
    return keep_tags(text.split(",")) if text else ()


def list_columns(columns: Iterable[str]) -> dict[str, str]:
    """Read the merchant's own columns as they are typed: email="E-mail Address". Raises InvalidInput."""
    read: dict[str, str] = {}
    for text in columns:
        name, mark, title = text.partition("=")
        if not (mark and name.strip() and title.strip()):
            raise InvalidInput(
                "column", '{text} names no column: write email="E-mail Address".', text=repr(text)
            )
        read[name.strip()] = title.strip()
    return read
