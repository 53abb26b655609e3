"""A store's customers, page by page, made ready for an import."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.arrivals import Group, Reading, prepare_group
from plugin.effects.stores.room import StoreRoom


def read_store_groups(room: StoreRoom, reading: Reading, cursor: str) -> Iterator[Group]:
    """Read a store's customers after a cursor, a group a page."""
    for page in room.read_customers(cursor):
        yield prepare_group(reading, page.customers, page.cursor)
