"""Killed in the midst of a backup, a restore or a migration: a whole database stands there afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from plugin.store.backups import list_copies
from tests.contract.test_backups import add_shop, forget_last_step, list_shops, run

KILLED = -9


def run_and_kill(path: Path, place: str, *words: str) -> None:
    """Run a command in a process of its own, which dies at a named place."""
    environment = os.environ | {"SATHI_DATABASE_URL": f"sqlite:///{path}", "SATHI_FAILPOINT": f"{place}:1"}
    command = [sys.executable, "-m", "plugin.cli", *words]
    assert subprocess.run(command, env=environment, capture_output=True, check=False).returncode == KILLED


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Path:
    """The database of an installation with one shop, and a backup of it; a second shop came since."""
    path = Path(shutil.copy(sqlite_template, tmp_path / "sathi.db"))
    add_shop(path, "Chai House")
    assert run(path, "backup", str(tmp_path / "copy.db")).exit_code == 0
    add_shop(path, "Tea Room")
    return path


def test_it_survives_a_killed_backup(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "second.db"
    run_and_kill(path, "backup:name:before", "backup", str(file))
    assert not file.exists()
    assert run(path, "backup", str(file)).exit_code == 0
    assert list_shops(file) == list_shops(path) == ["Chai House", "Tea Room"]
    assert list(tmp_path.glob("*.draft")) == []


def test_it_survives_a_killed_restore(path: Path, tmp_path: Path) -> None:
    run_and_kill(path, "restore:name:before", "restore", str(tmp_path / "copy.db"))
    assert list_shops(path) == ["Chai House", "Tea Room"]
    assert run(path, "restore", str(tmp_path / "copy.db")).exit_code == 0
    assert list_shops(path) == ["Chai House"]


@pytest.mark.parametrize("place", ["migrate:copy:before", "migrate:step:before"])
def test_it_survives_a_killed_migration(path: Path, place: str) -> None:
    forget_last_step(path)
    run_and_kill(path, place, "migrate")
    assert run(path, "migrate").exit_code == 0
    assert list_shops(path) == ["Chai House", "Tea Room"]
    assert len(list_copies(path)) == 1
