"""The one loader: what it lets through, any store keeps; what it refuses is always Unreadable."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import Unreadable
from webhooks.strict_json import LARGEST_BODY_BYTES, load_json

STORABLE_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
LEAVES = st.none() | st.booleans() | STORABLE_TEXT | st.floats(allow_nan=False, allow_infinity=False)
NUMBERS = st.integers(-(2**63 - 1), 2**63 - 1)
VALUES = st.recursive(
    LEAVES | NUMBERS, lambda inner: st.lists(inner) | st.dictionaries(STORABLE_TEXT, inner), max_leaves=30
)


@pytest.mark.parametrize(
    ("raw", "parsed"),
    [
        (b"null", None),
        (b" true\n", True),
        (b'""', ""),
        (b"[]", []),
        (b"{}", {}),
        (b"-0", 0),
        (b"1e3", 1000.0),
        (b"1e-400", 0.0),
        (b"9223372036854775807", 2**63 - 1),
        (b"-9223372036854775807", -(2**63 - 1)),
        (b"0." + b"1" * 39, float("0." + "1" * 39)),
        (b"-0." + b"1" * 39, float("-0." + "1" * 39)),
        (b'{"a":1,"b":{"a":2}}', {"a": 1, "b": {"a": 2}}),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'"\\uD83D\\uDE00"', "😀"),
        (b'"\\\\u0000"', "\\u0000"),
        (b'"\\\\ud800"', "\\ud800"),
        ('"আশা"'.encode(), "আশা"),
        (b'"\\u0986\\u09b6\\u09be"', "আশা"),
        (b"[" * 64 + b"]" * 64, json.loads("[" * 64 + "]" * 64)),
    ],
)
def test_it_loads_sound_json(raw: bytes, parsed: object) -> None:
    assert load_json(raw) == parsed


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "not JSON"),
    "only space": (b"  ", "not JSON"),
    "a form": (b"webhook_id=5", "not JSON"),
    "text after the end": (b"{} {}", "not JSON"),
    "an unfinished object": (b'{"a":', "not JSON"),
    "single quotes": (b"{'a':1}", "not JSON"),
    "a trailing comma": (b"[1,]", "not JSON"),
    "a comment": (b"[1] // one", "not JSON"),
    "a leading zero": (b"01", "not JSON"),
    "NaN": (b"[NaN]", "NaN"),
    "Infinity": (b"[Infinity]", "Infinity"),
    "minus Infinity": (b"[-Infinity]", "-Infinity"),
    "1e400": (b"[1e400]", "too large"),
    "-1e400": (b"[-1e400]", "too large"),
    "a key twice": (b'{"total":"1","total":"2"}', "twice"),
    "a key twice, deep": (b'[{"a":{"b":1,"b":1}}]', "twice"),
    "a key twice, escaped": (b'{"a":1,"\\u0061":2}', "twice"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "not JSON"),
    "UTF-16": ('{"a":1}'.encode("utf-16"), "UTF-8"),
    "UTF-16 without a mark": ('{"a":1}'.encode("utf-16-le"), "not JSON"),
    "UTF-32": ('{"a":1}'.encode("utf-32"), "UTF-8"),
    "Latin-1": (b'"caf\xe9"', "UTF-8"),
    "an overlong NUL": (b'"\xc0\x80"', "UTF-8"),
    "a raw surrogate": (b'"\xed\xa0\x80"', "UTF-8"),
    "a raw NUL in text": (b'"a\x00b"', "not JSON"),
    "a raw NUL outside": (b"{}\x00", "not JSON"),
    "an escaped NUL": (b'["a\\u0000b"]', "NUL"),
    "an escaped NUL in a key": (b'{"a\\u0000":1}', "NUL"),
    "a lone high surrogate": (b'["\\ud83d"]', "surrogate"),
    "a lone low surrogate": (b'{"a":[{"b":"\\uDE00"}]}', "surrogate"),
    "swapped surrogates": (b'"\\ude00\\ud83d"', "surrogate"),
    "a lone surrogate in a key": (b'{"\\udfff":1}', "surrogate"),
    "a lone surrogate beside a pair": (b'"\\ud83d\\ude00\\ud83d"', "surrogate"),
    "65 levels": (b"[" * 65 + b"]" * 65, "deeper"),
    "65 levels of objects": (b'{"a":' * 65 + b"1" + b"}" * 65, "deeper"),
    "2 MB of brackets": (b"[" * 2_000_000, "deeper"),
    "2 MB of objects": (b'{"a":' * 400_000, "deeper"),
    "a 5,000-digit number": (b"9" * 5000, "digits"),
    "a 5,000-digit fraction": (b"0." + b"9" * 5000, "digits"),
    "a 5,000-digit exponent": (b"1e" + b"0" * 5000, "digits"),
    "41 digits": (b"0." + b"1" * 40, "digits"),
    "2^63": (b"9223372036854775808", "64 bits"),
    "-2^63": (b"-9223372036854775808", "64 bits"),
    "over 2 MiB": (b'"' + b"a" * LARGEST_BODY_BYTES + b'"', "2 MiB"),
}


@pytest.mark.parametrize(("raw", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses_what_a_store_cannot_keep(raw: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        load_json(raw)


def test_it_loads_a_body_of_exactly_the_limit() -> None:
    raw = b'"' + b"a" * (LARGEST_BODY_BYTES - 2) + b'"'
    assert load_json(raw) == "a" * (LARGEST_BODY_BYTES - 2)


def test_it_refuses_depth_from_any_stack_level() -> None:
    def fall(levels: int) -> None:
        if levels:
            return fall(levels - 1)
        with pytest.raises(Unreadable, match="deeper"):
            load_json(b"[" * 100_000)
        return None

    fall(200)


@given(VALUES, st.booleans())
def test_it_loads_back_whatever_can_be_stored(value: object, escaped: bool) -> None:
    raw = json.dumps(value, ensure_ascii=escaped).encode()
    assert load_json(raw) == value


@given(st.binary(max_size=200))
def test_it_never_fails_otherwise_on_bytes(raw: bytes) -> None:
    _load_or_refuse(raw)


@given(st.text(st.sampled_from('{}[]",:0123456789eE+-.\\udD8a \n'), max_size=60))
def test_it_never_fails_otherwise_on_json_like_text(text: str) -> None:
    _load_or_refuse(text.encode())


def _load_or_refuse(raw: bytes) -> None:
    try:
        loaded: Any = load_json(raw)
    except Unreadable as refused:
        assert str(refused).startswith("The body ")
    else:
        json.dumps(loaded, ensure_ascii=False, allow_nan=False).encode()
