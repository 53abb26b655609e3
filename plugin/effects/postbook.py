"""The postbook: what a worker has handed to a mail server, in a file that outlives it.

Between the moment in which a mail server has a message and the one in which the database says so, a worker
may be killed. So it keeps a small book on its own machine, beside the database, in memory that it shares with
the kernel: a line stands there whatever becomes of the process. The lock on the book is the proof that its
worker lives; whoever finds one without takes it over.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from mmap import mmap
from pathlib import Path
from tempfile import gettempdir
from threading import Lock
from typing import NamedTuple

from plugin.actions.house import House
from plugin.store import sqlite_path

LINES = 4096
LINE_BYTES = 96
FREE, BEGUN, HANDED_OVER = b" -+"
NAME_BYTES = 8


class Line(NamedTuple):
    """One message that a worker handed over."""

    shop_id: str
    message_id: str


class Postbook:
    """The book of one worker, written round and round."""

    def __init__(self, path: Path, is_noted: Callable[[Line], bool]) -> None:
        """Take the file, and what says whether the database knows of a line by now."""
        self._path, self._is_noted = path, is_noted
        draft = path.with_suffix(".new")  # it has its name once it is locked, so nobody takes it over
        self._file = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        os.pwrite(self._file, bytes([FREE]) * LINES * LINE_BYTES, 0)
        self._lines = mmap(self._file, LINES * LINE_BYTES)
        draft.rename(path)
        self._next, self._turn = 0, Lock()

    @property
    def holder(self) -> str:
        """The name of the worker, as it stands beside what it has claimed."""
        return self._path.stem

    def begin(self, line: Line) -> int:
        """Write a line for a message that is about to leave; gives its place."""
        words = f"{line.shop_id} {line.message_id}".encode().ljust(LINE_BYTES - 2)
        with self._turn:
            place = self._find_free()
            self._lines[place : place + LINE_BYTES] = bytes([BEGUN]) + words + b"\n"
        return place

    def mark(self, place: int) -> None:
        """Say that the message leaves now: no system call stands between this and its last byte."""
        self._lines[place] = HANDED_OVER

    def take_back(self, place: int) -> None:
        """Say that the message did not leave, or not to stay: the mail server refused it."""
        self._lines[place] = FREE

    def close(self) -> None:
        """Throw the book away, if all that stands in it is noted in the database.

        Else a lane may still be about it: the next worker takes over what is there when this one has ended.
        """
        with self._turn:
            written = (n * LINE_BYTES for n, mark in enumerate(self._lines[::LINE_BYTES]) if mark != FREE)
            if all(map(self._is_free, written)):
                self._lines.close()
                self._path.unlink(missing_ok=True)
                os.close(self._file)

    def _find_free(self) -> int:
        """Give the next place whose message the database knows of by now."""
        while True:
            place = self._next * LINE_BYTES
            self._next = (self._next + 1) % LINES
            if self._is_free(place):
                return place

    def _is_free(self, place: int) -> bool:
        if self._lines[place] == BEGUN:
            return False
        line = _read(self._lines[place : place + LINE_BYTES])
        return line is None or self._is_noted(line)


class DeadBook(NamedTuple):
    """The book of a worker that died, held by whoever settles it."""

    path: Path
    file: int
    lines: tuple[Line, ...]

    @property
    def holder(self) -> str:
        """The name of the worker that died."""
        return self.path.stem

    def close(self) -> None:
        """Throw the book away: it is settled."""
        self.path.unlink(missing_ok=True)
        os.close(self.file)


def find_folder(house: House) -> Path:
    """Give the folder of an installation's books: beside its database, or for PostgreSQL a place of its own.

    Books that another user of the machine put there are left alone.
    """
    path = sqlite_path(house.settings.database_url)
    if path is not None:
        return path.with_suffix(".post")
    return Path(gettempdir()) / f"sathi-{house.hash('post', house.settings.database_url)[:24]}.post"


def open_book(house: House, is_noted: Callable[[Line], bool]) -> Postbook:
    """Begin a worker's book."""
    folder = find_folder(house)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Postbook(folder / f"{house.random_bytes(NAME_BYTES).hex()}.book", is_noted)


def find_dead_books(house: House) -> Iterator[DeadBook]:
    """Give the books whose workers are dead, each held while it is looked at."""
    for path in sorted(find_folder(house).glob("*.book")):
        with suppress(FileNotFoundError):  # another worker has settled it meanwhile
            file = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
            if os.fstat(file).st_uid == os.geteuid() and _take(file):
                raw = os.pread(file, LINES * LINE_BYTES, 0)
                found = (_read(raw[at : at + LINE_BYTES]) for at in range(0, len(raw), LINE_BYTES))
                yield DeadBook(path, file, tuple(line for line in found if line))
            else:
                os.close(file)


def _take(file: int) -> bool:
    """Take a book's lock; False where its worker lives."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(raw: bytes) -> Line | None:
    """Read one line of a book; None for one that was not handed over."""
    if raw[:1] != bytes([HANDED_OVER]):
        return None
    shop_id, _, message_id = raw[1:].decode().strip().partition(" ")
    return Line(shop_id, message_id)
