"""A chore's round: the same thing done in every shop, one after the other."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from plugin.actions.house import House
from plugin.errors import describe_failure
from plugin.model import Shop

log = structlog.get_logger()


def visit_shops(house: House, work: Callable[[House, Shop], int], failure: str) -> int:
    """Do a chore in every shop; gives how much there was to do in all of them.

    What goes wrong in one shop is logged under the name `failure`.
    """
    with house.store.reading() as parts:
        shops = parts.shops.list()
    return sum(_visit(house, shop, work, failure) for shop in shops)


def _visit(house: House, shop: Shop, work: Callable[[House, Shop], int], failure: str) -> int:
    try:
        return work(house, shop)
    except Exception as error:  # what is wrong in one shop must hold up no other
        log.error(failure, shop=shop.shop_id, where=describe_failure(error))
        return 0
