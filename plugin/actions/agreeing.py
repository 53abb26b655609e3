"""Agreeing to newer terms: by the partner's own word, on their own page."""

from __future__ import annotations

from plugin.actions.commission import agree_terms
from plugin.actions.house import House
from plugin.actions.partners import must_find_partner
from plugin.model import Shop
from plugin.store import Parts


def agree_to_terms(house: House, shop: Shop, partner_id: str, version: int) -> None:
    """Note that a partner agrees to the terms that hold now; to others nobody can agree any more.

    Raises NotFound where there is no such partner.
    """
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        partner = must_find_partner(parts, shop, partner_id)
        current = parts.commission.current_terms(shop.shop_id)
        if current and current.version == version != partner.terms_version:
            agree_terms(parts, shop, partner_id, version, now_ms)

    house.store.unit(shop.shop_id, work)
