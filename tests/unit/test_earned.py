"""How far a reward has come, as its owner is told: never that something is suspected."""

from __future__ import annotations

import pytest

from plugin.domain.earned import Stage, find_stage
from plugin.domain.program import Incentive
from plugin.model import RewardState

COUPON = Incentive(kind="percent", pct=10)
HAND = Incentive(kind="cash", amount_minor=10_000)


@pytest.mark.parametrize(
    ("state", "why", "incentive", "coupon", "stage"),
    [
        ("due", "", COUPON, "", "ripening"),
        ("held", "return window", COUPON, "", "ripening"),
        ("held", "review", COUPON, "", "waiting"),
        ("held", "budget", COUPON, "", "waiting"),
        ("approved", "", COUPON, "", "making"),
        ("approved", "", COUPON, "wanted", "making"),
        ("approved", "", COUPON, "failed", "stuck"),
        ("approved", "", HAND, "", "by hand"),
        ("issued", "", COUPON, "live", "ready"),
        ("told", "", COUPON, "live", "ready"),
        ("issued", "", COUPON, "used", "used"),
        ("told", "", COUPON, "used", "used"),
        ("told", "", COUPON, "ending", "over"),
        ("issued", "", HAND, "", "given"),
        ("told", "", HAND, "", "given"),
        ("expired", "the coupon's time was over", COUPON, "ended", "over"),
        ("reversed", "no longer earned", COUPON, "", "fallen"),
        ("reversed", "no longer earned", HAND, "", "fallen"),
    ],
)
def test_it_says_how_far_a_reward_has_come(
    state: RewardState, why: str, incentive: Incentive, coupon: str, stage: Stage
) -> None:
    assert find_stage(state, why, incentive, coupon) == stage
