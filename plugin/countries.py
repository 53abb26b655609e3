"""What a country suggests for a store: its currency, its languages and its time zone."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from plugin.model import Struct
from widgets.texts import ENGLISH, LANGUAGES

SPOKEN_BY_PCT = 3.0  # a language that fewer speak there is not proposed

# Where a country has several zones, the one in which most of its people live.
ZONES = {
    "AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto", "CD": "Africa/Kinshasa",
    "ID": "Asia/Jakarta", "KZ": "Asia/Almaty", "MX": "America/Mexico_City", "RU": "Europe/Moscow",
    "US": "America/New_York", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "CL": "America/Santiago",
    "NZ": "Pacific/Auckland", "MY": "Asia/Kuala_Lumpur", "CN": "Asia/Shanghai", "AR": "America/Buenos_Aires",
    "EC": "America/Guayaquil", "IN": "Asia/Kolkata", "DE": "Europe/Berlin", "UA": "Europe/Kiev",
}  # fmt: skip


class Proposal(Struct):
    """What a country suggests; `languages` are those of Sathi's spoken there, the most spoken first."""

    currency: str
    time_zone: str
    languages: tuple[str, ...]


@cache
def propose(country: str) -> Proposal:
    """Give what a store in a country most likely uses; takes two letters such as IN."""
    currencies = get_territory_currencies(country) if country else []
    zones = get_global("territory_zones").get(country) or ["UTC"]
    return Proposal(
        currency=currencies[0] if currencies else "USD",
        time_zone=ZONES.get(country, zones[0]),
        languages=_list_languages(country),
    )


def choose_shown(country: str, language: str) -> tuple[str, ...]:
    """Give the languages in which a shop's words are shown: its own, those of its country, English."""
    return tuple(dict.fromkeys((language.partition("-")[0], *propose(country).languages, ENGLISH)))


@cache
def list_countries(language: str = ENGLISH) -> tuple[tuple[str, str], ...]:
    """Give every country's two letters and its name in a language, by name."""
    names = Locale.parse(language).territories
    known = [(code, names[code]) for code in get_global("territory_languages") if code in names]
    return tuple(sorted(known, key=lambda one: one[1]))


@cache
def list_currencies() -> tuple[str, ...]:
    """Give every currency that some country uses today, by its code."""
    used = {code for country, _ in list_countries() for code in get_territory_currencies(country)}
    return tuple(sorted(used))


def _list_languages(country: str) -> tuple[str, ...]:
    spoken = get_global("territory_languages").get(country, {})
    shares = {
        language: share["population_percent"]
        for language, share in spoken.items()
        if language in LANGUAGES and (share["population_percent"] >= SPOKEN_BY_PCT)
    }
    return tuple(sorted(shares, key=lambda language: -shares[language])) or (ENGLISH,)
