"""The desk's page of other popup rules: what they would have done to the last orders, then saved."""

from __future__ import annotations

from flask import Response

from plugin.actions.house import House
from plugin.actions.trying_popup import PopupReplay, try_popup
from plugin.dashboard.desk import door
from plugin.dashboard.speaking import say
from plugin.dashboard.tables import give_table, write_at
from plugin.dashboard.trying_rules import RulesPage, answer_rules, show_rules
from plugin.domain.program import Program
from plugin.model import Shop
from plugin.program_forms.where import RULES_OF_THE_POPUP
from plugin.words.reasons import RULE_WORDS, say_verdict
from plugin.words.replays import say_popup_replay

MOST_ORDERS = 1_000
MOST_EXAMPLES = 10


@door.get("/desk/<key>/decisions/what-if")
def show_what_if(key: str) -> Response:
    """Show the rules of the popup, ready to be changed and tried."""
    return show_rules(key, PAGE)


@door.post("/desk/<key>/decisions/what-if")
def answer_what_if(key: str) -> Response:
    """Try rules of the popup on the last orders without writing anything, or save them."""
    return answer_rules(key, PAGE)


def _replay(house: House, shop: Shop, program: Program) -> PopupReplay:
    return try_popup(house, shop, program, MOST_ORDERS)


def _give_replay(shop: Shop, replay: PopupReplay) -> Response:
    head = [say("Order"), say("Placed"), say("As it was"), say("With these rules")]
    rows = [
        (
            one.row.order.number or one.row.order.order_ref, write_at(one.row.order.placed_at_ms, shop),
            say_verdict(one.was, shop), say_verdict(one.would_be, shop),
        )
        for one in (*replay.more, *replay.less)
    ]  # fmt: skip
    return give_table("what-if", head, rows)


PAGE = RulesPage(
    rules=RULES_OF_THE_POPUP, address="decisions/what-if", template="what_if.html", replay=_replay,
    give=_give_replay,
    words={
        "rules": RULE_WORDS, "say_verdict": say_verdict, "say_replay": say_popup_replay, "most": MOST_ORDERS,
        "most_examples": MOST_EXAMPLES,
    },
)  # fmt: skip
