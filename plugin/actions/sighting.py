"""Noting what of a store was seen: cheap facts, so that set-up is ticked by what happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from plugin.actions.house import House
from plugin.domain.moments import MINUTE_MS
from plugin.errors import describe_failure
from plugin.logbook import log
from plugin.model import Shop
from plugin.store.setups import Sight

EVERY_MS = 5 * MINUTE_MS
MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Lookout:
    """Notes what one process sees: each kind once in a while for each shop, so that nobody waits for it."""

    house: House
    _noted: dict[tuple[str, Sight], int] = field(default_factory=dict)

    def note(self, shop: Shop, kind: Sight) -> None:
        """Note that something of a shop's store was seen now, unless that was noted a moment ago.

        What cannot be written is let go: it is seen again.
        """
        now_ms, sight = self.house.now_ms(), (shop.shop_id, kind)
        if now_ms - self._noted.get(sight, -EVERY_MS) < EVERY_MS:
            return
        if len(self._noted) >= MOST_REMEMBERED:
            self._noted.clear()
        self._noted[sight] = now_ms
        try:
            self.house.store.unit(
                shop.shop_id, lambda parts: parts.setups.note_sighting(shop.shop_id, kind, now_ms)
            )
        except Exception as error:  # a shopper's page must not miss its answer for the merchant's lights
            log.warning("sighting_failed", shop=shop.shop_id, where=describe_failure(error))


def is_of_store(shop: Shop, origin: str) -> bool:
    """Say whether a page at this origin, as a browser names it, is one of the shop's own store."""
    asked, own = urlsplit(origin), urlsplit(shop.url)
    try:
        same_port = asked.port == own.port
    except ValueError:  # a port that is none
        return False
    host = (asked.hostname or "").removeprefix("www.")
    return bool(host) and (
        (same_port and host == (own.hostname or "").removeprefix("www.")) or host == shop.domain.lower()
    )
