"""A chore's round: the same thing done in every shop, one after the other, or what is due in any of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plugin.actions.house import House
from plugin.errors import describe_failure
from plugin.logbook import log
from plugin.model import Shop
from plugin.store import Parts


def visit_shops(house: House, work: Callable[[House, Shop], int], failure: str, shop_id: str = "") -> int:
    """Do a chore in a shop, "" for all; gives how much there was to do.

    What goes wrong in one shop is logged under the name `failure`.
    """
    with house.store.reading() as parts:
        shops = [shop for shop in parts.shops.list() if shop_id in ("", shop.shop_id)]
    return sum(_visit(house, shop, work, failure) for shop in shops)


def _visit(house: House, shop: Shop, work: Callable[[House, Shop], int], failure: str) -> int:
    try:
        return work(house, shop)
    except Exception as error:  # what is wrong in one shop must hold up no other
        log.error(failure, shop=shop.shop_id, where=describe_failure(error))
        return 0


def pair_with_shops(parts: Parts, due: Sequence[tuple[str, str]]) -> list[tuple[Shop, str]]:
    """Give what is due with its shop; takes it with the shop's id."""
    shops = {shop.shop_id: shop for shop in parts.shops.list()}
    return [(shops[shop_id], what_id) for shop_id, what_id in due]
