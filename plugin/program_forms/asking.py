"""What a page of settings is made of: settings with their words, rows of them, sections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_type_hints

import msgspec
from msgspec.inspect import type_info

from plugin.domain.program import Program
from plugin.errors import InvalidInput
from plugin.model import Shop, Struct
from plugin.program_forms.kinds import Around, Kind
from plugin.words.speaking import mark

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting by its `path` in the program; a rare one stands folded away.

    `wrong` says what it must be where that is more than a length or a range.
    """

    path: str
    label: str
    kind: Kind
    help: str = ""
    is_rare: bool = False
    wrong: str = ""
    of: type[Struct] = Program

    def check(self, value: Any) -> None:
        """Raise InvalidInput, with a sentence that says what is asked for, unless the value can be kept."""
        check_value(self.of, self.path, value, self.wrong)

    @property
    def beside_path(self) -> str:
        """The path of the field that says the kind of the reward which this setting belongs to."""
        return f"{self.path.rpartition('.')[0]}.kind"

    def write(self, plain: Plain, shop: Shop) -> list[str]:
        """Give what stands in the field for the values that it is among."""
        beside = look_up(plain, self.beside_path)
        return self.kind.write(look_up(plain, self.path), Around(shop, str(beside)))

    def say(self, plain: Plain, shop: Shop) -> str:
        """Say the setting's value in words, out of the values that it is among."""
        beside = look_up(plain, self.beside_path)
        return self.kind.say(look_up(plain, self.path), Around(shop, str(beside)))


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of the program whose every entry is one row of settings; `is_one` where there is at most one.

    `sort_by` is the number by which the rows are put in order. `say_row` says one in words.
    """

    path: str
    label: str
    of: type[Struct]
    columns: tuple[Setting, ...]
    blank: Struct
    say_row: Callable[[Any, Shop], str]
    help: str = ""
    sort_by: str = ""
    is_one: bool = False
    is_rare: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Some settings under one heading."""

    title: str
    settings: tuple[Setting | Rows, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of settings; `key` is its place in addresses."""

    key: str
    title: str
    lead: str
    sections: tuple[Section, ...]

    def settings(self) -> Iterator[Setting | Rows]:
        """Give all settings of the page."""
        for section in self.sections:
            yield from section.settings


def look_up(plain: Plain, path: str) -> Any:
    """Give the value at a path, None where there is none."""
    value: Any = plain
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def put(plain: Plain, path: str, value: Any) -> None:
    """Write a value at a path."""
    *names, last = path.split(".")
    for name in names:
        plain = plain.setdefault(name, {})
    plain[last] = value


@cache
def find_hint(of: type[Struct], path: str) -> Any:
    """Give the type of the field at a path of a record, with its bounds."""
    hint: Any = of
    for name in path.split("."):
        hint = get_type_hints(hint, include_extras=True)[name]
    return hint


def check_value(of: type[Struct], path: str, value: Any, wrong: str = "") -> None:
    """Raise InvalidInput unless a value can stand at a path: what is `wrong`, or what its type asks for."""
    hint = find_hint(of, path)
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        raise (InvalidInput(path, wrong) if wrong else _name_bounds(path, hint)) from error


def _name_bounds(path: str, hint: Any) -> InvalidInput:
    """Give the refusal that says what a type asks for: its range, its length."""
    sentence = mark("This cannot be used; look at the sentence beside the field.")
    values: dict[str, object] = {}
    match type_info(hint):
        case msgspec.inspect.IntType(ge=int(least), le=int(most)):
            sentence = mark("Give a whole number from {least} to {most}.")
            values = {"least": least, "most": most}
        case msgspec.inspect.FloatType(ge=float() | int() as least, le=float() | int() as most):
            sentence = mark("Give a number from {least} to {most}.")
            values = {"least": least, "most": most}
        case msgspec.inspect.StrType(min_length=int(), max_length=int(most)):
            sentence, values = mark("Write something here, of at most {most} characters."), {"most": most}
        case msgspec.inspect.StrType(max_length=int(most)):
            sentence, values = mark("Use at most {most} characters."), {"most": most}
        case msgspec.inspect.VarTupleType(item_type=msgspec.inspect.StrType(max_length=int(most))):
            sentence, values = mark("Use at most {most} characters on each line."), {"most": most}
        case msgspec.inspect.VarTupleType(
            item_type=msgspec.inspect.IntType(ge=int(least), le=int(most)), max_length=int(count)
        ):
            sentence = mark("Give whole numbers from {least} to {most}, at most {count} of them.")
            values = {"least": least, "most": most, "count": count}
    return InvalidInput(path, sentence, **values)
