"""A plain recomputation of commission, apart from the house's: fractions, calendars walked, no ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

from plugin.domain.commission import Engagement, Sale
from plugin.domain.commission_terms import Rate, Terms
from tests.cast import DAY_MS, MINUTE_MS

EPOCH = datetime(1970, 1, 1)  # on the wall, where clocks have no zone
BLOCK_MS = 15 * MINUTE_MS  # clocks change on the quarter of an hour
Owed = dict[tuple[str, str], int]


def offset_ms(at_ms: int, zone: str) -> int:
    """Give by how much a zone is ahead of UTC; all that is taken from the time zone database."""
    ahead = datetime.fromtimestamp(at_ms // 1000, ZoneInfo(zone)).utcoffset()
    assert ahead is not None
    return round(ahead.total_seconds() * 1000)


def wall(at_ms: int, zone: str) -> datetime:
    """Give what the clock on the wall shows."""
    return EPOCH + timedelta(milliseconds=at_ms + offset_ms(at_ms, zone))


def months_later(at_ms: int, count: int, zone: str) -> int:
    """Walk day by day to the same day so many months later, then quarter by quarter until clocks show it."""
    begun = wall(at_ms, zone)
    day, goal = begun.date(), begun.year * 12 + begun.month + count
    while day.year * 12 + day.month < goal or day.day < begun.day:
        if day.year * 12 + day.month == goal and (day + timedelta(1)).month != day.month:
            break  # the month is too short
        day += timedelta(1)
    shown = datetime.combine(day, begun.time())
    wanted = (shown - EPOCH) // timedelta(milliseconds=1)
    block = (wanted - 26 * 60 * MINUTE_MS) // BLOCK_MS * BLOCK_MS
    while block + BLOCK_MS + offset_ms(block, zone) <= wanted:
        block += BLOCK_MS
    if block + offset_ms(block, zone) > wanted:  # clocks skip it: as if they had not been put forward
        return wanted - offset_ms(block - BLOCK_MS, zone)
    return wanted - offset_ms(block, zone)


def recompute(engagement: Engagement, sales: Sequence[Sale]) -> Owed:
    """Give what every order earns, by order and currency; nothing for those that earn nothing."""
    earning = [sale for sale in sales if earns(engagement, sale)]
    owed: Owed = {}
    for sale in earning:
        rate = choose_rate(engagement, sale, earning)
        if rate.amount_minor:
            worth = min(rate.amount_minor, sale.basis_minor) if sale.currency == engagement.currency else 0
        else:
            worth = floor(Fraction(sale.basis_minor) * Fraction(str(rate.pct)) / 100)
        if worth:
            owed[sale.order_id, sale.currency] = worth
    return owed


def recompute_matured(engagement: Engagement, sales: Sequence[Sale], at_ms: int) -> int:
    """Give what has matured by a moment, over all currencies."""
    owed = recompute(engagement, sales)
    due = {sale.order_id: sale.due_at_ms + terms_of(engagement, sale).hold_days * DAY_MS for sale in sales
           if (sale.order_id, sale.currency) in owed}  # fmt: skip
    return sum(amount for (order_id, _), amount in owed.items() if due[order_id] <= at_ms)


def terms_of(engagement: Engagement, sale: Sale) -> Terms:
    """Give the terms that were agreed when the order was placed, or else the first that ever were."""
    version = engagement.agreements[0].version
    for word in engagement.agreements:
        if word.agreed_at_ms <= sale.placed_at_ms:
            version = word.version
    return engagement.terms[version]


def earns(engagement: Engagement, sale: Sale) -> bool:
    """Say whether an order earns anything at all, whatever the rate."""
    if sale.refusal or sale.basis_minor < 1 or not engagement.agreements:
        return False
    last = engagement.until_ms or 10**15
    if not all(engagement.from_ms <= at_ms < last for at_ms in (sale.first_at_ms, sale.placed_at_ms)):
        return False
    terms = terms_of(engagement, sale)
    if terms.minimum_minor and (
        sale.currency != engagement.currency or sale.basis_minor < terms.minimum_minor
    ):
        return False
    if sale.is_first or terms.pays_for == "always":
        return True
    if terms.pays_for == "first_order":
        return False
    return sale.placed_at_ms < months_later(sale.first_at_ms, terms.months_count, engagement.time_zone)


def choose_rate(engagement: Engagement, sale: Sale, earning: Sequence[Sale]) -> Rate:
    """Add up the days of the month before the order's, and give the rate of the best step that they reach."""
    terms, zone = terms_of(engagement, sale), engagement.time_zone
    first_day = wall(sale.placed_at_ms, zone).date().replace(day=1)
    reached = 0
    for day in days_before(first_day):
        for one in earning:
            if wall(one.placed_at_ms, zone).date() == day:
                is_home = one.currency == engagement.currency
                reached += one.is_first if terms.tiers_by == "new_customers" else is_home * one.basis_minor
    best = terms.rate
    for tier in terms.tiers:
        best = tier.rate if tier.results <= reached else best
    return best


def days_before(first_day: date) -> list[date]:
    """Give the days of the month before the one that begins so."""
    day, days = first_day - timedelta(1), list[date]()
    while not days or day.month == days[0].month:
        days.append(day)
        day -= timedelta(1)
    return days
