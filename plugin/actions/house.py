"""The house that every verb works in: its store, settings, clock and dice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from plugin.domain.codes import CODE_BYTES, ID_BYTES, make_code, make_id
from plugin.settings import Settings
from plugin.store import Store
from plugin.tokens import hash_key


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user of the desk, the command line, or Sathi by itself."""

    name: str = "Sathi"
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class House:
    """One running installation.

    `now_ms` gives epoch milliseconds in UTC, `random_bytes` as many random bytes as are asked
    for. `actor` is who acts in it.
    """

    store: Store
    settings: Settings
    now_ms: Callable[[], int]
    random_bytes: Callable[[int], bytes]
    actor: Actor = Actor()

    def new_id(self, prefix: str, now_ms: int) -> str:
        """Make a new id of one kind."""
        return make_id(prefix, now_ms, self.random_bytes(ID_BYTES))

    def new_code(self) -> str:
        """Make a new code for an advocate."""
        return make_code(self.random_bytes(CODE_BYTES))

    def hash(self, kind: str, value: str) -> str:
        """Hash an address, a phone number or an order's key for this installation."""
        return hash_key(self.settings.secret, kind, value)

    def by(self, actor: Actor) -> House:
        """Give the same house with somebody else acting in it: what changes is noted as theirs."""
        return replace(self, actor=actor)
