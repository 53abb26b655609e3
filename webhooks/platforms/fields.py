"""How the fields of a platform's body are read: what must be sound is refused, what may be empty is cut.

Refused with Unreadable, naming the field: references, currencies, amounts, instants, lists.
Cut at its limit: names, numbers, tags and how many tags and products there are.
Left out: an address, a phone, a proof, a country or a language that cannot be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from plugin.domain.money import read_minor
from plugin.errors import InvalidInput, Unreadable

Body = Mapping[str, object]

NAME_LENGTH = 100
NUMBER_LENGTH = 64
REF_LENGTH = 64
DOMAIN_LENGTH = 255
TAG_LENGTH = 100
MOST_TAGS = 50
MOST_PRODUCTS = 500
MOST_TITLES, TITLE_LENGTH = 3, 80
LARGEST_MINOR = 10**15

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_AT_MS = 4_102_444_800_000  # the year 2100: a snapshot from there would never be overwritten
_MILLISECOND = timedelta(milliseconds=1)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d", re.ASCII)
_REF = re.compile(r"[!-~]+\Z")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}\Z")
_PHONE = re.compile(r"(?=.*\d)[^\r\n]{1,40}\Z")
_PROOF = re.compile(r"[!-~]{8,100}\Z")
_COUNTRY = re.compile(r"[A-Za-z]{2}\Z")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}\Z")


def read_members(value: object, field: str) -> Body:
    """Take a JSON object. Raises Unreadable for anything else."""
    if not isinstance(value, dict):
        raise Unreadable(f"{field} is not an object.")
    return value


def read_part(body: Body, field: str) -> Body:
    """Take an object that may be null or absent: then it is empty."""
    value = body.get(field)
    return value if isinstance(value, dict) else {}


def read_rows(body: Body, field: str) -> list[Body]:
    """Take a list of objects that may be null or absent. Raises Unreadable for anything else."""
    rows = body.get(field)
    if rows is None:
        return []
    if not isinstance(rows, list) or not {dict}.issuperset(map(type, rows)):
        raise Unreadable(f"{field} is not a list of objects.")
    return rows


def read_ref(value: object, field: str) -> str:
    """Take a platform's id, a whole number above 0 or up to 64 visible ASCII characters."""
    if type(value) is int and value > 0:
        return str(value)
    if isinstance(value, str) and len(value) <= REF_LENGTH and _REF.match(value):
        return value
    raise Unreadable(f"{field} is not an id.")


def read_refs(value: object, field: str) -> tuple[str, ...]:
    """Take a list of ids that may be null; none is ever dropped, since somebody may have to be forgotten."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Unreadable(f"{field} is not a list of ids.")
    return tuple(dict.fromkeys(read_ref(ref, field) for ref in value))


def read_currency(value: object, field: str) -> str:
    """Take a currency's three capital letters."""
    if isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha() and value.isupper():
        return value
    raise Unreadable(f"{field} is not a currency of three capital letters.")


def read_amount(value: object, currency: str, field: str) -> int:
    """Take an amount, as text or as a JSON number, to minor units of its currency."""
    # Up to 15 digits a parsed number's shortest text is what the sender wrote.
    text = repr(value) if type(value) in (int, float) else value
    if not isinstance(text, str):
        raise Unreadable(f"{field} is not an amount.")
    try:
        return read_minor(text, currency)
    except InvalidInput as error:
        raise Unreadable(f"{field}: {error}") from error


def read_sum(value: object, currency: str, field: str) -> int:
    """Take an amount that cannot be negative."""
    minor = read_amount(value, currency, field)
    if minor < 0:
        raise Unreadable(f"{field} is negative.")
    return minor


def keep_sum(minor: int) -> int | None:
    """Keep a sum that can be true, from nothing to 10^15 minor units; None otherwise."""
    return minor if 0 <= minor <= LARGEST_MINOR else None


def keep_goods(goods_minor: int, tax_minor: int) -> tuple[int | None, int]:
    """Keep an order's goods and the tax on them where both can be true, else neither."""
    if keep_sum(goods_minor) is None or keep_sum(tax_minor) is None:
        return None, 0
    return goods_minor, tax_minor


def read_instant(value: object, field: str, zone: str = "") -> int:
    """Take an ISO 8601 date and time to epoch milliseconds.

    `zone` is what the platform leaves out ("+00:00" where it means UTC); without it a text must name one.
    """
    if not isinstance(value, str) or not _INSTANT.match(value):
        raise Unreadable(f"{field} is not a date and time.")
    try:
        at_ms = (datetime.fromisoformat(value + zone) - _EPOCH) // _MILLISECOND
    except (TypeError, ValueError, OverflowError) as error:
        raise Unreadable(f"{field} is not a date and time with its zone.") from error
    if not 0 <= at_ms <= _LATEST_AT_MS:
        raise Unreadable(f"{field} is not between 1970 and 2100.")
    return at_ms


def keep_instant(value: object, zone: str = "") -> int | None:
    """Take a date and time that nothing hangs on; None where it cannot be one."""
    try:
        return read_instant(value, "", zone)
    except Unreadable:
        return None


def clean_text(value: object, length: int) -> str:
    """Take any value as one line of text, cut at `length`; what is not text or a number is empty."""
    if type(value) is int:
        return str(value)[:length]
    return " ".join(value.split())[:length] if isinstance(value, str) else ""


def choose_name(*values: object) -> str:
    """Take the first that is not empty."""
    return next((name for value in values if (name := clean_text(value, NAME_LENGTH))), "")


def choose_email(*values: object) -> str:
    """Take the first that can be an e-mail address; a longer one is left out, never cut."""
    return _choose(_EMAIL, values)


def choose_phone(*values: object) -> str:
    """Take the first that can be a phone number as typed: up to 40 characters with a digit."""
    return _choose(_PHONE, (clean_text(value, 41) for value in values))


def choose_country(*values: object) -> str:
    """Take the first two-letter country code, in capitals."""
    return _choose(_COUNTRY, values).upper()


def choose_language(*values: object) -> str:
    """Take the first language tag, with hyphens ("pt-BR")."""
    return _choose(_LANGUAGE, values).replace("_", "-")


def keep_proofs(*values: object) -> tuple[str, ...]:
    """Keep the unguessable keys: 8 to 100 visible ASCII characters, each once."""
    proofs = (value for value in values if isinstance(value, str) and _PROOF.match(value))
    return tuple(dict.fromkeys(proofs))


def keep_tags(values: Iterable[str]) -> tuple[str, ...]:
    """Keep the first 50 tags that are not empty, each once, cut at 100 characters."""
    tags = (clean_text(value, TAG_LENGTH) for value in values)
    return tuple(dict.fromkeys(tag for tag in tags if tag))[:MOST_TAGS]


def keep_products(rows: Iterable[Body], field: str) -> tuple[str, ...]:
    """Keep the products of an order's lines, the first 500, each once; a line without one is left out."""
    refs = (read_ref(ref, field) for row in rows if (ref := row.get("product_id")))
    return tuple(dict.fromkeys(refs))[:MOST_PRODUCTS]


def keep_titles(rows: Iterable[Body], field: str) -> tuple[str, ...]:
    """Keep the names of the first three products of an order's lines, each once, cut at 80 characters."""
    titles = (clean_text(row.get(field), TITLE_LENGTH) for row in rows if row.get("product_id"))
    return tuple(dict.fromkeys(title for title in titles if title))[:MOST_TITLES]


def _choose(pattern: re.Pattern[str], values: Iterable[object]) -> str:
    texts = (value.strip() for value in values if isinstance(value, str))
    return next((text for text in texts if pattern.match(text)), "")
