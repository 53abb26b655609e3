"""Brand advocates: shoppers who bring friends that stay, found by rule, with every rule's reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec

from plugin.model import Reason, Struct


class BrandRules(Struct):
    """From where on an advocate is worth asking to be an influencer.

    `friends_count` friends who bought, of whom `stay_pct` bought again. `reach_count` are visits by the link;
    where nobody was ever counted, the reach is not known and nothing is held against them.
    """

    friends_count: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 5
    stay_pct: Annotated[int, msgspec.Meta(ge=0, le=100)] = 40
    reach_count: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 20


class Following(Struct):
    """What is known of one advocate's friends."""

    person_id: str
    friends_count: int
    stayed_count: int
    reach_count: int = 0


def judge_advocate(one: Following, rules: BrandRules) -> tuple[Reason, ...]:
    """Say for each rule whether an advocate meets it, with what was compared."""
    stay_pct = 100 * one.stayed_count // one.friends_count if one.friends_count else 0
    reached = not one.reach_count or one.reach_count >= rules.reach_count
    return (
        Reason(
            rule="friends",
            passed=one.friends_count >= rules.friends_count,
            values={"count": one.friends_count, "limit_count": rules.friends_count},
        ),
        Reason(
            rule="stay",
            passed=stay_pct >= rules.stay_pct,
            values={"count": one.stayed_count, "pct": stay_pct, "limit_pct": rules.stay_pct},
        ),
        Reason(
            rule="reach",
            passed=reached,
            values={"count": one.reach_count, "limit_count": rules.reach_count},
        ),
    )


def keep_promising(followings: Iterable[Following], most: int) -> list[Following]:
    """Give those whose friends stay, the most friends who bought again first."""
    return sorted(followings, key=lambda one: (-one.stayed_count, -one.friends_count, one.person_id))[:most]
