"""The merchant's door: until there is a login, the decision log behind a signed link of one hour."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from plugin.actions.decisions import explain_order
from plugin.doorstep import the_house
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.reasons import RULE_WORDS, say_moment, say_reason, say_verdict
from plugin.store.decisions import DecisionRow
from plugin.store.orders import OrderRow
from plugin.tokens import read_token
from widgets.assets import load_manifest
from widgets.money import format_money

door = Blueprint("desk", __name__, template_folder="templates")

PAGE_SIZE = 50


@door.get("/desk/<token>")
def show_log(token: str) -> Response:
    """Show the shop's decisions, newest first, or those of one order."""
    shop = _open(token)
    words = request.args.get("order", "").strip()[:100]
    before_id = request.args.get("before", "")[:40]
    found = _search(shop, words) if words else _list(shop, before_id)
    older = found[-1][1].decision_id if len(found) == PAGE_SIZE and not words else ""
    shown_count = sum(decision.decision.show for _, decision in found)
    return _draw(
        "log.html", shop=shop, token=token, found=found, words=words, older=older, shown_count=shown_count
    )


@door.get("/desk/<token>/dead")
def show_dead(token: str) -> Response:
    """Show the deliveries that could not be digested, with what to do."""
    shop = _open(token)
    with the_house().store.reading() as parts:
        letters = [
            one
            for outcome in ("dead", "waiting")
            for one in parts.deliveries.list_outcome(shop.shop_id, outcome)
        ]
    return _draw("dead.html", shop=shop, token=token, letters=letters)


def _open(token: str) -> Shop:
    house = the_house()
    shop_id, _ = read_token(house.settings.secret, "desk", token, house.now_ms())
    with house.store.reading() as parts:
        shop = parts.shops.find_by_id(shop_id)
    if shop is None:
        raise NotFound("There is no such shop any more.")
    return shop


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


def _draw(template: str, **values: object) -> Response:
    words = {
        "rules": RULE_WORDS,
        "say_reason": say_reason,
        "say_verdict": say_verdict,
        "say_moment": say_moment,
    }
    stylesheet = f"/s/{load_manifest()['desk.css']['file']}"
    page = render_template(template, stylesheet=stylesheet, format_money=format_money, **words, **values)
    answer = Response(page)
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
