"""Shopify apps of this installation: their keys, their sealed secrets, and whose store has them installed."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import partial

import msgspec

from plugin.actions.changing import note_change
from plugin.actions.connections import ShopifyKeys, change_keys, find_connection, open_keys
from plugin.actions.house import House
from plugin.actions.shops import KEY_BYTES, ROTATION_HOURS
from plugin.domain.moments import HOUR_MS
from plugin.errors import InvalidInput, NotFound
from plugin.model import Platform, Shop
from plugin.seals import seal, unseal
from plugin.store import Parts
from plugin.store.apps import App, Install
from webhooks.signed_queries import read_domain

SHORTEST_SECRET = 8
SHOPIFY: Platform = "shopify"


@dataclass(frozen=True, slots=True)
class OpenApp:
    """An app with its live secrets, the newest first."""

    app_key: str
    client_id: str
    secrets: tuple[str, ...] = field(repr=False)


def add_app(house: House, client_id: str, secret: str) -> App:
    """Write down an app that was made in Shopify's Dev Dashboard; gives it with the key of its addresses.

    Raises InvalidInput naming the field that cannot be used.
    """
    if not client_id or not client_id.isascii() or not client_id.isprintable() or len(client_id) > 100:
        raise InvalidInput("client_id", "Give the app's client id as the Dev Dashboard shows it.")
    _check_secret(secret)
    now_ms = house.now_ms()
    key = base64.b32encode(house.random_bytes(KEY_BYTES)).decode().lower()
    app = App(app_key=key, client_id=client_id, made_at_ms=now_ms)

    def work(parts: Parts) -> None:
        if known := parts.apps.find_by_client(client_id):
            sentence = f"This app is here already: its key is {known.app_key}."
            raise InvalidInput("client_id", sentence)
        parts.apps.add(app)
        _add_secret(house, parts, app.app_key, secret, now_ms)

    house.store.unit(client_id, work)
    return app


def change_app_secret(house: House, app_key: str, secret: str) -> None:
    """Give an app its new client secret, here and in every shop that has it; the old one holds a day more.

    Raises NotFound where there is no such app, InvalidInput for what is no secret.
    """
    _check_secret(secret)
    app, now_ms = must_find_app(house, app_key), house.now_ms()

    def work(parts: Parts) -> None:
        parts.apps.end_secrets(app_key, now_ms + ROTATION_HOURS * HOUR_MS)
        _add_secret(house, parts, app_key, secret, now_ms)

    if not app.secrets or app.secrets[0] != secret:
        house.store.unit(app_key, work)
    for install in list_installs(house, app_key):
        _pass_on(house, install, secret)


def list_apps(house: House) -> list[App]:
    """Give every app, the oldest first."""
    with house.store.reading() as parts:
        return parts.apps.list()


def list_installs(house: House, app_key: str) -> list[Install]:
    """Give every install of an app."""
    with house.store.reading() as parts:
        return parts.apps.list_installs(app_key)


def find_app(house: House, app_key: str) -> OpenApp | None:
    """Give the app of an address, with its live secrets."""
    with house.store.reading() as parts:
        return _open(house, parts, parts.apps.find(app_key))


def find_app_by_client(house: House, client_id: str) -> OpenApp | None:
    """Give the app that Shopify calls so, with its live secrets."""
    with house.store.reading() as parts:
        return _open(house, parts, parts.apps.find_by_client(client_id))


def must_find_app(house: House, app_key: str) -> OpenApp:
    """Give the app with this key; raises NotFound."""
    app = find_app(house, app_key)
    if app is None:
        raise NotFound("There is no app with this key; `sathi app list` names those that are here.")
    return app


def find_installed(house: House, app: OpenApp, domain: str) -> tuple[Shop, Install] | None:
    """Give the shop that has this app in the store of this host; another app's shops are never found."""
    with house.store.reading() as parts:
        install = parts.apps.find_install(app.app_key, domain) if domain else None
        shop = parts.shops.find_by_id(install.shop_id) if install else None
    return (shop, install) if shop and install else None


def remember_install(house: House, shop: Shop, address: str, client_id: str, secret: str) -> OpenApp | None:
    """Note that a shop is connected by an app of the merchant's own, so that session tokens lead to it.

    The app is written down where it is new. Gives None where the address is not one of Shopify's: such a
    store has no session tokens. Raises InvalidInput where the app is here with another secret: a slip in one
    store must not reach the others.
    """
    domain = read_domain(address.strip().removeprefix("https://").rstrip("/"))
    if not domain:
        return None
    known = find_app_by_client(house, client_id)
    if known and secret not in known.secrets:
        sentence = f"This app has another secret here; bring a new one by `sathi app secret {known.app_key}`."
        raise InvalidInput("secret", sentence)
    app_key = known.app_key if known else add_app(house, client_id, secret).app_key
    made = Install(
        shop_id=shop.shop_id, app_key=app_key, domain=domain, shop_ref="", installed_at_ms=house.now_ms()
    )
    house.store.unit(shop.shop_id, partial(_install, house=house, made=made, secret=secret))
    return find_app(house, app_key)


def keep_webhook_secret(house: House, parts: Parts, shop: Shop, secret: str) -> None:
    """Let the app's secret verify this shop's own deliveries; those that held so far hold a day more."""
    now_ms = house.now_ms()
    _, secrets = parts.shops.find_with_secrets(shop.key, SHOPIFY, now_ms)
    if not secrets or secrets[0] != secret:
        parts.shops.end_secrets(shop.shop_id, SHOPIFY, now_ms + ROTATION_HOURS * HOUR_MS)
        parts.shops.add_secret(shop.shop_id, house.new_id("sec", now_ms), SHOPIFY, secret, now_ms)
        note_change(house, parts, shop, "secret", SHOPIFY, None, {"made_at_ms": now_ms}, now_ms)


def _install(parts: Parts, house: House, made: Install, secret: str) -> None:
    shop = parts.shops.find_by_id(made.shop_id)
    assert shop is not None
    parts.apps.install(made)
    keep_webhook_secret(house, parts, shop, secret)


def _pass_on(house: House, install: Install, secret: str) -> None:
    """Bring a new client secret to one shop: to its webhooks and to its connection."""

    def work(parts: Parts) -> None:
        if shop := parts.shops.find_by_id(install.shop_id):
            keep_webhook_secret(house, parts, shop, secret)

    house.store.unit(install.shop_id, work)
    with house.store.reading() as parts:
        shop = parts.shops.find_by_id(install.shop_id)
    connection = find_connection(house, shop) if shop else None
    keys = open_keys(house, connection) if connection else None
    if connection and isinstance(keys, ShopifyKeys):
        change_keys(house, connection, msgspec.structs.replace(keys, client_secret=secret))


def _open(house: House, parts: Parts, app: App | None) -> OpenApp | None:
    if app is None:
        return None
    sealed = parts.apps.list_secrets(app.app_key, house.now_ms())
    opened = [unseal(house.settings.secret, _place(app.app_key), one).decode() for one in sealed]
    return OpenApp(app.app_key, app.client_id, tuple(opened))


def _add_secret(house: House, parts: Parts, app_key: str, secret: str, now_ms: int) -> None:
    sealed = seal(house.settings.secret, _place(app_key), secret.encode())
    parts.apps.add_secret(app_key, house.new_id("sec", now_ms), sealed, now_ms)


def _check_secret(secret: str) -> None:
    if len(secret) < SHORTEST_SECRET:
        raise InvalidInput("secret", "An app's client secret is longer: copy the whole of it.")


def _place(app_key: str) -> str:
    return f"app {app_key}"
