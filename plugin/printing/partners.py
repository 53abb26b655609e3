"""Applicants and partners as the command prints them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from plugin.actions.admission import Applicant
from plugin.domain.partners import Partner
from plugin.model import Shop
from plugin.printing.tables import console, make_table
from plugin.words.admission import say_weighed
from plugin.words.partners import KIND_WORDS, STATE_WORDS
from plugin.words.reasons import say_moment


def print_partners(shop: Shop, partners: Sequence[Partner]) -> None:
    """Print partners and applicants, a line each, the first one first."""
    if not partners:
        console.print("Nobody.")
        return
    table = make_table("Id", "Name", "Kind", "State", "Since")
    for one in partners:
        since = say_moment(one.decided_at_ms or one.made_at_ms, shop)
        table.add_row(one.partner_id, escape(one.name), KIND_WORDS[one.kind], STATE_WORDS[one.state], since)
    console.print(table)


def print_applicant(shop: Shop, applicant: Applicant) -> None:
    """Print one applicant with what speaks for and against them."""
    partner = applicant.partner
    console.print(
        f"[bold]{escape(partner.name)}[/bold]: {KIND_WORDS[partner.kind]}, {STATE_WORDS[partner.state]}"
    )
    if partner.terms_version and partner.agreed_at_ms:
        agreed = say_moment(partner.agreed_at_ms, shop)
        console.print(f"Agreed to version {partner.terms_version} of the terms, {agreed}.")
    table = make_table("", "What was found")
    for reason in applicant.reasons:
        table.add_row("✓" if reason.passed else "✗", escape(say_weighed(reason)))
    console.print(table)
    for words, text in (("In their words", partner.note), ("Your words", partner.why)):
        if text:
            console.print(f"{words}: {escape(text)}")
