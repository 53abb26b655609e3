"""Backups: whole, private, checked; put back only where nobody works; a copy before each change of schema."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plugin.cli import main
from plugin.store import migrate_store, open_store
from plugin.store.backups import keep_copy_before, list_copies
from plugin.store.driver import sqlite3

Sathi = Callable[..., Result]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The database of an installation with one shop."""
    path = tmp_path / "sathi.db"
    run(path, "migrate")
    add_shop(path, "Chai House")
    return path


def run(path: Path, *words: str) -> Result:
    """Run a command on this database."""
    return CliRunner().invoke(main, list(words), env={"SATHI_DATABASE_URL": f"sqlite:///{path}"})


def add_shop(path: Path, name: str) -> None:
    """Add a shop to the database."""
    assert run(path, "shop", "add", "--name", name, "--url", "https://chai.example").exit_code == 0


def list_shops(path: Path) -> list[str]:
    """Give the names of the shops."""
    return [line.split("  ")[1] for line in run(path, "shop", "list").output.splitlines()]


def test_it_copies_while_sathi_runs_and_puts_back(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    with closing(open_store(f"sqlite:///{path}")):
        done = run(path, "backup", str(file))
        assert (done.exit_code, str(tmp_path / "sathi.secret") in done.output) == (0, True)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert (tmp_path / "sathi.secret").read_bytes() not in file.read_bytes()
        refused = run(path, "restore", str(file))
        assert (refused.exit_code, "Sathi is running on" in refused.output) == (1, True)
    add_shop(path, "Tea Room")
    done = run(path, "restore", str(file))
    assert (done.exit_code, list_shops(path)) == (0, ["Chai House"])
    [aside] = tmp_path.glob("sathi.db.replaced-*")
    assert list_shops(aside) == ["Chai House", "Tea Room"]


def test_it_overwrites_nothing(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    file.write_text("a letter")
    refused = run(path, "backup", str(file))
    assert (refused.exit_code, "is there already" in refused.output) == (1, True)
    assert file.read_text() == "a letter"


@pytest.mark.parametrize("damage", ["letter", "cut", "trigger", "other", "newer"])
def test_it_puts_nothing_back_that_is_not_sound(path: Path, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "copy.db"
    assert run(path, "backup", str(file)).exit_code == 0
    if damage == "letter":
        file.write_text("a letter")
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[: 40 * 4096])
    elif damage == "trigger":
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(
                "create trigger more after insert on users begin update users set is_operator = 1; end"
            )
            connection.commit()
    else:
        with closing(sqlite3.connect(file)) as connection:
            words = "delete from" if damage == "other" else "update"
            rest = "" if damage == "other" else " set name = '9999_later' where name = '0001_house'"
            connection.execute(f"{words} _sqlite_migrations{rest}")
            connection.commit()
    refused = run(path, "restore", str(file))
    assert (refused.exit_code, refused.output.count("\n")) == (1, 1), refused.output
    assert list_shops(path) == ["Chai House"]
    assert list(tmp_path.glob("*.replaced-*")) + list(tmp_path.glob("*.draft")) == []


def test_it_replaces_a_damaged_database_and_keeps_it(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    assert run(path, "backup", str(file)).exit_code == 0
    path.write_bytes(b"lightning" * 1000)
    assert run(path, "restore", str(file)).exit_code == 0
    assert list_shops(path) == ["Chai House"]
    [aside] = tmp_path.glob("*.replaced-*")
    assert aside.read_bytes().startswith(b"lightning")


def test_it_says_so_where_there_is_no_room(path: Path, tmp_path: Path) -> None:
    script = f"ulimit -f 200; exec {sys.executable} -m plugin.cli backup {tmp_path / 'copy.db'}"
    environment = os.environ | {"SATHI_DATABASE_URL": f"sqlite:///{path}"}
    done = subprocess.run(
        ["bash", "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "has no room for a copy" in done.stderr) == (1, True), done.stderr
    refused = run(path, "backup", str(tmp_path / "nowhere" / "copy.db"))
    assert (refused.exit_code, "cannot be written" in refused.output) == (1, True)
    assert list(tmp_path.glob("copy*")) == []


def test_it_keeps_a_copy_before_the_schema_changes(path: Path) -> None:
    forget_last_step(path)
    done = run(path, "migrate")
    assert done.exit_code == 0, done.output
    [copy] = list_copies(path)
    assert copy.name in done.output
    assert "No steps" not in run(path, "migrate").output
    assert list_shops(path) == ["Chai House"]
    with pytest.raises(Exception, match="run `sathi migrate` first"):
        open_store(f"sqlite:///{copy}")


def test_it_keeps_the_last_three_copies(path: Path) -> None:
    for step in ("0002_loop", "0003_stores", "0004_settling", "0005_post"):
        keep_copy_before(path, step)
    names = [copy.name.partition("before-")[2] for copy in list_copies(path)]
    assert names == ["0005_post", "0004_settling", "0003_stores"]


def test_it_makes_no_copy_of_a_database_that_begins(tmp_path: Path) -> None:
    migrate_store(f"sqlite:///{tmp_path / 'new.db'}")
    assert list_copies(tmp_path / "new.db") == []


def test_it_says_what_to_run_on_postgresql() -> None:
    environment = {"SATHI_DATABASE_URL": "postgresql://db/sathi", "SATHI_SECRET": "a secret for tests only"}
    for words, program in ((("backup", "copy"), "pg_dump"), (("restore", __file__), "pg_restore")):
        done = CliRunner().invoke(main, list(words), env=environment)
        assert (done.exit_code, program in done.output) == (1, True)


def forget_last_step(path: Path) -> None:
    """Bring a database to the state before the last step."""
    with closing(sqlite3.connect(path)) as connection:
        for table in ("signs", "refusals", "erasures", "weekly_choices", "weekly_letters", "demos"):
            connection.execute(f"drop table {table}")
        connection.execute("delete from _sqlite_migrations where name = '0016_running'")
        connection.commit()
