"""Rewards and their ledger. Lines are added and never touched again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from plugin.domain.ledger import Line, Standing
from plugin.domain.program import Incentive
from plugin.model import EntryKind, RewardState, Struct
from plugin.store.coupons import read_incentive

AFTER_ALL = "rwd_~"
NEVER_CHANGE = ("rule", "cause", "advocate_id", "person_id", "currency", "created_at_ms")


class Reward(Struct):
    """One promise earned, with what its lines add up to.

    `amount_minor` is in `currency`, which is "points" for points. `cause` is what earned it.
    """

    reward_id: str
    rule: str
    cause: str
    advocate_id: str
    person_id: str
    referral_id: str | None
    program_version: int
    incentive: Incentive
    currency: str
    amount_minor: int
    state: RewardState
    why: str
    entries_count: int
    release_at_ms: int
    created_at_ms: int
    coupon_id: str | None = None

    @property
    def standing(self) -> Standing:
        """How the reward stands."""
        return Standing(state=self.state, why=self.why, amount_minor=self.amount_minor)


class Entry(Struct):
    """One line of a reward's ledger, as it was written."""

    reward_id: str
    number: int
    kind: EntryKind
    amount_minor: int
    currency: str
    why: str
    at_ms: int


class Rewards:
    """The rewards of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, reward: Reward) -> None:
        """Write a new reward; its lines are added beside."""
        self._sql.add_reward(self._connection, shop_id=shop_id, **_columns(reward))

    def change(self, shop_id: str, reward: Reward) -> None:
        """Write what a reward promises now, and what its lines add up to."""
        columns = {name: value for name, value in _columns(reward).items() if name not in NEVER_CHANGE}
        self._sql.change_reward(self._connection, shop_id=shop_id, **columns)

    def add_entries(self, shop_id: str, reward: Reward, lines: Sequence[Line], now_ms: int) -> None:
        """Add lines to a reward's ledger, after the `entries_count` that it had."""
        rows = [
            {
                "shop_id": shop_id, "reward_id": reward.reward_id, "number": reward.entries_count + place,
                "kind": line.kind, "amount_minor": line.amount_minor, "currency": reward.currency,
                "why": line.why, "at_ms": now_ms,
            }
            for place, line in enumerate(lines, 1)
        ]  # fmt: skip
        self._sql.add_entries(self._connection, rows)

    def find(self, shop_id: str, reward_id: str) -> Reward | None:
        """Give one reward."""
        row = self._sql.find_reward(self._connection, shop_id=shop_id, reward_id=reward_id)
        return _read(row) if row else None

    def list_by_advocate(self, shop_id: str, advocate_id: str) -> list[Reward]:
        """Give all rewards that one advocate's friends earned, for either side."""
        rows = self._sql.list_by_advocate(self._connection, shop_id=shop_id, advocate_id=advocate_id)
        return [_read(row) for row in rows]

    def list_by_referrals(self, shop_id: str, referral_ids: Sequence[str]) -> list[Reward]:
        """Give what some referrals earned, for either side, the first first."""
        ids = msgspec.json.encode(referral_ids).decode()
        rows = self._sql.list_by_referrals(self._connection, shop_id=shop_id, referral_ids=ids)
        return [_read(row) for row in rows]

    def list_by_cause(self, shop_id: str, advocate_id: str, cause: str) -> list[Reward]:
        """Give what one cause has earned by one advocate, for either side."""
        rows = self._sql.list_by_cause(
            self._connection, shop_id=shop_id, advocate_id=advocate_id, cause=cause
        )
        return [_read(row) for row in rows]

    def list_of(self, shop_id: str, person_id: str) -> list[Reward]:
        """Give one person's rewards, the first first."""
        rows = self._sql.list_rewards_of(self._connection, shop_id=shop_id, person_id=person_id)
        return [_read(row) for row in rows]

    def list_latest(self, shop_id: str, most: int, before_id: str = AFTER_ALL) -> list[Reward]:
        """Give the newest rewards, or those before an id, the newest first."""
        rows = self._sql.list_latest_rewards(
            self._connection, shop_id=shop_id, before_id=before_id, most=most
        )
        return [_read(row) for row in rows]

    def list_in(self, shop_id: str, state: RewardState, most: int) -> list[Reward]:
        """Give rewards in one state, the first first."""
        rows = self._sql.list_rewards_in(self._connection, shop_id=shop_id, state=state, most=most)
        return [_read(row) for row in rows]

    def list_entries(self, shop_id: str, reward_id: str) -> list[Entry]:
        """Give a reward's ledger, the first line first."""
        rows = self._sql.list_entries(self._connection, shop_id=shop_id, reward_id=reward_id)
        return [Entry(**{name: row[name] for name in Entry.__struct_fields__}) for row in rows]

    def sum_committed(self, shop_id: str, currency: str) -> int:
        """Add up what the shop has approved or given in one currency, in minor units."""
        row = self._sql.sum_committed(self._connection, shop_id=shop_id, currency=currency)
        return int(row["sum_minor"])

    def sum_by_state(self, shop_id: str) -> list[tuple[str, str, int, int]]:
        """Give (state, currency, count, sum in minor units) of all the shop's rewards."""
        rows = self._sql.sum_by_state(self._connection, shop_id=shop_id)
        return [
            (row["state"], row["currency"], int(row["rewards_count"]), int(row["sum_minor"])) for row in rows
        ]


def _columns(reward: Reward) -> dict[str, Any]:
    columns = {name: getattr(reward, name) for name in Reward.__struct_fields__}
    columns["incentive"] = msgspec.json.encode(reward.incentive).decode()
    return columns


def _read(row: Any) -> Reward:
    values = {name: row[name] for name in Reward.__struct_fields__}
    return Reward(**(values | {"incentive": read_incentive(row["incentive"])}))
