"""What is wrong with a catalog of translations, in sentences that a translator can act on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from gettext import c2py
from unicodedata import category

from babel import Locale
from babel.messages.catalog import Catalog, Message

from widgets.texts import BROWSER_TEXTS

PLACEHOLDER = re.compile(r"(?:\{|%\()([a-z0-9_]+)(?:\}|\)s)")  # {name}, and %(name)s as templates write it
COUNTS = (*range(1001), 1_000_000, 1_000_001, 2_000_000)  # es and fr have a form for whole millions
PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")  # the order in which a catalog lists them

# Sentences that a language may leave as they are in English.
SHARED: Mapping[str, frozenset[str]] = {
    "Chat": frozenset({"es"}),
    "E-mail": frozenset({"fr"}),
    "{count} point": frozenset({"fr"}),
}

NAMES = frozenset({"WhatsApp", "Shopify", "WooCommerce", "SMS", "Telegram", "X", "Facebook"})

# Buttons stand in a row: a translation has at most twice the English letters and twelve more, others thirty.
BUTTONS = ("launcher", "copy", "copied", "native", "email", "qr", "later", "no_thanks", "who_sent_go", "call")
ON_BUTTONS = frozenset(BROWSER_TEXTS[key] for key in BUTTONS)


def find_faults(catalog: Catalog) -> Iterator[str]:
    """Say what is missing or broken in one language's catalog, sentence by sentence.

    Takes a catalog that is up to date with the code. Gives nothing for a catalog that is complete.
    """
    language = str(catalog.locale)
    yield from _check_plural_rule(language, catalog.plural_expr)
    for message in catalog:
        if message.id:
            for fault in _check_message(language, message):
                yield f'"{english_of(message)}" {fault}'


def english_of(message: Message) -> str:
    """Give the English sentence of a message, the singular of one that counts."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms_of(message: Message) -> tuple[str, ...]:
    """Give the translations of a message: one, or one for each plural form."""
    words = message.string or ""
    return (words,) if isinstance(words, str) else tuple(words)


@cache
def plural_forms_of(language: str) -> Mapping[int, int]:
    """Give the place of the plural form that the language takes, by number (CLDR, by Babel)."""
    rule = Locale.parse(language).plural_form
    forms = [form for form in PLURAL_FORMS if form in (*rule.tags, "other")]
    return {count: forms.index(rule(count)) for count in COUNTS}


def _check_plural_rule(language: str, expression: str) -> Iterator[str]:
    choose, forms = c2py(expression), plural_forms_of(language)
    wrong = next((count for count in COUNTS if choose(count) != forms[count]), None)
    if wrong is not None:
        right = f"form {forms[wrong]}, not {choose(wrong)}"
        yield f"Plural-Forms: the number {wrong} must take {right} (docs/words.md has the lines)"


def _check_message(language: str, message: Message) -> Iterator[str]:
    forms = forms_of(message)
    needed_count = max(plural_forms_of(language).values()) + 1 if message.pluralizable else 1
    if len(forms) < needed_count or not all(form.strip() for form in forms):
        yield "is not translated yet"
        return
    if message.fuzzy:
        yield "is marked as needing work (fuzzy): check it and take the mark away"
    for place, form in enumerate(forms):
        counts = [count for count, taken in plural_forms_of(language).items() if taken == place]
        yield from _check_placeholders(message, form, said=message.pluralizable and len(counts) == 1)
        yield from _check_form(language, english_of(message), form)


def _check_placeholders(message: Message, form: str, *, said: bool) -> Iterator[str]:
    """Compare placeholders; a form for one number alone may say it in a word: "صديقان" is two friends."""
    english = (message.id,) if isinstance(message.id, str) else message.id
    has, *wanted = (set(PLACEHOLDER.findall(words)) for words in (form, *english))
    needed = set.intersection(*wanted) - ({"count"} if said else set())
    if needed - has:
        yield f"has lost {_list(needed - has)}"
    if unknown := has.difference(*wanted):
        yield f"has {_list(unknown)}, which the English has not"


def _check_form(language: str, english: str, form: str) -> Iterator[str]:
    if form != form.strip():
        yield "has a space at one end"
    if form == english and not _is_name(english) and language not in SHARED.get(english, ()):
        yield "is still English"
    spare = 12 if english in ON_BUTTONS else 30
    if _measure(form) > 2 * _measure(english) + spare:
        yield f"is too long: {_measure(form)} letters for {_measure(english)} in English"


def _is_name(english: str) -> bool:
    """Say whether a sentence is a name, or nothing but placeholders: those are the same in every language."""
    words = PLACEHOLDER.sub("", english)
    return english in NAMES or not any(letter.isalpha() for letter in words)


def _measure(words: str) -> int:
    """Count letters; marks above and below them take no room."""
    return sum(not category(character).startswith("M") for character in words)


def _list(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
