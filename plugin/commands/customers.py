"""The command about past customers."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from plugin.actions.house import House
from plugin.arrivals import Group, Reading
from plugin.commands.opening import FILE, open_shop, showing_progress
from plugin.model import PLATFORMS, Platform
from plugin.store.imports import ImportRow

GARBAGE_COUNT = 100_000


@click.command("import-customers")
@click.argument("key")
@click.argument("file", type=FILE, required=False)
@click.option("--from-store", is_flag=True, help="Read all customers from the store's API instead of a file.")
@click.option("--dry-run", is_flag=True, help="Only read, and say what would come of it.")
@click.option(
    "--column", "columns", multiple=True, metavar='NAME="HEADER"',
    help='What FILE calls a column, such as email="E-mail Address".',
)  # fmt: skip
@click.option(
    "--platform",
    type=click.Choice(PLATFORMS),
    default=None,
    help="Whose customer ids FILE has; else the connection's.",
)
def import_customers(
    key: str, file: Path | None, from_store: bool, dry_run: bool, columns: tuple[str, ...],
    platform: Platform | None,
) -> None:  # fmt: skip
    """Take past customers in from FILE (CSV) or the store; what was stopped goes on where it was."""
    from plugin.actions.connections import find_platform
    from plugin.actions.customer_imports import preview_groups, take_groups
    from plugin.customer_files import list_columns

    if (file is None) != from_store:
        raise click.UsageError("Give FILE or --from-store.")
    house, found = open_shop(key)
    reading = Reading(
        secret=house.settings.secret, shop=found, platform=platform or find_platform(house, found),
        columns=list_columns(columns),
    )  # fmt: skip
    started = _begin(house, reading, file, dry_run)
    if started.ended_at_ms:
        click.echo(f"{started.source} is in the house already, whole: nothing was changed.")
        return
    _rarely_look_for_garbage()
    with showing_progress("Customers") as say, _opening_groups(house, reading, file, started) as groups:
        import_groups = preview_groups if dry_run else take_groups
        done = import_groups(house, found, started, groups, lambda row: say(row.rows_count))
    _print_outcome(done, dry_run)


def _rarely_look_for_garbage() -> None:
    """Let Python look for rings of garbage seldom: an import leaves none, and looking takes its time."""
    gc.freeze()
    gc.set_threshold(GARBAGE_COUNT)


def _begin(house: House, reading: Reading, file: Path | None, dry_run: bool) -> ImportRow:
    """Begin the import, or find how far it is; a dry run begins none."""
    from plugin.actions.customer_imports import begin_import, name_preview
    from plugin.arrivals import fingerprint_file

    source = file.name if file else reading.platform
    fingerprint = f"store {reading.platform}"
    if file:
        with file.open("rb") as raw:
            fingerprint = fingerprint_file(reading, raw)
    if dry_run:
        return name_preview(source)
    return begin_import(house, reading.shop, fingerprint, source, reading.columns, again=file is None)


@contextmanager
def _opening_groups(
    house: House, reading: Reading, file: Path | None, started: ImportRow
) -> Iterator[Iterator[Group]]:
    """Open what customers are read from: a file, or the store itself."""
    from plugin.commands.customer_reading import reading_beside

    if file is None:
        from plugin.effects.stores import open_room
        from plugin.effects.stores.customers import read_store_groups

        yield read_store_groups(open_room(house, reading.shop), reading, started.cursor)
        return
    with reading_beside(reading, file, started.line_done, started.cursor) as groups:
        yield groups


def _print_outcome(done: ImportRow, dry_run: bool) -> None:
    for line, sentence in done.faults:
        click.echo(f"Line {line}: {sentence}", err=True)
    verb = "would be" if dry_run else "are"
    click.echo(
        f"{done.rows_count} customers read: {done.new_count} {verb} new, "
        f"{done.changed_count} known with news, {done.known_count} known without."
    )
    click.echo(f"{done.unmailable_count} of them may not be mailed; {done.faults_count} lines left out.")
    if dry_run:
        click.echo("Nothing was written.")
