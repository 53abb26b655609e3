"""Forms of settings made ready to be drawn: what was typed, what is wrong with it, what a new shop has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from plugin.dashboard.speaking import say
from plugin.domain.program import Program
from plugin.model import Shop
from plugin.program_forms.asking import Page, Plain, Rows, Section, Setting
from plugin.program_forms.differences import say_rows
from plugin.program_forms.typing_in import Typed, list_places, write_blank, write_page

BLANK_ROWS = 2


@dataclass(frozen=True, slots=True)
class DrawnField:
    """One field; `at_first` is what a new shop has, in words, None within a row."""

    name: str
    label: str
    help: str
    shape: str
    texts: Sequence[str]
    fault: str
    unit: str
    is_rare: bool
    choices: Mapping[str, str] = field(default_factory=dict)
    at_first: str | None = None
    is_changed: bool = False

    @property
    def id(self) -> str:
        """The field's name as an element of the page is called."""
        return self.name.replace(".", "-")

    @property
    def is_open(self) -> bool:
        """Whether it is to be seen though it is rare."""
        return self.is_changed or bool(self.fault)


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One row of a list; a blank one is for something new."""

    prefix: str
    fields: list[DrawnField]
    is_blank: bool


@dataclass(frozen=True, slots=True)
class DrawnList:
    """A list with its rows."""

    name: str
    label: str
    help: str
    fault: str
    rows: list[DrawnRow]
    is_changed: bool


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """A heading with its fields and lists."""

    title: str
    lead: str
    fields: list[DrawnField]
    lists: list[DrawnList]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a page is drawn from: what was typed, what is wrong, what a new shop has."""

    typed: Typed
    faults: Mapping[str, str]
    shop: Shop
    first_typed: Typed
    first: Plain


def draw_page(
    page: Page, typed: Typed, faults: Mapping[str, str], standard: Program, shop: Shop
) -> list[DrawnSection]:
    """Make a page ready to be drawn with what was typed into it."""
    first_typed = write_page(page, standard, shop)
    drawing = Drawing(typed, faults, shop, first_typed, msgspec.to_builtins(standard))
    return [_draw_section(section, drawing) for section in page.sections]


def _draw_section(section: Section, drawing: Drawing) -> DrawnSection:
    return DrawnSection(
        title=say(section.title),
        lead=say(section.lead),
        fields=[_draw_setting(one, drawing) for one in section.settings if isinstance(one, Setting)],
        lists=[_draw_list(one, drawing) for one in section.settings if isinstance(one, Rows)],
    )


def _draw_setting(setting: Setting, drawing: Drawing) -> DrawnField:
    texts = drawing.typed.get(setting.path, ())
    return replace(
        _draw_field(setting, setting.path, texts, drawing),
        at_first=setting.say(drawing.first, drawing.shop),
        is_changed=list(texts) != list(drawing.first_typed[setting.path]),
    )


def _draw_field(setting: Setting, name: str, texts: Sequence[str], drawing: Drawing) -> DrawnField:
    return DrawnField(
        name=name, label=say(setting.label), help=say(setting.help), shape=setting.kind.shape, texts=texts,
        fault=drawing.faults.get(name, ""), unit=setting.kind.unit_in(drawing.shop), is_rare=setting.is_rare,
        choices=getattr(setting.kind, "choices", {}),
    )  # fmt: skip


def _draw_list(rows: Rows, drawing: Drawing) -> DrawnList:
    places = list_places(rows, drawing.typed)
    drawn = [_draw_row(rows, place, drawing.typed, drawing, is_blank=False) for place in places]
    blank = write_blank(rows, drawing.shop)
    next_place = max(places, default=-1) + 1
    blanks_count = (0 if places else 1) if rows.is_one else BLANK_ROWS
    for place in range(next_place, next_place + blanks_count):
        typed = {f"{rows.path}.{place}.{path}": texts for path, texts in blank.items()}
        drawn.append(_draw_row(rows, place, typed, drawing, is_blank=True))
    help = f"{say(rows.help)} {say('At first: {words}', words=say_rows(rows, drawing.first, drawing.shop))}"
    is_changed = _only(rows, drawing.typed) != _only(rows, drawing.first_typed)
    return DrawnList(
        rows.path, say(rows.label), help.strip(), drawing.faults.get(rows.path, ""), drawn, is_changed
    )


def _only(rows: Rows, typed: Typed) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in typed.items() if name.startswith(f"{rows.path}.")}


def _draw_row(rows: Rows, place: int, typed: Typed, drawing: Drawing, is_blank: bool) -> DrawnRow:
    prefix = f"{rows.path}.{place}."
    fields = [
        _draw_field(one, prefix + one.path, typed.get(prefix + one.path, ()), drawing) for one in rows.columns
    ]
    return DrawnRow(prefix, fields, is_blank)
