"""Failpoints: a command dies where it is told to, and what was committed before is there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COMMIT = "commit shops.add_shop.work"
WORDS = ("shop", "add", "--name", "Chai House", "--url", "https://chai.example")


def sathi(database_url: str, *words: str, **points: str) -> subprocess.CompletedProcess[str]:
    """Run one command, with failpoints."""
    environment = os.environ | {"SATHI_DATABASE_URL": database_url, "SATHI_SECRET": "a secret for tests only"}
    return subprocess.run(
        [sys.executable, "-m", "plugin.cli", *words],
        env=environment | points,
        capture_output=True,
        text=True,
        check=False,
    )


def count_shops(database_url: str) -> int:
    listed = sathi(database_url, "shop", "list")
    assert listed.returncode == 0, listed.stderr
    return len(listed.stdout.splitlines())


@pytest.mark.parametrize(("when", "shops_count"), [("before", 0), ("after", 1)])
def test_it_dies_where_it_is_told_to(database_url: str, when: str, shops_count: int) -> None:
    died = sathi(database_url, *WORDS, SATHI_FAILPOINT=f"{COMMIT}:{when}:1")
    assert (died.returncode, died.stdout) == (-signal.SIGKILL, "")
    assert count_shops(database_url) == shops_count


def test_it_lives_until_it_comes_by_for_the_last_time(database_url: str) -> None:
    assert sathi(database_url, *WORDS, SATHI_FAILPOINT=f"{COMMIT}:before:2").returncode == 0
    assert count_shops(database_url) == 1


def test_it_notes_every_place_that_it_comes_by(database_url: str, tmp_path: Path) -> None:
    log = tmp_path / "reached"
    assert sathi(database_url, *WORDS, SATHI_FAILPOINTS_LOG=str(log)).returncode == 0
    assert log.read_text().splitlines() == [f"{COMMIT}:before", f"{COMMIT}:after"]
