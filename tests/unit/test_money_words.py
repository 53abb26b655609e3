"""Money as a shopper reads it, in every language."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import InvalidInput
from widgets.money import format_money
from widgets.texts import LANGUAGES

NB, NARROW, RLM = "\u00a0", "\u202f", "\u200f"
CURRENCIES = {"INR": "IN", "BDT": "BD", "USD": "US", "JPY": "JP", "BHD": "BH"}

# language → 1,00,000 whole units of each currency in its home country
WHOLE = {
    "en": ("₹1,00,000", "৳1,00,000", "$100,000", "¥100,000", f"BHD{NB}100,000"),
    "hi": ("₹1,00,000", "৳1,00,000", "$1,00,000", "JP¥1,00,000", f"BHD{NB}1,00,000"),
    "bn": ("₹1,00,000", "1,00,000৳", f"1,00,000{NB}US$", f"1,00,000{NB}JP¥", f"1,00,000{NB}BHD"),
    "gu": ("₹1,00,000", "৳1,00,000", "US$1,00,000", "JP¥1,00,000", f"BHD{NB}1,00,000"),
    "ta": ("₹1,00,000", "৳1,00,000", "$1,00,000", "¥1,00,000", f"BHD{NB}1,00,000"),
    "te": ("₹1,00,000", "৳1,00,000", "$1,00,000", "JP¥1,00,000", f"BHD{NB}1,00,000"),
    "mr": ("₹1,00,000", "৳1,00,000", "$100,000", "JP¥100,000", f"BHD{NB}100,000"),
    "ar": (
        f"{RLM}1,00,000{NB}₹",
        f"{RLM}1,00,000{NB}৳",
        f"{RLM}100,000{NB}US$",
        f"{RLM}100,000{NB}JP¥",
        f"{RLM}100,000{NB}د.ب.{RLM}",
    ),
    "es": (f"100.000{NB}₹", f"100.000{NB}৳", "$100,000", f"100.000{NB}JPY", f"100.000{NB}BHD"),
    "fr": (
        f"100{NARROW}000{NB}₹",
        f"100{NARROW}000{NB}৳",
        f"100{NARROW}000{NB}$US",
        f"100{NARROW}000{NB}JPY",
        f"100{NARROW}000{NB}BHD",
    ),
}
MINOR = {"INR": 10_000_000, "BDT": 10_000_000, "USD": 10_000_000, "JPY": 100_000, "BHD": 100_000_000}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", range(5))
def test_it_writes_a_whole_amount_in_every_language_and_currency(language: str, place: int) -> None:
    currency, country = list(CURRENCIES.items())[place]
    assert format_money(MINOR[currency], currency, language, country) == WHOLE[language][place]


@pytest.mark.parametrize(
    ("minor", "currency", "language", "country", "expected"),
    [
        (20_000, "INR", "en", "IN", "₹200"),
        (20_050, "INR", "en", "IN", "₹200.50"),
        (1_234_567_50, "INR", "bn", "IN", "₹12,34,567.50"),
        (1_234_567_50, "BDT", "bn", "BD", "12,34,567.50৳"),
        (1_234_567_50, "BDT", "bn", "IN", "৳12,34,567.50"),
        (1_234_567, "JPY", "en", "JP", "¥1,234,567"),
        (1_500, "BHD", "en", "BH", f"BHD{NB}1.500"),
        (1_000, "BHD", "en", "BH", f"BHD{NB}1"),
        (10_000_000, "USD", "en", "IN", "$1,00,000"),
        (-5_000, "INR", "en", "IN", "-₹50"),
        (0, "INR", "gu", "IN", "₹0"),
        (20_000, "INR", "en", "", "₹200"),
        (10_000_000, "INR", "bn", "US", "₹1,00,000"),
        (1_234_567_50, "INR", "mr", "IN", "₹12,34,567.50"),
        (1_234_567_50, "INR", "te", "IN", "₹12,34,567.50"),
        (1_234_567_50, "INR", "fr", "IN", f"1{NARROW}234{NARROW}567,50{NB}₹"),
        (1_234_567_50, "EUR", "es", "ES", f"1.234.567,50{NB}€"),
        (1_234_567_50, "EUR", "fr", "FR", f"1{NARROW}234{NARROW}567,50{NB}€"),
        (1_234_567_50, "CAD", "fr", "CA", f"1{NB}234{NB}567,50{NB}$"),
        (1_234_567_50, "MXN", "es", "MX", "$1,234,567.50"),
    ],
)
def test_it_writes_money_as_its_country_does(
    minor: int, currency: str, language: str, country: str, expected: str
) -> None:
    assert format_money(minor, currency, language, country) == expected


def test_it_refuses_a_currency_that_is_not_three_letters() -> None:
    with pytest.raises(InvalidInput):
        format_money(100, "rupees", "en", "IN")


@given(
    minor=st.integers(0, 10**15),
    currency=st.sampled_from(sorted(CURRENCIES)),
    language=st.sampled_from(LANGUAGES),
    country=st.sampled_from(["", "IN", "BD", "US", "AE", "ZZ", "x/../y"]),
)
def test_it_keeps_every_digit_of_the_amount(minor: int, currency: str, language: str, country: str) -> None:
    text = format_money(minor, currency, language, country)
    decimals = {"JPY": 0, "BHD": 3}.get(currency, 2)
    whole, fraction = divmod(minor, 10**decimals)
    digits = f"{whole}{fraction:0{decimals}}" if fraction else f"{whole}"
    assert "".join(re.findall("[0-9]", text)) == digits
    assert not any(char.isdigit() and not char.isascii() for char in text)
