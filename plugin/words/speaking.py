"""The desk's words in the merchant's language: choosing the catalog, finding the sentence, filling it.

The English sentences are the names of the translations. The language is the one of the moment: the desk sets
it for each request, and what writes outside of one (commands, the worker's mail) speaks `in_language`.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar, Token
from functools import cache
from pathlib import Path

from babel.lists import format_list

from plugin.errors import SathiError
from plugin.sentences import fill

LANGUAGES = ("en", "hi", "bn", "gu")
ENGLISH = "en"
DOMAIN = "desk"
LOCALE_DIR = Path(__file__).parents[1] / "dashboard" / "locale"

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def spoken_language() -> str:
    """Give the language that is spoken at this moment, one of LANGUAGES."""
    return _spoken.get()


def speak(language: str) -> Token[str]:
    """Speak a language from now on; one that has no catalog is spoken as English."""
    return _spoken.set(language if language in LANGUAGES else ENGLISH)


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Speak a language for as long as the block lasts: for letters and commands, outside of any request."""
    token = speak(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def mark(sentence: str) -> str:
    """Mark a sentence for the catalogs without saying it yet: `say(sentence)` says it later."""
    return sentence


def say(sentence: str, **values: object) -> str:
    """Say an English sentence in the language of the moment, its {placeholders} filled."""
    return fill(find_words(sentence), values)


def say_count(one: str, many: str, count: int, **values: object) -> str:
    """Say a sentence about a number in the language's right plural form; {count} is filled."""
    return fill(find_counted(one, many, count), {"count": count, **values})


def say_error(error: SathiError) -> str:
    """Say in the language of the moment what went wrong; so are errors within it said."""
    values = {
        name: say_error(value) if isinstance(value, SathiError) else value
        for name, value in error.values.items()
    }
    return say(error.sentence, **values)


def say_list(parts: Sequence[str]) -> str:
    """Say several things, said already, in a row: "a, b, and c"."""
    return format_list(parts, locale=spoken_language())


def find_words(sentence: str) -> str:
    """Give the translation of a sentence, unfilled; nothing for nothing."""
    return load_catalog(spoken_language()).gettext(sentence) if sentence else ""


def find_counted(one: str, many: str, count: int) -> str:
    """Give the plural form that a number takes, unfilled."""
    return load_catalog(spoken_language()).ngettext(one, many, count)


@cache
def load_catalog(language: str) -> gettext.NullTranslations:
    """Load the compiled sentences of a language; what has no translation yet is said in English."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE_DIR, [language], fallback=True)
