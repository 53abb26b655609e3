"""Commands about the post: how it stands, a letter to try the mail server with, where bounces are told."""

from __future__ import annotations

import click

from plugin.commands.opening import open_only_shop, open_shop, print_json, shop_option

MOST_PRINTED = 20


@click.group(invoke_without_command=True)
@shop_option
@click.pass_context
def mail(context: click.Context, key: str) -> None:
    """Say how the post stands: what waits, what left today, what never will and why."""
    if context.invoked_subcommand is None:
        from plugin.actions.postview import view_post
        from plugin.printing.post import print_post

        house, found = open_only_shop(key)
        print_post(found, view_post(house, found, MOST_PRINTED))


@mail.command("test")
@click.argument("address")
@shop_option
def mail_test(address: str, key: str) -> None:
    """Send a test letter to ADDRESS at once, and print the mail server's own answer."""
    from plugin.effects.trial import try_mail

    house, found = open_only_shop(key)
    trial = try_mail(house, found, address)
    click.echo(trial.answer)
    if not trial.is_taken:
        raise click.ClickException("The mail server did not take the letter; above is what it said.")


@mail.command("secret")
@click.argument("key")
@click.option("--new", "fresh", is_flag=True, help="Make a new secret; the old one holds for a day more.")
def mail_secret(key: str, fresh: bool) -> None:
    """Print where mail providers tell of bounces, and the secrets to give them (docs/mail.md)."""
    from plugin.actions.notices import PROVIDERS, find_mail_secret, make_words

    house, found = open_shop(key)
    secret = find_mail_secret(house, found, fresh=fresh)
    address = f"{house.settings.url}/webhooks/{key}/mail"
    words = {name: make_words(house, found, name, [secret])[0] for name in PROVIDERS}
    print_json({
        "signed": {"address": address, "secret": secret},
        **{name: {"address": f"{address}/{name}/{word}", "password": word} for name, word in words.items()},
    })  # fmt: skip
