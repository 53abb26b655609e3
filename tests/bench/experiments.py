"""Experiments played with dice, looked at daily for eight weeks: false winners, found winners, intervals."""

from __future__ import annotations

from tests.bench.bars import Figures, Measured
from tests.bench.report import note
from tests.bench.setting import Setting
from tests.dice import (
    PEOPLE_A_DAY,
    RATE,
    TRUE_LIFT,
    cover_rates,
    cover_weeks,
    judge_daily,
    judge_plainly,
    share_of_winners,
)

RUNS = 2_000


def measure(setting: Setting) -> Figures:
    """Play as many experiments as the bars ask for, of any seed."""
    false, found = (share_of_winners(RUNS, lift, judge_daily, setting.seed) for lift in (1.0, TRUE_LIFT))
    plain = share_of_winners(RUNS // 4, 1.0, judge_plainly, setting.seed)
    note(f"{RATE:.0%} of {PEOPLE_A_DAY} people a day: a plain 95% chance to be best errs in {plain:.1%}")
    covered = [
        *(cover_rates(RUNS, people, rate, setting.seed) for people, rate in ((200, 0.1), (400, 0.2))),
        *(cover_weeks(RUNS, pairs, setting.seed) for pairs in (4, 6, 13)),
    ]
    note("intervals cover the truth in " + ", ".join(f"{share:.1%}" for share in covered))
    return {
        "false winners among A/A, looked at daily": Measured(100 * false, RUNS),
        "a fifth more found in eight weeks": Measured(100 * found, RUNS),
        "coverage of 95% intervals, lowest": Measured(100 * min(covered), RUNS),
        "coverage of 95% intervals, highest": Measured(100 * max(covered), RUNS),
    }
