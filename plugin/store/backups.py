"""Copies of a SQLite database: made whole beside a running Sathi, checked, and put back.

A copy has its name only once it is whole and on the disk, and a database is replaced by renaming: whenever
the process is killed, what stands under the database's name is one whole database, the old or the new one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from plugin.errors import InvalidInput
from plugin.failpoints import reach
from plugin.store.driver import sqlite3
from plugin.store.turns import alone

COPIES_COUNT = 3
BEFORE = ".before-"
MEGABYTE = 1_000_000
LEFT_BEHIND = ("-wal", "-shm")


def copy_database(path: Path, target: Path) -> int:
    """Copy a database, in use or not, into a new file that only its owner may read; gives its size in bytes.

    Raises InvalidInput where the target is there already, the disk is full, or the copy is not sound.
    """
    if not path.exists():
        raise InvalidInput("database", f"There is no database at {path}: set SATHI_DATABASE_URL.")
    if target.exists():
        raise InvalidInput("file", f"{target} is there already and is not overwritten: name another file.")
    with _draft_beside(target) as draft:
        _vacuum_into(path, draft)
        list_steps(draft)
        reach("backup:name:before")
        try:
            os.link(draft, target)
        except FileExistsError as error:
            raise InvalidInput("file", f"{target} was made by somebody else meanwhile.") from error
        _sync_folder(target.parent)
    return target.stat().st_size


def keep_copy_before(path: Path, step: str) -> Path:
    """Copy a database beside itself before a step changes it, and keep the last three such copies.

    Raises InvalidInput where the disk has no room for it: nothing is changed then.
    """
    target = path.with_name(f"{path.name}{BEFORE}{step}")
    with _draft_beside(target) as draft:
        _vacuum_into(path, draft)
        reach("migrate:copy:before")
        os.replace(draft, target)
        _sync_folder(path.parent)
    for old in list_copies(path)[COPIES_COUNT:]:
        old.unlink(missing_ok=True)
    return target


def list_copies(path: Path) -> list[Path]:
    """Give the copies that were made before a step, the newest first."""
    return sorted(path.parent.glob(f"{path.name}{BEFORE}*"), key=lambda one: one.name, reverse=True)


def list_steps(path: Path) -> list[str]:
    """Give the steps of the schema that a file has; raises InvalidInput where it is none, or damaged."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            _refuse_rules(path, connection)
            [[verdict]] = connection.execute("pragma integrity_check(1)").fetchall()
            rows = connection.execute(
                "select name from _sqlite_migrations where migration_set = 'sathi' order by rowid"
            )
            steps = [name for (name,) in rows]
    except sqlite3.DatabaseError as error:
        raise InvalidInput("file", f"{path} is not a database of Sathi, or is damaged ({error}).") from error
    if verdict != "ok":
        raise InvalidInput("file", f"{path} is damaged ({verdict}): take another backup.")
    return steps


def _refuse_rules(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse a file that brings views or triggers: no step of the schema makes any, so somebody else did."""
    kinds = "select count(*) from sqlite_master where type in ('view', 'trigger')"
    [[foreign_count]] = connection.execute(kinds).fetchall()
    if foreign_count:
        raise InvalidInput("file", f"{path} has views or triggers, which are none of Sathi's.")


def restore_database(path: Path, file: Path, stamp: str) -> Path | None:
    """Put a backup in the place of the database; gives where the replaced one is kept, if there was one.

    `stamp` names it. Raises NotAllowed while Sathi runs, InvalidInput where the disk is full.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with alone(path), _draft_beside(path) as draft:
        _vacuum_into(file, draft)
        aside = _set_aside(path, stamp)
        reach("restore:name:before")
        os.replace(draft, path)
        _sync_folder(path.parent)
    return aside


def _set_aside(path: Path, stamp: str) -> Path | None:
    """Keep the database that is about to be replaced under another name, with its log emptied into it."""
    if not path.exists():
        return None
    aside = path.with_name(f"{path.name}.replaced-{stamp}")
    if _empty_log(path):
        os.link(path, aside)
        return aside
    for end in ("", *LEFT_BEHIND):  # damaged: its log belongs to it, and must not meet the new one
        with suppress(FileNotFoundError):
            shutil.copy2(f"{path}{end}", f"{aside}{end}")
    for end in LEFT_BEHIND:
        Path(f"{path}{end}").unlink(missing_ok=True)
    return aside


def _empty_log(path: Path) -> bool:
    """Copy a database's log into it and take the log away; False where the database is damaged."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("pragma wal_checkpoint(truncate)").fetchone()
            connection.execute("pragma journal_mode = delete").fetchone()
    except sqlite3.DatabaseError:
        return False
    return not Path(f"{path}-wal").exists()


def _vacuum_into(path: Path, draft: Path) -> None:
    """Write one consistent state of a database into an empty file, and wait until it is on the disk."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("pragma busy_timeout = 10000")
            connection.execute("vacuum into ?", [str(draft)])
    except sqlite3.DatabaseError as error:
        raise InvalidInput("file", _say_failure(path, draft, error)) from error
    with draft.open("rb") as file:
        os.fsync(file.fileno())


def _say_failure(path: Path, draft: Path, error: sqlite3.DatabaseError) -> str:
    needed, folder = path.stat().st_size // MEGABYTE + 1, draft.parent.absolute()
    if "full" in str(error) or "disk I/O" in str(error):
        return f"{folder} has no room for a copy of {path.name} (about {needed} MB): make room and try again."
    return f"{path} could not be copied into {folder} ({error}); nothing was changed."


@contextmanager
def _draft_beside(target: Path) -> Iterator[Path]:
    """Lend an empty file beside the target that only its owner may read; a killed one's is taken away."""
    draft = target.with_name(f"{target.name}.draft")
    try:
        for end in ("", "-journal"):
            Path(f"{draft}{end}").unlink(missing_ok=True)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise InvalidInput("file", f"{target} cannot be written: {error.strerror}.") from error
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
