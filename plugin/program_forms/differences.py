"""What differs between two versions of a program, setting by setting, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from plugin.domain.program import Program
from plugin.model import Shop
from plugin.program_forms.asking import Page, Plain, Rows, Section, Setting, look_up
from plugin.program_forms.kinds import NOTHING
from plugin.program_forms.pages import PAGES
from plugin.words.speaking import say
from widgets.texts import name_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that is not as it was, in words; `page` is the key of its page, if there is one."""

    page: str
    heading: str
    label: str
    before: str
    after: str


def find_differences(before: Program, after: Program, shop: Shop) -> list[Difference]:
    """Say setting by setting what differs between two versions of a program, in the order of the pages.

    What the house notes for itself in a program is left out.
    """
    one, two = msgspec.to_builtins(before), msgspec.to_builtins(after)
    found = [each for page in PAGES.values() for each in _differ_on(page, one, two, shop)]
    return [*_differ_in_state(before, after), *found, *_differ_in_words(before, after)]


def _differ_in_state(before: Program, after: Program) -> Iterator[Difference]:
    if before.live != after.live:
        states = [say("live") if one.live else say("paused") for one in (before, after)]
        yield Difference("", say("The program"), say("State"), *states)
    if before.paused != after.paused:
        why = [one.paused or NOTHING for one in (before, after)]
        yield Difference("", say("The program"), say("Why it was paused"), *why)


def _differ_on(page: Page, one: Plain, two: Plain, shop: Shop) -> Iterator[Difference]:
    for section in page.sections:
        for asked in section.settings:
            if look_up(one, asked.path) != look_up(two, asked.path):
                yield _name(page, section, asked, one, two, shop)


def _name(
    page: Page, section: Section, asked: Setting | Rows, one: Plain, two: Plain, shop: Shop
) -> Difference:
    words = [
        asked.say(plain, shop) if isinstance(asked, Setting) else say_rows(asked, plain, shop)
        for plain in (one, two)
    ]
    return Difference(page.key, say(section.title), say(asked.label), *words)


def say_rows(rows: Rows, plain: Plain, shop: Shop) -> str:
    """Say all rows of a list in words."""
    value = look_up(plain, rows.path)
    listed: Sequence[Any] = ([value] if value else []) if rows.is_one else value
    said = (rows.say_row(msgspec.convert(row, rows.of), shop) for row in listed)
    return "; ".join(said) or NOTHING


def _differ_in_words(before: Program, after: Program) -> Iterator[Difference]:
    one, two = ({(own.language, own.key): own.text for own in each.words} for each in (before, after))
    for language, key in dict.fromkeys((*one, *two)):
        words = [each.get((language, key), say("Sathi's own")) for each in (one, two)]
        if words[0] != words[1]:
            yield Difference("languages", name_of(language), key, *words)
