"""A disk without room: every command says so in one sentence, and an import goes on once there is room."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cast import ChaiHouse
from tests.command import Sathi, on_database, refused, said
from tests.importing import make_file, make_line

COUNT = 5_000
ROOM_BYTES = 3_500_000
FULL = "Error: The disk that holds the database is full"


@pytest.fixture
def sathi(sqlite_url: str) -> Sathi:
    """Runs a command in Chai House's installation."""
    return on_database(sqlite_url)


@contextmanager
def with_room(file_bytes: int) -> Iterator[None]:
    """Let the system refuse to make any file larger than so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def count_people(chai: ChaiHouse) -> int:
    """Count the people in the house."""
    return chai.read(lambda parts, shop_id: parts.profiles.count(shop_id)).people_count


def test_it_goes_on_with_an_import_once_there_is_room(chai: ChaiHouse, sathi: Sathi, tmp_path: Path) -> None:
    file = tmp_path / "past.csv"
    file.write_bytes(make_file(*map(make_line, range(COUNT))))
    words = ("import-customers", chai.shop.key, str(file))
    with with_room(ROOM_BYTES):
        stopped = sathi(*words)
    assert (stopped.exit_code, stopped.output.splitlines()[-1][: len(FULL)]) == (1, FULL)
    assert 0 < count_people(chai) < COUNT
    assert f"{COUNT} customers read: {COUNT} are new" in said(sathi(*words))
    assert count_people(chai) == COUNT


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("shop", "add", "--name", "Tea", "--url", "https://tea.example"), FULL),
        (("work",), FULL),
        (("backup", "copy.db"), "has no room for a copy of sathi.db"),
    ],
    ids=["shop", "work", "backup"],
)
def test_it_says_in_one_sentence_that_there_is_no_room(
    chai: ChaiHouse, sathi: Sathi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...],
    sentence: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    chai.house.store.close()  # its log goes with it
    with with_room(1):
        stopped = sathi(*words)
    assert sentence in refused(stopped)
