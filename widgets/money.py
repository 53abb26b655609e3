"""Money in words: one amount, as a shopper in this country would write it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from babel import Locale, localedata, numbers

from plugin.domain.money import count_decimals

LAKH_COUNTRIES = frozenset({"IN", "BD"})
HOME_OF_CURRENCY = {"INR": "IN"}  # ₹ is written the Indian way in every shop

# The locale data knows the sign of the taka in Bengali only, and not every language's that of the rupee.
SIGNS = {"BDT": "৳", "INR": "₹"}

NO_BREAK_SPACE = "\u00a0"
LETTER_MEETS_DIGIT = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")


def format_money(minor: int, currency: str, language: str, country: str) -> str:
    """Say an amount as a shopper reads it: ₹1,00,000 in India, whole amounts without ".00".

    Takes the amount in the currency's smallest unit, the ISO currency, one of Sathi's languages and
    the shop's ISO country. Gives text with Latin digits. Raises InvalidInput for a currency that is not
    three capital letters. The patterns and symbols are CLDR's by Babel, the decimals are ISO 4217's. Lakh
    grouping is forced in India and Bangladesh, except where a language sets groups with another sign than the
    comma: "1.00.000" reads as a mistake.
    """
    decimals = count_decimals(currency)
    amount = Decimal(minor).scaleb(-decimals)
    whole = amount == amount.to_integral_value()
    country = HOME_OF_CURRENCY.get(currency, country)
    text = numbers.format_currency(
        amount,
        currency,
        format=_choose_pattern(language, country, 0 if whole else decimals),
        locale=_find_locale(language, country),
        currency_digits=False,
    )
    text = text.replace(currency, SIGNS.get(currency, currency))
    return LETTER_MEETS_DIGIT.sub(NO_BREAK_SPACE, text)


@cache
def _find_locale(language: str, country: str) -> Locale:
    name = f"{language}_{country}"
    return Locale.parse(name if localedata.exists(name) else language)


@cache
def _choose_pattern(language: str, country: str, decimals: int) -> str:
    locale = _find_locale(language, country)
    pattern = locale.currency_formats["standard"].pattern
    pattern = pattern.replace(".00", "." + "0" * decimals if decimals else "")
    in_lakhs = country in LAKH_COUNTRIES and numbers.get_group_symbol(locale) == ","
    return re.sub(r"#[#,]*0", "#,##,##0", pattern) if in_lakhs else pattern
