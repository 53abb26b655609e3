"""A referral: when the friend counts, what rules and merchant say of it, and what the advocate sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from plugin.domain.moments import DAY_MS
from plugin.domain.program import Program
from plugin.model import FriendState, Order, Struct, Verdict

LIVE = ("placed", "paid")
BOUGHT = ("placed", "paid", "refunded")
BEFORE_ORDER = ("claimed", "registered", "event")  # stages of a program that need no order

Review = Literal["", "waiting", "approved", "rejected"]


class Steps(Struct):
    """What a friend did besides ordering, each once: epoch milliseconds or None."""

    claimed_at_ms: int | None = None
    registered_at_ms: int | None = None
    event_at_ms: int | None = None


def reached_at(steps: Steps, order: Order | None, qualifying_minor: int, program: Program) -> int | None:
    """Give when a friend counts by the program's stage; None where the friend does not.

    Takes the friend's steps, the order that counts, what of it is kept in minor units, and the program that
    the referral saw. A moment in the future is when the return window will be over.
    """
    rules = program.rewards
    before = {
        "claimed": steps.claimed_at_ms,
        "registered": steps.registered_at_ms,
        "event": steps.event_at_ms,
    }
    if rules.counts_at in before:
        return before[rules.counts_at]
    if order is None or order.stage not in LIVE or qualifying_minor < max(1, rules.minimum_minor):
        return None
    paid_at_ms = (order.paid_at_ms or order.placed_at_ms) if order.stage == "paid" else None
    if rules.counts_at == "ordered":
        return order.placed_at_ms
    if paid_at_ms is None or rules.counts_at == "paid":
        return paid_at_ms
    return paid_at_ms + rules.return_days * DAY_MS


def count_unseen(counted: int, until_at_ms: int, placed_at_ms: Sequence[int], before_at_ms: int) -> int:
    """Count the orders before a moment that only an import knows of.

    Takes how many orders it counted until when, and when the orders were placed that are in the house: those
    since the moment are in the import's count too, so that reading it again changes nothing.
    """
    since = [at_ms for at_ms in placed_at_ms if before_at_ms <= at_ms <= until_at_ms]
    return max(0, counted - len(since))


def final_verdict(
    verdict: Verdict, review: Review, review_until_at_ms: int | None, now_ms: int, pays_unreviewed: bool
) -> Verdict:
    """Give what the rules and the merchant say together.

    Nobody is paid because a deadline passed, unless the merchant wants it so: then `pays_unreviewed`.
    """
    if review == "approved":
        return "clear"
    if review == "rejected":
        return "block"
    if verdict == "hold" and review_until_at_ms is not None and now_ms >= review_until_at_ms:
        return "clear" if pays_unreviewed else "block"
    return verdict


def state_of(order: Order | None, counts: bool, verdict: Verdict, rewarded: bool) -> FriendState:
    """Say how far a friend has come, as the advocate may see it: never that something is suspected."""
    if order is None or order.stage not in LIVE:
        return "came"
    if verdict == "block":
        return "bought"
    if rewarded:
        return "rewarded"
    return "waiting" if counts or verdict == "hold" else "bought"
