"""What a sender is, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable

from plugin.actions.house import House
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.effects import Effect

# What to write in the same unit that marks an effect done. It is called only while the claim still holds.
Note = Callable[[Parts], None]

# Does one thing outside, in no unit of work and holding no connection of the store, and says what to write.
# Raises StoreRefused or NotFound where trying again is of no use, StoreBusy where nothing was done.
Sender = Callable[[House, Shop, Effect], Note]

# What to write in the same unit that gives an effect up, with the sentence that says why.
GivenUp = Callable[[House, Parts, Shop, Effect, str], None]


def note_nothing(parts: Parts) -> None:
    """Write nothing: that the effect is done says it all."""
