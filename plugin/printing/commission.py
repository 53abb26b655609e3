"""Commission as the command prints it: statements, who is owed what, batches of payouts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from plugin.actions.payouts import Due
from plugin.actions.statements import Statement
from plugin.model import Shop
from plugin.printing.tables import console, make_table
from plugin.store.payouts import Batch
from plugin.words.commission import DUE_WORDS, say_batch, say_sum, say_why
from plugin.words.reasons import say_moment


def print_statement(shop: Shop, statement: Statement) -> None:
    """Print a partner's month: what it opened with, every line, what was paid, what it closed with."""
    partner = statement.partner
    console.print(f"[bold]{escape(partner.name)}[/bold] ({partner.partner_id}), {statement.month}")
    for one in statement.balances:
        console.print(f"Opening balance: {say_sum(one.opening_minor, one.currency, shop)}")
    table = make_table("When", "Order", "What", "Matures", "Amount")
    for entry in statement.entries:
        line = entry.line
        table.add_row(
            say_moment(line.at_ms, shop), escape(entry.order_number or "erased"), escape(say_why(line)),
            say_moment(line.matures_at_ms, shop), say_sum(line.amount_minor, line.currency, shop),
        )  # fmt: skip
    for moved in statement.movements:
        what = "Paid out" if moved.amount_minor > 0 else "Payout cancelled"
        amount = say_sum(-moved.amount_minor, moved.currency, shop)
        table.add_row(say_moment(moved.at_ms, shop), "", what, "", amount)
    if table.row_count:
        console.print(table)
    for one in statement.balances:
        console.print(f"Closing balance: {say_sum(one.closing_minor, one.currency, shop)}")
    if not statement.balances:
        console.print("Nothing is in the ledger yet.")


def print_due(shop: Shop, due: Sequence[Due]) -> None:
    """Print whom the shop owes what by now, and who will be paid with the next batch."""
    table = make_table("Partner", "Name", "Balance", "")
    for one in due:
        amount = say_sum(one.amount_minor, one.currency, shop)
        table.add_row(one.partner.partner_id, escape(one.partner.name), amount, DUE_WORDS[one.why])
    if table.row_count:
        console.print(table)
    else:
        console.print("Nobody is owed anything by now.")


def print_batches(shop: Shop, batches: Sequence[Batch]) -> None:
    """Print batches with what became of each, the newest first."""
    table = make_table("Batch", "Made", "")
    for one in batches:
        table.add_row(
            one.batch_id,
            say_moment(one.made_at_ms, shop),
            say_batch(shop, one.paid_at_ms, one.cancelled_at_ms),
        )
    if table.row_count:
        console.print(table)
