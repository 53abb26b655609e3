"""What the pages of figures are asked for in their addresses: a range of days, and a place in a list."""

from __future__ import annotations

from flask import request

from plugin.dashboard.speaking import say_error
from plugin.domain.ranges import Range, read_range
from plugin.doorstep import the_house
from plugin.errors import InvalidInput
from plugin.model import Shop


def read_days_asked(shop: Shop) -> tuple[Range, str]:
    """Read the days out of the address; what cannot be read gives the last thirty, and a sentence why."""
    house = the_house()
    with house.store.reading() as parts:
        began_at_ms = parts.sums.find_began(shop.shop_id)
    try:
        return read_range(request.args, house.now_ms(), shop.time_zone, began_at_ms), ""
    except InvalidInput as error:
        return read_range({}, house.now_ms(), shop.time_zone, began_at_ms), say_error(error)


def wants_file() -> bool:
    """Say whether the table of a page is asked for as CSV."""
    return request.path.endswith(".csv")


def read_before() -> str:
    """Read before which row, by its id, an older page of a list begins; empty for the newest."""
    return request.args.get("before", "")[:60]


def read_place(last_at_ms: int, after_all: str) -> tuple[int, str]:
    """Read where a list goes on: the moment and the id of the last row that was shown, "<moment>-<id>".

    Without one it begins with the last moment, and `after_all`, an id behind all others.
    """
    at_ms, _, row_id = request.args.get("before", "")[:80].partition("-")
    if not (at_ms.isascii() and at_ms.isdigit() and row_id) or len(at_ms) > len(str(last_at_ms)):
        return last_at_ms, after_all
    return min(int(at_ms), last_at_ms), row_id
