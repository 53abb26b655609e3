"""SQLite with one writer and group commit.

Units of work queue; the writer takes all that wait, runs them in one `BEGIN IMMEDIATE` with a savepoint each,
commits once, and only then answers every caller. Readers have a connection per thread and never wait (WAL).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from sqlite_utils import Database

from plugin.failpoints import reach_commit
from plugin.store.driver import sqlite3
from plugin.store.log_copying import copying_log
from plugin.store.run_unit import RunUnit
from plugin.store.turns import Presence, Turns

T = TypeVar("T")
Connection = sqlite3.Connection

UNITS_PER_COMMIT = 64

# There is one writer, and a reader for every thread.
WRITER_CACHE_KIB = 32 * 1024
READER_CACHE_KIB = 1024

PRAGMAS = """
pragma journal_mode = wal;
pragma synchronous = full;
pragma foreign_keys = on;
pragma secure_delete = on;
pragma busy_timeout = 10000;
pragma temp_store = memory;
pragma wal_autocheckpoint = 8000;
"""


class SqliteEngine:
    """One database file, opened for reading and writing by this process.

    `units_per_commit` is the most units that share one commit.
    """

    adapter = "sqlite3"

    def __init__(self, path: Path, units_per_commit: int = UNITS_PER_COMMIT) -> None:
        self._path = path
        self._presence = Presence(path)
        self._units_per_commit = units_per_commit
        self._queue: SimpleQueue[_Ticket[Any] | None] = SimpleQueue()
        self._turn = threading.Lock()
        self._starting = threading.Lock()
        self._stopping = False
        self._writer: threading.Thread | None = None
        self._own_turn = threading.Lock()
        self._own: tuple[Connection, Turns] | None = None
        self._local = threading.local()
        self._readers: list[Connection] = []

    def unit(self, shop_id: str, work: Callable[[Connection], T]) -> T:
        """Run one unit of work, all or nothing, and return after its commit is on disk.

        `shop_id` names whose unit it is; with a single writer all shops take turns. Raises what `work` does.
        """
        ticket = _Ticket(work)
        self._start_writer()
        self._queue.put(ticket)
        return ticket.wait()

    def together(self, units: Sequence[tuple[str, Callable[[Connection], T]]]) -> list[_Ticket[T]]:
        """Run these units of shops one after the other in this thread, with one commit for all."""
        tickets = [_Ticket(work) for _, work in units]
        with self._own_turn:
            if self._own is None:
                self._own = open_connection(self._path, WRITER_CACHE_KIB), Turns(self._path)
            connection, turns = self._own
            with turns.taken():
                self._commit(connection, iter(tickets))
        for ticket in tickets:
            ticket.answer()
        return tickets

    @contextmanager
    def in_bulk(self) -> Iterator[RunUnit[Connection]]:
        """Lend what runs one unit after the other, all or nothing each, for somebody who has very many.

        None waits for the disk: the next unit that does takes them all there, and so does the log's copy. A
        power cut before it takes the newest of them back, whole ones and in their order.
        """
        with (
            closing(open_connection(self._path, WRITER_CACHE_KIB)) as connection,
            Turns(self._path) as turns,
            copying_log(partial(open_connection, self._path)) as copy_log,
        ):
            connection.execute("pragma synchronous = normal")

            def run_unit(_: str, work: Callable[[Connection], T]) -> T:
                ticket = _Ticket(work)
                with turns.taken():
                    self._commit(connection, iter((ticket,)))
                copy_log()
                ticket.answer()
                return ticket.wait()

            yield run_unit

    def preparing(self) -> AbstractContextManager[object]:
        """Take turns with the writer and with each other in preparing units.

        Threads that meet here meet once; at Python's own lock each database call would wake one of them in
        vain (measured: 56 switches a request without, 8 with). Those who wait here first also get into the
        writer's next batch.
        """
        return self._turn

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend this thread's reading connection."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = open_connection(self._path, READER_CACHE_KIB)
            connection.execute("pragma query_only = on")
            self._local.connection = connection
            self._readers.append(connection)
        yield connection

    def scrub(self) -> None:
        """Copy the log into the database and empty it, so that erased words stand in neither file.

        Raises OperationalError when somebody kept the log in use all the while; then it must be done again.
        """
        with closing(open_connection(self._path)) as connection:
            busy, *_ = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
        if busy:
            raise sqlite3.OperationalError("The database's log was in use and could not be emptied.")

    def size_bytes(self) -> int:
        """Give the size of the file and of its log."""
        files = (self._path, self._path.with_name(f"{self._path.name}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def close(self) -> None:
        """Finish the units that wait, then close every connection."""
        with self._starting:
            if self._writer is not None:
                self._queue.put(None)
                self._writer.join()
                self._writer = None
        if self._own is not None:
            connection, turns = self._own
            with closing(connection), turns:
                self._own = None
        for connection in self._readers:
            connection.close()
        self._readers.clear()
        self._local = threading.local()
        self._presence.close()

    def _start_writer(self) -> None:
        if self._writer is None:
            with self._starting:
                if self._writer is None:  # what fails in opening is the caller's to hear
                    tools = open_connection(self._path, WRITER_CACHE_KIB), Turns(self._path)
                    self._stopping = False
                    self._writer = threading.Thread(
                        target=self._write, args=tools, name="sathi-writer", daemon=True
                    )
                    self._writer.start()

    def _write(self, connection: Connection, turns: Turns) -> None:
        with closing(connection), turns:
            ticket = self._queue.get()
            while ticket is not None:
                with turns.taken():
                    batch = self._commit(connection, self._waiting(ticket))
                for done in batch:
                    done.answer()
                ticket = None if self._stopping else self._queue.get()

    def _waiting(self, first: _Ticket[Any]) -> Iterator[_Ticket[Any]]:
        """Give the first ticket and those that wait behind it, as many as may share one commit."""
        yield first
        with suppress(Empty):
            for _ in range(self._units_per_commit - 1):
                ticket = self._queue.get_nowait()
                if ticket is None:
                    self._stopping = True
                    return
                yield ticket

    def _commit(self, connection: Connection, tickets: Iterator[_Ticket[Any]]) -> list[_Ticket[Any]]:
        """Run the tickets' units and commit them together; each hears it when the commit fails."""
        batch: list[_Ticket[Any]] = []
        try:
            connection.execute("begin immediate")
            with self._turn:
                for ticket in tickets:
                    batch.append(ticket)
                    ticket.run(connection)
            reach_commit((ticket.work for ticket in batch), "before")
            connection.execute("commit")
            reach_commit((ticket.work for ticket in batch), "after")
        except BaseException as error:  # the whole batch failed: every caller must hear it
            if connection.in_transaction:
                connection.execute("rollback")
            batch += tickets
            for failed in batch:
                failed.fail(error)
        return batch


class _Ticket(Generic[T]):
    """One unit that waits for the writer, and its answer."""

    __slots__ = ("_error", "_lock", "_result", "work")

    def __init__(self, work: Callable[[Connection], T]) -> None:
        self.work = work
        self._lock = threading.Lock()
        self._lock.acquire()
        self._error: BaseException | None = None
        self._result: T | None = None

    def run(self, connection: Connection) -> None:
        connection.execute("savepoint unit")
        try:
            self._result = self.work(connection)
        except BaseException as error:
            self._error = error
            connection.execute("rollback to unit")
        connection.execute("release unit")

    def fail(self, error: BaseException) -> None:
        self._error = self._error or error

    def answer(self) -> None:
        self._lock.release()

    def wait(self) -> T:
        """Return what the unit gave, once it is on disk; raises what it raised."""
        self._lock.acquire()
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # set whenever there is no error


def open_connection(path: Path, cache_kib: int = READER_CACHE_KIB) -> Connection:
    """Open the file through sqlite-utils with the house's promises: WAL, full sync, keys, erasure.

    `cache_kib` is the most memory that its pages may take.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.row_factory = sqlite3.Row
    database = Database(connection, execute_plugins=False)
    database.conn.executescript(PRAGMAS)
    database.execute(f"pragma cache_size = -{cache_kib}")
    return connection
