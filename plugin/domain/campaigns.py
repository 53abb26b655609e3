"""The campaign's decision: write to a person or not, with every rule's reason in rule order.

The popup's model, over messages: pure, every rule is asked even when an earlier one has already said no.
"""

from __future__ import annotations

from plugin.domain.campaign_case import Case
from plugin.domain.campaign_rules import LAST_RULES, MENDS, RULES, worth_until
from plugin.domain.mailing import may_write
from plugin.domain.reasons import all_passed
from plugin.model import Decision


def decide_message(case: Case) -> Decision:
    """Decide whether a person is written to, and say why: one reason for each rule, in rule order."""
    before, after = (tuple(rule(case) for rule in rules) for rules in (RULES, LAST_RULES))
    reasons = (*before, *may_write(case.campaign.purpose, case.standing, case.program.post), *after)
    return Decision(show=all_passed(reasons), reasons=reasons)


def first_failed(decision: Decision) -> str:
    """Give the rule that held a message first; empty where none did."""
    return next((reason.rule for reason in decision.reasons if not reason.passed), "")


def next_try_at(case: Case, decision: Decision) -> int | None:
    """Give when a held turn is looked at again; None where it is decided for good.

    Only what time, a delivery, a review or a program set live again may mend is waited for, and only as long
    as the message is worth it.
    """
    failed = {reason.rule for reason in decision.reasons if not reason.passed}
    if not failed or not failed <= MENDS.keys():
        return None
    at_ms = case.now_ms + 1
    for mended_at_ms in (MENDS[rule](case) for rule in sorted(failed)):
        if mended_at_ms is None:
            return None
        at_ms = max(at_ms, mended_at_ms)
    return at_ms if at_ms <= worth_until(case) else None
