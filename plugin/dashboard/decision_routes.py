"""The desk's page of popup decisions: each with reasons, the reasons counted, which surfaces were seen."""

from __future__ import annotations

from flask import Response, request

from plugin.actions.decisions import explain_order
from plugin.actions.trying_popup import MOST_REPORTS, count_reasons, list_surfaces
from plugin.dashboard.asking import read_before, wants_file
from plugin.dashboard.desk import door, draw, open_desk
from plugin.dashboard.speaking import say
from plugin.dashboard.tables import give_table, write_at
from plugin.domain.money import write_minor
from plugin.doorstep import the_house
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.decisions import DecisionRow
from plugin.store.orders import OrderRow
from plugin.words.figures import SURFACE_WORDS
from plugin.words.reasons import RULE_WORDS, say_reason, say_verdict
from plugin.words.surfaces import say_what_to_do

PAGE_SIZE = 50
TALLIES = (100, 1_000)
Found = list[tuple[OrderRow, DecisionRow]]


@door.get("/desk/<key>/decisions")
@door.get("/desk/<key>/decisions.csv")
def show_decisions(key: str) -> Response:
    """Show the shop's decisions, newest first, or those of one order or one rule, or give them as a file."""
    shop = open_desk(key)
    words = request.args.get("order", "").strip()[:100]
    rule = request.args.get("rule", "") if request.args.get("rule") in RULE_WORDS else ""
    before_id = read_before()
    asked = request.args.get("last", TALLIES[-1], type=int)
    last = asked if asked in TALLIES else TALLIES[-1]
    if words:
        found = _search(shop, words)
    else:
        found = _list_held(shop, rule, last) if rule else _list(shop, before_id)
    if wants_file():
        return _give_decisions(shop, found)
    held_count, found = len(found), found if words else found[:PAGE_SIZE]
    return draw(
        "decisions.html", shop, found=found, words=words, rule=rule, before=before_id,
        older=found[-1][1].decision_id if len(found) == PAGE_SIZE and not words and not rule else "",
        shown_count=sum(decision.decision.show for _, decision in found),
        tally=count_reasons(the_house(), shop, last), tallies=TALLIES, last=last, held_count=held_count,
        surfaces=list_surfaces(the_house(), shop), surface_words=SURFACE_WORDS,
        most_reports=MOST_REPORTS, what_to_do=say_what_to_do,
        rules=RULE_WORDS, say_reason=say_reason, say_verdict=say_verdict,
    )  # fmt: skip


@door.get("/desk/<key>/decisions/reasons.csv")
def give_reasons(key: str) -> Response:
    """Give as a table how often each rule held a popup among the last decisions."""
    shop = open_desk(key)
    tally = count_reasons(the_house(), shop, TALLIES[-1])
    rows = [(say(RULE_WORDS[rule]), count, tally.looked_count) for rule, count in tally.held_by]
    return give_table("reasons", [say("Rule"), say("Held"), say("Of decisions")], rows)


@door.get("/desk/<key>/decisions/surfaces.csv")
def give_surfaces(key: str) -> Response:
    """Give as a table how often each surface was seen in the last 24 hours, and when last."""
    shop = open_desk(key)
    rows = [
        (
            say(SURFACE_WORDS[one.surface]),
            one.times_count,
            write_at(one.last_at_ms, shop),
        )
        for one in list_surfaces(the_house(), shop)
    ]
    return give_table("surfaces", [say("Surface"), say("Reports"), say("Last seen")], rows)


def _give_decisions(shop: Shop, found: Found) -> Response:
    head = [say("Order"), say("Decided"), say("Amount"), say("Currency"), say("Shown"), say("Why")]
    rows = (
        (
            row.order.number or row.order.order_ref,
            write_at(made.decided_at_ms, shop),
            write_minor(row.order.total_minor, row.order.currency),
            row.order.currency,
            say("yes") if made.decision.show else say("no"),
            say_verdict(made.decision, shop),
        )
        for row, made in found
    )
    return give_table("decisions", head, rows)


def _search(shop: Shop, words: str) -> Found:
    try:
        found = explain_order(the_house(), shop, words)
    except NotFound:
        return []
    return [(row, decision) for row, decisions in found for decision in reversed(decisions)]


def _list(shop: Shop, before_id: str) -> Found:
    with the_house().store.reading() as parts:
        return _with_orders(parts, shop, parts.decisions.list_latest(shop.shop_id, before_id, PAGE_SIZE))


def _list_held(shop: Shop, rule: str, most: int) -> Found:
    """Give those of the last decisions that a rule held: as many as the tally counts."""
    with the_house().store.reading() as parts:
        latest = parts.decisions.list_counted(shop.shop_id, most)
        held = [one for one in latest if rule in one.decision.failed]
        return _with_orders(parts, shop, held)


def _with_orders(parts: Parts, shop: Shop, decisions: list[DecisionRow]) -> Found:
    rows = [parts.orders.find_by_id(shop.shop_id, one.order_id) for one in decisions]
    return [(row, decision) for row, decision in zip(rows, decisions, strict=True) if row]
