"""Commands for a shop's settings as a file: written out, reviewed, set again."""

from __future__ import annotations

from pathlib import Path

import click

from plugin.commands.opening import FILE, open_shop, read_json


@click.command("export")
@click.argument("key")
def export_settings(key: str) -> None:
    """Print all settings of a shop as one JSON file, for `sathi apply`: no secrets, no people."""
    from plugin.actions.settings_files import gather_settings
    from plugin.shop_files import write_shop_file

    house, found = open_shop(key)
    with house.store.reading() as parts:
        click.echo(write_shop_file(gather_settings(parts, found)), nl=False)


@click.command("apply")
@click.argument("key")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def apply_settings(key: str, file: Path, dry_run: bool) -> None:
    """Make the settings in FILE the shop's, part by part; says in words what changes.

    A campaign that FILE does not name stays as it is, and so do partners' terms that it leaves out.
    """
    from plugin.actions import settings_files
    from plugin.shop_files import read_shop_file

    house, found = open_shop(key)
    with house.store.reading() as parts:
        _, now = parts.programs.current(found.shop_id)
    planned = settings_files.plan_settings(house, found, read_shop_file(read_json(file, "file"), now))
    for part in planned:
        click.echo(f"{part.name}:")
        for change in part.changes:
            click.echo(f"  {change}")
    if not planned:
        click.echo(f"{found.name} stands as the file says.")
    elif dry_run:
        click.echo("Nothing was changed: this was a dry run.")
    else:
        settings_files.apply_settings(planned, lambda name: click.echo(f"Done: {name}."))
