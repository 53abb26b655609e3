"""Money as the platforms write it: a decimal string is whole minor units of its currency."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from plugin.errors import InvalidInput

# ISO 4217. The CLDR counts are for display and differ (none for ALL or LBP, where stores send two).
_DECIMALS = {
    code: decimals
    for decimals, codes in (
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    )
    for code in codes.split()
}
_LARGEST_MINOR = 10**15
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_PLAIN_DECIMAL = re.compile(r"(-?)([0-9]{1,30})(?:\.([0-9]{1,30}))?\Z")


def count_decimals(currency: str) -> int:
    """Tell how many decimals a currency has: 2 for INR, none for JPY, 3 for KWD.

    Takes the three capital letters. Raises InvalidInput for anything else. Source: ISO 4217; a code
    that the table does not list has two.
    """
    if not _CURRENCY.match(currency):
        raise InvalidInput("currency", "A currency is three capital letters, such as INR.")
    return _DECIMALS.get(currency, 2)


@lru_cache(maxsize=4096)  # an order has many amounts, and most of them again and again
def read_minor(amount: str, currency: str) -> int:
    """Read "409.94" as 40994 minor units, exactly, or refuse it.

    Takes a plain decimal with an optional minus sign. Raises InvalidInput for anything else, for more
    decimals than the currency has (unless they are zeros) and for sizes beyond 10^15 minor units.
    """
    decimals = count_decimals(currency)
    plain = _PLAIN_DECIMAL.match(amount)
    if not plain:
        raise InvalidInput("amount", "An amount is a plain decimal, such as 409.94.")
    sign, whole, fraction = plain.groups(default="")
    if fraction[decimals:].strip("0"):
        raise InvalidInput(
            "amount",
            "{currency} has {decimals} decimals; the amount has more.",
            currency=currency,
            decimals=decimals,
        )
    minor = int(whole + fraction[:decimals].ljust(decimals, "0"))
    if minor > _LARGEST_MINOR:
        raise InvalidInput("amount", "The amount is too large to be true.")
    return -minor if sign else minor


def write_minor(minor: int, currency: str) -> str:
    """Write 40994 minor units as "409.94", the plain decimal that `read_minor` reads; ¥500 is "500"."""
    return str(Decimal(minor).scaleb(-count_decimals(currency)))
