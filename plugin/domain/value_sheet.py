"""Customers added up: what each group of them comes to, with what every figure is a share of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from plugin.domain.value import GRID_MONTHS, Customer, LeftOut, Placed, why_left_out
from plugin.model import Struct

LEAST_WHOLE = 30  # a share of fewer says nothing
LEAST_COHORT = 10


class Cohort(Struct):
    """The customers of one month of first orders, and how many of them bought in each month after it."""

    month: str
    customers_count: int
    again_counts: tuple[int, ...]


class Group(Struct):
    """What some customers come to, added up; the names are those of Customer."""

    customers_count: int = 0
    repeat_count: int = 0
    orders_count: int = 0
    spent_minor: int = 0
    lately_customers_count: int = 0
    lately_orders_count: int = 0
    old_count: int = 0
    first_year_orders_count: int = 0
    first_year_minor: int = 0
    quiet_count: int = 0
    back_count: int = 0
    cohorts: tuple[Cohort, ...] = ()


class ValueSheet(Struct):
    """A shop's customers, those whom an advocate brought beside all others, and the orders that do not count.

    `first_at_ms` is when the first of all orders that count was placed, None without any.
    """

    referred: Group = Group()
    others: Group = Group()
    left_out: dict[LeftOut, int] = {}
    first_at_ms: int | None = None


class Ratio(Struct):
    """A figure as a part of a whole, such as those who bought again of all customers."""

    part: int
    whole: int

    @property
    def says_something(self) -> bool:
        """Whether the whole is large enough to say anything."""
        return self.whole >= LEAST_WHOLE


RATIOS: Mapping[str, Callable[[Group], Ratio]] = {
    "repeat": lambda one: Ratio(part=one.repeat_count, whole=one.customers_count),
    "orders_a_year": lambda one: Ratio(part=one.lately_orders_count, whole=one.lately_customers_count),
    "spent": lambda one: Ratio(part=one.spent_minor, whole=one.customers_count),
    "first_year_spent": lambda one: Ratio(part=one.first_year_minor, whole=one.old_count),
    "first_year_orders": lambda one: Ratio(part=one.first_year_orders_count, whole=one.old_count),
    "average_order": lambda one: Ratio(part=one.spent_minor, whole=one.orders_count),
    "back": lambda one: Ratio(part=one.back_count, whole=one.quiet_count),
}


class Tally:
    """Counts customers as they come by, and forgets each at once: memory does not grow with the shop."""

    def __init__(self) -> None:
        self._groups: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        self._cohorts: dict[bool, Counter[tuple[str, int]]] = {True: Counter(), False: Counter()}
        self._left_out: Counter[LeftOut] = Counter()
        self._first_at_ms: int | None = None

    def leave_out(self, orders: Sequence[Placed], currency: str) -> None:
        """Count those of some orders that do not count, by why."""
        self._left_out.update(why for one in orders if (why := why_left_out(one, currency)))

    def count(self, one: Customer) -> None:
        """Count one customer."""
        self._groups[one.is_referred].update(_counts_of(one))
        self._cohorts[one.is_referred].update((one.cohort, month) for month in (0, *one.months))
        if self._first_at_ms is None or one.first_at_ms < self._first_at_ms:
            self._first_at_ms = one.first_at_ms

    def give(self) -> ValueSheet:
        """Give what all of them came to."""
        return ValueSheet(
            referred=self._group(True), others=self._group(False), left_out=dict(self._left_out),
            first_at_ms=self._first_at_ms,
        )  # fmt: skip

    def _group(self, is_referred: bool) -> Group:
        counts = self._cohorts[is_referred]
        cohorts = tuple(
            Cohort(
                month=month,
                customers_count=counts[month, 0],
                again_counts=tuple(counts[month, after] for after in range(1, GRID_MONTHS + 1)),
            )
            for month in sorted(month for month, after in counts if after == 0)
        )
        return Group(**self._groups[is_referred], cohorts=cohorts)


def join_groups(first: Group, second: Group) -> Group:
    """Add two groups up, such as the referred customers and the others: all customers."""
    sums = {
        name: getattr(first, name) + getattr(second, name)
        for name in Group.__struct_fields__
        if name != "cohorts"
    }
    by_month: dict[str, Cohort] = {}
    for one in (*first.cohorts, *second.cohorts):
        by_month[one.month] = _join_cohorts(by_month[one.month], one) if one.month in by_month else one
    return Group(**sums, cohorts=tuple(by_month[month] for month in sorted(by_month)))


def _join_cohorts(first: Cohort, second: Cohort) -> Cohort:
    pairs = zip(first.again_counts, second.again_counts, strict=True)
    return Cohort(
        month=first.month,
        customers_count=first.customers_count + second.customers_count,
        again_counts=tuple(one + other for one, other in pairs),
    )


def _counts_of(one: Customer) -> dict[str, int]:
    return {
        "customers_count": 1,
        "repeat_count": int(one.orders_count > 1),
        "orders_count": one.orders_count,
        "spent_minor": one.spent_minor,
        "lately_customers_count": int(one.lately_count > 0),
        "lately_orders_count": one.lately_count,
        "old_count": int(one.is_old),
        "first_year_orders_count": one.first_year_count * one.is_old,
        "first_year_minor": one.first_year_minor * one.is_old,
        "quiet_count": int(one.was_quiet),
        "back_count": int(one.came_back),
    }
