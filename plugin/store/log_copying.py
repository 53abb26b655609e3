"""Copying SQLite's log into the database beside whoever writes much."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

from plugin.store.driver import sqlite3


@contextmanager
def copying_log(connect: Callable[[], sqlite3.Connection]) -> Iterator[Callable[[], None]]:
    """Lend what asks a thread of its own to copy the log, as far as it is written.

    Takes what opens a connection to the database.
    """
    asked, ended = threading.Event(), threading.Event()

    def copy() -> None:
        with closing(connect()) as connection:
            while asked.wait() and not ended.is_set():
                asked.clear()
                with suppress(sqlite3.OperationalError):  # a full disk: whoever writes hears of it
                    connection.execute("pragma wal_checkpoint(passive)")

    copier = threading.Thread(target=copy, name="sathi-log", daemon=True)
    copier.start()
    try:
        yield asked.set
    finally:
        ended.set()
        asked.set()
        copier.join()
