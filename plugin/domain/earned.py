"""A reward as its owner may see it: how far it has come, and never that something is suspected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from plugin.domain.program import Incentive
from plugin.domain.rewards import is_coupon
from plugin.model import RewardState, Struct

# "ripening" until a known day, "waiting" for the shop, "making" its code, "stuck" in that, "by hand" soon;
# "ready" with its code, "given" without one; "used", "over" by time, "fallen" because it is no longer earned.
Stage = Literal[
    "ripening", "waiting", "making", "stuck", "by hand", "ready", "given", "used", "over", "fallen"
]

# By the state of the coupon; a reward without one has the state "".
MAKING: Mapping[str, Stage] = {"failed": "stuck"}
IN_HAND: Mapping[str, Stage] = {"": "given", "live": "ready", "used": "used"}


class Earned(Struct):
    """One reward on its owner's page.

    `amount_minor` is what it came to where it is a sum. `until_at_ms` is when it is released while it ripens,
    and how long its code holds once that is ready.
    """

    stage: Stage
    incentive: Incentive
    amount_minor: int
    until_at_ms: int | None = None
    code: str = ""


def find_stage(state: RewardState, why: str, incentive: Incentive, coupon_state: str) -> Stage:
    """Say how far a reward has come for its owner.

    Takes its state in the ledger and why, what it is, and the state of its coupon, empty where it has none.
    """
    match state:
        case "due" | "held":
            return "ripening" if why in ("", "return window") else "waiting"
        case "approved":
            made = MAKING.get(coupon_state, "making")
            return made if is_coupon(incentive) else "by hand"
        case "issued" | "told":
            return IN_HAND.get(coupon_state, "over")
        case _:
            return "over" if state == "expired" else "fallen"
