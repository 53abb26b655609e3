"""English sentences and what fills them: the ground on which both errors and the desk's words stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

# {name} as we write it, %(name)s and %% as Jinja writes what stands between {% trans %} and {% endtrans %}.
PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}|%\(([a-z0-9_]+)\)s|%%")


def fill(sentence: str, values: Mapping[str, object], write: Callable[[object], str] = str) -> str:
    """Put values, written by `write`, into the placeholders; those without a value stay as they are.

    A number is grouped: 1,060 customers.
    """

    def place(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name is None:
            return "%"
        return write(group_number(values[name])) if name in values else found[0]

    return PLACEHOLDER.sub(place, sentence)


def group_number(value: object) -> object:
    """Give a count as a person reads it, 1,060, and anything else as it is."""
    return f"{value:,}" if type(value) is int else value
