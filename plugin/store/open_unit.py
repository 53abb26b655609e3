"""A unit that is open, as an engine: the units that are run in it become parts of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any, TypeVar

from plugin.store.run_unit import LaterUnit, RunUnit

T = TypeVar("T")


class OpenUnit:
    """One unit's connection. Each unit in it is all or nothing, sees what was written before, and is durable
    with the whole."""

    def __init__(self, engine: Any, connection: Any) -> None:
        self._engine, self._connection, self.adapter = engine, connection, engine.adapter

    def unit(self, shop_id: str, work: Callable[[Any], T]) -> T:
        """Run one unit of work in the shop whose unit is open."""
        self._connection.execute("savepoint part")
        try:
            result = work(self._connection)
        except BaseException:
            self._connection.execute("rollback to part")
            self._connection.execute("release part")
            raise
        self._connection.execute("release part")
        return result

    def together(self, units: Sequence[tuple[str, Callable[[Any], T]]]) -> list[LaterUnit[T]]:
        """Give these units; each runs when it is waited for."""
        return [LaterUnit(partial(self.unit, shop_id, work)) for shop_id, work in units]

    def in_bulk(self) -> AbstractContextManager[RunUnit[Any]]:
        """Lend what runs one unit after the other."""
        return nullcontext(self.unit)

    def preparing(self) -> AbstractContextManager[object]:
        """Prepare at once: nobody else is here."""
        return nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """Lend the connection."""
        yield self._connection

    def scrub(self) -> None:
        """Take what was erased before out of the files; SQLite refuses while a unit is open."""
        self._engine.scrub()

    def size_bytes(self) -> int:
        """Say how large the database is, without what is not durable yet."""
        size_bytes: int = self._engine.size_bytes()
        return size_bytes

    def close(self) -> None:
        """Let go of nothing: the connection is another's."""
