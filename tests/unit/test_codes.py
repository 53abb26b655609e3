"""Ids and codes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.codes import CODE_ALPHABET, CODE_LENGTH, first_id_at, make_code, make_id, read_code

moments = st.integers(0, 4_102_444_800_000)


@given(moments, moments, st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8))
def test_it_makes_ids_that_sort_by_age(one_ms: int, two_ms: int, one: bytes, two: bytes) -> None:
    older, newer = sorted((one_ms, two_ms))
    assert (make_id("dlv", older, one) < first_id_at("dlv", newer)) is (older < newer)
    assert make_id("dlv", newer, two) >= first_id_at("dlv", newer)


@given(st.binary(min_size=16, max_size=16))
def test_it_makes_codes_that_can_be_read_aloud(random: bytes) -> None:
    code = make_code(random)
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(CODE_ALPHABET)
    assert read_code(f" {code[:4].lower()}-{code[4:]}\n") == code


def test_it_leaves_out_what_looks_alike() -> None:
    assert not set("01OIL") & set(CODE_ALPHABET)
    assert len(CODE_ALPHABET) ** CODE_LENGTH >= 2**44


@given(st.text())
def test_it_reads_any_text_as_some_code(text: str) -> None:
    assert len(read_code(text)) <= 40
    assert not any(letter.isspace() for letter in read_code(text))
