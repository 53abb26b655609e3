"""Ids and codes, worked out from time and random bytes that the caller brings."""

from __future__ import annotations

import re

from plugin.domain.rude_words import is_rude
from plugin.errors import InvalidInput

# No 0/O, 1/I/L: a code can be read aloud and typed from paper.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 9
_PAIRS = tuple(first + second for second in CODE_ALPHABET for first in CODE_ALPHABET)
CODE_BYTES = 16
ID_BYTES = 8

SHORTEST, LONGEST = 4, 20

# Letters and digits that are taken for each other on paper and on a screen: each row is one sign.
LOOK_ALIKE = ("0O", "1IL", "2Z", "5S", "6G", "8B", "UV")
_ONE_SIGN = str.maketrans({sign: row[0] for row in LOOK_ALIKE for sign in row})


def make_id(prefix: str, now_ms: int, random: bytes) -> str:
    """Make one of our ids: a prefix, then the time, so that ids sort by age, then eight random bytes."""
    return f"{prefix}_{now_ms:011x}{random.hex()}"


def make_ids(prefix: str, now_ms: int, random: bytes) -> list[str]:
    """Make an id of every eight random bytes, in order."""
    head, digits = make_id(prefix, now_ms, b""), random.hex()
    return sorted(head + digits[at : at + 2 * ID_BYTES] for at in range(0, len(digits), 2 * ID_BYTES))


def first_id_at(prefix: str, at_ms: int) -> str:
    """Give the id before which every id of this kind is older than the moment."""
    return f"{prefix}_{max(at_ms, 0):011x}"


def make_code(random: bytes) -> str:
    """Make a code of nine characters (44 bits) from sixteen random bytes."""
    number = int.from_bytes(random, "big") % len(CODE_ALPHABET) ** CODE_LENGTH
    code = ""
    for _ in range(CODE_LENGTH // 2):
        number, place = divmod(number, len(_PAIRS))
        code += _PAIRS[place]
    return code + CODE_ALPHABET[number]


def read_code(text: str) -> str:
    """Give a code as a person typed it in the one form that we keep: capitals, without blanks and dashes.

    Empty for what no code can be: letters of another script may look like ours and are not.
    """
    bare = "".join(text.split()).replace("-", "")
    return bare.upper()[:40] if bare.isascii() else ""


def check_personal_code(text: str) -> str:
    """Give the canonical form of a code that a person chose, such as ASHA200 for "asha-200".

    Raises InvalidInput with what to change. Letters that are not plain English ones are refused, since many
    look like them or turn into them (the Cyrillic А, the long ſ); so are codes that look machine-made.
    Whether the code is free is the caller's to ask, by `confusion_key`.
    """
    code = read_code(text)
    if fault := _find_fault(text, code):
        raise fault
    return code


def confusion_key(code: str) -> str:
    """Give the form that codes share when one is easily taken for the other, such as ASHA20O and ASHA200."""
    return read_code(code).translate(_ONE_SIGN)


def _find_fault(text: str, code: str) -> InvalidInput | None:
    if not text.isascii() or not re.fullmatch(r"[A-Z0-9]*", code):
        return InvalidInput("code", "A code has only the letters A to Z and digits.")
    if not SHORTEST <= len(code) <= LONGEST:
        return InvalidInput(
            "code", "A code has {least} to {most} letters and digits.", least=SHORTEST, most=LONGEST
        )
    if code.isdigit():
        return InvalidInput("code", "A code needs at least one letter.")
    if len(code) == CODE_LENGTH and set(code) <= set(CODE_ALPHABET):
        return InvalidInput(
            "code", "This code looks like one that Sathi makes. Add a letter or digit, or leave one out."
        )
    if is_rude(code):
        return InvalidInput("code", "This code could offend somebody. Please choose another.")
    return None
