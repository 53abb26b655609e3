"""Sheets: what needs a walk over a whole shop is worked out now and then, and pages show what it came to.

A small shop is worked out at once, whenever somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from plugin.actions.house import House
from plugin.domain.moments import HOUR_MS
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.sheets import SheetRow

KEEP_MS = 6 * HOUR_MS
LEFT_MS = HOUR_MS  # a worker that took so long is gone
SMALL_COUNT = 5_000  # orders, and people

Content = TypeVar("Content", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class SheetKind(Generic[Content]):
    """One kind of sheet: its name, what it holds, and how it is worked out as of a moment."""

    name: str
    content: type[Content]
    work_out: Callable[[House, Shop, int], Content]


@dataclass(frozen=True, slots=True)
class OpenSheet(Generic[Content]):
    """A sheet as it is shown, as things stood at a moment; None where a large shop waits for its first.

    `is_kept` where it was worked out before and kept; `is_coming` where a new one is on its way.
    """

    content: Content | None
    made_at_ms: int
    is_kept: bool = False
    is_coming: bool = False


def open_sheet(house: House, shop: Shop, kind: SheetKind[Content]) -> OpenSheet[Content]:
    """Give the newest sheet of a large shop; that of a small one is worked out at once."""
    kept = find_kept(house, shop, kind)
    if kept:
        return kept
    now_ms = house.now_ms()
    return OpenSheet(kind.work_out(house, shop, now_ms), now_ms)


def find_kept(house: House, shop: Shop, kind: SheetKind[Content]) -> OpenSheet[Content] | None:
    """Give the newest sheet of a large shop; None for a small one, of which none is kept."""
    with house.store.reading() as parts:
        if not parts.sheets.is_large(shop.shop_id, SMALL_COUNT):
            return None
        row = parts.sheets.find(shop.shop_id, kind.name)
    content = _read(row, kind)
    is_coming = content is None or row.wanted_at_ms is not None or row.begun_at_ms is not None
    return OpenSheet(content, row.made_at_ms or house.now_ms(), is_kept=True, is_coming=is_coming)


def want_sheet(house: House, shop: Shop, name: str) -> None:
    """Have a sheet worked out anew as soon as a worker is free."""
    house.store.unit(shop.shop_id, lambda parts: parts.sheets.want(shop.shop_id, name, house.now_ms()))


def renew_sheet(house: House, shop: Shop, kind: SheetKind[Content]) -> bool:
    """Work a large shop's sheet out where it is wanted or old; False where there was nothing to do."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        due = _is_due(parts, shop, kind, now_ms)
    if not due:
        return False
    begun = house.store.unit(
        shop.shop_id, lambda parts: parts.sheets.begin(shop.shop_id, kind.name, now_ms, now_ms - LEFT_MS)
    )
    if not begun:
        return False
    content = msgspec.json.encode(kind.work_out(house, shop, now_ms)).decode()
    house.store.unit(shop.shop_id, lambda parts: parts.sheets.keep(shop.shop_id, kind.name, now_ms, content))
    return True


def _is_due(parts: Parts, shop: Shop, kind: SheetKind[Content], now_ms: int) -> bool:
    row = parts.sheets.find(shop.shop_id, kind.name)
    is_fresh = row.made_at_ms is not None and now_ms - row.made_at_ms < KEEP_MS
    if is_fresh and row.wanted_at_ms is None and _read(row, kind):
        return False
    return parts.sheets.is_large(shop.shop_id, SMALL_COUNT)


def _read(row: SheetRow, kind: SheetKind[Content]) -> Content | None:
    """Read what a sheet holds; one that an older version wrote is as good as none."""
    try:
        return msgspec.json.decode(row.content, type=kind.content) if row.content else None
    except msgspec.ValidationError:
        return None
