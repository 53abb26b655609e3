"""Plainly written phone numbers: the short way gives what phonenumbers gives."""

from __future__ import annotations

import phonenumbers
from hypothesis import example, given
from hypothesis import strategies as st

from plugin.domain.people import same_phone

COUNTRIES = ("IN", "US", "CA", "GB", "AE", "DE", "BR", "")
SPACED = st.lists(st.sampled_from(["", "", " ", "-", " - ", "--"]), min_size=16, max_size=16)


def read_slowly(phone: str, country: str) -> str:
    """Read a number by phonenumbers alone."""
    try:
        number = phonenumbers.parse(phone[:40], country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@given(
    st.sampled_from(["+91", "+1", "+44", "+971", "91", "0", "", "+"]),
    st.text("0123456789", min_size=6, max_size=12),
    SPACED,
    st.sampled_from(COUNTRIES),
)
@example("+91", "9876543210", [""] * 16, "IN")
@example("+44", "7911123456", [""] * 16, "IN")
@example("+971", "501234567", [""] * 16, "")
@example("", "9876543210", ["-", "", "", "", "", " ", *[""] * 10], "IN")
@example("", "2125551234", [""] * 16, "US")
def test_it_reads_a_plain_number_as_phonenumbers_does(
    prefix: str, digits: str, spaces: list[str], country: str
) -> None:
    spaced = "".join(space + digit for space, digit in zip(spaces, prefix + digits, strict=False))
    assert same_phone(spaced, country) == read_slowly(spaced, country)


@given(st.from_regex(r"\A(\+?91|\+1|\+447|\+9715)?[2-9][0-9]{8,10}\Z"), st.sampled_from(COUNTRIES))
def test_it_reads_what_looks_like_a_mobile_number_alike(phone: str, country: str) -> None:
    assert same_phone(phone, country) == read_slowly(phone, country)
