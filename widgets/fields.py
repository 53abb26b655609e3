"""The fields of forms: what each asks, what was typed, and what is wrong with it."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from plugin.model import Struct
from widgets.texts import say


class Choice(Struct, frozen=True):
    """One of several answers."""

    value: str
    label: str
    chosen: bool = False


class Field(Struct, frozen=True):
    """One field; `is_ltr` for what is written from the left in every language, such as an address."""

    name: str
    label: str
    type: Literal["text", "email", "tel", "textarea"] = "text"
    value: str = ""
    fault: str = ""
    hint: str = ""
    required: bool = False
    longest: int = 400
    autocomplete: str = "off"
    inputmode: str = ""
    is_ltr: bool = False

    def filled(self, value: str, fault: str, longest: int) -> Field:
        """Give the field with what was typed, what is wrong with it, and how long it may be."""
        return replace(self, value=value[: 2 * longest], fault=fault, longest=longest)


def say_fault(fault: str, language: str) -> str:
    """Say what is wrong with a form; nothing where nothing is."""
    return say(language, fault) if fault else ""
