"""The merchant's own words: texts of widgets and letters as one shop says them, language by language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from plugin.domain.program import OwnText, Program
from plugin.errors import InvalidInput
from plugin.model import MessageKind
from widgets.letter_texts import OWN_LETTER_KEYS, OWN_LETTER_PLACEHOLDERS
from widgets.offers import gives_nothing
from widgets.texts import BROWSER_TEXTS, LANGUAGES, PLACEHOLDER, fill

# How far a friend has come is said by the house alone: it counts what the shopper reads there.
OWN_KEYS = tuple(key for key in BROWSER_TEXTS if not key.startswith("state_"))
BRACED = re.compile(r"\{[^{}]*\}")


def check_own_words(words: Sequence[OwnText]) -> None:
    """Refuse own words that no shopper could read as they are meant.

    Raises InvalidInput that names the first text that cannot be used, and says what to do.
    """
    seen: set[tuple[str, str]] = set()
    for place, own in enumerate(words):
        fault = _find_fault(own)
        if (own.language, own.key) in seen:
            fault = InvalidInput(
                "key", '"{key}" has own words in {language} already: keep one of them.',
                key=own.key, language=own.language,
            )  # fmt: skip
        if fault:
            raise InvalidInput(f"words[{place}].{fault.field}", fault.sentence, **fault.values)
        seen.add((own.language, own.key))


def placeholders_of(key: str) -> list[str]:
    """List what an own text may have in it, such as {shop}: the placeholders of the house's text."""
    letter = key in OWN_LETTER_KEYS
    names = OWN_LETTER_PLACEHOLDERS if letter else PLACEHOLDER.findall(BROWSER_TEXTS[key])
    return [f"{{{name}}}" for name in names]


def say_own_words(program: Program, language: str, values: Mapping[str, str]) -> dict[str, str]:
    """Give the merchant's own texts in one language by key, the server's values filled in.

    A key that Sathi does not know any more is left out.
    """
    return {
        own.key: fill(own.text, values)
        for own in program.words
        if own.language == language and own.key in OWN_KEYS
    }


def say_own_letter(
    program: Program, language: str, kind: MessageKind, values: Mapping[str, str]
) -> dict[str, str]:
    """Give the merchant's own parts of one kind of letter: "subject", "lead", "button".

    A text with {name} is left out where the reader's name is not known.
    """
    return {
        own.key.removeprefix(f"{kind}_"): fill(own.text, values)
        for own in program.words
        if own.language == language
        and own.key.startswith(f"{kind}_")
        and own.key in OWN_LETTER_KEYS
        and (values["name"] or "{name}" not in own.text)
    }


def advise_on_words(program: Program) -> tuple[str, ...]:
    """Say what the merchant should know about their own words, in sentences; nothing of it is refused.

    Source: 16 CFR 255.5 (United States); Guidelines for Prevention of Misleading Advertisements, 14 (India).
    """
    if gives_nothing(program.offer.advocate):
        return ()
    return tuple(
        f"In words[{place}].text: the message does not say {{advocate}}, what its sender gets. The law of"
        " many countries wants the friend to know: put {advocate} in, or say it in your own words."
        for place, own in enumerate(program.words)
        if own.key == "share_text" and "{advocate}" not in own.text
    )


def _find_fault(own: OwnText) -> InvalidInput | None:
    """Give what is wrong with a text, by its field; None for one that can be used."""
    if own.language not in LANGUAGES:
        return InvalidInput(
            "language", "Sathi does not speak {language}: take one of {languages}.",
            language=repr(own.language), languages=", ".join(LANGUAGES),
        )  # fmt: skip
    if own.key not in (*OWN_KEYS, *OWN_LETTER_KEYS):
        return InvalidInput(
            "key", "There is no text {key} to replace: docs/words.md lists the keys.", key=repr(own.key)
        )
    allowed = placeholders_of(own.key)
    strange = [braced for braced in BRACED.findall(own.text) if braced not in allowed]
    if strange and allowed:
        return InvalidInput(
            "text", '"{key}" has no placeholder {strange}: it may have {allowed}.',
            key=own.key, strange=strange[0], allowed=", ".join(allowed),
        )  # fmt: skip
    if strange:
        return InvalidInput(
            "text", '"{key}" has no placeholder {strange}: it may have none.', key=own.key, strange=strange[0]
        )
    if own.key == "share_text" and "{link}" not in own.text:
        return InvalidInput("text", "The message needs {link}, the sender's own link: put it at the end.")
    return None
