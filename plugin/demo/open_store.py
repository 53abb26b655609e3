"""A store in the midst of one unit: the demo plays a whole day in it, and one commit keeps the day.

Only for the demo, whose days nobody else sees half done: verbs that open units of their own work on the
connection of the unit that is open, and see the demo's shop alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TypeVar

from plugin.model import Shop
from plugin.store import Parts, Store, Waiting

T = TypeVar("T")

# What lists the work of all shops, as pairs of a shop's id and another: the demo does its own.
LISTS = (
    ("people", "list_to_settle"), ("partners", "list_to_settle"), ("occasions", "list_due"),
    ("coupons", "list_run_out"),
)  # fmt: skip


@dataclass(frozen=True)
class _Done:
    result: object

    def wait(self) -> object:
        return self.result


class OpenStore(Store):
    """The store as one open unit of one shop sees it."""

    def __init__(self, parts: Parts, shop: Shop) -> None:
        self._parts = parts
        _keep_to(parts, shop)

    def unit(self, shop_id: str, work: Callable[[Parts], T]) -> T:
        """Do the work in the unit that is open."""
        return work(self._parts)

    def together(self, units: Sequence[tuple[str, Callable[[Parts], T]]]) -> Sequence[Waiting[T]]:
        """Do several, one after the other, in the unit that is open."""
        return [_Done(work(self._parts)) for _, work in units]  # type: ignore[misc]  # T is the caller's

    def preparing(self) -> AbstractContextManager[object]:
        """Prepare at once: nobody else is here."""
        return nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Parts]:
        """Lend the parts, with what the day has written so far."""
        yield self._parts


def _keep_to(parts: Parts, shop: Shop) -> None:
    """Let the lists of work for all shops give one shop's alone."""
    for subject, name in LISTS:
        part = getattr(parts, subject)
        setattr(part, name, _narrow(getattr(part, name), shop.shop_id))
    setattr(parts.shops, "list", lambda: [shop])  # noqa: B010 - mypy allows no method to be replaced


def _narrow(
    whole: Callable[[int, int], Sequence[tuple[str, str]]], shop_id: str
) -> Callable[[int, int], list[tuple[str, str]]]:
    return lambda now_ms, most: [one for one in whole(now_ms, most) if one[0] == shop_id]
