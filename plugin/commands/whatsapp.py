"""Commands about WhatsApp: the shop's number there, and the texts that Meta approves."""

from __future__ import annotations

import click

from plugin.commands.opening import open_shop, print_json, read_secret


@click.group()
def whatsapp() -> None:
    """WhatsApp as a second medium, by the merchant's own number in Meta's Cloud API."""


@whatsapp.command("connect")
@click.argument("key")
@click.option("--phone-id", required=True, help="The phone number id, as the WhatsApp Manager shows it.")
@click.option("--token-env", default="", metavar="NAME", help="The variable that holds the access token.")
@click.option(
    "--app-secret-env", default="", metavar="NAME", help="The variable that holds the app's secret."
)
@click.option("--address", default="", help="Meta's address, where it is another than the usual one.")
def whatsapp_connect(key: str, phone_id: str, token_env: str, app_secret_env: str, address: str) -> None:
    """Let Sathi write from the shop's number; prints what Meta's console asks for."""
    from plugin.actions.whatsapp import META, WhatsAppKeys, connect_whatsapp, make_verify_word

    house, found = open_shop(key)
    keys = WhatsAppKeys(
        phone_id=phone_id,
        token=read_secret("Access token", token_env, None),
        app_secret=read_secret("App secret", app_secret_env, None),
        address=(address or META).rstrip("/"),
    )
    connect_whatsapp(house, found, keys)
    verify_word = make_verify_word(house, found, keys)
    print_json({
        "callback_url": f"{house.settings.url}/webhooks/{key}/whatsapp",
        "verify_token": verify_word,
        "fields": ["messages", "user_preferences"],
    })  # fmt: skip


@whatsapp.command("disconnect")
@click.argument("key")
def whatsapp_disconnect(key: str) -> None:
    """Forget the shop's number, and its credentials."""
    from plugin.actions.whatsapp import disconnect_whatsapp

    house, found = open_shop(key)
    disconnect_whatsapp(house, found)
    click.echo(f"{found.name} does not write over WhatsApp any more.")


@whatsapp.command("templates")
def whatsapp_templates() -> None:
    """Print the texts that Meta has to approve, in every language, as JSON ready to be submitted."""
    from widgets.whatsapp import write_templates

    print_json(write_templates())
