"""Amounts: exact to the minor unit, or refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugin.domain.money import count_decimals, read_minor
from plugin.errors import InvalidInput

ALL_CURRENCIES = ("INR", "USD", "BDT", "JPY", "KRW", "BHD", "KWD", "CLF", "ZZZ")


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [
        ("INR", 2),
        ("USD", 2),
        ("JPY", 0),
        ("VND", 0),
        ("BHD", 3),
        ("KWD", 3),
        ("TND", 3),
        ("CLF", 4),
        ("ZZZ", 2),
    ],
)
def test_it_counts_decimals(currency: str, decimals: int) -> None:
    assert count_decimals(currency) == decimals


@pytest.mark.parametrize("currency", ["", "inr", "IN", "RUPEE", "IN\n", "INR\n", "₹₹₹", "ＩＮＲ", "1NR"])
def test_it_refuses_a_currency_that_is_not_three_capitals(currency: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        count_decimals(currency)
    assert refused.value.field == "currency"


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("409.94", "USD", 40994),
        ("0.07", "USD", 7),
        ("0", "INR", 0),
        ("-0.00", "INR", 0),
        ("-39.00", "USD", -3900),
        ("49", "USD", 4900),
        ("49.5", "USD", 4950),
        ("049.50", "USD", 4950),
        ("49.5000", "USD", 4950),
        ("23600", "JPY", 23600),
        ("23600.00", "JPY", 23600),
        ("1.234", "BHD", 1234),
        ("1.2", "KWD", 1200),
        ("1.2340", "KWD", 1234),
        ("1.2345", "CLF", 12345),
        ("10000000000000.00", "INR", 10**15),
        ("1000000000000000", "JPY", 10**15),
    ],
)
def test_it_reads_minor_units_exactly(amount: str, currency: str, minor: int) -> None:
    assert read_minor(amount, currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("", "INR"),
        (" ", "INR"),
        ("1.", "INR"),
        (".5", "INR"),
        ("1,250.50", "INR"),
        ("1 250", "INR"),
        ("+1", "INR"),
        ("--1", "INR"),
        ("1e3", "INR"),
        ("0x10", "INR"),
        ("1_000", "INR"),
        ("NaN", "INR"),
        ("Infinity", "INR"),
        ("₹100", "INR"),
        ("১০০", "BDT"),
        ("1٫5", "INR"),
        ("1.5\n", "INR"),
        ("1.5\x00", "INR"),
        ("example string", "INR"),
        ("0.001", "INR"),
        ("49.125", "USD"),
        ("0.5", "JPY"),
        ("1.2345", "KWD"),
        ("10000000000000.01", "INR"),
        ("-10000000000000.01", "INR"),
        ("1000000000000001", "JPY"),
        ("9" * 31, "INR"),
        ("9" * 5000, "INR"),
        ("0." + "0" * 31, "INR"),
    ],
)
def test_it_refuses_what_is_not_a_sound_amount(amount: str, currency: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_minor(amount, currency)
    assert refused.value.field == "amount"


@given(
    minor=st.integers(-(10**15), 10**15), currency=st.sampled_from(ALL_CURRENCIES), zeros=st.integers(0, 9)
)
@example(minor=-1, currency="BHD", zeros=0)
def test_it_reads_back_every_amount_that_can_be_written(minor: int, currency: str, zeros: int) -> None:
    written = f"{Decimal(minor).scaleb(-count_decimals(currency)):f}"
    padded = written + "0" * zeros if "." in written else written
    assert read_minor(padded, currency) == minor


@given(amount=st.text(), currency=st.sampled_from(ALL_CURRENCIES))
def test_it_never_fails_otherwise(amount: str, currency: str) -> None:
    try:
        minor = read_minor(amount, currency)
    except InvalidInput:
        return
    assert Decimal(minor).scaleb(-count_decimals(currency)) == Decimal(amount)
