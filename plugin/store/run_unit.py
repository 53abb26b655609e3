"""What runs one unit of work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")
On_co = TypeVar("On_co", covariant=True)


class RunUnit(Protocol[On_co]):
    """Runs one unit of work of a shop, all or nothing; raises what the work raises."""

    def __call__(self, shop_id: str, work: Callable[[On_co], T], /) -> T:
        """Give what the work gave."""
