"""Connecting a store: how its API is reached, and the credentials, which are kept sealed."""

from __future__ import annotations

import re
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from plugin.actions.changing import note_change
from plugin.actions.house import House
from plugin.errors import InvalidInput
from plugin.model import PLATFORMS, Platform, Shop, Struct
from plugin.seals import seal, unseal
from plugin.settings import is_loopback
from plugin.store import Parts
from plugin.store.connections import Connection

StorePlatform = Literal["shopify", "woocommerce"]

_ADDRESS = re.compile(r"https?://[^/\s@?#]+(?:/[^\s@?#]*)?\Z")


class WooCommerceKeys(Struct, tag="woocommerce"):
    """A pair of REST API keys, made under WooCommerce → Settings → Advanced, with read and write."""

    consumer_key: str
    consumer_secret: str

    def __repr__(self) -> str:
        return "WooCommerceKeys()"


class ShopifyKeys(Struct, tag="shopify"):
    """An app's client credentials, and the token that they gave.

    Without `refresh_token` the app is the merchant's own, and a new token is asked for with the client's
    secret; with it the merchant allowed the app by OAuth, and each refresh gives the next one.
    """

    client_id: str
    client_secret: str
    access_token: str = ""
    until_at_ms: int = 0
    refresh_token: str = ""

    def __repr__(self) -> str:
        return "ShopifyKeys()"


Keys = WooCommerceKeys | ShopifyKeys
_decoder = msgspec.json.Decoder(Keys)


def connect_store(house: House, shop: Shop, address: str, keys: Keys) -> Connection:
    """Write how a shop's store is reached, in place of what was known before.

    Takes the store's address ("https://chai.example", "https://chai.myshopify.com") and its keys. Raises
    InvalidInput naming the field that cannot be used.
    """
    plain = address.strip().rstrip("/")
    if not _ADDRESS.match(plain):
        raise InvalidInput("address", f"{address!r} is no address: give one such as https://chai.example.")
    platform = _check_keys(plain, keys)
    made = Connection(
        shop_id=shop.shop_id, platform=platform, address=plain,
        sealed=_seal(house, shop.shop_id, platform, keys), connected_at_ms=house.now_ms(),
    )  # fmt: skip
    house.store.unit(shop.shop_id, lambda parts: _connect(house, parts, shop, made))
    return made


def _connect(house: House, parts: Parts, shop: Shop, made: Connection) -> None:
    before = parts.connections.list_of(made.shop_id)
    for known in before:
        if known.platform != made.platform:
            parts.connections.disconnect(made.shop_id, known.platform)
    parts.connections.connect(made)
    after = {"address": made.address, "connected_at_ms": made.connected_at_ms}
    was = {one.platform: one.address for one in before} or None
    note_change(house, parts, shop, "connection", made.platform, was, after, made.connected_at_ms)


def _check_keys(address: str, keys: Keys) -> StorePlatform:
    if isinstance(keys, WooCommerceKeys):
        if not keys.consumer_key.startswith("ck_") or not keys.consumer_secret.startswith("cs_"):
            raise InvalidInput("consumer_key", "WooCommerce's keys start with ck_ and cs_: copy both whole.")
        return "woocommerce"
    if not keys.client_id or not keys.client_secret:
        raise InvalidInput("client_id", "Give the client id and the secret of the app.")
    if not address.startswith("https://") and not is_loopback(urlsplit(address).hostname or ""):
        raise InvalidInput(
            "address", "Shopify's address starts with https://, as in https://chai.myshopify.com."
        )
    return "shopify"


def disconnect_store(house: House, shop: Shop, platform: StorePlatform) -> None:
    """Forget how a shop's store is reached, and its credentials."""

    def work(parts: Parts) -> None:
        was = {one.platform: one.address for one in parts.connections.list_of(shop.shop_id)}
        parts.connections.disconnect(shop.shop_id, platform)
        note_change(house, parts, shop, "connection", platform, was.get(platform), None, house.now_ms())

    house.store.unit(shop.shop_id, work)
    house.store.scrub()


def find_connection(house: House, shop: Shop) -> Connection | None:
    """Give how the shop's store is reached; None where it has no API, and a stock of codes serves instead."""
    with house.store.reading() as parts:
        known = parts.connections.list_of(shop.shop_id)
    return known[0] if known else None


def open_keys(house: House, connection: Connection) -> Keys:
    """Open a connection's credentials; raises StoreRefused where this installation did not seal them."""
    place = _place(connection.shop_id, connection.platform)
    keys: Keys = _decoder.decode(unseal(house.settings.secret, place, connection.sealed))
    return keys


def change_keys(house: House, connection: Connection, keys: Keys) -> None:
    """Write refreshed credentials, unless the store was connected anew meanwhile."""
    sealed = _seal(house, connection.shop_id, connection.platform, keys)
    house.store.unit(connection.shop_id, partial(_change_seal, connection=connection, sealed=sealed))


def _change_seal(parts: Parts, connection: Connection, sealed: str) -> None:
    for known in parts.connections.list_of(connection.shop_id):
        same = (known.platform, known.connected_at_ms) == (connection.platform, connection.connected_at_ms)
        if same:
            parts.connections.change_seal(connection.shop_id, connection.platform, sealed)


def _seal(house: House, shop_id: str, platform: str, keys: Keys) -> str:
    return seal(house.settings.secret, _place(shop_id, platform), msgspec.json.encode(keys))


def _place(shop_id: str, platform: str) -> str:
    return f"{shop_id} {platform}"


def find_platform(house: House, shop: Shop) -> Platform:
    """Give the platform of the shop's store; what is not connected sends Standard Webhooks."""
    connection = find_connection(house, shop)
    return next((one for one in PLATFORMS if connection and one == connection.platform), "standard")
