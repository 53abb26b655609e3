"""The merchant's door: until there is a login, the desk behind a signed link of one hour."""

from __future__ import annotations

from flask import Response, request

from plugin.actions.decisions import explain_order
from plugin.dashboard import (
    admission_routes,
    campaign_routes,
    customer_routes,
    letter_routes,
    loop_routes,
    partner_routes,
    payout_routes,
    post_routes,
    store_routes,
)
from plugin.dashboard.desk import door, draw, open_desk
from plugin.doorstep import the_house
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.store.decisions import DecisionRow
from plugin.store.orders import OrderRow
from plugin.words.reasons import RULE_WORDS, say_reason, say_verdict

# All of them put their pages on the door.
__all__ = (
    "door",
    "admission_routes",
    "campaign_routes",
    "customer_routes",
    "letter_routes",
    "loop_routes",
    "partner_routes",
    "payout_routes",
    "post_routes",
    "store_routes",
)

PAGE_SIZE = 50


@door.get("/desk/<token>")
def show_log(token: str) -> Response:
    """Show the shop's decisions, newest first, or those of one order."""
    shop = open_desk(token)
    words = request.args.get("order", "").strip()[:100]
    before_id = request.args.get("before", "")[:40]
    found = _search(shop, words) if words else _list(shop, before_id)
    older = found[-1][1].decision_id if len(found) == PAGE_SIZE and not words else ""
    shown_count = sum(decision.decision.show for _, decision in found)
    return draw(
        "log.html", shop, token, found=found, words=words, older=older, shown_count=shown_count,
        rules=RULE_WORDS, say_reason=say_reason, say_verdict=say_verdict,
    )  # fmt: skip


@door.get("/desk/<token>/dead")
def show_dead(token: str) -> Response:
    """Show the deliveries that could not be digested, with what to do."""
    shop = open_desk(token)
    with the_house().store.reading() as parts:
        letters = [
            one
            for outcome in ("dead", "waiting")
            for one in parts.deliveries.list_outcome(shop.shop_id, outcome)
        ]
    return draw("dead.html", shop, token, letters=letters)


def _search(shop: Shop, words: str) -> list[tuple[OrderRow, DecisionRow]]:
    try:
        found = explain_order(the_house(), shop, words)
    except NotFound:
        return []
    return [(row, decision) for row, decisions in found for decision in reversed(decisions)]


def _list(shop: Shop, before_id: str) -> list[tuple[OrderRow, DecisionRow]]:
    with the_house().store.reading() as parts:
        decisions = parts.decisions.list_latest(shop.shop_id, before_id, PAGE_SIZE)
        rows = [parts.orders.find_by_id(shop.shop_id, one.order_id) for one in decisions]
    return [(row, decision) for row, decision in zip(rows, decisions, strict=True) if row]
