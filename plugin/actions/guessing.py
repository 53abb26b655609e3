"""Guessing: keys of orders that are short enough to be guessed are not tried by the thousand.

Counted in buckets that name nobody, in each process alone and for a minute: nothing is written for whoever
looks, and no address is kept.
"""

from __future__ import annotations

from plugin.actions.house import House
from plugin.domain.moments import MINUTE_MS
from plugin.domain.people import address_block
from plugin.errors import TooMany
from plugin.model import Shop

# From so many letters on, a key cannot be found by trying: a store's own and ours are longer.
UNGUESSABLE = 16
MOST_MISSES = 60  # different keys a minute, from one block of addresses at one shop
BUCKETS = 4_096
MOST_REMEMBERED = 100_000


class Guesses:
    """How often keys were tried in vain in this minute; of so many keys each is counted once."""

    def __init__(self, house: House, most_remembered: int = MOST_REMEMBERED) -> None:
        self._house, self._minute, self._most_remembered = house, 0, most_remembered
        self._misses, self._missed = [0] * BUCKETS, set[int]()

    def refuse(self, shop: Shop, ip: str, proof: str) -> None:
        """Refuse to look a key up, right or wrong, where too many were wrong; raises TooMany."""
        if self._is_guessable(ip, proof) and self._misses_now()[self._place(shop, ip)] >= MOST_MISSES:
            raise TooMany("Too many orders were asked for that are not known; wait a minute.", again_s=60)

    def note_miss(self, shop: Shop, ip: str, proof: str) -> None:
        """Count a key that proved nothing, once: a page whose order is on its way asks again and again."""
        if not self._is_guessable(ip, proof):
            return
        misses, place = self._misses_now(), self._place(shop, ip)
        key = hash((place, proof))
        if key not in self._missed:
            misses[place] += 1
            if len(self._missed) < self._most_remembered:
                self._missed.add(key)

    def _is_guessable(self, ip: str, proof: str) -> bool:
        return 0 < len(proof) < UNGUESSABLE and bool(address_block(ip))

    def _misses_now(self) -> list[int]:
        minute = self._house.now_ms() // MINUTE_MS
        if minute != self._minute:
            self._minute, self._misses, self._missed = minute, [0] * BUCKETS, set()
        return self._misses

    def _place(self, shop: Shop, ip: str) -> int:
        return hash((shop.shop_id, address_block(ip))) % BUCKETS
