"""Partners as the command prints them: the ranking, one partner, brand advocates."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from plugin.actions.brand_advocates import BrandAdvocate
from plugin.actions.partner_figures import PartnerCase, Ranked
from plugin.model import Shop
from plugin.printing.loop import say_person
from plugin.printing.tables import console, make_table
from plugin.words.fraud import FRAUD_WORDS, say_findings
from plugin.words.loop import say_amount
from plugin.words.partners import CODE_WORDS, STATE_WORDS, say_advocate_reason, say_code_rules, say_figures
from plugin.words.reasons import say_moment


def print_ranking(shop: Shop, ranked: Sequence[Ranked]) -> None:
    """Print partners, a line each, the one who brought most first."""
    if not ranked:
        console.print("There are no influencers yet: add one with `sathi influencer add`.")
        return
    table = make_table("Partner", "Name", "Code", "State", "New", "Orders", "Kept", "Each")
    for one in ranked:
        partner, figures = one.partner, one.figures
        cost_minor = figures.cost_per_new_customer_minor
        table.add_row(
            partner.partner_id, escape(partner.name), partner.code_rules.code, STATE_WORDS[partner.state],
            str(figures.new_customers_count), str(figures.orders_count),
            say_amount(figures.kept_minor, shop.currency, shop),
            "–" if cost_minor is None else say_amount(cost_minor, shop.currency, shop),
        )  # fmt: skip
    console.print(table)


def print_partner(shop: Shop, case: PartnerCase) -> None:
    """Print one partner: code, figures, and what is not credited, with reasons."""
    partner, coupon = case.partner, case.coupon
    console.print(f"[bold]{escape(partner.name)}[/bold] ({partner.partner_id}): {STATE_WORDS[partner.state]}")
    console.print(escape(say_person(case.person)))
    if coupon:
        console.print(f"Code {coupon.code}: {CODE_WORDS[coupon.state]} {escape(coupon.failure)}".strip())
        console.print(escape(say_code_rules(partner.code_rules, shop)))
    for label, value in say_figures(case.figures, shop):
        console.print(f"{label}: {value}")
    for rule, count in case.counts.items():
        console.print(f"Not credited, {FRAUD_WORDS[rule].lower()}: {count}")
    table = make_table("Order", "Placed", "Why")
    for one in case.uncredited:
        found = " ".join(say_findings(one.reasons))
        table.add_row(escape(one.number), say_moment(one.placed_at_ms, shop), escape(found))
    if table.row_count:
        console.print(table)


def print_advocates(found: Sequence[BrandAdvocate]) -> None:
    """Print advocates who are worth asking, with what was found of each."""
    if not found:
        console.print("Nobody yet: it takes several friends who bought again.")
        return
    table = make_table("Person", "Who", "Why")
    for one in found:
        why = " ".join(map(say_advocate_reason, one.reasons))
        table.add_row(one.person.person_id, escape(say_person(one.person)), escape(why))
    console.print(table)
