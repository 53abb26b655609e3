"""Commands about commission: the terms, partners' statements, payouts."""

from __future__ import annotations

import json
from pathlib import Path

import click

from plugin.actions.house import House
from plugin.commands.opening import FILE, open_shop, print_json, read_json
from plugin.model import Shop


@click.group()
def terms() -> None:
    """Read and change what a shop promises its partners."""


@terms.command("show")
@click.argument("key")
@click.option("--version", type=int, help="An older version; the newest when left out.")
def terms_show(key: str, version: int | None) -> None:
    """Print the terms as JSON, ready to be changed and set; an example where there are none yet."""
    from plugin.domain.commission_terms import EXAMPLE, write_terms
    from plugin.errors import NotFound

    house, found = open_shop(key)
    with house.store.reading() as parts:
        if version is None:
            row = parts.commission.current_terms(found.shop_id)
        else:
            row = parts.commission.find_terms(found.shop_id, version)
    if version is not None and row is None:
        raise NotFound(f"{found.name} has no version {version} of its terms.")
    note = f"Version {row.version}." if row else "There are no terms yet: this is an example."
    click.echo(note, err=True)
    print_json(json.loads(write_terms(row.terms if row else EXAMPLE)))


@terms.command("set")
@click.argument("key")
@click.argument("file", type=FILE)
def terms_set(key: str, file: Path) -> None:
    """Offer the terms in FILE from now on; partners keep theirs until they agree to these."""
    from plugin.actions.commission import change_terms
    from plugin.domain.commission_terms import read_terms

    house, found = open_shop(key)
    version = change_terms(house, found, read_terms(read_json(file, "terms")))
    click.echo(f"{found.name} offers version {version} of its terms from now on.")


@terms.command("agree")
@click.argument("key")
@click.argument("partner_id", metavar="PARTNER")
@click.option("--version", type=int, required=True, help="The version that they agreed to.")
def terms_agree(key: str, partner_id: str, version: int) -> None:
    """Note that a partner agreed to a version of the terms, told to you in person or by letter."""
    from plugin.actions.commission import note_agreement

    house, found = open_shop(key)
    note_agreement(house, found, partner_id, version)
    click.echo(f"Noted: version {version} holds for orders placed from now on.")


@click.command()
@click.argument("key")
@click.argument("partner_id", metavar="[PARTNER]", default="")
@click.option("--month", default="", help="A month such as 2026-11; this one when left out.")
def statements(key: str, partner_id: str, month: str) -> None:
    """Print the statement of a month: of PARTNER, or of everybody who has earned something."""
    from plugin.actions.partners import must_find_partner
    from plugin.actions.statements import open_statement
    from plugin.domain.months import month_of
    from plugin.printing.commission import print_statement

    house, found = open_shop(key)
    chosen = month or month_of(house.now_ms(), found.time_zone)
    with house.store.reading() as parts:
        ids = [partner_id] if partner_id else parts.commission.list_earners(found.shop_id)
        opened = [open_statement(parts, found, must_find_partner(parts, found, one), chosen) for one in ids]
    for one in opened:
        print_statement(found, one)
    if not opened:
        click.echo("No partner has earned anything yet.")


@click.command()
@click.argument("key")
@click.option("--make", is_flag=True, help="Make a batch of all balances that have reached the threshold.")
@click.option("--csv", "csv_id", metavar="BATCH", default="", help="Print a batch as CSV.")
@click.option("--paid", "paid_id", metavar="BATCH", default="", help="Note that a batch was paid.")
@click.option("--cancel", "cancel_id", metavar="BATCH", default="", help="Take an unpaid batch back.")
def payouts(key: str, make: bool, csv_id: str, paid_id: str, cancel_id: str) -> None:
    """List who is owed what, and the newest batches; or make, export, pay or cancel a batch."""
    from plugin.actions.payouts import cancel_batch, make_batch, mark_batch_paid, write_batch

    if sum(map(bool, (make, csv_id, paid_id, cancel_id))) > 1:
        raise click.UsageError("Give one of --make, --csv, --paid and --cancel.")
    house, found = open_shop(key)
    if csv_id:
        with house.store.reading() as parts:
            click.echo(write_batch(house, parts, found, csv_id).encode(), nl=False)
    elif make:
        click.echo(f"Made: {make_batch(house, found).batch_id}. Export it with --csv, then pay it.")
    elif paid_id:
        mark_batch_paid(house, found, paid_id)
        click.echo("Noted: it is paid.")
    elif cancel_id:
        cancel_batch(house, found, cancel_id)
        click.echo("Cancelled: the balances are as before.")
    else:
        _list_payouts(house, found)


def _list_payouts(house: House, shop: Shop) -> None:
    from plugin.actions.payouts import list_due
    from plugin.printing.commission import print_batches, print_due

    with house.store.reading() as parts:
        due = list_due(house, parts, shop, house.now_ms())
        batches = parts.payouts.list_batches(shop.shop_id, 20)
    print_due(shop, due)
    print_batches(shop, batches)
