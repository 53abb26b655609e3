"""What settling looks at of one advocate: the friends who changed, or all of them where one concerns others.

Both give the same rewards. Only who changed is looked at while the same program stands, it lets every friend
stand alone, nothing waits for budget, and no moment has come at which time changes something. Friends of a
partner concern nobody else under any program: they are on no step, in no tier, and under no cap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from plugin.actions.shops import standing_program
from plugin.domain.partners import Partner, promotes_at
from plugin.domain.program import Program
from plugin.domain.referring import BEFORE_ORDER, final_verdict, reached_at
from plugin.domain.rewards import (
    Conversion,
    Promise,
    Tally,
    find_moved,
    find_places,
    measure_qualifying,
    name_step,
    promise_pairs,
    promise_steps,
    stands_alone,
    work_out_promises,
)
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.orders import OrderRow
from plugin.store.people import Settled
from plugin.store.referrals import Friend, Referral
from plugin.store.rewards import Reward

Key = tuple[str, str]  # a reward's rule and cause
Keyed = TypeVar("Keyed", Promise, Reward)


@dataclass(frozen=True, slots=True)
class Books:
    """What one settling works with: friends, what they earned by now, and the rewards that were written.

    `settled_version` and `tally` are noted for the next settling; `again_at_ms` is when time changes
    something for a friend who is not among these.
    """

    program: Program
    friends: Sequence[Friend]
    conversions: Sequence[Conversion]
    promises: dict[Key, Promise]
    rewards: dict[Key, Reward]
    settled_version: int | None
    tally: Tally
    again_at_ms: int | None = None


def open_books(parts: Parts, shop: Shop, advocate_id: str, now_ms: int, partner: Partner | None) -> Books:
    """Gather what has to be settled of one advocate, and note where the friends stand now.

    `partner` is the partner that the advocate is, or was.
    """
    version, program = standing_program(parts, shop)
    reader = _Reader(parts, shop, advocate_id, now_ms, version, {version: program}, partner)
    settled = parts.people.find_settled(shop.shop_id, advocate_id)
    is_due = settled.settle_at_ms is not None and settled.settle_at_ms <= now_ms
    may_do = not is_due and (settled.settled_version == version or partner is not None)
    changed = reader.read_changed(settled) if may_do else None
    return changed or reader.read_all()


def convert(
    shop: Shop, referral: Referral, row: OrderRow | None, programs: Mapping[int, Program], now_ms: int,
    partner: Partner | None = None,
) -> Conversion:  # fmt: skip
    """Give one friend as far as rewards care; `partner` is the partner that the advocate is, or was."""
    program = programs[referral.program_version]
    order = row.order if row else None
    kept_minor = measure_qualifying(order, program.rewards.with_tax) if order else 0
    before_order = program.rewards.counts_at in BEFORE_ORDER
    friend = f"friend {referral.friend_id or referral.referral_id}"
    placed_at_ms = referral.since_at_ms if before_order or order is None else order.placed_at_ms
    return Conversion(
        referral_id=referral.referral_id,
        friend_id=referral.friend_id or "",
        cause=friend if before_order or row is None else f"order {row.platform} {row.order.order_ref}",
        placed_at_ms=placed_at_ms,
        reached_at_ms=reached_at(referral.steps, order, kept_minor, program),
        verdict=final_verdict(
            referral.verdict, referral.review, referral.review_until_at_ms, now_ms,
            program.fraud.pays_unreviewed,
        ),
        program_version=referral.program_version,
        qualifying_minor=kept_minor,
        currency=order.currency if order else shop.currency,
        for_partner=promotes_at(partner, placed_at_ms),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Reader:
    parts: Parts
    shop: Shop
    advocate_id: str
    now_ms: int
    version: int
    programs: dict[int, Program]
    partner: Partner | None

    def read_all(self) -> Books:
        """Read every friend and every reward."""
        friends = self.parts.referrals.list_friends(self.shop.shop_id, self.advocate_id)
        conversions = self._convert(friends)
        self._keep_places(friends, conversions)
        promises = work_out_promises(self.advocate_id, conversions, self.programs, self.version, self.now_ms)
        rewards = self.parts.rewards.list_by_advocate(self.shop.shop_id, self.advocate_id)
        return Books(
            program=self.programs[self.version], friends=friends, conversions=conversions,
            promises=_by_key(promises), rewards=_by_key(rewards), tally=self._count_friends(),
            settled_version=self.version if self._stand_alone() else None,
        )  # fmt: skip

    def read_changed(self, settled: Settled) -> Books | None:
        """Read the friends who changed with all that shares their causes; None where that is not enough."""
        friends = self.parts.referrals.list_unsettled(self.shop.shop_id, self.advocate_id)
        causes = {one.cause for one in self._convert(friends)} | {one.place.cause for one in friends} - {""}
        for cause in sorted(causes):
            friends += self.parts.referrals.list_settled(self.shop.shop_id, self.advocate_id, cause)
        conversions = self._convert(friends)
        leaves_others = settled.settled_version == self.version and self._stand_alone()
        if not (leaves_others or _are_partners(friends, conversions)):
            return None
        has_moved = self._keep_places(friends, conversions)
        promises = promise_pairs(self.advocate_id, conversions, self.programs, self.version, self.now_ms)
        rewards = [reward for cause in sorted(causes) for reward in self._list_rewards(cause)]
        tally = self._count_friends() if has_moved else settled.tally
        if counts := find_moved(settled.tally, tally, self.programs[self.version]):
            promises += self._promise_steps(counts)
            causes = {name_step(self.advocate_id, count) for count in counts}
            rewards += [reward for cause in sorted(causes) for reward in self._list_rewards(cause)]
        return Books(
            program=self.programs[self.version], friends=friends, conversions=conversions,
            promises=_by_key(promises), rewards=_by_key(rewards), tally=tally,
            settled_version=settled.settled_version, again_at_ms=settled.settle_at_ms,
        )  # fmt: skip

    def _count_friends(self) -> Tally:
        program = self.programs[self.version]
        if not (program.ladder or program.rewards.every):
            return Tally()
        return self.parts.referrals.tally_counted(self.shop.shop_id, self.advocate_id, self.now_ms)

    def _promise_steps(self, counts: set[int]) -> tuple[Promise, ...]:
        counted = self.parts.referrals.list_counted(self.shop.shop_id, self.advocate_id, self.now_ms)
        return promise_steps(self.advocate_id, counted, self.programs[self.version], self.version, counts)

    def _list_rewards(self, cause: str) -> list[Reward]:
        return self.parts.rewards.list_by_cause(self.shop.shop_id, self.advocate_id, cause)

    def _convert(self, friends: Sequence[Friend]) -> list[Conversion]:
        for version in {one.referral.program_version for one in friends} - set(self.programs):
            self.programs[version] = self.parts.programs.must_find(self.shop.shop_id, version)
        return [
            msgspec.json.decode(one.referral.frozen, type=Conversion)
            if one.referral.frozen
            else convert(self.shop, one.referral, one.row, self.programs, self.now_ms, self.partner)
            for one in friends
        ]

    def _keep_places(self, friends: Sequence[Friend], conversions: Sequence[Conversion]) -> bool:
        """Write where these friends stand now; says whether one who counts, or did, has moved."""
        places = find_places(conversions, self.programs)
        moved = [(one, place) for one, place in zip(friends, places, strict=True) if one.place != place]
        for one, place in moved:
            self.parts.referrals.place(self.shop.shop_id, one.referral.referral_id, place)
        return any((one.place.counts_at_ms, place.counts_at_ms) != (None, None) for one, place in moved)

    def _stand_alone(self) -> bool:
        return all(stands_alone(program) for program in self.programs.values())


def _are_partners(friends: Sequence[Friend], conversions: Sequence[Conversion]) -> bool:
    """Say whether these friends are all a partner's, and none of them was another's when settled last."""
    return all(one.for_partner for one in conversions) and all(
        one.place.counts_at_ms is None for one in friends
    )


def _by_key(found: Sequence[Keyed]) -> dict[Key, Keyed]:
    return {(one.rule, one.cause): one for one in found}
