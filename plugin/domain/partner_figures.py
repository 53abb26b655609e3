"""What partners bring: visits, orders, new customers, revenue, and what each new customer cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from plugin.domain.moments import FOR_EVER_MS
from plugin.domain.program import Incentive
from plugin.domain.referring import BOUGHT, LIVE, Review, final_verdict
from plugin.errors import InvalidInput
from plugin.model import Order, Reason, Struct, Verdict

YEARS = range(1970, 9999)  # whose days have a moment before and after them


class Brought(Struct):
    """One order that a partner's code or link brought, and what is said of its friend.

    `is_first` for the order by which the friend counts. Without a friend on the books the verdict is clear.
    """

    partner_id: str
    order_id: str
    order: Order
    is_first: bool = False
    verdict: Verdict = "clear"
    reasons: tuple[Reason, ...] = ()
    review: Review = ""
    review_until_at_ms: int | None = None


class Figures(Struct):
    """What one partner brought in a span of time; money is in the shop's currency.

    `uncredited_count` are orders whose friend is blocked, `held_count` those that wait for an answer;
    `coupon_site_count` of both came from sites that collect codes. Revenue and refunds are of credited
    orders, `discount_minor` of all: whoever used the code had the discount.
    """

    visits_count: int = 0
    claims_count: int = 0
    orders_count: int = 0
    new_customers_count: int = 0
    uncredited_count: int = 0
    held_count: int = 0
    coupon_site_count: int = 0
    revenue_minor: int = 0
    refunds_minor: int = 0
    discount_minor: int = 0
    commission_minor: int = 0

    @property
    def kept_minor(self) -> int:
        """What is left of the revenue after refunds; partners are ranked by it."""
        return self.revenue_minor - self.refunds_minor

    @property
    def cost_per_new_customer_minor(self) -> int | None:
        """What discounts and commission come to for each new customer; None where there is none."""
        count = self.new_customers_count
        return round((self.discount_minor + self.commission_minor) / count) if count else None


def add_up(
    brought: Iterable[Brought], incentive: Incentive | None, currency: str, now_ms: int, pays_unreviewed: bool
) -> Figures:
    """Add up what one partner's orders come to.

    Takes what the partner's code gives, the shop's currency, and whether referrals that nobody reviewed in
    time are paid. Cancelled orders count nowhere, and money in another currency is not added.
    """
    figures = Figures()
    for one in brought:
        if one.order.stage in BOUGHT:
            verdict = judge_again(one, now_ms, pays_unreviewed)
            figures = _add(figures, one, verdict, incentive, currency)
    return figures


def judge_again(one: Brought, now_ms: int, pays_unreviewed: bool) -> Verdict:
    """Give what rules and merchant say together of an order's friend."""
    return final_verdict(one.verdict, one.review, one.review_until_at_ms, now_ms, pays_unreviewed)


def count_reasons(brought: Iterable[Brought]) -> Mapping[str, int]:
    """Count by rule what speaks against the orders that are not credited, the most frequent first."""
    counts: dict[str, int] = {}
    for one in brought:
        for reason in one.reasons:
            if not reason.passed and reason.values.get("action") in ("hold", "block"):
                counts[reason.rule] = counts.get(reason.rule, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def cost_discount(incentive: Incentive | None, goods_minor: int) -> int:
    """Give what a code took off an order, from the goods as they were paid, in minor units.

    Free shipping and gifts are not known to cost anything here.
    """
    if incentive is None:
        return 0
    if incentive.kind == "percent" and incentive.pct < 100:
        return round(goods_minor * incentive.pct / (100 - incentive.pct))
    return incentive.amount_minor if incentive.kind == "amount" else 0


def span_of_days(first: str, last: str, time_zone: str) -> tuple[int, int]:
    """Give the span from the first day's midnight to that after the last day, where the shop is.

    Takes days as 2026-11-22, empty for no limit. Gives epoch milliseconds, the second one not included.
    Raises InvalidInput for what is no day.
    """
    zone = ZoneInfo(time_zone)
    since_at_ms = _midnight(_read_day("from", first), zone) if first else 0
    until_at_ms = _midnight(_read_day("until", last) + timedelta(days=1), zone) if last else FOR_EVER_MS
    if since_at_ms >= until_at_ms:
        raise InvalidInput("until", "The last day is before the first.")
    return since_at_ms, until_at_ms


def _add(
    figures: Figures, one: Brought, verdict: Verdict, incentive: Incentive | None, currency: str
) -> Figures:
    order, is_credited = one.order, verdict == "clear"
    is_ours = order.currency == currency
    goods_minor = order.total_minor if order.goods_minor is None else order.goods_minor
    from_site = not is_credited and any(
        reason.rule == "coupon_site" and not reason.passed for reason in one.reasons
    )
    return msgspec.structs.replace(
        figures,
        orders_count=figures.orders_count + 1,
        new_customers_count=figures.new_customers_count
        + (is_credited and one.is_first and order.stage in LIVE),
        uncredited_count=figures.uncredited_count + (verdict == "block"),
        held_count=figures.held_count + (verdict == "hold"),
        coupon_site_count=figures.coupon_site_count + from_site,
        revenue_minor=figures.revenue_minor + order.total_minor * (is_ours and is_credited),
        refunds_minor=figures.refunds_minor + order.refunded_minor * (is_ours and is_credited),
        discount_minor=figures.discount_minor + cost_discount(incentive, goods_minor) * is_ours,
    )


def _read_day(field: str, text: str) -> date:
    with suppress(ValueError):
        day = date.fromisoformat(text.strip())
        if day.year in YEARS:
            return day
    raise InvalidInput(field, f"{text[:40]!r} is no day; write it as 2026-11-22.")


def _midnight(day: date, zone: ZoneInfo) -> int:
    return round(datetime.combine(day, time(), zone).timestamp() * 1000)
