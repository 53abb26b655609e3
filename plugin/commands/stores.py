"""Commands about the merchant's store: connecting it, reading it back, the stock of codes, the outbox."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from plugin.commands.opening import (
    FILE,
    open_for_command,
    open_only_shop,
    open_shop,
    read_secret,
    shop_option,
    showing_progress,
)


@click.group()
def connect() -> None:
    """Let Sathi reach a shop's store; secrets are asked for, or read from the environment."""


@connect.command("woocommerce")
@click.argument("key")
@click.option("--url", required=True, help="The store's address, such as https://chai.example.")
@click.option("--key", "consumer_key", required=True, help="The consumer key, ck_...")
@click.option("--secret-env", default="", metavar="NAME", help="The variable that holds the consumer secret.")
@click.option("--secret-file", type=FILE, help="The file that holds the consumer secret.")
def connect_woocommerce(
    key: str, url: str, consumer_key: str, secret_env: str, secret_file: Path | None
) -> None:
    """Connect a WooCommerce store by a pair of REST API keys with read and write."""
    from plugin.actions.connections import WooCommerceKeys, connect_store

    house, found = open_shop(key)
    secret = read_secret("Consumer secret (cs_...)", secret_env, secret_file)
    keys = WooCommerceKeys(consumer_key=consumer_key, consumer_secret=secret)
    made = connect_store(house, found, url, keys)
    click.echo(f"{found.name} is connected to {made.address}. Bring its orders in: sathi reconcile {key}")


@connect.command("shopify")
@click.argument("key")
@click.option("--domain", required=True, help="The store's own host, such as chai.myshopify.com.")
@click.option("--client-id", required=True, help="The app's client id.")
@click.option("--secret-env", default="", metavar="NAME", help="The variable that holds the client secret.")
@click.option("--secret-file", type=FILE, help="The file that holds the client secret.")
def connect_shopify(key: str, domain: str, client_id: str, secret_env: str, secret_file: Path | None) -> None:
    """Connect a Shopify store by the client credentials of the merchant's own app."""
    from plugin.actions.apps import remember_install
    from plugin.actions.connections import ShopifyKeys, connect_store
    from plugin.effects.stores import mend_webhooks

    house, found = open_shop(key)
    secret = read_secret("Client secret", secret_env, secret_file)
    address = domain if "://" in domain else f"https://{domain}"
    app = remember_install(house, found, address, client_id, secret)
    made = connect_store(house, found, address, ShopifyKeys(client_id=client_id, client_secret=secret))
    click.echo(f"{found.name} is connected to {made.address}. Bring its orders in: sathi reconcile {key}")
    if app:
        click.echo(f"Its app is {app.app_key}; `sathi app list` prints the app's addresses.")
    if note := mend_webhooks(house, found):
        click.echo(f"Its orders are not sent here yet, which is tried again by itself: {note}")


@click.command()
@click.argument("key")
@click.argument("platform", type=click.Choice(("shopify", "woocommerce")))
def disconnect(key: str, platform: Literal["shopify", "woocommerce"]) -> None:
    """Forget how a shop's store is reached, and its credentials."""
    from plugin.actions.connections import disconnect_store

    house, found = open_shop(key)
    disconnect_store(house, found, platform)
    click.echo(f"{found.name} is not connected to {platform} any more.")


@click.command()
@click.argument("key", required=False)
def reconcile(key: str | None) -> None:
    """Read orders back from the stores, compare coupons, and mend what differs."""
    from plugin.actions.connections import find_connection
    from plugin.effects.reconciling import reconcile_shop

    house, chosen = open_shop(key) if key else (open_for_command(), None)
    with house.store.reading() as parts:
        shops = [chosen] if chosen else parts.shops.list()
    for one in shops:
        if chosen is None and find_connection(house, one) is None:
            continue
        with showing_progress(one.name) as say:
            repair = reconcile_shop(house, one, say)
        click.echo(
            f"{one.name}: {repair.read_count} orders read, {repair.orders_mended_count} of them news, "
            f"{repair.coupons_mended_count} coupons mended. {repair.note}".strip()
        )


@click.group()
def stock() -> None:
    """Ready codes, for a store without an API."""


@stock.command("add")
@click.argument("key")
@click.argument("file", type=FILE)
@click.option("--pile", required=True, help="What the codes give, as `sathi stock show` names it.")
def stock_add(key: str, file: Path, pile: str) -> None:
    """Put the codes in FILE, one a line, on a pile; codes that are here already change nothing."""
    from plugin.actions.stock import add_stock

    house, found = open_shop(key)
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        added_count = add_stock(house, found, pile, lines)
    click.echo(f"{added_count} new codes on {pile}.")


@stock.command("show")
@click.argument("key")
def stock_show(key: str) -> None:
    """Say how many codes are left of each kind."""
    from plugin.actions.stock import list_piles

    house, found = open_shop(key)
    with house.store.reading() as parts:
        piles = list_piles(parts, found)
    for pile in piles:
        click.echo(f"{pile.name}  {pile.codes_count} left{'  (low: bring more)' if pile.is_low else ''}")


@click.command()
@click.option("--replay", "replay_id", default="", metavar="ID", help="Try one again, or 'all'.")
@shop_option
def effects(replay_id: str, key: str) -> None:
    """List what could not be done outside, such as a coupon that the store refused, or try it again."""
    from plugin.actions.effects import list_dead_effects, replay_effect, replay_effects
    from plugin.printing.loop import print_dead_effects

    house, found = open_only_shop(key)
    if replay_id == "all":
        click.echo(f"{replay_effects(house, found)} will be tried again.")
    elif replay_id:
        replay_effect(house, found, replay_id)
        click.echo(f"{replay_id} will be tried again.")
    else:
        print_dead_effects(found, list_dead_effects(house, found))
