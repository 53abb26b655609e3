"""Where a partner's money goes: kept sealed, opened for a payout, and shown masked everywhere else."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from plugin.actions.house import House
from plugin.actions.partners import must_find_partner
from plugin.domain.partners import Partner
from plugin.domain.payee import Payee, read_payee
from plugin.errors import StoreRefused
from plugin.model import Shop
from plugin.seals import seal, unseal
from plugin.store import Parts


def save_payee(house: House, shop: Shop, partner_id: str, fields: Mapping[str, str]) -> Payee:
    """Keep how a partner is paid, as they typed it.

    Raises InvalidInput with the field and what to change, NotFound.
    """
    payee = read_payee(fields)
    sealed = seal(house.settings.secret, _place(shop, partner_id), msgspec.json.encode(payee))

    def work(parts: Parts) -> None:
        partner = must_find_partner(parts, shop, partner_id)
        parts.partners.change(shop.shop_id, msgspec.structs.replace(partner, payout_sealed=sealed))

    house.store.unit(shop.shop_id, work)
    return payee


def open_payee(house: House, shop: Shop, partner: Partner) -> Payee | None:
    """Give how a partner is paid; None where they have not said, or it was sealed by another secret."""
    if not partner.payout_sealed:
        return None
    try:
        opened = unseal(house.settings.secret, _place(shop, partner.partner_id), partner.payout_sealed)
    except StoreRefused:
        return None
    return msgspec.json.decode(opened, type=Payee)


def _place(shop: Shop, partner_id: str) -> str:
    return f"payee {shop.shop_id} {partner_id}"
