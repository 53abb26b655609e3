"""The orders behind the desk's figures, page by page and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from flask import Response, request

from plugin.dashboard.asking import read_days_asked, read_place, wants_file
from plugin.dashboard.desk import door, draw, open_desk
from plugin.dashboard.tables import Cell, give_table, write_at
from plugin.domain.days import day_begins_at, day_ends_at
from plugin.domain.money import write_minor
from plugin.doorstep import the_house
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.sums import Counted, Which
from plugin.words.figures import CHANNEL_WORDS, STANDING
from plugin.words.reasons import STAGE_WORDS

PAGE_SIZE = 50
MOST_IN_FILE = 20_000
AT_ONCE = 1_000
AFTER_ALL = "ord_~"
WHICH: dict[str, Which] = {one: one for one in get_args(Which)}
HEAD = (
    "order", "number", "placed_at", "stage", "total", "refunded", "discount", "currency", "channel",
    "advocate_code",
)  # fmt: skip


@door.get("/desk/<key>/orders")
def show_orders(key: str) -> Response:
    """Show the orders that a figure counts, the last first."""
    shop, house = open_desk(key), the_house()
    (days, refusal), which = read_days_asked(shop), WHICH.get(request.args.get("which", ""), "all")
    since_at_ms = day_begins_at(days.first, shop.time_zone)
    last_at_ms = day_ends_at(days.last, shop.time_zone) - 1
    with house.store.reading() as parts:
        if wants_file():
            rows = _list_all(parts, shop, which, (since_at_ms, last_at_ms))
            return give_table(f"orders-{which}", HEAD, (_list_cells(one, shop) for one in rows))
        until_at_ms, before_id = read_place(last_at_ms, AFTER_ALL)
        span = since_at_ms, until_at_ms
        found = parts.sums.list_orders(shop.shop_id, which, span, before_id, PAGE_SIZE + 1)
    shown, last = found[:PAGE_SIZE], found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return draw(
        "orders.html", shop, days=days, refusal=refusal, which=which, found=shown, standing=STANDING,
        older=f"{last.placed_at_ms}-{last.order_id}" if last else "", stages=STAGE_WORDS,
        channels=CHANNEL_WORDS, most_in_file=MOST_IN_FILE, is_first="before" not in request.args,
    )  # fmt: skip


def _list_all(parts: Parts, shop: Shop, which: Which, span: tuple[int, int]) -> Iterator[Counted]:
    (since_at_ms, until_at_ms), before_id = span, AFTER_ALL
    for _ in range(MOST_IN_FILE // AT_ONCE):
        found = parts.sums.list_orders(shop.shop_id, which, (since_at_ms, until_at_ms), before_id, AT_ONCE)
        yield from found
        if len(found) < AT_ONCE:
            return
        until_at_ms, before_id = found[-1].placed_at_ms, found[-1].order_id


def _list_cells(one: Counted, shop: Shop) -> list[Cell]:
    amounts = (one.total_minor, one.refunded_minor, one.discount_minor)
    return [
        one.order_ref, one.number, write_at(one.placed_at_ms, shop), one.stage,
        *(write_minor(minor, one.currency) for minor in amounts), one.currency, one.channel,
        one.advocate_code,
    ]  # fmt: skip
