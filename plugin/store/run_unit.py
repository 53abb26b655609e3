"""What runs one unit of work, now or when somebody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
On_co = TypeVar("On_co", covariant=True)


class RunUnit(Protocol[On_co]):
    """Runs one unit of work of a shop, all or nothing; raises what the work raises."""

    def __call__(self, shop_id: str, work: Callable[[On_co], T], /) -> T:
        """Give what the work gave."""


class LaterUnit(Generic[T]):
    """One unit of work that runs when somebody waits for it."""

    def __init__(self, run: Callable[[], T]) -> None:
        self._run = run

    def wait(self) -> T:
        """Run the unit and return what it gave, after its commit; raises what it raised."""
        return self._run()
