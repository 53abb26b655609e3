"""The desk's pages of commission: who is owed what, batches of payouts, and each partner's statements."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request

from plugin.actions.cancelling_payouts import cancel_payout, is_restorable, restore_payout
from plugin.actions.partners import must_find_partner
from plugin.actions.payouts import (
    cancel_batch,
    list_due,
    make_batch,
    mark_batch_paid,
    open_batch,
    sum_batch,
    write_batch,
)
from plugin.actions.statements import list_months, open_statement
from plugin.dashboard.desk import act, door, draw, give_csv, open_desk
from plugin.dashboard.speaking import say
from plugin.dashboard.tables import Cell, give_table, write_amount, write_at
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
    return draw(
        "payouts.html", shop, due=due, opened=opened, terms=terms, sum_batch=sum_batch,
        is_restorable=is_restorable, **WORDS,
    )  # fmt: skip


@door.get("/desk/<key>/payouts.csv")
def give_due(key: str) -> Response:
    """Give what partners are owed by now as a file."""
    shop, house = open_desk(key), the_house()
    with house.store.reading() as parts:
        due = list_due(house, parts, shop, house.now_ms())
    rows = [
        (
            one.partner.partner_id, one.partner.name, one.why, write_amount(one.amount_minor, one.currency),
            one.currency,
        )
        for one in due
    ]  # fmt: skip
    return give_table("owed", ("partner_id", "partner", "waits_for", "amount", "currency"), rows)


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


@door.get("/desk/<key>/statements/<partner_id>.csv")
def give_statement(key: str, partner_id: str) -> Response:
    """Give a month of one partner's ledger as a file."""
    shop, house = open_desk(key), the_house()
    month = request.args.get("month", "")[:7] or month_of(house.now_ms(), shop.time_zone)
    with house.store.reading() as parts:
        partner = must_find_partner(parts, shop, partner_id)
        statement = open_statement(parts, shop, partner, month)
    rows: list[Sequence[Cell]] = [
        (
            write_at(one.line.at_ms, shop), one.order_number, say_why(one.line),
            write_at(one.line.matures_at_ms, shop), write_amount(one.line.amount_minor, one.line.currency),
            one.line.currency,
        )
        for one in statement.entries
    ]  # fmt: skip
    rows += [
        (
            write_at(one.at_ms, shop), "", say("Paid out"), "", write_amount(-one.amount_minor, one.currency),
            one.currency,
        )
        for one in statement.movements
    ]  # fmt: skip
    return give_table(f"statement-{month}", ("at", "order", "what", "matures", "amount", "currency"), rows)


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


@door.post("/desk/<key>/payouts/line/<payout_id>/cancel")
def answer_cancel_one(key: str, payout_id: str) -> Response:
    """Take one payout out of a batch that was not paid."""
    note = request.form.get("note", "")
    return act(key, lambda house, shop: cancel_payout(house, shop, payout_id, note), "payouts", "owner")


@door.post("/desk/<key>/payouts/line/<payout_id>/restore")
def answer_restore_one(key: str, payout_id: str) -> Response:
    """Put one payout back into its batch."""
    return act(key, lambda house, shop: restore_payout(house, shop, payout_id), "payouts", "owner")
