"""The terms that a shop offers its partners: what is paid for which orders, when, and in which steps."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from plugin.domain.faults import name_fault
from plugin.domain.program import Minor, Text
from plugin.errors import InvalidInput
from plugin.model import Struct

PCT_DECIMALS = 4
TEN_THOUSAND = 10_000


class Rate(Struct):
    """What one order brings: a share of what its buyer kept, or an amount in the shop's currency."""

    pct: Decimal = Decimal(0)
    amount_minor: Minor = 0


class Tier(Struct):
    """A step: from these results in a calendar month on, the orders of the next month bring `rate`."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    results: Annotated[int, msgspec.Meta(ge=1, le=10**15)]
    rate: Rate


class Terms(Struct):
    """What a partner is promised.

    `pays_for` says which orders of a customer whom they brought count: the first, those of `months_count`
    months from the first on, or all of them for as long as the customer stays. What an order brings matures
    `hold_days` after it was paid. `tiers` are reached by new customers or by revenue in the shop's currency.
    An order under `minimum_minor` brings nothing; a balance under `threshold_minor` is not paid out yet.
    """

    rate: Rate
    pays_for: Literal["first_order", "months", "always"] = "first_order"
    months_count: Annotated[int, msgspec.Meta(ge=0, le=120)] = 0
    hold_days: Annotated[int, msgspec.Meta(ge=0, le=730)] = 30
    minimum_minor: Minor = 0
    tiers_by: Literal["new_customers", "revenue"] = "new_customers"
    tiers: Annotated[tuple[Tier, ...], msgspec.Meta(max_length=20)] = ()
    threshold_minor: Minor = 0
    agreement: Text = ""


# What a shop starts from that has no terms yet.
EXAMPLE = Terms(rate=Rate(pct=Decimal(10)), threshold_minor=50_000)


def read_terms(settings: Any) -> Terms:
    """Read terms as a merchant wrote them.

    Takes the parsed JSON. Raises InvalidInput that names the first field that cannot be used.
    """
    try:
        terms = msgspec.convert(settings, Terms)
    except msgspec.ValidationError as error:
        raise name_fault(error, "terms") from error
    _check_rate("rate", terms.rate)
    for place, tier in enumerate(terms.tiers, 1):
        _check_rate(f"tiers, step {place}", tier.rate)
    results = [tier.results for tier in terms.tiers]
    if results != sorted(set(results)):
        raise InvalidInput("tiers", "The tiers must rise: each needs more results than the last.")
    if (terms.pays_for == "months") != bool(terms.months_count):
        raise InvalidInput(
            "months_count", 'Say in months_count how long orders count when pays_for is "months".'
        )
    return terms


def write_terms(terms: Terms) -> str:
    """Give the terms back as JSON text that `read_terms` reads to the same terms."""
    return msgspec.json.encode(terms).decode()


def say_rate(rate: Rate) -> str:
    """Write a rate in short, as lines keep it: "7.5%", or "5000" minor units."""
    return str(rate.amount_minor) if rate.amount_minor else f"{rate.pct.normalize():f}%"


def share_of(basis_minor: int, pct: Decimal) -> int:
    """Give a percentage of an amount in minor units, rounded down."""
    scaled = int(pct * TEN_THOUSAND)
    return basis_minor * scaled // (100 * TEN_THOUSAND)


def _check_rate(field: str, rate: Rate) -> None:
    if not rate.pct.is_finite() or not 0 <= rate.pct <= 100 or rate.pct != round(rate.pct, PCT_DECIMALS):
        raise InvalidInput(
            field, f"In {field}: pct is from 0 to 100, with at most {PCT_DECIMALS} decimals, such as 7.5."
        )
    if rate.pct and rate.amount_minor:
        raise InvalidInput(field, f"In {field}: give a pct or an amount_minor, not both.")
