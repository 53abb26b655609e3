"""The desk's pages of commission: who is owed what, batches of payouts, and each partner's statements."""

from __future__ import annotations

from flask import Response, request

from plugin.actions.partners import must_find_partner
from plugin.actions.payouts import (
    cancel_batch,
    list_due,
    make_batch,
    mark_batch_paid,
    open_batch,
    write_batch,
)
from plugin.actions.statements import list_months, open_statement
from plugin.dashboard.desk import act, door, draw, give_csv, open_desk
from plugin.domain.months import month_of
from plugin.doorstep import the_house
from plugin.words.commission import DUE_WORDS, say_batch, say_sum, say_why

MOST_BATCHES = 50
WORDS = {"dues": DUE_WORDS, "say_batch": say_batch, "say_sum": say_sum, "say_why": say_why}


@door.get("/desk/<key>/payouts")
def show_payouts(key: str) -> Response:
    """Show whom the shop owes what by now, what the next batch would pay, and the newest batches."""
    shop, house = open_desk(key), the_house()
    with house.store.reading() as parts:
        due = list_due(house, parts, shop, house.now_ms())
        batches = parts.payouts.list_batches(shop.shop_id, MOST_BATCHES)
        opened = [(batch, open_batch(house, parts, shop, batch.batch_id)) for batch in batches]
        terms = parts.commission.current_terms(shop.shop_id)
    return draw("payouts.html", shop, due=due, opened=opened, terms=terms, **WORDS)


@door.get("/desk/<key>/payouts/<batch_id>.csv")
def export_batch(key: str, batch_id: str) -> Response:
    """Give a batch as a file for a bank or a spreadsheet."""
    shop, house = open_desk(key), the_house()
    with house.store.reading() as parts:
        return give_csv(write_batch(house, parts, shop, batch_id), batch_id)


@door.get("/desk/<key>/statements/<partner_id>")
def show_statement(key: str, partner_id: str) -> Response:
    """Show a month of one partner's ledger."""
    shop, house = open_desk(key), the_house()
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        partner = must_find_partner(parts, shop, partner_id)
        chosen = request.args.get("month", "")[:7] or month_of(now_ms, shop.time_zone)
        statement = open_statement(parts, shop, partner, chosen)
        months = list_months(parts, shop, partner_id, now_ms)
    return draw("statement.html", shop, statement=statement, months=months, **WORDS)


@door.post("/desk/<key>/payouts")
def answer_make(key: str) -> Response:
    """Make a batch of all balances that have reached the threshold."""
    return act(key, make_batch, "payouts", "owner")


@door.post("/desk/<key>/payouts/<batch_id>/paid")
def answer_paid(key: str, batch_id: str) -> Response:
    """Note that a batch was paid."""
    return act(key, lambda house, shop: mark_batch_paid(house, shop, batch_id), "payouts", "owner")


@door.post("/desk/<key>/payouts/<batch_id>/cancel")
def answer_cancel(key: str, batch_id: str) -> Response:
    """Take a batch back that was not paid."""
    return act(key, lambda house, shop: cancel_batch(house, shop, batch_id), "payouts", "owner")
