"""What partners bring: visits, orders, new customers, revenue, and what each new customer cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from plugin.domain.moments import FOR_EVER_MS
from plugin.domain.partners import Partner
from plugin.domain.program import Incentive
from plugin.domain.referring import BOUGHT, LIVE, Review, final_verdict
from plugin.errors import InvalidInput
from plugin.model import Reason, Stage, Struct, Verdict

YEARS = range(1970, 9999)  # whose days have a moment before and after them


class Brought(Struct):
    """Orders that a partner's code or link brought and that are judged alike, added up in minor units.

    `is_first` for orders by which a friend counts, `is_from_site` where the friend came from a site that
    collects codes. Without a friend on the books the verdict is clear. Money in another currency is not
    added; `discount_minor` is what friends' codes took off.
    """

    orders_count: int
    stage: Stage
    is_first: bool = False
    is_from_site: bool = False
    verdict: Verdict = "clear"
    review: Review = ""
    review_until_at_ms: int | None = None
    total_minor: int = 0
    refunded_minor: int = 0
    discount_minor: int = 0


class Doubted(Struct):
    """One order that a partner brought, and what speaks against its friend."""

    order_id: str
    number: str
    placed_at_ms: int
    verdict: Verdict
    reasons: tuple[Reason, ...]
    review: Review
    review_until_at_ms: int | None


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


def add_up(brought: Iterable[Brought], now_ms: int, pays_unreviewed: bool) -> Figures:
    """Add up what one partner's orders come to; cancelled ones count nowhere.

    Takes whether referrals that nobody reviewed in time are paid.
    """
    figures = Figures()
    for one in brought:
        if one.stage in BOUGHT:
            figures = _add(figures, one, judge_again(one, now_ms, pays_unreviewed))
    return figures


def judge_again(one: Brought | Doubted, now_ms: int, pays_unreviewed: bool) -> Verdict:
    """Give what rules and merchant say together of an order's friend."""
    return final_verdict(one.verdict, one.review, one.review_until_at_ms, now_ms, pays_unreviewed)


def count_reasons(doubted: Iterable[Doubted]) -> Mapping[str, int]:
    """Count by rule what speaks against the orders that are not credited, the most frequent first."""
    counts: dict[str, int] = {}
    for one in doubted:
        for reason in one.reasons:
            if not reason.passed and reason.values.get("action") in ("hold", "block"):
                counts[reason.rule] = counts.get(reason.rule, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def list_spans(partner: Partner, span: tuple[int, int]) -> list[tuple[int, int]]:
    """Give the parts of a span of time in which somebody was a partner, the first first."""
    if partner.decided_at_ms is None:
        return []
    since_at_ms = max(span[0], partner.decided_at_ms)
    until_at_ms = span[1] if partner.ended_at_ms is None else min(span[1], partner.ended_at_ms)
    rests = sorted((rest.from_ms, rest.until_ms) for rest in partner.rests)
    begins = [since_at_ms, *(max(since_at_ms, until_ms) for _, until_ms in rests)]
    ends = [*(min(until_at_ms, from_ms) for from_ms, _ in rests), until_at_ms]
    return [(begin, end) for begin, end in zip(begins, ends, strict=True) if begin < end]


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


def _add(figures: Figures, one: Brought, verdict: Verdict) -> Figures:
    count, is_credited = one.orders_count, verdict == "clear"
    return msgspec.structs.replace(
        figures,
        orders_count=figures.orders_count + count,
        new_customers_count=figures.new_customers_count
        + count * (is_credited and one.is_first and one.stage in LIVE),
        uncredited_count=figures.uncredited_count + count * (verdict == "block"),
        held_count=figures.held_count + count * (verdict == "hold"),
        coupon_site_count=figures.coupon_site_count + count * (one.is_from_site and not is_credited),
        revenue_minor=figures.revenue_minor + one.total_minor * is_credited,
        refunds_minor=figures.refunds_minor + one.refunded_minor * is_credited,
        discount_minor=figures.discount_minor + one.discount_minor,
    )


def _read_day(field: str, text: str) -> date:
    with suppress(ValueError):
        day = date.fromisoformat(text.strip())
        if day.year in YEARS:
            return day
    raise InvalidInput(field, "{day} is no day; write it as 2026-11-22.", day=repr(text[:40]))


def _midnight(day: date, zone: ZoneInfo) -> int:
    return round(datetime.combine(day, time(), zone).timestamp() * 1000)
