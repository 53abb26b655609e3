"""How fast mail leaves: so many a second from each worker, so many an hour and a day from all."""

from __future__ import annotations

from threading import Lock
from time import monotonic, sleep
from typing import NamedTuple

from plugin.actions.house import House
from plugin.domain.moments import DAY_MS, HOUR_MS
from plugin.errors import StoreBusy
from plugin.store import Parts
from plugin.store.messages import Span


class Pace:
    """Lets so many a second pass, evenly; 0 is no limit."""

    def __init__(self, per_second: int) -> None:
        self._gap_s = 1 / per_second if per_second else 0.0
        self._free_at_s, self._turn = 0.0, Lock()

    def wait(self) -> None:
        """Return when it is this caller's turn."""
        if not self._gap_s:
            return
        with self._turn:
            now_s = monotonic()
            mine_s = max(self._free_at_s, now_s)
            self._free_at_s = mine_s + self._gap_s
        sleep(mine_s - now_s)


class Limit(NamedTuple):
    """How many mails may leave in every hour, or every day."""

    span: Span
    length_ms: int
    most: int

    def began_at(self, now_ms: int) -> int:
        """Give when the hour or the day of a moment began."""
        return now_ms - now_ms % self.length_ms


def count_mail(house: House, shop_id: str) -> None:
    """Count one more mail in this hour and this day; raises StoreBusy where they have their most by now."""
    if limits := _list_limits(house):
        house.store.unit(shop_id, lambda parts: _count(parts, house.now_ms(), limits))


def give_back_mail(house: House, shop_id: str) -> None:
    """Take a mail off the counts that the mail server did not take: a try is none that left."""
    limits, now_ms = _list_limits(house), house.now_ms()

    def work(parts: Parts) -> None:
        for limit in limits:
            parts.messages.give_back_mail(limit.span, limit.began_at(now_ms))

    if limits:
        house.store.unit(shop_id, work)


def _list_limits(house: House) -> list[Limit]:
    settings = house.settings
    limits = (
        Limit("hour", HOUR_MS, settings.mail_per_hour), Limit("day", DAY_MS, settings.mail_per_day)
    )  # fmt: skip
    return [one for one in limits if one.most]


def _count(parts: Parts, now_ms: int, limits: list[Limit]) -> None:
    for limit in limits:
        began_at_ms = limit.began_at(now_ms)
        if not parts.messages.count_mail(limit.span, began_at_ms, limit.most):
            raise StoreBusy(
                "The {most} mails of this {span} have been sent; the others wait.",
                again_s=(began_at_ms + limit.length_ms - now_ms) / 1000, most=str(limit.most),
                span=limit.span,
            )  # fmt: skip
    parts.messages.forget_mail_counts(now_ms - 2 * DAY_MS)
