"""Why somebody has a reward or none, in words for customer service."""

from __future__ import annotations

from plugin.model import Reason, RewardState, Stage
from plugin.words.fraud import say_findings
from plugin.words.loop import say_state
from plugin.words.reasons import STAGE_WORDS
from plugin.words.speaking import say

GONE: tuple[RewardState, ...] = ("reversed", "expired")


def say_why(
    verdict: str, review: str, reasons: tuple[Reason, ...], stage: Stage | None,
    rewards: list[tuple[RewardState, str]],
) -> list[str]:  # fmt: skip
    """Say why one referral has brought a reward or none, sentence by sentence.

    Takes the rules' verdict and the merchant's answer, the stage of the order that counts (None before there
    is one), and the rewards so far, each as (state, why).
    """
    said = [say("Reward: {state}.", state=say_state(*one)) for one in rewards]
    if any(state not in GONE for state, _ in rewards):
        return said
    return [*said, *_say_why_none(verdict, review, reasons, stage)]


def _say_why_none(verdict: str, review: str, reasons: tuple[Reason, ...], stage: Stage | None) -> list[str]:
    if stage is None:
        return [say("No reward yet: the friend took the offer and has not bought.")]
    is_blocked = verdict == "block" and review != "approved"
    for holds, sentence in (
        (review == "rejected", say("No reward: you rejected this referral.")),
        (review == "waiting", say("No reward yet: the referral waits for your review.")),
        (is_blocked, say("No reward: the rules against fraud do not let it count.")),
        (stage != "paid", say("No reward: the order is {stage}.", stage=say(STAGE_WORDS[stage]))),
    ):
        if holds:
            return [sentence, *say_findings(reasons)]
    return [say("No reward yet: the order counts, and the program gives nothing for it so far.")]
