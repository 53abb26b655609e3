"""What advocates bring: friends, orders, money and reach, and who brings most of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from plugin.domain.brand_advocates import Following
from plugin.domain.value import Placed, why_left_out
from plugin.model import Struct, Verdict

LEAST_VISITS = 20  # a share of fewer visits says nothing


class Brought(Struct):
    """One order that an advocate brought, and what rules and merchant say of its buyer."""

    friend_id: str
    verdict: Verdict
    order: Placed

    @property
    def is_credited(self) -> bool:
        """Whether nothing speaks against its buyer."""
        return self.verdict == "clear"


class Advocate(Struct):
    """What one person brought; money is in the shop's currency and after refunds.

    Orders that do not count for Value do not count here. `refused_count` are the orders whose buyer is held
    or blocked; they are in no other figure.
    """

    person_id: str
    visits_count: int = 0
    claims_count: int = 0
    shares_count: int = 0
    first_shared_at_ms: int | None = None
    last_shared_at_ms: int | None = None
    friends_count: int = 0
    orders_count: int = 0
    revenue_minor: int = 0
    refused_count: int = 0
    rewards_count: int = 0
    rewards_minor: int = 0

    @property
    def brings(self) -> bool:
        """Whether anybody came, or bought."""
        return bool(self.visits_count or self.orders_count or self.refused_count)

    @property
    def conversion_pct(self) -> float | None:
        """How many percent of the visits by the link became friends who bought; None below so many visits."""
        enough = self.visits_count >= LEAST_VISITS
        return 100 * self.friends_count / self.visits_count if enough else None


class AdvocateSheet(Struct):
    """A shop's advocates: how many share and bring, those who bring most of anything, and the promising."""

    sharing_count: int = 0
    bringing_count: int = 0
    visited_count: int = 0
    top: tuple[Advocate, ...] = ()
    promising: tuple[Following, ...] = ()


RANKINGS: Mapping[str, Callable[[Advocate], int]] = {
    "friends": lambda one: one.friends_count,
    "orders": lambda one: one.orders_count,
    "revenue": lambda one: one.revenue_minor,
    "reach": lambda one: one.visits_count,
    "rewards": lambda one: one.rewards_minor,
}


def list_counting(brought: Iterable[Brought], currency: str) -> list[Brought]:
    """Give those of some orders that count, whatever is said of their buyers."""
    return [one for one in brought if why_left_out(one.order, currency) is None]


def add_brought(advocate: Advocate, counting: Sequence[Brought]) -> Advocate:
    """Add to what is known of an advocate the orders that they brought and that count."""
    credited = [one for one in counting if one.is_credited]
    return msgspec.structs.replace(
        advocate,
        friends_count=len({one.friend_id for one in credited}),
        orders_count=len(credited),
        revenue_minor=sum(one.order.kept_minor for one in credited),
        refused_count=len(counting) - len(credited),
    )


def rank(advocates: Iterable[Advocate], by: str, most: int) -> list[Advocate]:
    """Give those who bring most of something (RANKINGS), the most first; nobody who brings none of it."""
    key = RANKINGS[by]
    found = sorted(advocates, key=lambda one: (-key(one), one.person_id))
    return [one for one in found[:most] if key(one) > 0]


def keep_top(advocates: Sequence[Advocate], most: int) -> list[Advocate]:
    """Give everybody who is among the first of any ranking, and forget the others."""
    kept = {one.person_id: one for by in RANKINGS for one in rank(advocates, by, most)}
    return list(kept.values())
