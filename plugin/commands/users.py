"""Commands for who works at the desk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plugin.commands.opening import FILE, open_for_command, open_only_shop
from plugin.errors import InvalidInput
from plugin.model import ROLES

if TYPE_CHECKING:
    from plugin.actions.house import House


@click.command()
def init() -> None:
    """Make the secret and the database, and print the link at which the first owner is made."""
    from plugin.opening import find_settings
    from plugin.store import migrate_store

    migrate_store(find_settings(os.environ).database_url)
    house = open_for_command()
    if not welcome_first(house, os.environ):
        click.echo("There is a user already: sign in at " + house.settings.url + "/desk")


def welcome_first(house: House, environment: Mapping[str, str]) -> bool:
    """Make the owner that the environment names; where nobody is a user yet, print the set-up link."""
    if email := environment.get("SATHI_ADMIN_EMAIL", "") or read_file(environment, "SATHI_ADMIN_EMAIL_FILE"):
        from plugin.actions.accounts import ensure_operator

        password = environment.get("SATHI_ADMIN_PASSWORD", "")
        password = password or read_file(environment, "SATHI_ADMIN_PASSWORD_FILE")
        if ensure_operator(house, email, password):
            click.echo(f"{email} is an owner now: sign in at {house.settings.url}/desk", err=True)
    with house.store.reading() as parts:
        has_users = parts.users.has_any()
    if not has_users:
        from plugin.actions.accounts import setup_link

        click.echo("Open this link once to make the first owner; it holds until there is one:")
        click.echo(setup_link(house))
    return not has_users


def read_file(environment: Mapping[str, str], variable: str) -> str:
    """Give what stands in the file that a variable names; raises InvalidInput where it cannot be read."""
    path = environment.get(variable, "")
    if not path:
        return ""
    try:
        return Path(path).read_text().strip()
    except (OSError, ValueError) as error:
        raise InvalidInput(variable, f"{variable} names {path}, which cannot be read as a text.") from error


@click.group()
def user() -> None:
    """List users, add and remove them, and help them to a new password."""


@user.command("list")
def user_list() -> None:
    """List the users with their shops and roles."""
    with open_for_command().store.reading() as parts:
        if not (users := parts.users.list_all()):
            click.echo("There is no user yet: `sathi init` prints the link that makes the first owner.")
        for one in users:
            shops = parts.users.list_shops_of(one.user_id).values()
            roles = [f"{shop.name}: {role}" for shop, role in shops]
            roles = ["owner of every shop"] if one.is_operator else roles
            waits = "" if one.password_hash else "  (no password yet)"
            click.echo(f"{one.email}  {one.name or '-'}  {', '.join(roles) or 'in no shop'}{waits}")


@user.command("add")
@click.argument("email")
@click.option(
    "--role", type=click.Choice(("operator", *ROLES)), required=True, help="An operator owns every shop."
)
@click.option("--shop", "key", default="", help="The shop's key; not needed where there is one shop.")
@click.option("--name", default="", help="What the user is called in the list of changes.")
@click.option("--password-file", type=FILE, help="Take the password from a file, and print no link.")
def user_add(email: str, role: str, key: str, name: str, password_file: Path | None) -> None:
    """Add a user; prints a link that holds for a day, at which they choose a password once."""
    from plugin.actions.accounts import add_user, make_user
    from plugin.actions.new_passwords import password_link
    from plugin.actions.team import add_member, read_role

    is_operator = role == "operator"
    house, shop = (open_for_command(), None) if is_operator else open_only_shop(key)
    made = make_user(house, email, name, _read_password(password_file), is_operator)
    add_user(house, made)
    if shop:
        add_member(house, shop, made, read_role(role))
    click.echo("The password of the file holds." if password_file else password_link(house, made))


@user.command("reset-password")
@click.argument("email")
@click.option("--password-file", type=FILE, help="Take the password from a file, and print no link.")
def user_reset_password(email: str, password_file: Path | None) -> None:
    """Print a link that holds for a day, at which a user chooses a new password once."""
    from plugin.actions.accounts import find_user_at
    from plugin.actions.new_passwords import password_link, set_password

    house = open_for_command()
    found = find_user_at(house, email)
    if password_file:
        set_password(house, found, _read_password(password_file))
        click.echo("The password of the file holds, and all browsers are signed out.")
    else:
        click.echo(password_link(house, found))


@user.command("remove")
@click.argument("email")
def user_remove(email: str) -> None:
    """Remove a user from every shop, and sign them out; the last owner of a shop stays."""
    from plugin.actions.accounts import find_user_at
    from plugin.actions.removing import remove_user

    house = open_for_command()
    shops = remove_user(house, find_user_at(house, email))
    names = ", ".join(shop.name for shop in shops) or "no shop"
    click.echo(f"{email} is removed; they worked in {names}.")


def _read_password(file: Path | None) -> str:
    if file is None:
        return ""
    if not (password := file.read_text().strip("\r\n")):
        raise InvalidInput("password", f"{file} is empty: write the password into it.")
    return password
