"""What standards write in one way: codes of countries, languages and time zones, web addresses, phones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from plugin.errors import InvalidInput

UNKNOWN_COUNTRY = "ZZ"
MOST_HOST = 253
_HOST = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+\Z", re.ASCII)
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]{1,38}\Z", re.ASCII)


def is_country(code: str) -> bool:
    """Say whether these are two letters of a country in capitals (ISO 3166-1, by the Unicode CLDR)."""
    return code in get_global("territory_languages") and code != UNKNOWN_COUNTRY


def is_language(code: str) -> bool:
    """Say whether this is a language's code, such as bn or pt-BR (BCP 47, by the Unicode CLDR)."""
    try:
        return bool(Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError):
        return False


def is_time_zone(name: str) -> bool:
    """Say whether this is a time zone's name, such as Asia/Kolkata (IANA)."""
    return name in _list_time_zones()


def is_web_address(url: str) -> bool:
    """Say whether an address is one that browsers open, without a user's name and without blanks."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.port != 0  # raises where the host or the port is none
    except ValueError:
        return False
    return is_whole and url.isprintable() and bool(re.fullmatch(r"https?://[^/\s@\\]+(/\S*)?", url))


def is_host(name: str) -> bool:
    """Say whether this is a host's name alone, such as chai.myshopify.com."""
    return bool(_HOST.match(name)) and len(name) <= MOST_HOST


def is_phone(text: str) -> bool:
    """Say whether this can be dialled as it stands: digits, with what people put between them."""
    return bool(_PHONE.match(text))


def must_be_countries(field: str, codes: Iterable[str]) -> None:
    """Raise InvalidInput that names the first code which is no country's; capitals make no difference."""
    for code in codes:
        if not is_country(code.upper()):
            raise InvalidInput(
                field, "{country} is no country code: give two letters such as IN.", country=repr(code)
            )


def must_be_languages(field: str, codes: Iterable[str]) -> None:
    """Raise InvalidInput that names the first code which is no language's."""
    for code in codes:
        if not is_language(code):
            raise InvalidInput(
                field, "{language} is no language code: give one such as bn.", language=repr(code)
            )


@cache
def _list_time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
