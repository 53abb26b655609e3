"""Decisions and deliveries as the command prints them."""

from __future__ import annotations

from rich.markup import escape

from plugin.actions.decisions import Redecided
from plugin.model import Shop
from plugin.printing.tables import console, make_table
from plugin.store.decisions import DecisionRow
from plugin.store.deliveries import Delivery
from plugin.store.orders import OrderRow
from plugin.words.reasons import RULE_WORDS, say_moment, say_reason, say_verdict


def print_decisions(shop: Shop, found: list[tuple[OrderRow, list[DecisionRow]]]) -> None:
    """Print every decision about these orders, rule by rule."""
    for row, decisions in found:
        for made in decisions:
            verdict = "shown" if made.decision.show else "held"
            console.print(
                f"[bold]Order {escape(row.order.number)}[/bold] ({escape(row.order.order_ref)}): {verdict}, "
                f"decided {say_moment(made.decided_at_ms, shop)}, program version {made.program_version}"
            )
            table = make_table("", "Rule", "What was found")
            for reason in made.decision.reasons:
                mark = "✓" if reason.passed else "✗"
                table.add_row(mark, RULE_WORDS[reason.rule], escape(say_reason(reason, shop)))
            console.print(table)


def print_differences(shop: Shop, differences: list[Redecided]) -> None:
    """Print what other settings would have decided, and how the counts would differ."""
    table = make_table("Order", "Was", "Would be", "Why")
    for one in differences:
        if one.was.show != one.would_be.show:
            was, would_be = ("shown" if each.show else "held" for each in (one.was, one.would_be))
            table.add_row(
                escape(one.row.order.number), was, would_be, escape(say_verdict(one.would_be, shop))
            )
    if table.row_count:
        console.print(table)
    shown = sum(one.was.show for one in differences)
    would_show = sum(one.would_be.show for one in differences)
    console.print(f"{len(differences)} orders: {shown} were shown the popup, {would_show} would be.")


def print_letters(shop: Shop, letters: list[Delivery]) -> None:
    """Print the deliveries that could not be digested, and how to take them again."""
    if not letters:
        console.print("There are no dead letters.")
        return
    table = make_table("Delivery", "Came", "Platform", "Topic", "Why")
    for one in letters:
        when = say_moment(one.arrived_at_ms, shop)
        table.add_row(one.delivery_id, when, one.platform, escape(one.topic), escape(one.why))
    console.print(table)
    console.print("Take one again with `sathi dead-letters --replay ID`, or all of them with --replay all.")
