"""Commands about people: banning, opting out, personal codes."""

from __future__ import annotations

import click

from plugin.commands.opening import open_only_shop, shop_option


@click.command()
@click.argument("email")
@click.option("--undo", is_flag=True, help="Take it back.")
@shop_option
def ban(email: str, undo: bool, key: str) -> None:
    """Ban a shopper from the program."""
    from plugin.actions.banning import ban_person

    house, found = open_only_shop(key)
    ban_person(house, found, email, not undo)
    click.echo("Taken back." if undo else "Banned.")


@click.command("opt-out")
@click.argument("email")
@click.option("--undo", is_flag=True, help="Take it back.")
@shop_option
def opt_out(email: str, undo: bool, key: str) -> None:
    """Never ask a shopper again."""
    from plugin.actions import people

    house, found = open_only_shop(key)
    people.opt_out(house, found, email, not undo)
    click.echo("Taken back." if undo else "Noted: this shopper is not asked again.")


@click.command()
@click.argument("email")
@click.argument("new_code")
@shop_option
def code(email: str, new_code: str, key: str) -> None:
    """Give a shopper a personal code, such as ASHA200; the old one works on."""
    from plugin.actions.people import must_find_by_email
    from plugin.actions.sharing import choose_code

    house, found = open_only_shop(key)
    with house.store.reading() as parts:
        person = must_find_by_email(house, parts, found, email)
    click.echo(f"The code is {choose_code(house, found, person, new_code)}.")
