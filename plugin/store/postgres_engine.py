"""PostgreSQL: a pool of connections, and one writer at a time for each shop by an advisory lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from threading import Semaphore
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from plugin.errors import InvalidInput
from plugin.failpoints import reach_commit
from plugin.store.run_unit import LaterUnit, RunUnit

T = TypeVar("T")
Connection = psycopg.Connection[dict[str, Any]]

POOL_SIZE = 10
MOST_WRITERS = 7  # the other connections are for reading, however many units wait for their turn


class PostgresEngine:
    """One PostgreSQL database by its URL."""

    adapter = "psycopg"

    def __init__(self, url: str) -> None:
        _check_url(url)
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url, min_size=1, max_size=POOL_SIZE, kwargs={"row_factory": dict_row}, open=True
        )
        self._writers = Semaphore(MOST_WRITERS)

    def unit(self, shop_id: str, work: Callable[[Connection], T]) -> T:
        """Run one unit of work, all or nothing, alone in its shop, and return after its commit."""
        with self._writers, self._pool.connection() as connection:
            connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (shop_id,))
            result = work(connection)
            reach_commit((work,), "before")
            connection.commit()
            reach_commit((work,), "after")
            return result

    def together(self, units: Sequence[tuple[str, Callable[[Connection], T]]]) -> list[LaterUnit[T]]:
        """Give these units of shops; each runs by itself when it is waited for."""
        return [LaterUnit(partial(self.unit, shop_id, work)) for shop_id, work in units]

    def in_bulk(self) -> AbstractContextManager[RunUnit[Connection]]:
        """Lend what runs one unit after the other; here each waits for its own commit."""
        return nullcontext(self.unit)

    def preparing(self) -> AbstractContextManager[object]:
        """Let everybody prepare at once: the writers here are other processes."""
        return nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection of the pool for reading."""
        with self._pool.connection() as connection:
            yield connection

    def scrub(self) -> None:
        """Nothing to do: PostgreSQL's own vacuum and log recycling clear what was erased."""

    def size_bytes(self) -> int:
        """Give what PostgreSQL says of the database."""
        with self.reading() as connection:
            row = connection.execute("select pg_database_size(current_database()) as size_bytes").fetchone()
        return int(row["size_bytes"]) if row else 0

    def close(self) -> None:
        """Give every connection back."""
        self._pool.close()


def _check_url(url: str) -> None:
    """Refuse an address that the driver cannot read: its own words would repeat it, password and all."""
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise InvalidInput(
            "SATHI_DATABASE_URL",
            "SATHI_DATABASE_URL must look like postgresql://user:password@host/name, with signs such as "
            "[ / @ in the password as %5B %2F %40.",
        ) from None


@contextmanager
def connect_once(url: str) -> Iterator[Connection]:
    """Open one connection outside any pool, for the command line."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        yield connection
