"""A store without an API: its merchant brings ready codes, and each is given once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugin.actions.house import House
from plugin.actions.stock import take_code
from plugin.domain.promises import name_promise
from plugin.effects.stores.room import CustomerPage, SilentRoom
from plugin.errors import NotFound, StoreBusy
from plugin.model import Shop
from plugin.store.coupons import Coupon

EMPTY_AGAIN_S = 3600


class StockRoom(SilentRoom):
    """One shop's stock of ready codes."""

    def __init__(self, house: House, shop: Shop) -> None:
        self._house, self._shop = house, shop

    def make(self, coupon: Coupon, asked_before: bool) -> str:
        """Take a code from the pile of what the coupon gives, the same one when asked again; gives the code.

        A partner's code is one of its own: the desk asks the merchant to make it by hand. Raises StoreBusy
        where the pile is empty: the program goes on, and the coupon waits for new codes.
        """
        if coupon.is_for_many:
            return coupon.code
        pile = name_promise(coupon.incentive, coupon.currency)
        work = partial(take_code, shop=self._shop, coupon=coupon, pile=pile)
        code = self._house.store.unit(self._shop.shop_id, work)
        if code is None:
            raise StoreBusy(f"The stock has no code left for {pile}: add some.", EMPTY_AGAIN_S)
        return code

    def read_customers(self, cursor: str) -> Iterator[CustomerPage]:
        """Refuse: there is no API to read customers from."""
        raise NotFound(f"{self._shop.name} is not connected to its store's API: import a file instead.")
