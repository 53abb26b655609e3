"""The desk's page of other fraud rules: what they would have done to the last referrals, then saved."""

from __future__ import annotations

from flask import Response

from plugin.actions.fraud_replay import FraudReplay, try_rules
from plugin.actions.house import House
from plugin.dashboard.desk import door
from plugin.dashboard.speaking import say
from plugin.dashboard.tables import give_table, write_at
from plugin.dashboard.trying_rules import RulesPage, answer_rules, show_rules
from plugin.domain.program import Program
from plugin.model import Shop
from plugin.program_forms.fraud import FRAUD
from plugin.words.fraud import FRAUD_WORDS, VERDICT_WORDS, say_findings
from plugin.words.replays import say_fraud_replay

MOST_REFERRALS = 300
MOST_EXAMPLES = 10


@door.get("/desk/<key>/fraud")
def show_fraud(key: str) -> Response:
    """Show the fraud rules, ready to be changed and tried."""
    return show_rules(key, PAGE)


@door.post("/desk/<key>/fraud")
def answer_fraud(key: str) -> Response:
    """Try fraud rules on the last referrals without writing anything, or save them."""
    return answer_rules(key, PAGE)


def _replay(house: House, shop: Shop, program: Program) -> FraudReplay:
    return try_rules(house, shop, program.fraud, MOST_REFERRALS)


def _give_replay(shop: Shop, replay: FraudReplay) -> Response:
    head = [
        say("Referral"), say("Since"), say("As it was"), say("With these rules"), say("Perhaps a household"),
        say("What the rules found"),
    ]  # fmt: skip
    rows = [
        (
            one.referral.referral_id, write_at(one.referral.since_at_ms, shop),
            say(VERDICT_WORDS[one.referral.verdict]), say(VERDICT_WORDS[one.would_be]),
            say("yes") if one.is_household else say("no"), " ".join(say_findings(one.reasons)),
        )
        for one in replay.rejudged
    ]  # fmt: skip
    return give_table("fraud", head, rows)


PAGE = RulesPage(
    rules=FRAUD, address="fraud", template="fraud.html", replay=_replay, give=_give_replay,
    words={
        "frauds": FRAUD_WORDS, "verdicts": VERDICT_WORDS, "say_findings": say_findings,
        "say_replay": say_fraud_replay, "most": MOST_REFERRALS, "most_examples": MOST_EXAMPLES,
    },
)  # fmt: skip
