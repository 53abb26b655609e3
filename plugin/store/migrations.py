"""The schema's steps: run by `sathi migrate` under a lock, never by a web worker."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from plugin.errors import InvalidInput, SchemaOutOfDate
from plugin.failpoints import reach
from plugin.store.backups import keep_copy_before
from plugin.store.sqlite_engine import open_connection
from plugin.store.turns import Presence

LOCK_ID = 7_284_411
# How many rows a table may have, how many of them one shop, how many an index's further columns leave.
GREAT_COUNTS = (100_000_000, 1_000_000, 100, 20, 10)


def migrate_sqlite(path: Path) -> list[str]:
    """Bring a SQLite file to this version's schema; gives the names of the steps that ran."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _file_lock(path), closing(Presence(path)), closing(open_connection(path)) as connection:
        database = Database(connection, execute_plugins=False)
        names = [step.name for step in _steps().pending(database)]
        if names and _steps().applied(database):
            keep_copy_before(path, names[0])
        _steps().apply(database)
        database.analyze()
        _expect_a_great_shop(database)
        return names


def _expect_a_great_shop(database: Database) -> None:
    """Tell SQLite's planner how large one shop may become, whatever is in it now.

    Untold, it takes a shop for ten rows, and reads all its orders to find those of one buyer in order.
    """
    indexes = database.execute(
        'select t.name, i.name, i."unique", (select group_concat(name) from pragma_index_info(i.name))'
        " from sqlite_master t, pragma_index_list(t.name) i where t.type = 'table'"
    ).fetchall()
    for table, index, is_unique, names in indexes:
        columns = names.split(",")
        if columns[0] == "shop_id":
            left = [GREAT_COUNTS[min(place, len(GREAT_COUNTS) - 1)] for place in range(len(columns) + 1)]
            stat = " ".join(map(str, [*left[:-1], 1] if is_unique else left))
            database.execute("delete from sqlite_stat1 where tbl = ? and idx = ?", [table, index])
            database.execute(
                "insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)", [table, index, stat]
            )


def migrate_postgres(connection: Any) -> list[str]:
    """Bring a PostgreSQL database to this version's schema; gives the names of the steps that ran."""
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", (LOCK_ID,))
        connection.execute("create table if not exists sathi_steps (name text primary key)")
        missing = [name for name in step_texts() if name not in _postgres_steps(connection)]
        for name in missing:
            connection.execute(step_texts()[name])
            connection.execute("insert into sathi_steps (name) values (%s)", (name,))
    return missing


def check_sqlite(connection: Any) -> None:
    """Raise SchemaOutOfDate unless the SQLite file has exactly this version's schema."""
    _compare([step.name for step in _steps().applied(Database(connection, execute_plugins=False))])


def check_postgres(connection: Any) -> None:
    """Raise SchemaOutOfDate unless the PostgreSQL database has exactly this version's schema."""
    found = connection.execute("select to_regclass('sathi_steps') as found").fetchone()
    _compare(_postgres_steps(connection) if found["found"] else [])


def step_texts() -> dict[str, str]:
    """Give every step's SQL by its name, in order."""
    folder = files("plugin.store") / "schema"
    return {each.name[:-4]: each.read_text() for each in sorted(folder.iterdir(), key=lambda one: one.name)}


def find_missing(applied: list[str]) -> list[str]:
    """Give the steps of this version that a database lacks."""
    return [name for name in step_texts() if name not in applied]


def check_steps(path: Path, applied: list[str]) -> None:
    """Raise SchemaOutOfDate where a file is from a newer Sathi, InvalidInput where it is none of ours."""
    if newer := _find_newer(applied):
        raise SchemaOutOfDate(f"{path} has {', '.join(newer)} from a newer Sathi: install that version.")
    if not applied:
        raise InvalidInput("file", f"{path} is no database of Sathi: it has none of its tables.")


def _find_newer(applied: list[str]) -> list[str]:
    known = step_texts()
    return [name for name in applied if name not in known]


def _compare(applied: list[str]) -> None:
    if missing := find_missing(applied):
        raise SchemaOutOfDate(f"The database lacks {', '.join(missing)}: run `sathi migrate` first.")
    if newer := _find_newer(applied):
        raise SchemaOutOfDate(
            f"The database has {', '.join(newer)} from a newer Sathi: install that version."
        )


def _postgres_steps(connection: Any) -> list[str]:
    return [row["name"] for row in connection.execute("select name from sathi_steps order by name")]


def _steps() -> Migrations:
    steps = Migrations("sathi")
    for name, text in step_texts().items():

        def run(database: Database, text: str = text) -> None:
            for statement in text.split(";\n"):
                if statement.strip():
                    database.execute(statement)
            reach("migrate:step:before")

        steps(name=name)(run)
    return steps


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.with_name(f"{path.name}.door").open("a") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
