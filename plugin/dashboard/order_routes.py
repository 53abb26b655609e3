"""The desk's pages of orders: those behind a figure, and who sent the buyer of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from flask import Response, request

from plugin.actions.correcting import correct_order, undo_correction
from plugin.actions.house import House
from plugin.actions.tracing import trace_order
from plugin.dashboard.asking import read_days_asked, read_place, wants_file
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.loop_words import WORDS
from plugin.dashboard.tables import Cell, give_table, write_at
from plugin.domain.days import day_begins_at, day_ends_at
from plugin.domain.money import write_minor
from plugin.doorstep import the_house
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.sums import Counted, Which
from plugin.words.figures import CHANNEL_WORDS, STANDING
from plugin.words.reasons import STAGE_WORDS

PAGE_SIZE = 50
MOST_IN_FILE = 20_000
AT_ONCE = 1_000
MOST_LOOKED = 2_000  # referred orders of which a page asks whether their buyers were new
AFTER_ALL = "ord_~"
WHICH: dict[str, Which] = {one: one for one in get_args(Which)}
HEAD = (
    "order", "number", "placed_at", "stage", "total", "refunded", "discount", "currency", "channel",
    "advocate_code",
)  # fmt: skip


@door.get("/desk/<key>/orders")
@door.get("/desk/<key>/orders.csv")
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
        found, older = _list_page(parts, shop, which, (since_at_ms, until_at_ms), before_id)
    return draw(
        "orders.html", shop, days=days, refusal=refusal, which=which, found=found, standing=STANDING,
        older=older, most_looked=MOST_LOOKED, stages=STAGE_WORDS,
        channels=CHANNEL_WORDS, most_in_file=MOST_IN_FILE, is_first="before" not in request.args,
    )  # fmt: skip


@door.get("/desk/<key>/orders/<order_id>")
def show_order(key: str, order_id: str) -> Response:
    """Show every answer to who sent an order's buyer."""
    shop = open_desk(key)
    trace = trace_order(the_house(), shop, order_id)[0]
    return draw("order.html", shop, trace=trace, stages=STAGE_WORDS, **WORDS)


@door.post("/desk/<key>/orders/<order_id>/correct")
def answer_correction(key: str, order_id: str) -> Response:
    """Take the merchant's word on who sent an order's buyer: a code, or nobody."""
    nobody, code = request.form.get("nobody") == "yes", request.form.get("code", "").strip()[:60]
    note = request.form.get("note", "")

    def work(house: House, shop: Shop) -> None:
        if bool(code) == nobody:
            raise InvalidInput("code", "Give the code of whoever sent the buyer, or say that nobody did.")
        correct_order(house, shop, order_id, code, note)

    return act(key, work, f"orders/{order_id}")


@door.post("/desk/<key>/orders/<order_id>/corrections/<correction_id>/undo")
def answer_undo(key: str, order_id: str, correction_id: str) -> Response:
    """Take the merchant's word on an order back."""
    return act(
        key, lambda house, shop: undo_correction(house, shop, order_id, correction_id), f"orders/{order_id}"
    )


def _list_page(
    parts: Parts, shop: Shop, which: Which, span: tuple[int, int], before_id: str
) -> tuple[list[Counted], str]:
    """Give one page, and the place at which the next one begins, empty where there is none.

    Whether a buyer was new is asked of each order, so a page ends after so many of them.
    """
    reach_at_ms = None
    if which == "new":
        reach_at_ms = parts.sums.find_reach(shop.shop_id, span, before_id, MOST_LOOKED)
    from_at_ms = span[0] if reach_at_ms is None else reach_at_ms
    found = parts.sums.list_orders(shop.shop_id, which, (from_at_ms, span[1]), before_id, PAGE_SIZE + 1)
    if len(found) > PAGE_SIZE:
        return found[:PAGE_SIZE], f"{found[PAGE_SIZE - 1].placed_at_ms}-{found[PAGE_SIZE - 1].order_id}"
    return found, "" if reach_at_ms is None else f"{reach_at_ms - 1}-{AFTER_ALL}"


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
