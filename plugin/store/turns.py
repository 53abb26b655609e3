"""Writing in turn: the processes of one installation share one database file."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugin.errors import NotAllowed


class Turns:
    """Two file locks that make the processes of one installation write in turn.

    Whoever wants to write first takes the place at the door and keeps it until the room is free; so a process
    that has just written cannot slip in again before one that waits. SQLite's own busy timeout starved a
    writer for seconds.
    """

    def __init__(self, path: Path) -> None:
        self._door, self._room = (
            path.with_name(f"{path.name}.{name}").open("a") for name in ("door", "room")
        )

    def __enter__(self) -> Turns:
        return self

    def __exit__(self, *error: object) -> None:
        self._door.close()
        self._room.close()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the room while the block writes."""
        fcntl.flock(self._door, fcntl.LOCK_EX)
        try:
            fcntl.flock(self._room, fcntl.LOCK_EX)
        finally:
            fcntl.flock(self._door, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(self._room, fcntl.LOCK_UN)


class Presence:
    """A file lock that says that a process has the database open: nobody puts another in its place then."""

    def __init__(self, path: Path) -> None:
        self._file = path.with_name(f"{path.name}.open").open("a")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def close(self) -> None:
        """Say that this process has the database open no more."""
        self._file.close()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep every other process out of the database; raises NotAllowed where one has it open."""
    with path.with_name(f"{path.name}.open").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NotAllowed(
                f"Sathi is running on {path}: stop `sathi run` and `sathi work`, then do it again."
            ) from error
        yield
