"""The audit: what must hold of every ledger at any moment, asked of all rows at once.

The fault tests ask it after every step, an operator whenever there is doubt (`sathi audit`).
"""

from __future__ import annotations

from collections.abc import Iterator

from plugin.actions.auditing_commission import find_torn_batches, find_wrong_ledgers, find_wrong_payouts
from plugin.domain.program import Incentive, Program
from plugin.domain.retries import JITTER, RETRY_AFTER_MS
from plugin.domain.rewards import POINTS, SHARES, is_coupon, measure_qualifying, worth_minor
from plugin.model import Shop, Struct
from plugin.store import Parts
from plugin.store.audit import Check, Promised, Version

MOST_BATCHES = 10_000
LONGEST_WAIT_MS = round(max(RETRY_AFTER_MS) * (1 + JITTER))

# What may follow what in a ledger. Lines that only adjust the amount are looked at apart.
FALLS = {"reversed", "expired"}
FOLLOWS: dict[str, set[str]] = {
    "": {"due"},
    "due": {"held", "approved", "reversed"},
    "held": {"held", "approved", "reversed"},
    "approved": {"issued", "reversed"},
    "issued": {"told", *FALLS},
    "told": FALLS,
    "reversed": {"due"},
    "expired": set(),
}

# (invariant, check, what it means when rows are found)
CHECKS: tuple[tuple[str, Check, str], ...] = (
    ("I1", "twice", "Two rewards have the same rule and cause."),
    ("I2", "baseless", "A reward stands without its referral, or without an order that is live."),
    ("I2", "refused", "A reward stands although its referral is blocked or was rejected."),
    ("I3", "unbalanced", "A reward's amount, state or number of lines differs from what its ledger says."),
    ("I4", "without_coupon", "A reward was given, and its coupon is not live."),
    ("I4", "ownerless_coupons", "There is a coupon that belongs to nobody."),
    ("I4", "shared_codes", "A coupon's code belongs to something else too."),
    ("I5", "foreign_money", "A reward is in another currency than its order."),
    ("I6", "strays", "A row points into another shop."),
    ("I7", "unearned", "A reward that fell, or whose order is gone, does not come to nothing."),
    ("I8", "late_changes", "A ledger was adjusted after it had ended."),
    ("I9", "forgotten_coupons", "A coupon is wanted, and nothing is on its way to make it."),
)


class Fault(Struct):
    """One thing that must not be: which invariant is broken, what that means, and the rows where it is."""

    invariant: str
    sentence: str
    rows: tuple[str, ...]


def audit_shop(parts: Parts, shop: Shop, now_ms: int) -> list[Fault]:
    """Look for everything in a shop's ledgers, coupons and outbox that must never be; none is the answer.

    What hangs on a person or an order that was erased is left out.
    """
    found = [
        *_check_rows(parts, shop),
        *_check_once(parts, shop),
        *_check_coupons(parts, shop),
        *_check_worth(parts, shop),
        *_check_steps(parts, shop),
        *_check_outbox(parts, shop, now_ms),
        *_check_budget(parts, shop),
        *_check_commission(parts, shop, now_ms),
    ]
    return sorted(found, key=lambda fault: (int(fault.invariant[1:]), fault.sentence))


def _check_rows(parts: Parts, shop: Shop) -> Iterator[Fault]:
    for invariant, check, sentence in CHECKS:
        if rows := parts.audit.find(shop.shop_id, check):
            yield Fault(invariant=invariant, sentence=sentence, rows=tuple(rows))


def _check_once(parts: Parts, shop: Shop) -> Iterator[Fault]:
    if rows := parts.audit.find_friend_twice(shop.shop_id):
        yield Fault(invariant="I1", sentence="One friend is rewarded twice.", rows=tuple(rows))


def _check_coupons(parts: Parts, shop: Shop) -> Iterator[Fault]:
    for incentive, reward_id in parts.audit.list_uncovered(shop.shop_id):
        if is_coupon(incentive):
            sentence = "A reward that is a coupon was given without one."
            yield Fault(invariant="I4", sentence=sentence, rows=(reward_id,))


def _check_worth(parts: Parts, shop: Shop) -> Iterator[Fault]:
    programs = {one.number: one.program for one in parts.audit.list_versions(shop.shop_id)}
    promised = parts.audit.list_promises(shop.shop_id)
    strange = [
        one.row_id
        for one in promised
        if one.incentive not in _list_offers(programs[one.program_version], one.rule)
    ]
    if strange:
        sentence = "A reward gives what its version of the program does not promise."
        yield Fault(invariant="I5", sentence=sentence, rows=tuple(strange))
    wrong = [one.row_id for one in promised if not _is_share(one.incentive) and not _is_worth(one)]
    for written in dict.fromkeys(one.written for one in promised if _is_share(one.incentive)):
        wrong += _find_wrong_shares(parts, shop, written, programs, promised)
    if wrong:
        sentence = "A reward's amount or currency is not what its promise comes to."
        yield Fault(invariant="I5", sentence=sentence, rows=tuple(wrong))


def _list_offers(program: Program, rule: str) -> list[Incentive]:
    match rule:
        case "advocate":
            return [program.offer.advocate, *(tier.reward for tier in program.rewards.tiers)]
        case "friend":
            return [program.offer.friend]
        case "milestone":
            return [step.reward for step in program.ladder]
        case _:
            return [program.rewards.every.reward] if program.rewards.every else []


def _is_share(incentive: Incentive) -> bool:
    return incentive.kind in SHARES and not incentive.amount_minor


def _is_worth(one: Promised) -> bool:
    in_points = (one.currency == POINTS) == (one.incentive.kind == "points")
    return in_points and one.least_minor == one.most_minor == worth_minor(one.incentive, 0)


def _find_wrong_shares(
    parts: Parts, shop: Shop, written: str, programs: dict[int, Program], promised: list[Promised]
) -> Iterator[str]:
    incentive = next(one.incentive for one in promised if one.written == written)
    for share in parts.audit.list_shares(shop.shop_id, written):
        with_tax = programs[share.program_version].rewards.with_tax
        kept_minor = measure_qualifying(share.order, with_tax) if share.order else 0
        in_points = (share.currency == POINTS) == (incentive.kind == "points")
        if not in_points or share.amount_minor != worth_minor(incentive, kept_minor):
            yield share.reward_id


def _check_steps(parts: Parts, shop: Shop) -> Iterator[Fault]:
    steps = parts.audit.list_steps(shop.shop_id)
    wrong = [reward_id for before, kind, reward_id in steps if kind not in FOLLOWS.get(before, set())]
    if wrong:
        sentence = "A ledger has a line that cannot follow the one before it."
        yield Fault(invariant="I8", sentence=sentence, rows=tuple(wrong))


def _check_outbox(parts: Parts, shop: Shop, now_ms: int) -> Iterator[Fault]:
    if rows := parts.audit.find_stuck(shop.shop_id, now_ms - LONGEST_WAIT_MS):
        sentence = "Something waits in the outbox for longer than the last try: is a worker running?"
        yield Fault(invariant="I9", sentence=sentence, rows=tuple(rows))


def _check_budget(parts: Parts, shop: Shop) -> Iterator[Fault]:
    """Compare what was approved with the budget that stands; what an earlier one allowed breaks nothing."""
    budget_minor, since_at_ms = _find_budget(parts.audit.list_versions(shop.shop_id))
    if not budget_minor:
        return
    for one in parts.audit.sum_committed(shop.shop_id, since_at_ms):
        if one.sum_minor > max(budget_minor, one.older_minor):
            sentence = "More was approved than the budget allows."
            yield Fault(invariant="I10", sentence=sentence, rows=(f"{one.sum_minor} {one.currency}",))


def _check_commission(parts: Parts, shop: Shop, now_ms: int) -> Iterator[Fault]:
    found = {
        "A partner's ledger is not what their orders earn.": find_wrong_ledgers(parts, shop, now_ms),
        "A partner was paid more than had matured.": find_wrong_payouts(parts, shop),
        "A payout and its batch do not say the same.": find_torn_batches(parts, shop, MOST_BATCHES),
    }
    for sentence, rows in found.items():
        if rows:
            yield Fault(invariant="I11", sentence=sentence, rows=tuple(rows))


def _find_budget(versions: list[Version]) -> tuple[int, int]:
    """Give the budget that stands, and since when."""
    budget_minor, since_at_ms = versions[-1].program.rewards.caps.budget_minor, versions[-1].created_at_ms
    for version in reversed(versions):
        if version.program.rewards.caps.budget_minor != budget_minor:
            break
        since_at_ms = version.created_at_ms
    return budget_minor, since_at_ms
