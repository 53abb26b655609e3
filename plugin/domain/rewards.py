"""What an advocate and the friends have earned: worked out whole from what is known, as often as it changes.

Nothing here remembers: the same friends, orders and program give the same promises in whatever order they
came to be known. What was promised before and is no longer here has fallen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
from dateutil.relativedelta import relativedelta

from plugin.domain.moments import DAY_MS, FOR_EVER_MS
from plugin.domain.program import Caps, Incentive, Program
from plugin.model import Order, Struct, Verdict

POINTS = "points"

# Kinds that a coupon in the store fulfils; points are a balance; the merchant's own hand gives the others.
COUPON_KINDS = ("percent", "amount", "free_shipping")
SHARES = ("cash", "credit", "points")
VERDICTS: tuple[Verdict, ...] = ("clear", "hold", "block")
MONEY_KINDS = ("amount", "cash", "credit", "points")


# What the ladder's steps ask of one friend who counts: when released, whether clear, in which currency. There
# are thousands, and nothing smaller than a tuple.
Counted = tuple[int, bool, str]


class Conversion(Struct):
    """One friend of an advocate, as far as rewards care.

    `cause` names what the friend did ("order woocommerce 1001"). `reached_at_ms` is when the friend counted
    by the program's own stage, None before. `verdict` is what fraud rules and the merchant say together.
    `qualifying_minor` is what of the order is kept, in `currency`. `for_partner` says that the advocate was a
    partner then: the friend earns them commission and no reward, and is on no step of the ladder.
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
    for_partner: bool = False


class Place(Struct):
    """Where one friend stands among all of an advocate's; `counts_at_ms` is None for who does not count."""

    cause: str
    placed_at_ms: int
    counts_at_ms: int | None
    release_at_ms: int
    is_clear: bool
    currency: str


class Tally(Struct):
    """How many friends of one advocate count by now, how many clear ones, and how many are released."""

    counted_count: int = 0
    clear_count: int = 0
    released_count: int = 0


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
    places = sorted(
        (one for one in find_places(conversions, programs) if (one.counts_at_ms or FOR_EVER_MS) <= now_ms),
        key=lambda one: (one.placed_at_ms, one.cause),
    )
    return (
        *promise_pairs(advocate_id, conversions, programs, standing, now_ms),
        *promise_steps(
            advocate_id,
            [(one.release_at_ms, one.is_clear, one.currency) for one in places],
            programs[standing],
            standing,
        ),
    )


def stands_alone(program: Program) -> bool:
    """Say whether what a friend brings hangs on no other friend: without tiers and caps, and nothing lasting.

    Then one friend can be settled without the others; the ladder only counts them.
    """
    rules, offer = program.rewards, program.offer
    steps = [step.reward for step in (*program.ladder, *([rules.every] if rules.every else []))]
    lasts = any(one.periods_count > 1 for one in (offer.advocate, offer.friend, *steps))
    return not (lasts or rules.tiers or rules.caps.per_advocate_count)


def find_places(conversions: Sequence[Conversion], programs: Mapping[int, Program]) -> list[Place]:
    """Find where each of these friends stands; of several ties to what one friend did, one counts."""
    believed = {one.referral_id for one in _once(conversions)}
    return [
        _find_place(one, programs[one.program_version], one.referral_id in believed) for one in conversions
    ]


def promise_pairs(
    advocate_id: str,
    conversions: Sequence[Conversion],
    programs: Mapping[int, Program],
    standing: int,
    now_ms: int,
) -> tuple[Promise, ...]:
    """Promise what each friend brings to either side; takes and gives the same as work_out_promises()."""
    counted = sorted(
        (one for one in _once(conversions) if _counts(one, now_ms)),
        key=lambda one: (one.placed_at_ms, one.cause),
    )
    promises: list[Promise] = []
    for one in counted:
        if one.for_partner:
            promises += _promise_friend(one, programs[one.program_version])
    rewarded = [one for one in counted if not one.for_partner]
    for rank, one in enumerate(_within_caps(rewarded, programs[standing].rewards.caps), 1):
        promises += _promise_pair(advocate_id, one, rank, programs[one.program_version])
    return tuple(each for one in promises for each in _spread(one))


def find_moved(before: Tally, now: Tally, program: Program) -> set[int]:
    """Give the steps of the ladder that may stand otherwise than before, by the friends that each needs.

    How a step stands hangs only on whether enough friends count, are clear and are released.
    """
    moved, every = set[int](), program.rewards.every
    for name in Tally.__struct_fields__:
        low, high = sorted((getattr(before, name), getattr(now, name)))
        moved.update(step.friends_count for step in program.ladder if low < step.friends_count <= high)
        if every:
            first = low - low % every.friends_count + every.friends_count
            moved.update(range(first, high + 1, every.friends_count))
    return moved


def promise_steps(
    advocate_id: str,
    counted: Sequence[Counted],
    program: Program,
    version: int,
    among: Set[int] | None = None,
) -> tuple[Promise, ...]:
    """Promise the steps of the ladder that were reached, every n-th friend's extra among them.

    Takes the friends who count in their order, the standing program and its version, and, where not all
    steps are asked for, how many friends those need.
    """
    reached = [("milestone", step.friends_count, step.reward) for step in program.ladder]
    if every := program.rewards.every:
        turns = range(every.friends_count, len(counted) + 1, every.friends_count)
        reached += [("every", turn, every.reward) for turn in turns]
    clear = sorted(release_at_ms for release_at_ms, is_clear, _ in counted if is_clear)
    promises = [
        _promise_step(advocate_id, rule, count, reward, counted[count - 1], clear, version)
        for rule, count, reward in reached
        if count <= len(counted) and (among is None or count in among)
    ]
    return tuple(each for one in promises for each in _spread(one))


def name_step(advocate_id: str, friends_count: int) -> str:
    """Give the cause of a step of an advocate's ladder."""
    return f"{advocate_id} {friends_count}"


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


def _find_place(one: Conversion, program: Program, is_believed: bool) -> Place:
    counts = is_believed and one.reached_at_ms is not None and one.verdict != "block" and not one.for_partner
    return Place(
        cause=one.cause, placed_at_ms=one.placed_at_ms, counts_at_ms=one.reached_at_ms if counts else None,
        release_at_ms=_release_at(one, program) if counts else 0, is_clear=one.verdict == "clear",
        currency=one.currency,
    )  # fmt: skip


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
    """Promise both sides what one friend brings."""
    incentive = program.offer.advocate
    for tier in program.rewards.tiers:
        if rank >= tier.friends_count:
            incentive = tier.reward
    yield _promise("advocate", one.cause, advocate_id, one, program, incentive)
    yield from _promise_friend(one, program)


def _promise_friend(one: Conversion, program: Program) -> Iterator[Promise]:
    """Promise the friend's side; a coupon was given with the claim already."""
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


def _promise_step(
    advocate_id: str, rule: str, count: int, reward: Incentive, last: Counted, clear: Sequence[int],
    version: int,
) -> Promise:  # fmt: skip
    """Promise one step: released when as many friends are, waiting where too few are clear."""
    release_at_ms, _, currency = last
    waits = count > len(clear)
    return Promise(
        rule=rule, cause=name_step(advocate_id, count), person_id=advocate_id, referral_id=None,
        program_version=version, incentive=reward, amount_minor=worth_minor(reward, 0),
        currency=POINTS if reward.kind == "points" else currency,
        release_at_ms=release_at_ms if waits else clear[count - 1], waits=waits,
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
