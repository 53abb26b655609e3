"""Commands that keep the database safe: a copy while Sathi runs, and putting one back."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from plugin.commands.opening import FILE

NEW_FILE = click.Path(dir_okay=False, path_type=Path)
SECRET_FROM_SETTING = "SATHI_SECRET, which this installation is started with"
POSTGRES_BACKUP = "This database is on PostgreSQL: run pg_dump --format=custom --file={file} DATABASE."
POSTGRES_RESTORE = "This database is on PostgreSQL: run pg_restore --clean --dbname=DATABASE {file}."


@click.command()
@click.argument("file", type=NEW_FILE)
def backup(file: Path) -> None:
    """Copy the database into FILE, a new one, while Sathi runs or not."""
    from plugin.store.backups import copy_database

    size_bytes = copy_database(_find_database(POSTGRES_BACKUP.format(file=file)), file)
    _note_backup(size_bytes)
    click.echo(f"Done: {file} holds the whole database, {size_bytes:,} bytes, and was checked.")
    click.echo(
        f"The secret is not in it: keep {_say_secret()} apart from it, in a safe place. Without it links,"
        " hashes and the credentials of stores in a restored database are of no use."
    )


@click.command()
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Put the backup FILE in the place of the database; the one that is replaced is kept beside it."""
    from plugin.store.backups import list_steps, restore_database
    from plugin.store.migrations import check_steps, find_missing

    path = _find_database(POSTGRES_RESTORE.format(file=file))
    steps = list_steps(file)
    check_steps(file, steps)
    aside = restore_database(path, file, datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f"))
    click.echo(f"Done: {path} is what {file} held.")
    if aside:
        click.echo(f"What it was before is kept as {aside}; delete it when it is not needed any more.")
    if missing := find_missing(steps):
        click.echo(f"It is from an older Sathi and lacks {', '.join(missing)}: run `sathi migrate` now.")
    click.echo(f"It works with the secret that it was written with: check {_say_secret()}.")


def _find_database(elsewhere: str) -> Path:
    """Give the database's file; where there is none, refuse with what to do `elsewhere`."""
    from plugin.opening import find_settings
    from plugin.store import sqlite_path

    path = sqlite_path(find_settings(os.environ).database_url)
    if path is None:
        raise click.ClickException(elsewhere)
    return path


def _say_secret() -> str:
    from plugin.opening import secret_path

    path = secret_path(os.environ)
    return str(path.absolute()) if path else SECRET_FROM_SETTING


def _note_backup(size_bytes: int) -> None:
    """Write when the last backup was made; a database of another version is backed up all the same."""
    from plugin.errors import SchemaOutOfDate
    from plugin.opening import open_house

    try:
        house = open_house(os.environ)
    except SchemaOutOfDate:
        return
    house.store.unit(
        "", lambda parts: parts.running.note_sign("backup", house.now_ms(), f"{size_bytes:,} bytes")
    )
    house.store.close()
