"""Ids and codes, worked out from time and random bytes that the caller brings."""

from __future__ import annotations

# No 0/O, 1/I/L: a code can be read aloud and typed from paper.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 9
CODE_BYTES = 16
ID_BYTES = 8


def make_id(prefix: str, now_ms: int, random: bytes) -> str:
    """Make one of our ids: a prefix, then the time, so that ids sort by age, then eight random bytes."""
    return f"{prefix}_{now_ms:011x}{random.hex()}"


def first_id_at(prefix: str, at_ms: int) -> str:
    """Give the id before which every id of this kind is older than the moment."""
    return f"{prefix}_{max(at_ms, 0):011x}"


def make_code(random: bytes) -> str:
    """Make a code of nine characters (44 bits) from sixteen random bytes."""
    number = int.from_bytes(random, "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[place])
    return "".join(letters)


def read_code(text: str) -> str:
    """Give a code as a person typed it in the one form that we keep: capitals, without blanks and dashes."""
    return "".join(text.split()).replace("-", "").upper()[:40]
