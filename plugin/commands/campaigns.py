"""Commands about campaigns: switching and changing them, inviting everybody, why somebody was written to."""

from __future__ import annotations

import json
from pathlib import Path

import click

from plugin.commands.opening import FILE, open_shop, print_json, read_json


@click.command()
@click.argument("key")
def campaigns(key: str) -> None:
    """List the campaigns of a shop, and whether they are on."""
    from plugin.actions.campaigns import list_campaigns
    from plugin.printing.campaigns import print_campaigns

    house, found = open_shop(key)
    with house.store.reading() as parts:
        print_campaigns(list_campaigns(parts, found))


@click.group()
def campaign() -> None:
    """Switch campaigns on and off, read and change them."""


@campaign.command("on")
@click.argument("key")
@click.argument("name")
def campaign_on(key: str, name: str) -> None:
    """Switch a campaign on: it writes about what happens from now on."""
    _switch(key, name, is_on=True)


@campaign.command("off")
@click.argument("key")
@click.argument("name")
def campaign_off(key: str, name: str) -> None:
    """Switch a campaign off; what waits in it is not written any more."""
    _switch(key, name, is_on=False)


@campaign.command("show")
@click.argument("key")
@click.argument("name")
def campaign_show(key: str, name: str) -> None:
    """Print a campaign as JSON, ready to be changed and set."""
    from plugin.actions.campaigns import find_campaign
    from plugin.domain.campaign_settings import write_campaign

    house, found = open_shop(key)
    with house.store.reading() as parts:
        kept = find_campaign(parts, found, name)
    print_json(json.loads(write_campaign(kept.campaign)))


@campaign.command("set")
@click.argument("key")
@click.argument("name")
@click.argument("file", type=FILE)
def campaign_set(key: str, name: str, file: Path) -> None:
    """Make the settings in FILE a campaign's from now on; a new NAME adds one, off at first."""
    from plugin.actions.campaigns import change_campaign
    from plugin.domain.campaign_settings import read_campaign

    house, found = open_shop(key)
    kept = change_campaign(house, found, name, read_campaign(read_json(file, "campaign")))
    click.echo(f"{name} is set, and {'on' if kept.is_on else 'off'}.")


@click.command()
@click.argument("key")
@click.option(
    "--campaign", "name", default="invite", show_default=True, help="Which campaign over everybody."
)
@click.option("--preview", "act", flag_value="preview", help="Say who would be written to, and who not.")
@click.option("--start", "act", flag_value="start", help="Begin; a second time changes nothing.")
@click.option("--pause", "act", flag_value="pause", help="Let the run rest.")
@click.option("--resume", "act", flag_value="resume", help="Let a paused run go on where it was.")
@click.option("--stop", "act", flag_value="stop", help="End the run; what was sent stands.")
@click.option("--test", "address", default="", metavar="ADDRESS", help="Send the message to this address.")
def invite(key: str, name: str, act: str | None, address: str) -> None:
    """Invite everyone who ever bought: without an option, say how far it is."""
    from plugin.actions import inviting, previewing
    from plugin.printing.campaigns import print_preview, print_progress

    house, found = open_shop(key)
    acts = {
        "start": inviting.start_run,
        "pause": inviting.pause_run,
        "resume": inviting.resume_run,
        "stop": inviting.stop_run,
    }
    if address:
        previewing.send_test(house, found, name, address)
        click.echo("A message to this address is on its way.")
    elif act == "preview":
        preview = previewing.preview_run(house, found, name, previewing.EVERYBODY)
        print_preview(preview, previewing.forecast_run(house, found, preview.expected_count), found)
    else:
        if act:
            acts[act](house, found, name)
        with house.store.reading() as parts:
            print_progress(inviting.find_progress(house, parts, found, name))


@click.command()
@click.argument("key")
@click.argument("email")
def why(key: str, email: str) -> None:
    """Say in words why a person was written to or not, turn by turn, newest first."""
    from plugin.actions.occasions import explain_person
    from plugin.printing.campaigns import print_account

    house, found = open_shop(key)
    print_account(found, explain_person(house, found, email))


def _switch(key: str, name: str, is_on: bool) -> None:
    from plugin.actions.campaigns import switch_campaign

    switch_campaign(*open_shop(key), name, is_on)
    click.echo(f"{name} is {'on' if is_on else 'off'}.")
