"""Programs of every kind of stage, promise and step, for the houses that hear facts in any order."""

from __future__ import annotations

import msgspec

from plugin.domain.program import Caps, ClaimRules, Incentive, Milestone, Program
from tests.cast import DAY_MS
from tests.fault.facts import EVENT
from tests.loop import TENTH, TWO_HUNDRED, make_loop_program

FAR_MS = 500 * DAY_MS

TEN_PERCENT = Incentive(kind="percent", pct=10)
TWENTY_PERCENT = Incentive(kind="percent", pct=20)
FIFTY_POINTS = Incentive(kind="points", amount_minor=50)
POINT_SHARE = Incentive(kind="points", pct=5)
MUG = Incentive(kind="gift", gift="a mug")
COFFEE = Incentive(kind="percent", pct=100, periods_count=3, period="month")


def at(friends_count: int, reward: Incentive) -> Milestone:
    """Make a step of a ladder."""
    return Milestone(friends_count=friends_count, reward=reward)


def asking(program: Program) -> Program:
    """Let a program ask friends who they are."""
    return msgspec.structs.replace(program, claims=ClaimRules(contact="email"))


PROGRAMS = {
    "coupons": asking(make_loop_program(TWO_HUNDRED, TEN_PERCENT, ladder=(at(2, MUG), at(3, TWO_HUNDRED)))),
    "shares": make_loop_program(
        POINT_SHARE, TENTH, every=at(2, FIFTY_POINTS), minimum_minor=40_000, with_tax=True, hold_days=0
    ),
    "rising points": make_loop_program(
        TWO_HUNDRED, FIFTY_POINTS, counts_at="ordered",
        tiers=(at(2, POINT_SHARE), at(3, Incentive(kind="points", amount_minor=99))),
    ),
    "rising coupons": make_loop_program(TEN_PERCENT, TEN_PERCENT, tiers=(at(2, TWENTY_PERCENT),)),
    "capped": make_loop_program(
        TEN_PERCENT, TEN_PERCENT, new_customers_only=False,
        caps=Caps(per_advocate_count=1, per_advocate_days=2),
    ),
    "lasting": asking(make_loop_program(TEN_PERCENT, COFFEE, counts_at="kept", return_days=7)),
    "claimed": asking(make_loop_program(POINT_SHARE, FIFTY_POINTS, counts_at="claimed", every=at(2, MUG))),
    "registered": asking(
        make_loop_program(FIFTY_POINTS, TEN_PERCENT, counts_at="registered", ladder=(at(2, MUG),))
    ),
    "event": asking(
        make_loop_program(TEN_PERCENT, TEN_PERCENT, counts_at="event", event=EVENT, hold_days=0)
    ),
}  # fmt: skip
