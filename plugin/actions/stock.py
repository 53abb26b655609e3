"""The stock: ready codes that a merchant brings for a store without an API."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable

from plugin.actions.assigning import list_arms
from plugin.actions.changing import note_change
from plugin.actions.house import House
from plugin.actions.shops import standing_program
from plugin.domain.promises import list_promises
from plugin.errors import InvalidInput
from plugin.model import Shop, Struct
from plugin.store import Parts
from plugin.store.coupons import Coupon

LOW_COUNT = 20
MOST_CODES = 100_000

_CODE = re.compile(r"[!-~]{3,40}\Z")


class Pile(Struct):
    """The codes that are left for one kind of promise; `is_low` when the merchant must bring more."""

    name: str
    codes_count: int
    is_low: bool


def add_stock(house: House, shop: Shop, pile: str, lines: Iterable[str]) -> int:
    """Put codes on a pile; gives how many were new.

    Takes the lines of a CSV file whose first column is the code; a heading "code" and empty lines are left
    out. The pile is named after what its codes give. Raises InvalidInput naming what cannot be used.
    """
    codes = [row[0].strip() for row in csv.reader(lines) if row and row[0].strip()]
    codes = codes[1:] if codes and codes[0].lower() == "code" else codes
    if len(codes) > MOST_CODES:
        raise InvalidInput("file", f"At most {MOST_CODES} codes can be added at once.")
    for code in codes:
        if not _CODE.match(code):
            raise InvalidInput("file", f"{code[:40]!r} is no code: give 3 to 40 letters, digits and signs.")
    now_ms = house.now_ms()

    def work(parts: Parts) -> int:
        names = _list_names(parts, shop)
        if pile not in names:
            raise InvalidInput("pile", f"The program gives {', '.join(names) or 'no coupons'}, not {pile!r}.")
        new_count = parts.coupons.add_stock(shop.shop_id, pile, codes, now_ms)
        if new_count:
            note_change(house, parts, shop, "stock", pile, None, {"added_count": new_count}, now_ms)
        return new_count

    return house.store.unit(shop.shop_id, work)


def list_piles(parts: Parts, shop: Shop) -> tuple[Pile, ...]:
    """Give what is left of every pile that the program needs, those never filled included."""
    counts = parts.coupons.count_stock(shop.shop_id)
    names = _list_names(parts, shop)
    counted = [(name, counts.get(name, 0)) for name in names]
    return tuple(Pile(name=name, codes_count=count, is_low=count < LOW_COUNT) for name, count in counted)


def take_code(parts: Parts, shop: Shop, coupon: Coupon, pile: str) -> str | None:
    """Take a code for a coupon and make it the coupon's own; None where the pile is empty."""
    code = parts.coupons.take_stock(shop.shop_id, pile, coupon.coupon_id)
    if code:
        parts.coupons.replace_code(shop.shop_id, coupon.coupon_id, code)
    return code


def _list_names(parts: Parts, shop: Shop) -> tuple[str, ...]:
    programs = [standing_program(parts, shop)[1], *list_arms(parts, shop)]
    names = (name for program in programs for name in list_promises(program, shop.currency))
    return tuple(dict.fromkeys(names))
