"""The words with which the pages of referrals, orders, rewards and people are drawn."""

from __future__ import annotations

from plugin.words.fraud import FRAUD_WORDS, REVIEW_WORDS, VERDICT_WORDS, say_finding, say_findings
from plugin.words.loop import (
    CHANNEL_WORDS,
    COUPON_WORDS,
    FRIEND_WORDS,
    METHOD_WORDS,
    RULE_WORDS,
    WHY_WORDS,
    say_amount,
    say_line,
    say_state,
)
from plugin.words.pairs import LABELS as PAIR_LABELS
from plugin.words.pairs import find_alike
from widgets.offers import say_incentive

WORDS = {
    "find_alike": find_alike, "pair_labels": PAIR_LABELS,
    "verdicts": VERDICT_WORDS, "reviews": REVIEW_WORDS, "frauds": FRAUD_WORDS, "friends": FRIEND_WORDS,
    "methods": METHOD_WORDS, "whys": WHY_WORDS, "rules": RULE_WORDS, "coupons": COUPON_WORDS,
    "channels": CHANNEL_WORDS, "say_finding": say_finding, "say_findings": say_findings,
    "say_amount": say_amount, "say_line": say_line, "say_state": say_state, "say_incentive": say_incentive,
}  # fmt: skip
