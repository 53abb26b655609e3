"""Commands about Shopify apps: one app may be installed in many stores."""

from __future__ import annotations

from pathlib import Path

import click

from plugin.actions.house import House
from plugin.commands.opening import FILE, open_for_command, print_json, read_secret
from plugin.store.apps import App


@click.group()
def app() -> None:
    """Shopify apps of your own, made in Shopify's Dev Dashboard."""


@app.command("add")
@click.argument("platform", type=click.Choice(("shopify",)))
@click.option("--client-id", required=True, help="The app's client id.")
@click.option("--secret-env", default="", metavar="NAME", help="The variable that holds the client secret.")
@click.option("--secret-file", type=FILE, help="The file that holds the client secret.")
def app_add(platform: str, client_id: str, secret_env: str, secret_file: Path | None) -> None:
    """Write an app down; prints its key and the addresses for shopify.app.toml as JSON."""
    from plugin.actions.apps import add_app

    secret = read_secret("Client secret", secret_env, secret_file)
    house = open_for_command()
    _print(house, add_app(house, client_id, secret))


@app.command("list")
def app_list() -> None:
    """List the apps with their addresses, and how many stores have each installed."""
    from plugin.actions.apps import list_apps

    house = open_for_command()
    for one in list_apps(house):
        _print(house, one)


@app.command("secret")
@click.argument("app_key")
@click.option("--secret-env", default="", metavar="NAME", help="The variable that holds the client secret.")
@click.option("--secret-file", type=FILE, help="The file that holds the client secret.")
def app_secret(app_key: str, secret_env: str, secret_file: Path | None) -> None:
    """Give an app its new client secret, in every store that has it; the old one holds for a day more."""
    from plugin.actions.apps import change_app_secret

    secret = read_secret("Client secret", secret_env, secret_file)
    change_app_secret(open_for_command(), app_key, secret)
    click.echo("The new secret holds from now on; the old one for a day more.")


def _print(house: House, one: App) -> None:
    from plugin.actions.apps import list_installs
    from plugin.connect.shopify_install import SCOPES, way_back

    url, key = house.settings.url, one.app_key
    print_json(
        {
            "app_key": key,
            "client_id": one.client_id,
            "application_url": f"{url}/connect/shopify/{key}",
            "redirect_urls": [way_back(house, key)],
            "scopes": ",".join(SCOPES),
            "app_proxy": f"{url}/proxy/{key}",
            "webhooks": f"{url}/webhooks/app/{key}/shopify",
            "installs_count": len(list_installs(house, key)),
        }
    )
