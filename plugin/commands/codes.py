"""The command about codes from another app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from plugin.commands.opening import FILE, open_shop

if TYPE_CHECKING:
    from plugin.actions.code_imports import Outcome
    from plugin.actions.house import House
    from plugin.model import Shop


@click.command("import-codes")
@click.argument("key")
@click.argument("file", type=FILE, required=False)
@click.option("--dry-run", is_flag=True, help="Only read, and say what would come of it.")
@click.option("--undo", is_flag=True, help="Take the last import back.")
def import_codes(key: str, file: Path | None, dry_run: bool, undo: bool) -> None:
    """Let the codes and links of another app lead to the same people here, from FILE (CSV)."""
    from plugin.actions.code_imports import undo_last_import

    if (file is None) != undo:
        raise click.UsageError("Give FILE or --undo.")
    house, found = open_shop(key)
    if file is None:
        click.echo(f"{undo_last_import(house, found)} codes lead nowhere again.")
    else:
        _print_outcome(_take_codes(house, found, file, dry_run), dry_run)


def _take_codes(house: House, shop: Shop, file: Path, dry_run: bool) -> Outcome:
    from plugin.actions import code_imports
    from plugin.code_files import read_old_codes

    outcome = code_imports.Outcome()
    with file.open("rb") as raw:
        codes = read_old_codes(raw, outcome.leave_out)
        if dry_run:
            return code_imports.preview_codes(house, shop, codes, outcome)
        return code_imports.import_codes(house, shop, file.name, codes, outcome)


def _print_outcome(outcome: Outcome, dry_run: bool) -> None:
    for line, sentence in outcome.notes:
        click.echo(f"Line {line}: {sentence}", err=True)
    verb = "would lead" if dry_run else "lead"
    click.echo(
        f"{outcome.codes_count} codes {verb} to their people, {outcome.people_count} of whom are new; "
        f"{outcome.known_count} did already, {outcome.left_out_count} are left out."
    )
    if dry_run:
        click.echo("Nothing was written.")
