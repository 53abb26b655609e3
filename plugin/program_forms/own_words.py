"""The merchant's own words in one language as a form: a field for each text, empty for Sathi's own."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from plugin.domain.program import OwnText, Program
from plugin.errors import InvalidInput
from plugin.program_forms.kinds import first_of
from plugin.program_forms.typing_in import Reading, Typed
from plugin.words.speaking import say, say_error
from widgets.letter_texts import ASKING, LETTERS, OWN_LETTER_KEYS, OWN_PARTS
from widgets.own_words import OWN_KEYS, check_own_words, placeholders_of
from widgets.texts import BROWSER_TEXTS, LANGUAGES
from widgets.texts import say as say_in

KEYS = (*OWN_KEYS, *OWN_LETTER_KEYS)
OURS = {
    **BROWSER_TEXTS,
    **{f"{kind}_{part}": str(getattr(LETTERS[kind], part)) for kind in ASKING for part in OWN_PARTS},
}


@dataclass(frozen=True, slots=True)
class WordField:
    """One text: Sathi's own words for it in the language, and what may stand in it."""

    key: str
    ours: str
    placeholders: list[str]


def list_word_fields(language: str) -> list[WordField]:
    """List the texts that a merchant may say in another way, as Sathi says them in a language."""
    return [WordField(key, say_in(language, OURS[key]), placeholders_of(key)) for key in KEYS]


def write_words(program: Program, language: str) -> dict[str, list[str]]:
    """Give what stands in each field of a language."""
    own = {one.key: one.text for one in program.words if one.language == language}
    return {key: [own.get(key, "")] for key in KEYS}


def read_words(program: Program, language: str, typed: Typed) -> Reading:
    """Give the program with the words that were typed in one language, or what is wrong by field."""
    reading, kept = Reading(), []
    wanted = {key: text for key in KEYS if (text := first_of(typed.get(key, ())).strip())}
    for one in program.words:
        if one.language != language or one.key not in KEYS:
            kept.append(one)
        elif one.key in wanted:
            kept.append(msgspec.structs.replace(one, text=wanted.pop(one.key)))
    kept += [OwnText(language=language, key=key, text=text) for key, text in wanted.items()]
    for one in kept:
        if one.language == language and (fault := _find_fault(one)):
            reading.faults[one.key] = fault
    if not reading.faults:
        reading.program = msgspec.structs.replace(program, words=tuple(kept))
    return reading


def count_words(program: Program) -> dict[str, int]:
    """Count the own words in each of Sathi's languages."""
    return {language: sum(one.language == language for one in program.words) for language in LANGUAGES}


def _find_fault(one: OwnText) -> str:
    try:
        check_own_words([msgspec.convert(msgspec.to_builtins(one), OwnText)])
    except msgspec.ValidationError:
        return say("Use at most {most} characters.", most=400)
    except InvalidInput as error:
        return say_error(error)
    return ""
