"""The loop in words: nothing that can happen is without a sentence."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from plugin.domain.attribution import Why
from plugin.domain.fraud import RULES, FraudRules, Judgement, Party, Suspicion, judge_referral
from plugin.domain.ledger import HeldWhy
from plugin.domain.referring import Review
from plugin.model import Channel, EntryKind, FriendState, Method, RewardState, Verdict
from plugin.store.coupons import CouponState
from plugin.words.fraud import FRAUD_WORDS, REVIEW_WORDS, VERDICT_WORDS, say_finding, say_findings
from plugin.words.loop import (
    CHANNEL_WORDS,
    COUPON_WORDS,
    FRIEND_WORDS,
    METHOD_WORDS,
    STATE_WORDS,
    WHY_WORDS,
    say_amount,
    say_line,
    say_state,
)
from tests.cast import CHAI_HOUSE

WORST = Suspicion(
    advocate=Party(
        person_id="p", customer_ref="7", email="a@mailinator.com", phone="+919876543210", first_name="Asha",
        banned_at_ms=1, address_hashes=("a",), device_hashes=("d",), ip_hashes=("i",),
    ),
    friend=Party(
        person_id="p", customer_ref="7", email="a@mailinator.com", phone="+919876543210", first_name="Asha",
        address_hashes=("a",), device_hashes=("d",), ip_hashes=("i",),
    ),
    used_own_code=True, bought_before_count=1, referred_before=True, address_block_count_7d=99,
    advocate_count_7d=99, code_claims_24h_count=99, referrer_host="grabon.in", claim_to_order_s=30,
)  # fmt: skip


def judge(case: Suspicion, rules: FraudRules | None = None) -> Judgement:
    return judge_referral(case, rules or FraudRules())


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (WHY_WORDS, Why), (METHOD_WORDS, Method), (STATE_WORDS, RewardState), (FRIEND_WORDS, FriendState),
        (COUPON_WORDS, CouponState), (VERDICT_WORDS, Verdict), (REVIEW_WORDS, Review),
        (CHANNEL_WORDS, Channel),
    ],
)  # fmt: skip
def test_it_has_words_for_everything(words: dict[str, str], kinds: object) -> None:
    assert set(get_args(kinds)) - set(words) == set()


def test_it_says_a_sentence_for_every_rule_that_found_something() -> None:
    reasons = judge(WORST).reasons
    assert [reason.rule for reason in reasons if reason.passed] == []
    assert {reason.rule for reason in reasons} == {rule.name for rule in RULES} | {"hints_together"}
    assert {reason.rule for reason in reasons} == set(FRAUD_WORDS)
    said = say_findings(reasons)
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in said)
    assert len(set(said)) == len(said)
    assert "The friend had bought here before: 1 order." in said
    assert "The friend ordered 30 seconds after taking the offer; under 2 minutes is suspicious." in said
    assert "Banned from the program: the advocate." in said
    assert "Has a throw-away mailbox: the advocate and the friend." in said


def test_it_says_a_sentence_for_every_rule_that_found_nothing() -> None:
    reasons = judge(Suspicion(advocate=Party(), friend=Party())).reasons
    assert say_findings(reasons) == []
    assert all(say_finding(reason).endswith(".") for reason in reasons)


def test_it_says_that_a_rule_is_off() -> None:
    rules = msgspec.convert({rule.name: "off" for rule in RULES}, FraudRules)
    said = {say_finding(reason) for reason in judge(WORST, rules).reasons if reason.rule != "hints_together"}
    assert said == {"This rule is switched off."}


def test_it_says_states_lines_and_amounts() -> None:
    assert say_state("held", "review") == "Held: waits for your review"
    assert say_state("reversed", "no longer earned") == "Taken back"
    assert all(say_line(kind, why) for kind in get_args(EntryKind) for why in get_args(HeldWhy))
    assert say_line("held", "budget") == "It is held: it waits because the budget is used up."
    assert [say_amount(minor, "points", CHAI_HOUSE) for minor in (1, 50)] == ["1 point", "50 points"]
    assert say_amount(12_345_600, "INR", CHAI_HOUSE) == "₹1,23,456"
