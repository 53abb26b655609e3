"""What a partner earns order by order: worked out whole from the facts, and written as the lines that lack.

Nothing here remembers: the same orders, agreements and terms give the same commission in whatever order they
came to be known. A line once written stays; where it is no longer owed, another takes it back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from plugin.domain.commission_terms import Rate, Terms, Tier, say_rate, share_of
from plugin.domain.moments import DAY_MS, FOR_EVER_MS
from plugin.domain.months import add_months, month_before, month_of
from plugin.domain.partners import Rest
from plugin.model import Struct

# Why an order earns nothing.
Refusal = Literal[
    "unpaid", "refunded", "cancelled", "test", "under review", "refused", "no terms", "before", "ended",
    "currency", "below the minimum", "after the first order", "after the months",
]  # fmt: skip
NoRefusal = Literal[""]
# Why a line was written.
Why = Refusal | Literal[
    "earned", "refunded in part", "grew", "another tier", "other terms", "another date", "another currency",
    "not theirs",
]  # fmt: skip


class Sale(Struct, omit_defaults=True):
    """One order of a customer whom a partner brought.

    `first_at_ms` when the customer's first order was placed, `due_at_ms` when
    this one was paid. `basis_minor` is what its buyer kept of it, net of tax and shipping. `refusal` says why
    it can earn nothing whatever the terms are.
    """

    order_id: str
    is_first: bool
    first_at_ms: int
    placed_at_ms: int
    due_at_ms: int
    basis_minor: int
    currency: str
    refusal: Refusal | NoRefusal = ""


class Agreement(Struct):
    """The version of the terms that a partner agreed to, and when."""

    version: int
    agreed_at_ms: int


class Engagement(Struct):
    """From when until when somebody was a partner of a shop, and what they agreed to, the first word first.

    In `rests` they were none. `terms` are the shop's by version; tiers, months and amounts are in its time
    zone and currency.
    """

    from_ms: int
    until_ms: int | None
    agreements: tuple[Agreement, ...]
    terms: dict[int, Terms]
    time_zone: str
    currency: str
    rests: tuple[Rest, ...] = ()

    def covers(self, at_ms: int) -> bool:
        """Say whether they were a partner at a moment."""
        until_ms = FOR_EVER_MS if self.until_ms is None else self.until_ms
        return self.from_ms <= at_ms < until_ms and not any(rest.covers(at_ms) for rest in self.rests)

    def version_at(self, at_ms: int) -> int:
        """Give the terms that hold for an order of a moment: the last agreed to, before that the first.

        Gives 0 where nothing was ever agreed.
        """
        agreed = [one.version for one in self.agreements if one.agreed_at_ms <= at_ms]
        first = self.agreements[0].version if self.agreements else 0
        return agreed[-1] if agreed else first


class Commission(Struct):
    """What one order earns; `amount_minor` is 0 where `why` says so."""

    sale: Sale
    amount_minor: int
    currency: str
    matures_at_ms: int
    terms_version: int
    tier: str = ""
    rate: str = ""
    why: Refusal | NoRefusal = ""


class Line(Struct):
    """One line of a partner's ledger; `amount_minor` is signed, `month` the statement that it is in."""

    number: int
    order_id: str
    amount_minor: int
    currency: str
    month: str
    matures_at_ms: int
    why: Why
    terms_version: int
    tier: str
    rate: str
    sale: Sale
    at_ms: int


class Results(Struct):
    """What a partner brought in one calendar month."""

    customers_count: int = 0
    revenue_minor: int = 0


def work_out_commissions(engagement: Engagement, sales: Sequence[Sale]) -> tuple[Commission, ...]:
    """Work out what each order of a partner's customers earns by what is known now; takes them in any order.

    Which tier holds for an order follows from the results of the calendar month before the one in which it
    was placed.
    """
    judged = _judge(engagement, sales)
    results = _count_results(engagement, [sale for sale, refusal in judged if not refusal])
    return tuple(
        _refused(engagement, sale, refusal) if refusal else _earned(engagement, sale, results)
        for sale, refusal in judged
    )


def current_tier(engagement: Engagement, sales: Sequence[Sale], now_ms: int) -> str:
    """Give the name of the tier that an order of now would be under; empty for none."""
    version = engagement.version_at(now_ms)
    if not version or not engagement.terms[version].tiers:
        return ""
    counted = [sale for sale, refusal in _judge(engagement, sales) if not refusal]
    tier = _find_tier(engagement, version, _count_results(engagement, counted), now_ms)
    return tier.name if tier else ""


def next_lines(
    owed: Sequence[Commission], kept: Sequence[Line], time_zone: str, now_ms: int
) -> tuple[Line, ...]:
    """Give the lines that bring a ledger to what is owed now; none where they agree.

    What each order earns is compared with the sum of its lines by currency and by when it matures.
    """
    due = {(one.sale.order_id, one.currency, one.matures_at_ms): one.amount_minor for one in owed}
    missing = defaultdict(int, due)
    for line in kept:
        missing[line.order_id, line.currency, line.matures_at_ms] -= line.amount_minor
    orders = {one.sale.order_id: one for one in owed}
    ledgers: dict[str, list[Line]] = defaultdict(list)
    for line in kept:
        ledgers[line.order_id].append(line)
    month = month_of(now_ms, time_zone)
    lacking = sorted((key, amount_minor) for key, amount_minor in missing.items() if amount_minor)
    return tuple(
        _write_line(number, key, amount_minor, orders.get(key[0]), ledgers[key[0]], month, now_ms)
        for number, (key, amount_minor) in enumerate(lacking, len(kept) + 1)
    )


def _judge(engagement: Engagement, sales: Sequence[Sale]) -> list[tuple[Sale, Refusal | NoRefusal]]:
    """Give each order with why it earns nothing, the first placed first."""
    return [
        (sale, _refuse(engagement, sale))
        for sale in sorted(sales, key=lambda sale: (sale.placed_at_ms, sale.order_id))
    ]


def _refuse(engagement: Engagement, sale: Sale) -> Refusal | NoRefusal:
    if sale.refusal:
        return sale.refusal
    if sale.first_at_ms < engagement.from_ms:
        return "before"
    if not (engagement.covers(sale.first_at_ms) and engagement.covers(sale.placed_at_ms)):
        return "ended"
    version = engagement.version_at(sale.placed_at_ms)
    return _refuse_by_terms(engagement, engagement.terms[version], sale) if version else "no terms"


def _refuse_by_terms(engagement: Engagement, terms: Terms, sale: Sale) -> Refusal | NoRefusal:
    if sale.basis_minor <= 0:
        return "refunded"
    if terms.minimum_minor and sale.currency != engagement.currency:
        return "currency"
    if sale.basis_minor < terms.minimum_minor:
        return "below the minimum"
    if terms.pays_for == "first_order" and not sale.is_first:
        return "after the first order"
    if terms.pays_for == "months" and sale.placed_at_ms > sale.first_at_ms:
        over_at_ms = add_months(sale.first_at_ms, terms.months_count, engagement.time_zone)
        return "after the months" if sale.placed_at_ms >= over_at_ms else ""
    return ""


def _count_results(engagement: Engagement, counted: Sequence[Sale]) -> dict[str, Results]:
    """Count by month what orders that earn come to: new customers, and revenue in the shop's currency."""
    months: dict[str, Results] = defaultdict(Results)
    for sale in counted:
        month = month_of(sale.placed_at_ms, engagement.time_zone)
        basis_minor = sale.basis_minor if sale.currency == engagement.currency else 0
        months[month] = Results(
            customers_count=months[month].customers_count + sale.is_first,
            revenue_minor=months[month].revenue_minor + basis_minor,
        )
    return months


def _find_tier(
    engagement: Engagement, version: int, results: Mapping[str, Results], at_ms: int
) -> Tier | None:
    """Give the tier that holds for orders of a moment by the results of the month before; None for none."""
    terms = engagement.terms[version]
    if not terms.tiers:
        return None
    before = results.get(month_before(month_of(at_ms, engagement.time_zone)), Results())
    reached = before.customers_count if terms.tiers_by == "new_customers" else before.revenue_minor
    return next((tier for tier in reversed(terms.tiers) if reached >= tier.results), None)


def _refused(engagement: Engagement, sale: Sale, refusal: Refusal | NoRefusal) -> Commission:
    return Commission(
        sale=sale, amount_minor=0, currency=sale.currency, matures_at_ms=sale.due_at_ms,
        terms_version=engagement.version_at(sale.placed_at_ms), why=refusal,
    )  # fmt: skip


def _earned(engagement: Engagement, sale: Sale, results: Mapping[str, Results]) -> Commission:
    version = engagement.version_at(sale.placed_at_ms)
    terms, tier = engagement.terms[version], _find_tier(engagement, version, results, sale.placed_at_ms)
    rate = tier.rate if tier else terms.rate
    if rate.amount_minor and sale.currency != engagement.currency:
        return _refused(engagement, sale, "currency")
    return Commission(
        sale=sale, amount_minor=_worth(rate, sale.basis_minor), currency=sale.currency,
        matures_at_ms=sale.due_at_ms + terms.hold_days * DAY_MS, terms_version=version,
        tier=tier.name if tier else "", rate=say_rate(rate),
    )  # fmt: skip


def _worth(rate: Rate, basis_minor: int) -> int:
    """Give what an order brings, rounded down: an amount is never more than what its buyer kept."""
    return min(rate.amount_minor, basis_minor) if rate.amount_minor else share_of(basis_minor, rate.pct)


def _write_line(
    number: int, key: tuple[str, str, int], amount_minor: int, owed: Commission | None, kept: Sequence[Line],
    month: str, now_ms: int,
) -> Line:  # fmt: skip
    order_id, currency, matures_at_ms = key
    told = owed or kept[-1]
    return Line(
        number=number, order_id=order_id, amount_minor=amount_minor, currency=currency, month=month,
        matures_at_ms=matures_at_ms, why=_say_why(owed, kept), terms_version=told.terms_version,
        tier=told.tier, rate=told.rate, sale=told.sale, at_ms=now_ms,
    )  # fmt: skip


def _say_why(owed: Commission | None, kept: Sequence[Line]) -> Why:
    if owed is None:
        return "not theirs"
    if owed.why:
        return owed.why
    if not sum(line.amount_minor for line in kept):
        return "earned"
    return next(_compare(owed, kept[-1]), "another date")


def _compare(owed: Commission, last: Line) -> Iterator[Why]:
    if owed.currency != last.currency:
        yield "another currency"
    if owed.terms_version != last.terms_version:
        yield "other terms"
    if (owed.tier, owed.rate) != (last.tier, last.rate):
        yield "another tier"
    if owed.sale.basis_minor < last.sale.basis_minor:
        yield "refunded in part"
    if owed.sale.basis_minor > last.sale.basis_minor:
        yield "grew"
