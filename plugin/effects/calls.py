"""How the last calls to a shop's store went, those of all workers."""

from __future__ import annotations

from plugin.domain.retries import Calls
from plugin.effects.senders import STORE_KINDS
from plugin.store import Parts


def read_calls(parts: Parts, shop_id: str, kind: str) -> Calls | None:
    """Give how the calls went that this kind of effect makes; None where it calls no store."""
    known = parts.connections.list_of(shop_id) if kind in STORE_KINDS else []
    if not known:
        return None
    return Calls(failures_count=known[0].failures_count, closed_until_at_ms=known[0].closed_until_at_ms)


def write_calls(parts: Parts, shop_id: str, calls: Calls) -> None:
    """Write how the last calls went."""
    platform = parts.connections.list_of(shop_id)[0].platform
    parts.connections.note_calls(shop_id, platform, calls.failures_count, calls.closed_until_at_ms)
