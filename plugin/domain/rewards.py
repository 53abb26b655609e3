"""What an advocate and the friends have earned: worked out whole from what is known, as often as it changes.

Nothing here remembers: the same friends, orders and program give the same promises in whatever order they
came to be known. What was promised before and is no longer here has fallen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
from dateutil.relativedelta import relativedelta

from plugin.domain.program import Caps, Incentive, Program
from plugin.model import Order, Struct, Verdict

DAY_MS = 86_400_000
POINTS = "points"

# Kinds that a coupon in the store fulfils; points are a balance; the merchant's own hand gives the others.
COUPON_KINDS = ("percent", "amount", "free_shipping")
SHARES = ("cash", "credit", "points")
VERDICTS: tuple[Verdict, ...] = ("clear", "hold", "block")
MONEY_KINDS = ("amount", "cash", "credit", "points")


class Conversion(Struct):
    """One friend of an advocate, as far as rewards care.

    `cause` names what the friend did ("order woocommerce 1001"). `reached_at_ms` is when the friend counted
    by the program's own stage, None before. `verdict` is what fraud rules and the merchant say together.
    `qualifying_minor` is what of the order is kept, in `currency`.
    """

    referral_id: str
    friend_id: str
    cause: str
    placed_at_ms: int
    reached_at_ms: int | None
    verdict: Verdict
    program_version: int
    qualifying_minor: int
    currency: str


class Promise(Struct):
    """One thing that somebody has earned; `waits` where a person must look at it first."""

    rule: str
    cause: str
    person_id: str
    referral_id: str | None
    program_version: int
    incentive: Incentive
    amount_minor: int
    currency: str
    release_at_ms: int
    waits: bool = False


def measure_qualifying(order: Order, with_tax: bool) -> int:
    """Give the qualifying amount: goods after discounts that the buyer kept, in minor units.

    Shipping, tips and gift cards never count; tax counts where the program says so. An order whose platform
    does not tell goods from the rest counts whole.
    """
    if order.stage not in ("placed", "paid"):
        return 0
    if order.goods_minor is None:
        return max(0, order.total_minor - order.refunded_minor)
    back = order.refunded_minor if order.refunded_goods_minor is None else order.refunded_goods_minor
    kept = max(0, order.goods_minor - back)
    if with_tax and order.goods_minor:
        kept += order.goods_tax_minor * kept // order.goods_minor
    return kept


def is_coupon(incentive: Incentive) -> bool:
    """Say whether a coupon in the store fulfils this promise."""
    return incentive.kind in COUPON_KINDS or (incentive.kind == "gift" and bool(incentive.gift_ref))


def work_out_promises(
    advocate_id: str,
    conversions: Sequence[Conversion],
    programs: Mapping[int, Program],
    standing: int,
    now_ms: int,
) -> tuple[Promise, ...]:
    """Work out everything that one advocate and the friends have earned by now.

    Takes the advocate's friends in any order, the programs by version, and the version that stands, whose
    ladder and caps count. Gives promises unique by rule and cause, those of later periods included.
    """
    counted = sorted(
        (one for one in _once(conversions) if _counts(one, now_ms)),
        key=lambda one: (one.placed_at_ms, one.cause),
    )
    promises: list[Promise] = []
    for rank, one in enumerate(_within_caps(counted, programs[standing].rewards.caps), 1):
        promises += _promise_pair(advocate_id, one, rank, programs[one.program_version])
    promises += _promise_steps(advocate_id, counted, programs, standing)
    return tuple(each for one in promises for each in _spread(one))


def next_change_at(promises: Sequence[Promise], conversions: Sequence[Conversion], now_ms: int) -> int | None:
    """Give the next moment at which time alone changes what is owed; None where it does not."""
    moments = [one.release_at_ms for one in promises if not one.waits]
    moments += [one.reached_at_ms for one in conversions if one.reached_at_ms is not None]
    return min((at_ms for at_ms in moments if at_ms > now_ms), default=None)


def _once(conversions: Sequence[Conversion]) -> list[Conversion]:
    """Give what each friend did once, however many ties lead to it: of several the strictest is believed."""
    strictest_last = sorted(reversed(conversions), key=lambda one: VERDICTS.index(one.verdict))
    return list({one.cause: one for one in strictest_last}.values())


def _counts(one: Conversion, now_ms: int) -> bool:
    return one.reached_at_ms is not None and one.reached_at_ms <= now_ms and one.verdict != "block"


def _release_at(one: Conversion, program: Program) -> int:
    assert one.reached_at_ms is not None
    days = 0 if program.rewards.counts_at == "kept" else program.rewards.hold_days
    return one.reached_at_ms + days * DAY_MS


def _within_caps(counted: Sequence[Conversion], caps: Caps) -> list[Conversion]:
    """Keep the friends who are rewarded: the first so many, ever or in any span of so many days."""
    if not caps.per_advocate_count:
        return list(counted)
    kept: list[Conversion] = []
    for one in counted:
        since_ms = one.placed_at_ms - caps.per_advocate_days * DAY_MS
        recent = [each for each in kept if not caps.per_advocate_days or each.placed_at_ms > since_ms]
        if len(recent) < caps.per_advocate_count:
            kept.append(one)
    return kept


def _promise_pair(advocate_id: str, one: Conversion, rank: int, program: Program) -> Iterator[Promise]:
    """Promise both sides what one friend brings; a friend's coupon was given with the claim already."""
    incentive = program.offer.advocate
    for tier in program.rewards.tiers:
        if rank >= tier.friends_count:
            incentive = tier.reward
    yield _promise("advocate", one.cause, advocate_id, one, program, incentive)
    if not is_coupon(program.offer.friend) and one.friend_id:
        yield _promise("friend", one.cause, one.friend_id, one, program, program.offer.friend)


def _promise(
    rule: str, cause: str, person_id: str, one: Conversion, program: Program, incentive: Incentive
) -> Promise:
    return Promise(
        rule=rule,
        cause=cause,
        person_id=person_id,
        referral_id=one.referral_id,
        program_version=one.program_version,
        incentive=incentive,
        amount_minor=worth_minor(incentive, one.qualifying_minor),
        currency=POINTS if incentive.kind == "points" else one.currency,
        release_at_ms=_release_at(one, program),
        waits=one.verdict == "hold",
    )


def worth_minor(incentive: Incentive, qualifying_minor: int) -> int:
    """Give what a promise is worth in minor units (or points); 0 where no sum of money can say it."""
    if incentive.kind in SHARES and not incentive.amount_minor:
        return int(Decimal(qualifying_minor) * Decimal(str(incentive.pct)) / 100)
    return incentive.amount_minor if incentive.kind in MONEY_KINDS else 0


def _promise_steps(
    advocate_id: str, counted: Sequence[Conversion], programs: Mapping[int, Program], standing: int
) -> Iterator[Promise]:
    """Promise the steps of the ladder that were reached, and every n-th friend's extra."""
    program = programs[standing]
    reached = [("milestone", step.friends_count, step) for step in program.ladder]
    if every := program.rewards.every:
        turns = range(every.friends_count, len(counted) + 1, every.friends_count)
        reached += [("every", count, every) for count in turns]
    clear = sorted(
        _release_at(one, programs[one.program_version]) for one in counted if one.verdict == "clear"
    )
    for rule, count, step in reached:
        if count <= len(counted):
            last = counted[count - 1]
            release_at_ms = clear[count - 1] if count <= len(clear) else _release_at(last, program)
            made = _promise(rule, f"{advocate_id} {count}", advocate_id, last, program, step.reward)
            yield msgspec.structs.replace(
                made, referral_id=None, program_version=standing, release_at_ms=release_at_ms,
                amount_minor=worth_minor(step.reward, 0), waits=count > len(clear),
            )  # fmt: skip


def _spread(one: Promise) -> Iterator[Promise]:
    """Give a promise that lasts as one for each of its periods."""
    yield one
    for number in range(1, one.incentive.periods_count):
        at_ms = _add_periods(one.release_at_ms, one.incentive.period, number)
        yield msgspec.structs.replace(one, cause=f"{one.cause} period {number + 1}", release_at_ms=at_ms)


def _add_periods(at_ms: int, period: str, number: int) -> int:
    start = datetime.fromtimestamp(at_ms // 1000, UTC)
    ahead = relativedelta(months=number) if period == "month" else relativedelta(weeks=number)
    return int((start + ahead).timestamp()) * 1000 + at_ms % 1000
