"""How many people a shop knows may be mailed: a large shop's are counted now and then."""

from __future__ import annotations

from plugin.actions.house import House
from plugin.actions.sheets import SheetKind
from plugin.model import Shop
from plugin.store.profiles import Reach


def work_out_reach(house: House, shop: Shop, _: int) -> Reach:
    """Count a shop's people, and those who have an address and have not said no, as things stand."""
    with house.store.reading() as parts:
        return parts.profiles.count(shop.shop_id)


REACH = SheetKind("reach", Reach, work_out_reach)
