"""What ties an order to the link behind it: its codes, its marks and where it came from.

Shoppers, browsers and plugins write these. Whatever cannot be one is left out: no order is lost for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv6Address
from unicodedata import normalize

from plugin.domain.codes import read_code
from webhooks.platforms.fields import Body

MARK = "_sathi"
MOST_CODES = 20
MOST_MARKS = 5
ADDRESS_LENGTH = 300

_MARK_TEXT = re.compile(r"[!-~]{1,300}\Z")
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")
_HOST = re.compile(
    r"\s*https?://(?:[^/?#@\s]*@)?([a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?)\.?(?::\d*)?(?:[/?#]|\s*\Z)",
    re.ASCII | re.IGNORECASE,
)
_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4 = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}\Z", re.ASCII)
_IPV6_LENGTH = 45
_NOWHERE = frozenset({"0.0.0.0", "::"})


def keep_rows(value: object) -> list[Body]:
    """Keep the objects of a list that anybody may have written into; anything else is left out."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def keep_codes(values: Iterable[object]) -> tuple[str, ...]:
    """Keep the first 20 discount codes, each once, in the one form that Sathi keeps."""
    codes = (read_code(value) for value in values if isinstance(value, str))
    return tuple(dict.fromkeys(code for code in codes if code))[:MOST_CODES]


def keep_marks(values: Iterable[object]) -> tuple[str, ...]:
    """Keep the first 5 marks, each once: texts of up to 300 visible ASCII characters, as Sathi signs them."""
    marks = (value for value in values if isinstance(value, str) and _MARK_TEXT.match(value))
    return tuple(dict.fromkeys(marks))[:MOST_MARKS]


def choose_ip(*values: object) -> str:
    """Take the first that is an address of the internet, in its shortest form; 0.0.0.0 is nobody's."""
    return next((ip for value in values if (ip := _read_ip(value))), "")


def choose_address(addresses: Iterable[Body], names: tuple[str, str, str, str]) -> str:
    """Take the first address that has a street and a postcode, in one plain form.

    `names` are the platform's words for the street, its second line, the postcode and the country.
    """
    street, more, postcode, country = names
    for address in addresses:
        place, zone = write_plainly(address.get(street)), write_plainly(address.get(postcode))
        if place and zone:
            return place + write_plainly(address.get(more)) + zone + write_plainly(address.get(country))
    return ""


def write_plainly(value: object) -> str:
    """Take an address to its letters and digits, so that two ways of writing it become one."""
    if not value or type(value) not in (str, int):
        return ""
    return _NEITHER_LETTER_NOR_DIGIT.sub("", normalize("NFKC", str(value)[:ADDRESS_LENGTH]).casefold())


def read_host(value: object) -> str:
    """Take the address of a page to its host name, in lower case; empty for anything else."""
    found = _HOST.match(value) if isinstance(value, str) else None
    return found[1].lower() if found else ""


def _read_ip(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    ip = text if _IPV4.match(text) else _shorten_ipv6(text)
    return "" if ip in _NOWHERE else ip


def _shorten_ipv6(text: str) -> str:
    if ":" not in text or "%" in text or len(text) > _IPV6_LENGTH:
        return ""
    try:
        ip = IPv6Address(text)
    except ValueError:
        return ""
    return str(ip.ipv4_mapped or ip)
