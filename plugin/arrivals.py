"""Past customers made ready for the store: recognised by keyed hashes, in groups that one unit takes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

import msgspec

from plugin.customer_files import read_customers
from plugin.domain.customers import Customer, MaybeSays
from plugin.domain.people import recognise
from plugin.model import Contact, Shop, Struct
from plugin.spreadsheets import HEAD_BYTES, check_text, find_encoding, open_lines
from plugin.tokens import hash_key
from plugin.words.speaking import say

GROUP_SIZE = 1_000
GROUPS_A_WINDOW = 20  # what is sorted together, so that neighbours in the store are written together
CHUNK_BYTES = 1 << 20

Fault = tuple[int, str]


class Arrival(Struct, array_like=True, gc=False):
    """One past customer: how to recognise and reach them, and what was said of them.

    `email_hash` is the one of `keys` under which words of consent are kept, empty without an address.
    """

    keys: tuple[str, ...]
    email_hash: str
    contact: Contact
    country: str
    language: str
    orders_count: int | None
    spent_minor: int
    currency: str
    last_order_at_ms: int | None
    tags: tuple[str, ...]
    says: MaybeSays


class Group(Struct, array_like=True):
    """Arrivals for one unit, the lines among them that were not read, and how far they bring an import.

    Inside a window of a file, `cursor` counts its groups, since its lines are not in order there.
    """

    arrivals: list[Arrival]
    faults: list[Fault]
    line_done: int = 0
    cursor: str = ""


class Reading(Struct):
    """How past customers are read: the installation's secret, whose they are, and the columns' own names."""

    secret: str
    shop: Shop
    platform: str
    columns: Mapping[str, str] = msgspec.field(default_factory=dict)
    group_size: int = GROUP_SIZE

    def __repr__(self) -> str:
        return f"Reading(shop={self.shop.key!r}, platform={self.platform!r})"


def fingerprint_file(reading: Reading, raw: BinaryIO) -> str:
    """Give what is the same for the same file read the same way; raises InvalidInput for no text."""
    how = [reading.platform, sorted(reading.columns.items()), reading.group_size, GROUPS_A_WINDOW]
    told = hashlib.sha256(msgspec.json.encode(how))
    check_text(_each_chunk(raw, told), find_encoding(raw.read(HEAD_BYTES)))
    raw.seek(0)
    return told.hexdigest()


def _each_chunk(raw: BinaryIO, told: hashlib._Hash) -> Iterator[bytes]:
    raw.seek(0)
    while chunk := raw.read(CHUNK_BYTES):
        told.update(chunk)
        yield chunk


def read_groups(reading: Reading, raw: BinaryIO, from_line: int = 0, cursor: str = "") -> Iterator[Group]:
    """Read a file after a line and the groups that a cursor counts, group by group.

    Raises InvalidInput where it is no table of customers.
    """
    skipped_count = int(cursor or 0)
    for window in _each_window(reading, raw, from_line):
        groups = _cut_window(reading.group_size, window, from_line)
        yield from groups[skipped_count:]
        skipped_count, from_line = 0, window.line_done


def _each_window(reading: Reading, raw: BinaryIO, from_line: int) -> Iterator[Group]:
    """Read a file in pieces that are large enough to be worth sorting."""
    faults: list[Fault] = []
    arrivals: list[Arrival] = []
    line, size = from_line, _size_window(reading, from_line)

    def note_fault(line: int, sentence: str) -> None:
        if line > from_line:
            faults.append((line, sentence))

    lines = open_lines(raw, note_fault)
    for line, customer in read_customers(reading.shop, lines, note_fault, reading.columns, from_line):
        arrival = prepare_arrival(reading, customer) if customer else None
        if arrival and arrival.keys:
            arrivals.append(arrival)
        elif arrival:
            note_fault(
                line, say("Nobody is named: the phone number cannot be one, and there is nothing else.")
            )
        if len(arrivals) + len(faults) >= size:
            yield Group(arrivals=arrivals.copy(), faults=faults.copy(), line_done=line)
            arrivals.clear()
            faults.clear()
            size = _size_window(reading, line)
    if arrivals or faults:
        yield Group(arrivals=arrivals, faults=faults, line_done=line)


def _size_window(reading: Reading, from_line: int) -> int:
    """Give how much is read at once after a line: little at first, so that writing begins soon."""
    return reading.group_size * min(max(from_line // reading.group_size, 1), GROUPS_A_WINDOW)


def _cut_window(size: int, window: Group, from_line: int) -> Sequence[Group]:
    """Sort a window's arrivals by their keys and cut them into groups; the last brings its last line."""
    window.arrivals.sort(key=lambda one: one.email_hash or one.keys[0])
    pieces = [window.arrivals[at : at + size] for at in range(0, len(window.arrivals), size)] or [[]]
    last = len(pieces) - 1
    return [
        Group(
            arrivals=piece,
            faults=[] if at else window.faults,
            line_done=window.line_done if at == last else from_line,
            cursor="" if at == last else str(at + 1),
        )
        for at, piece in enumerate(pieces)
    ]


def prepare_group(reading: Reading, customers: Iterable[Customer], cursor: str) -> Group:
    """Make one page of a store's customers ready."""
    arrivals = [prepare_arrival(reading, customer) for customer in customers]
    return Group(arrivals=[one for one in arrivals if one.keys], faults=[], cursor=cursor)


def prepare_arrival(reading: Reading, customer: Customer) -> Arrival:
    """Make one customer ready: under the same keys as an order of theirs, now or later."""
    named = recognise(customer.contact, reading.platform, customer.country or reading.shop.country)
    hashed = {kind: hash_key(reading.secret, kind, value) for kind, value in named}
    return Arrival(
        keys=tuple(hashed.values()), email_hash=hashed.get("email", ""), contact=customer.contact,
        country=customer.country, language=customer.language, orders_count=customer.orders_count,
        spent_minor=customer.spent_minor, currency=customer.currency,
        last_order_at_ms=customer.last_order_at_ms, tags=customer.tags, says=customer.says,
    )  # fmt: skip
