"""The store rooms: one for each way of reaching a store."""

from __future__ import annotations

from plugin.actions.connections import ShopifyKeys, find_connection, open_keys
from plugin.actions.house import House
from plugin.effects.outgoing import Outgoing
from plugin.effects.stores.room import StoreRoom
from plugin.effects.stores.shopify import ShopifyRoom
from plugin.effects.stores.shopify_calls import ShopifyCalls
from plugin.effects.stores.stock import StockRoom
from plugin.effects.stores.trial import TrialRoom
from plugin.effects.stores.woocommerce import WooCommerceRoom
from plugin.errors import StoreBusy, StoreRefused, StoreUnclear
from plugin.model import Shop

OUTGOING = Outgoing()


def open_room(house: House, shop: Shop, outgoing: Outgoing = OUTGOING) -> StoreRoom:
    """Open the room of a shop's store: its API where it is connected, else the stock of ready codes.

    A trial has a room of its own. Raises StoreRefused where the credentials cannot be opened.
    """
    if shop.trial_of:
        return TrialRoom()
    connection = find_connection(house, shop)
    if connection is None:
        return StockRoom(house, shop)
    keys = open_keys(house, connection)
    if isinstance(keys, ShopifyKeys):
        return ShopifyRoom(house, shop, ShopifyCalls(house, shop, connection, outgoing))
    return WooCommerceRoom(shop, connection.address, keys, outgoing, house.settings.url)


def mend_webhooks(house: House, shop: Shop, outgoing: Outgoing = OUTGOING) -> str:
    """Let a store that was just connected send its orders here; gives why it does not yet, else nothing."""
    try:
        open_room(house, shop, outgoing).mend_webhooks()
    except (StoreBusy, StoreRefused, StoreUnclear) as error:
        return str(error)  # the next reconciliation mends it
    return ""
