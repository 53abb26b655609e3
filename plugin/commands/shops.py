"""Commands for setting up shops and their programs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from plugin.commands.opening import (
    FILE,
    open_for_command,
    open_only_shop,
    open_shop,
    print_json,
    read_json,
    shop_option,
)
from plugin.model import PLATFORMS, Platform, Shop


@click.group()
def shop() -> None:
    """Set up shops."""


@shop.command("add")
@click.option("--name", required=True, help="What shoppers call the shop.")
@click.option("--url", required=True, help="The store's address.")
@click.option("--currency", default="INR", show_default=True, help="Three letters (ISO 4217).")
@click.option("--country", default="IN", show_default=True, help="Two letters (ISO 3166).")
@click.option("--language", default="en", show_default=True, help="The shop's language, such as bn.")
@click.option("--time-zone", default="Asia/Kolkata", show_default=True, help="The shop's time zone.")
@click.option("--domain", default="", help="The platform's own host, such as chai.myshopify.com.")
def shop_add(
    name: str, url: str, currency: str, country: str, language: str, time_zone: str, domain: str
) -> None:
    """Add a shop; prints its key, its secrets and its script tag as JSON."""
    from plugin.actions.shops import add_shop
    from plugin.store_pages import write_snippet

    house = open_for_command()
    asked = Shop(
        shop_id="", key="", name=name, url=url, currency=currency, country=country, language=language,
        time_zone=time_zone, domain=domain,
    )  # fmt: skip
    made, secrets = add_shop(house, asked)
    tag = write_snippet(house.settings.url, made.key)
    print_json({"key": made.key, "shop_id": made.shop_id, "tag": tag, "secrets": secrets})


@shop.command("list")
def shop_list() -> None:
    """List the shops with their keys."""
    with open_for_command().store.reading() as parts:
        for one in parts.shops.list():
            if one.trial_of:
                continue
            note = "  (uninstalled)" if one.uninstalled_at_ms else ""
            click.echo(f"{one.key}  {one.name}  {one.url}{note}")


@shop.command("resume")
@click.argument("key")
def shop_resume(key: str) -> None:
    """Take back that a shop was uninstalled."""
    from plugin.actions.shops import resume_shop

    house, found = open_shop(key)
    resume_shop(house, found)
    click.echo(f"{found.name} is live again.")


@click.command()
@click.argument("key")
@click.argument("platform", type=click.Choice(PLATFORMS))
@click.option("--secret", default="", help="The store's own secret; a fresh one when left out.")
def secret(key: str, platform: Platform, secret: str) -> None:
    """Give a platform a new webhook secret; the old one holds for a day more."""
    from plugin.actions.shops import add_secret

    house, found = open_shop(key)
    click.echo(add_secret(house, found, platform, secret))


@click.group()
def program() -> None:
    """Read and change a shop's program."""


@program.command("show")
@click.argument("key")
def program_show(key: str) -> None:
    """Print the program as JSON, ready to be changed and set."""
    from plugin.domain.program import write_program
    from widgets.themes import say_corrections

    house, found = open_shop(key)
    with house.store.reading() as parts:
        _, current = parts.programs.current(found.shop_id)
    print_json(json.loads(write_program(current)))
    for correction in say_corrections(current.look):
        click.echo(correction, err=True)


@program.command("set")
@click.argument("key")
@click.argument("file", type=FILE)
def program_set(key: str, file: Path) -> None:
    """Make the settings in FILE the shop's program from now on."""
    from plugin.actions.shops import change_program
    from plugin.domain.program import read_program
    from widgets.own_words import advise_on_words
    from widgets.themes import say_corrections

    house, found = open_shop(key)
    wanted = read_program(read_json(file, "program"))
    version = change_program(house, found, wanted)
    click.echo(f"{found.name} follows version {version} of its program from now on.")
    for advice in (*advise_on_words(wanted), *say_corrections(wanted.look)):
        click.echo(advice, err=True)


@click.command()
@click.argument("key")
def desk(key: str) -> None:
    """Print the link to the merchant's desk; it opens for an hour."""
    from plugin.actions.shops import desk_link

    click.echo(desk_link(*open_shop(key)))


@click.command()
@shop_option
def exports(key: str) -> None:
    """Print what shoppers asked the shop to hand out about them, newest first."""
    house, found = open_only_shop(key)
    with house.store.reading() as parts:
        asked = parts.privacy.list_exports(found.shop_id)
    if not asked:
        click.echo("No shopper has asked what the shop keeps about them.", err=True)
    for export in asked:
        click.echo(f"# {export.export_id} for request {export.request_ref}")
        click.echo(export.content)
