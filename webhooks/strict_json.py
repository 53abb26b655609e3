"""The one JSON loader for bytes from outside: what it lets through, the store can keep."""

from __future__ import annotations

import json
import math
import re
from typing import NoReturn

from plugin.errors import Unreadable

LARGEST_BODY_BYTES = 2 * 1024 * 1024
DEEPEST_NESTING = 64
MOST_DIGITS = 40
LARGEST_INTEGER = 2**63 - 1
SURE_DIGITS = 19  # fewer than these are always within 64 bits

# Raw NUL and raw surrogates cannot pass the decoding; only these escapes can bring them in.
_SUSPICIOUS_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def load_json(raw: bytes) -> object:
    """Read a body that any database and any other program reads the same way.

    Takes the raw bytes, gives the parsed value. Raises Unreadable, and nothing else, for: more than
    2 MiB, anything but UTF-8, broken JSON, NaN and Infinity, a key given twice, more than 64 levels,
    numbers of more than 40 digits or beyond 64 bits, lone surrogates and NUL characters.
    """
    if len(raw) > LARGEST_BODY_BYTES:
        raise Unreadable("The body is larger than 2 MiB.")
    try:
        parsed: object = _DECODER.decode(raw.decode())
    except UnicodeDecodeError as error:
        raise Unreadable("The body is not UTF-8 text.") from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"The body is not JSON: {error.msg} at character {error.pos}.") from error
    except RecursionError as error:
        raise _too_deep() from error
    if raw.count(b"{") + raw.count(b"[") > DEEPEST_NESTING:
        _refuse_deep(parsed)
    if _SUSPICIOUS_ESCAPE.search(raw):
        _refuse_unstorable(parsed)
    return parsed


def _read_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Unreadable("The body gives one key twice in the same object.")
    return members


def _read_integer(digits: str) -> int:
    if len(digits) < SURE_DIGITS:
        return int(digits)
    _refuse_long(digits)
    number = int(digits)
    if not -LARGEST_INTEGER <= number <= LARGEST_INTEGER:
        raise Unreadable("The body has a whole number beyond 64 bits.")
    return number


def _read_fraction(digits: str) -> float:
    _refuse_long(digits)
    number = float(digits)
    if not math.isfinite(number):
        raise Unreadable("The body has a number too large to keep.")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise Unreadable(f"The body has {name} where JSON has a number.")


def _refuse_long(digits: str) -> None:
    if len(digits) > MOST_DIGITS and sum(map(str.isdigit, digits)) > MOST_DIGITS:
        raise Unreadable(f"The body has a number of more than {MOST_DIGITS} digits.")


def _too_deep() -> Unreadable:
    return Unreadable(f"The body is nested deeper than {DEEPEST_NESTING} levels.")


def _refuse_deep(parsed: object) -> None:
    level = [parsed] if isinstance(parsed, (dict, list)) else []
    for _ in range(DEEPEST_NESTING):
        level = [
            value
            for container in level
            for value in (container.values() if isinstance(container, dict) else container)
            if isinstance(value, (dict, list))
        ]
        if not level:
            return
    raise _too_deep()


def _refuse_unstorable(parsed: object) -> None:
    waiting = [parsed]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and _UNSTORABLE.search(value):
            raise Unreadable("The body has a NUL character or half of a surrogate pair in its text.")
        if isinstance(value, dict):
            waiting.extend(value)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_read_object,
    parse_int=_read_integer,
    parse_float=_read_fraction,
    parse_constant=_refuse_constant,
)
