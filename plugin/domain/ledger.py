"""A reward's ledger: what is written next when what was promised and what is owed differ."""

from __future__ import annotations

from typing import Literal

import msgspec

from plugin.domain.program import Incentive
from plugin.domain.rewards import Promise, is_coupon, worth_minor
from plugin.model import EntryKind, RewardState, Struct

HeldWhy = Literal["", "review", "return window", "budget"]

OPEN: tuple[RewardState, ...] = ("due", "held")
STANDING: tuple[RewardState, ...] = ("due", "held", "approved", "issued", "told")
COMMITTED: tuple[RewardState, ...] = ("approved", "issued", "told")


class Line(Struct):
    """One line of the ledger before it is written; `amount_minor` is what it adds to the reward."""

    kind: EntryKind
    amount_minor: int = 0
    why: str = ""


class Standing(Struct):
    """How a reward stands: what its lines add up to."""

    state: RewardState
    why: str
    amount_minor: int


def next_lines(
    kept: Standing | None, promise: Promise | None, now_ms: int, budget_left_minor: int | None = None
) -> tuple[Line, ...]:
    """Give the lines that bring a reward from how it stands to what is owed; none where they agree.

    `budget_left_minor` is what the program may still give in this currency, None without a budget: what does
    not fit stays held for the merchant.
    """
    if promise is None:
        return _take_back(kept)
    if kept is None or kept.state == "reversed":
        opened = Line(kind="due", amount_minor=promise.amount_minor, why=promise.rule)
        start = Standing(state="due", why="", amount_minor=promise.amount_minor)
        return opened, *_move_on(start, promise, now_ms, budget_left_minor)
    if kept.state not in STANDING:
        return ()
    delta = _delta(kept, promise)
    adjusted = (Line(kind="adjusted", amount_minor=delta, why="the order changed"),) if delta else ()
    if kept.state not in OPEN:
        return adjusted
    return *adjusted, *_move_on(kept, promise, now_ms, budget_left_minor)


def keep_word(incentive: Incentive, kept: Standing, currency: str, promise: Promise) -> Promise:
    """Give what is owed now by a reward that was promised as `incentive` before.

    A promise grows and shrinks with the friends who count, until it is a coupon: that stays what it is. So
    does one that would change from money to points or back, since its ledger adds up in one currency.
    """
    given = kept.state in COMMITTED and (is_coupon(incentive) or is_coupon(promise.incentive))
    if not given and currency == promise.currency:
        return promise
    amount_minor = kept.amount_minor if kept.state in STANDING else worth_minor(incentive, 0)
    return msgspec.structs.replace(promise, incentive=incentive, currency=currency, amount_minor=amount_minor)


def add_up(lines: tuple[Line, ...], start: Standing | None = None) -> Standing | None:
    """Add lines to how a reward stood; None where there is nothing at all."""
    stands = start
    for line in lines:
        amount_minor = line.amount_minor + (stands.amount_minor if stands else 0)
        if line.kind == "adjusted":
            assert stands is not None
            stands = Standing(state=stands.state, why=stands.why, amount_minor=amount_minor)
        else:
            why = line.why if line.kind in ("held", "reversed", "expired") else ""
            stands = Standing(state=line.kind, why=why, amount_minor=amount_minor)
    return stands


def _take_back(kept: Standing | None) -> tuple[Line, ...]:
    if kept is None or kept.state not in STANDING:
        return ()
    return (Line(kind="reversed", amount_minor=-kept.amount_minor, why="no longer earned"),)


def _delta(kept: Standing, promise: Promise) -> int:
    """Give by how much a reward follows its order: a coupon that was promised never shrinks."""
    if is_coupon(promise.incentive) and kept.state not in OPEN:
        return 0
    return promise.amount_minor - kept.amount_minor


def _move_on(
    kept: Standing, promise: Promise, now_ms: int, budget_left_minor: int | None
) -> tuple[Line, ...]:
    why: HeldWhy = ""
    if promise.waits:
        why = "review"
    elif promise.release_at_ms > now_ms:
        why = "return window"
    elif budget_left_minor is not None and promise.amount_minor > budget_left_minor:
        why = "budget"
    if not why:
        return (Line(kind="approved"),)
    return () if (kept.state, kept.why) == ("held", why) else (Line(kind="held", why=why),)
