"""A second opinion: what must be owed after a set of facts, worked out plainly and once.

It knows nothing of rows, ledgers and what came when: everything is read from the facts as a whole. Only the
program's settings are shared with what it judges.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Literal

from plugin.domain.program import Incentive
from tests.fault.told import RANKS, Account, Claim, Facts, Pair, Refund, Sign, Step, Visit

DAY_MS = 86_400_000
BEFORE_AN_ORDER = ("claimed", "registered", "event")

How = Literal["review", "window", "earned"]
STEPS = frozenset({"milestone", "every"})
Key = tuple[str, str, str]  # rule, cause, who gets it


@dataclass(frozen=True)
class Owed:
    """One reward that stands: how much in minor units (or points), how far it is, and what is promised.

    What was given stays what it was, so that nothing is said of it here.
    """

    amount_minor: int
    how: How
    incentive: Incentive | None = None


@dataclass(frozen=True)
class _Friend:
    """A friend who counts for one advocate."""

    name: str
    cause: str
    placed_at_ms: int
    since_ms: int
    held: bool
    kept_minor: int


def work_out(facts: Facts, now_ms: int, lapsed: Collection[Pair] = ()) -> dict[Key, Owed]:
    """Work out every reward that stands at a moment; `lapsed` waited too long for the merchant's review."""
    return _Books(facts, now_ms, lapsed).close()


def differ(
    found: Mapping[Key, Owed], wanted: Mapping[Key, Owed], stays: Collection[str]
) -> dict[Key, tuple[Owed | None, Owed | None]]:
    """Give what a ledger has otherwise than it should: (found, wanted) by what was earned.

    `stays` are the rules under which what was given stays given, though by now it would be early: the friends
    who count may be others than then.
    """
    wrong: dict[Key, tuple[Owed | None, Owed | None]] = {}
    for key in {**found, **wanted}:
        mine, theirs = found.get(key), wanted.get(key)
        if mine and theirs and mine.how == "earned" and key[0] in stays:
            theirs = replace(theirs, how="earned", incentive=None)
        if mine != theirs:
            wrong[key] = mine, theirs
    return wrong


class _Books:
    def __init__(self, facts: Facts, now_ms: int, lapsed: Collection[Pair]) -> None:
        self.facts, self.now_ms, self.lapsed = facts, now_ms, lapsed
        self.rules = facts.program.rewards
        self.claims = {one.name: one for one in facts.each(Claim) if isinstance(one, Claim)}
        self.visits = {one.name: one for one in facts.each(Visit) if isinstance(one, Visit)}
        self.place = {name: place for place, name in enumerate(facts.people)}
        self.orders = _add_up_orders(facts)
        self.baskets: dict[str, list[Account]] = {}
        for order in self.orders.values():
            self.baskets.setdefault(order.buyer, []).append(order)
        self.claimed: dict[str, list[Claim]] = {}
        for claim in self.claims.values():
            self.claimed.setdefault(claim.contact, []).append(claim)
        self.senders = {ref: self.find_sender(order) for ref, order in self.orders.items()}

    def close(self) -> dict[Key, Owed]:
        """Add up what every advocate's friends have earned."""
        pairs = {(sender, self.orders[ref].buyer) for ref, sender in self.senders.items() if sender}
        pairs |= {(one.advocate, one.contact) for one in self.claims.values() if one.contact}
        friends: dict[str, list[_Friend]] = {}
        for advocate, friend in pairs:
            found = self.judge(advocate, friend)
            if found is not None and found.since_ms <= self.now_ms:
                friends.setdefault(advocate, []).append(found)
        owed: dict[Key, Owed] = {}
        for advocate, counted in friends.items():
            owed.update(self.reward(advocate, sorted(counted, key=lambda one: (one.placed_at_ms, one.cause))))
        return owed

    # Who sent the buyer

    def find_sender(self, order: Account) -> str | None:
        """Say who sent an order's buyer: the strongest trace, of several of a kind the first."""
        word = self.facts.words.get(order.order_ref)
        if word is not None:
            return word or None
        traces = [trace for sign in order.signs for trace in self.read_sign(sign, order)]
        traces += [
            ("contact", claim.at_ms, claim.advocate)
            for claim in self.claimed.get(order.buyer, ())
            if self.holds(claim, order.placed_at_ms)
        ]
        strength = self.facts.program.attribution.order
        found = [
            (strength.index(method), at_ms, self.place[advocate], advocate)
            for method, at_ms, advocate in traces
            if method in strength
        ]
        return min(found)[-1] if found else None

    def read_sign(self, sign: Sign, order: Account) -> Iterator[tuple[str, int, str]]:
        match sign.kind:
            case "own code":
                yield "code", order.placed_at_ms, sign.subject
            case "claim code":
                yield "code", self.claims[sign.subject].at_ms, self.claims[sign.subject].advocate
            case "claim mark":
                yield "claim", self.claims[sign.subject].at_ms, self.claims[sign.subject].advocate
            case "visit mark":
                visit = self.visits[sign.subject]
                age_ms = order.placed_at_ms - visit.at_ms
                if 0 <= age_ms <= self.facts.program.attribution.visit_days * DAY_MS:
                    yield "visit", visit.at_ms, visit.advocate

    def holds(self, claim: Claim, at_ms: int) -> bool:
        return claim.at_ms <= at_ms <= claim.at_ms + self.facts.program.claims.valid_days * DAY_MS

    # Which friends count

    def judge(self, advocate: str, friend: str) -> _Friend | None:
        """Give a friend as one who counts for an advocate; None for everybody else."""
        before_order = self.rules.counts_at in BEFORE_AN_ORDER
        found = self.by_step(advocate, friend) if before_order else self.by_order(advocate, friend)
        if found is None:
            return None
        answer = self.facts.answers.get((advocate, friend))
        odd = bool({advocate, friend} & self.facts.odd)
        if answer == "rejected" or (answer != "approved" and (advocate, friend) in self.lapsed):
            return None
        if answer != "approved" and self.is_refused(advocate, friend, found):
            return None
        held = odd and answer != "approved"
        return _Friend(found.name, found.cause, found.placed_at_ms, found.since_ms, held, found.kept_minor)

    def by_order(self, advocate: str, friend: str) -> _Friend | None:
        """Take the friend's first order that this advocate brought, if it reached the program's stage."""
        bought = [one for one in self.list_bought(friend) if self.senders[one.order_ref] == advocate]
        if not bought:
            return None
        order, kept_minor, since_ms = bought[0], self.measure(bought[0]), self.reach(bought[0])
        if since_ms is None or kept_minor < max(1, self.rules.minimum_minor):
            return None
        return _Friend(friend, self.name(order), order.placed_at_ms, since_ms, False, kept_minor)

    def name(self, order: Account) -> str:
        return f"order {self.facts.platform} {order.order_ref}"

    def reach(self, order: Account) -> int | None:
        if self.rules.counts_at == "ordered":
            return order.placed_at_ms
        if order.stage != "paid":
            return None
        days = self.rules.return_days if self.rules.counts_at == "kept" else 0
        return (order.paid_at_ms or order.placed_at_ms) + days * DAY_MS

    def by_step(self, advocate: str, friend: str) -> _Friend | None:
        """Take the friend's first claim, and the first step from then on."""
        first = min(self.claimed.get(friend, ()), key=lambda one: one.at_ms, default=None)
        if first is None or first.advocate != advocate:
            return None
        steps = [
            one.at_ms
            for one in self.facts.each(Step)
            if isinstance(one, Step) and one.kind == self.rules.counts_at and one.person == friend
        ]
        reached = [at_ms for at_ms in [*steps] if at_ms >= first.at_ms]
        if self.rules.counts_at == "claimed":
            reached = [first.at_ms]
        bought = [one for one in self.list_bought(friend) if self.senders[one.order_ref] == advocate]
        kept_minor = self.measure(bought[0]) if bought else 0
        cause = f"friend {friend}"
        return _Friend(friend, cause, first.at_ms, min(reached), False, kept_minor) if reached else None

    def is_refused(self, advocate: str, friend: str, found: _Friend) -> bool:
        """Say whether the friend is no friend: oneself, a customer already, or sent by another before."""
        if advocate == friend:
            return True
        before = [
            one
            for one in self.list_bought(friend)
            if (one.placed_at_ms, self.name(one)) < (found.placed_at_ms, found.cause)
        ]
        sent = {self.senders[one.order_ref] for one in before} - {None, advocate}
        return bool(sent) or (bool(before) and self.rules.new_customers_only)

    def list_bought(self, person: str) -> list[Account]:
        """Give what a person bought and did not cancel, the first first."""
        live = [one for one in self.baskets.get(person, ()) if one.stage in ("placed", "paid", "refunded")]
        return sorted(live, key=lambda one: (one.placed_at_ms, one.order_ref))

    def measure(self, order: Account) -> int:
        """Give what the buyer kept: goods after discounts, with tax where the program says so."""
        if order.stage not in ("placed", "paid"):
            return 0
        if order.goods_minor is None:
            return max(0, order.total_minor - order.refunded_minor)
        back = order.refunded_minor if order.refunded_goods_minor is None else order.refunded_goods_minor
        kept = max(0, order.goods_minor - back)
        if self.rules.with_tax and order.goods_minor:
            kept += order.goods_tax_minor * kept // order.goods_minor
        return kept

    # What they earn

    def reward(self, advocate: str, counted: Sequence[_Friend]) -> Iterator[tuple[Key, Owed]]:
        """Give what an advocate and the friends have earned; the friends come as they bought."""
        offer = self.facts.program.offer
        for rank, one in enumerate(self.within_caps(counted), 1):
            mine = [tier.reward for tier in self.rules.tiers if tier.friends_count <= rank]
            incentive = mine[-1] if mine else offer.advocate
            yield from self.promise("advocate", one.cause, advocate, incentive, one)
            if not _is_coupon(offer.friend):
                yield from self.promise("friend", one.cause, one.name, offer.friend, one)
        steps = [("milestone", step.friends_count, step.reward) for step in self.facts.program.ladder]
        if every := self.rules.every:
            counts = range(every.friends_count, len(counted) + 1, every.friends_count)
            steps += [("every", count, every.reward) for count in counts]
        released = sorted(self.release(one) for one in counted if not one.held)
        for rule, count, incentive in steps:
            if count <= len(counted):
                at_ms = released[count - 1] if count <= len(released) else None
                key = (rule, f"{advocate} {count}", advocate)
                yield from self.spread(key, incentive, _worth(incentive, 0), at_ms)

    def within_caps(self, counted: Sequence[_Friend]) -> list[_Friend]:
        caps = self.rules.caps
        kept: list[_Friend] = []
        for one in counted:
            since_ms = one.placed_at_ms - caps.per_advocate_days * DAY_MS
            recent = [each for each in kept if not caps.per_advocate_days or each.placed_at_ms > since_ms]
            if not caps.per_advocate_count or len(recent) < caps.per_advocate_count:
                kept.append(one)
        return kept

    def release(self, one: _Friend) -> int:
        days = 0 if self.rules.counts_at == "kept" else self.rules.hold_days
        return one.since_ms + days * DAY_MS

    def promise(
        self, rule: str, cause: str, person: str, incentive: Incentive, one: _Friend
    ) -> Iterator[tuple[Key, Owed]]:
        at_ms = None if one.held else self.release(one)
        yield from self.spread((rule, cause, person), incentive, _worth(incentive, one.kept_minor), at_ms)

    def spread(
        self, key: Key, incentive: Incentive, amount_minor: int, at_ms: int | None
    ) -> Iterator[tuple[Key, Owed]]:
        """Give a reward once for each of its periods; `at_ms` is its release, None while it is reviewed."""
        rule, cause, person = key
        for number in range(incentive.periods_count):
            name = f"{cause} period {number + 1}" if number else cause
            how: How = "review"
            if at_ms is not None:
                later_ms = _add_periods(at_ms, incentive.period, number)
                how = "earned" if later_ms <= self.now_ms else "window"
            yield (rule, name, person), Owed(amount_minor, how, None if how == "earned" else incentive)


def _add_up_orders(facts: Facts) -> dict[str, Account]:
    """Give each order as its newest account has it, with the refunds that were told by themselves."""
    newest: dict[str, Account] = {}
    for one in facts.each(Account):
        assert isinstance(one, Account)
        kept = newest.get(one.order_ref)
        if kept is None or age_of(one) > age_of(kept):
            newest[one.order_ref] = one
    back: dict[str, tuple[int, int]] = {}
    for refund in facts.each(Refund):
        assert isinstance(refund, Refund)
        amount, goods = back.get(refund.order_ref, (0, 0))
        back[refund.order_ref] = amount + refund.amount_minor, goods + refund.goods_minor
    return {ref: _take_off(one, *back[ref]) if ref in back else one for ref, one in newest.items()}


def age_of(one: Account) -> tuple[int, int, int]:
    """Give what orders the accounts of one order: at one moment, the one that is further along is newer."""
    return one.updated_at_ms, RANKS.index(one.stage), one.refunded_minor


def _take_off(one: Account, amount_minor: int, goods_minor: int) -> Account:
    """Give an order with refunds that it may name itself: the larger sum counts, and all back is refunded."""
    refunded_minor = max(one.refunded_minor, amount_minor)
    full = one.stage in ("placed", "paid") and 0 < one.total_minor <= refunded_minor
    return Account(
        order_ref=one.order_ref, buyer=one.buyer, stage="refunded" if full else one.stage,
        placed_at_ms=one.placed_at_ms, updated_at_ms=one.updated_at_ms, total_minor=one.total_minor,
        paid_at_ms=one.paid_at_ms, goods_minor=one.goods_minor, goods_tax_minor=one.goods_tax_minor,
        refunded_minor=refunded_minor, refunded_goods_minor=max(one.refunded_goods_minor or 0, goods_minor),
        signs=one.signs,
    )  # fmt: skip


def _is_coupon(incentive: Incentive) -> bool:
    return incentive.kind in ("percent", "amount", "free_shipping") or bool(incentive.gift_ref)


def _worth(incentive: Incentive, kept_minor: int) -> int:
    """Give what a promise is worth: a share of what was kept, or its own sum; nothing that is no sum."""
    if incentive.kind not in ("amount", "cash", "credit", "points"):
        return 0
    if incentive.kind != "amount" and not incentive.amount_minor:
        return int(Fraction(str(incentive.pct)) * kept_minor / 100)
    return incentive.amount_minor


def _add_periods(at_ms: int, period: str, number: int) -> int:
    if period == "week":
        return at_ms + number * 7 * DAY_MS
    start = datetime.fromtimestamp(at_ms / 1000, UTC)
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    last = (datetime(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    moved = start.replace(year=year, month=month + 1, day=min(start.day, last))
    return at_ms + round((moved - start).total_seconds()) * 1000
