"""The worker's chore of sheets: those of large shops are worked out when they are wanted, or old."""

from __future__ import annotations

from plugin.actions.advocates import ADVOCATES
from plugin.actions.house import House
from plugin.actions.reach import REACH
from plugin.actions.rounds import visit_shops
from plugin.actions.sheets import renew_sheet
from plugin.actions.valuing import VALUE
from plugin.model import Shop


def work_out_sheets(house: House, shop_id: str = "") -> int:
    """Work out the sheets of a shop, "" for all, that are due; gives how many."""
    return visit_shops(house, _renew_sheets, "working_out_failed", shop_id)


def _renew_sheets(house: House, shop: Shop) -> int:
    renewed = (
        renew_sheet(house, shop, VALUE), renew_sheet(house, shop, ADVOCATES), renew_sheet(house, shop, REACH)
    )  # fmt: skip
    return sum(renewed)
