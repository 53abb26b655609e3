"""What customers are worth: how often they come back and what they leave, referred ones beside the others.

A customer is a person with at least one order that counts. Months are those of the shop's clocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from plugin.domain.moments import DAY_MS
from plugin.domain.months import add_months, month_number, month_of
from plugin.domain.referring import LIVE
from plugin.model import Struct

QUIET_DAYS = 90
YEAR_MONTHS = 12
GRID_MONTHS = 12  # so many months after the first order are followed

LeftOut = Literal["test", "unplaced", "cancelled", "refunded", "currency"]


class Placed(Struct):
    """One order as far as it matters here; a removed one is cancelled."""

    stage: str
    currency: str
    placed_at_ms: int
    total_minor: int
    refunded_minor: int = 0
    is_deleted: bool = False
    is_test: bool = False

    @property
    def kept_minor(self) -> int:
        """What is left of it after refunds; never less than nothing, whatever else went back with them."""
        return max(0, self.total_minor - self.refunded_minor)


class AsOf(Struct):
    """The moment at which things are looked at, a year before it, and the clocks and money that count."""

    now_ms: int
    year_ago_ms: int
    time_zone: str
    currency: str


class Customer(Struct):
    """What one customer's orders that count come to, the first year being the twelve months from the first.

    `lately_count` are those of the last twelve months, `is_old` says that the first year is over. `was_quiet`
    for ninety days without an order, until now or until the next one; `came_back` where a next one came.
    `months` are how many months after the first order they bought again.
    """

    person_id: str
    is_referred: bool
    orders_count: int
    spent_minor: int
    first_at_ms: int
    last_at_ms: int
    lately_count: int
    is_old: bool
    first_year_count: int
    first_year_minor: int
    was_quiet: bool
    came_back: bool
    cohort: str
    months: tuple[int, ...]


def look_from(now_ms: int, time_zone: str, currency: str) -> AsOf:
    """Look at a shop's customers from a moment, by its clocks and in its currency."""
    year_ago_ms = add_months(now_ms, -YEAR_MONTHS, time_zone)
    return AsOf(now_ms=now_ms, year_ago_ms=year_ago_ms, time_zone=time_zone, currency=currency)


def why_left_out(order: Placed, currency: str) -> LeftOut | None:
    """Say why an order does not count here; None where it does."""
    if order.is_test:
        return "test"
    if order.is_deleted or order.stage == "cancelled":
        return "cancelled"
    if order.stage not in LIVE:
        return "refunded" if order.stage == "refunded" else "unplaced"
    return None if order.currency == currency else "currency"


def weigh_customer(
    person_id: str, is_referred: bool, orders: Sequence[Placed], as_of: AsOf
) -> Customer | None:
    """Say what one person's orders come to; None for somebody without one that counts."""
    counting = sorted(
        (one for one in orders if why_left_out(one, as_of.currency) is None), key=lambda one: one.placed_at_ms
    )
    if not counting:
        return None
    moments = [one.placed_at_ms for one in counting]
    year_ends_ms = add_months(moments[0], YEAR_MONTHS, as_of.time_zone)
    first_year = [one for one in counting if one.placed_at_ms < year_ends_ms]
    is_back = _has_gap(moments)
    cohort = month_of(moments[0], as_of.time_zone)
    return Customer(
        person_id=person_id,
        is_referred=is_referred,
        orders_count=len(counting),
        spent_minor=sum(one.kept_minor for one in counting),
        first_at_ms=moments[0],
        last_at_ms=moments[-1],
        lately_count=sum(at_ms >= as_of.year_ago_ms for at_ms in moments),
        is_old=year_ends_ms <= as_of.now_ms,
        first_year_count=len(first_year),
        first_year_minor=sum(one.kept_minor for one in first_year),
        was_quiet=is_back or _has_gap([moments[-1], as_of.now_ms]),
        came_back=is_back,
        cohort=cohort,
        months=_list_months(moments, cohort, as_of.time_zone),
    )


def _has_gap(moments: Sequence[int]) -> bool:
    pairs = zip(moments, moments[1:], strict=False)
    return any(later - earlier >= QUIET_DAYS * DAY_MS for earlier, later in pairs)


def _list_months(moments: Sequence[int], cohort: str, time_zone: str) -> tuple[int, ...]:
    first = month_number(cohort)
    after = {month_number(month_of(at_ms, time_zone)) - first for at_ms in moments}
    return tuple(sorted(number for number in after if 1 <= number <= GRID_MONTHS))
