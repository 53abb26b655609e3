"""Shopify apps of this installation, and the shops that have them installed."""

from __future__ import annotations

from typing import Any

from plugin.model import Struct


class App(Struct):
    """A Shopify app; `client_id` is Shopify's public name of it, `app_key` ours in addresses."""

    app_key: str
    client_id: str
    made_at_ms: int


class Install(Struct):
    """A shop's app: `domain` is the store's own host, `shop_ref` Shopify's number of it, empty if unknown."""

    shop_id: str
    app_key: str
    domain: str
    shop_ref: str
    installed_at_ms: int


class Apps:
    """The apps, their sealed secrets and their installs."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, app: App) -> None:
        """Write a new app."""
        self._sql.add_app(
            self._connection, app_key=app.app_key, client_id=app.client_id, made_at_ms=app.made_at_ms
        )

    def find(self, app_key: str) -> App | None:
        """Give the app with this key."""
        row = self._sql.find_app(self._connection, app_key=app_key)
        return App(**dict(row)) if row else None

    def find_by_client(self, client_id: str) -> App | None:
        """Give the app that Shopify calls so."""
        row = self._sql.find_app_by_client(self._connection, client_id=client_id)
        return App(**dict(row)) if row else None

    def add_secret(self, app_key: str, secret_id: str, sealed: str, now_ms: int) -> None:
        """Write a new secret of an app."""
        self._sql.add_app_secret(
            self._connection, app_key=app_key, secret_id=secret_id, sealed=sealed, made_at_ms=now_ms
        )

    def end_secrets(self, app_key: str, until_at_ms: int) -> None:
        """Let the app's secrets hold no longer than `until_at_ms`."""
        self._sql.end_app_secrets(self._connection, app_key=app_key, until_at_ms=until_at_ms)

    def list_secrets(self, app_key: str, now_ms: int) -> tuple[str, ...]:
        """Give the app's sealed secrets that hold now, newest first."""
        rows = self._sql.list_app_secrets(self._connection, app_key=app_key, now_ms=now_ms)
        return tuple(row["sealed"] for row in rows)

    def install(self, made: Install) -> None:
        """Write that a shop has an app, in place of what was known of this shop and of this store."""
        self._sql.forget_install(
            self._connection, shop_id=made.shop_id, app_key=made.app_key, domain=made.domain
        )
        self._sql.add_install(
            self._connection, shop_id=made.shop_id, app_key=made.app_key, domain=made.domain,
            shop_ref=made.shop_ref, installed_at_ms=made.installed_at_ms,
        )  # fmt: skip

    def find_install(self, app_key: str, domain: str) -> Install | None:
        """Give which shop has the app in the store of this host."""
        row = self._sql.find_install(self._connection, app_key=app_key, domain=domain)
        return Install(**dict(row)) if row else None

    def find_install_of(self, shop_id: str) -> Install | None:
        """Give the app that a shop has."""
        row = self._sql.find_install_of(self._connection, shop_id=shop_id)
        return Install(**dict(row)) if row else None

    def list_installs(self, app_key: str) -> list[Install]:
        """Give every install of an app, by the shop's id."""
        return [Install(**dict(row)) for row in self._sql.list_installs(self._connection, app_key=app_key)]

    def list(self) -> list[App]:
        """Give every app, oldest first."""
        return [App(**dict(row)) for row in self._sql.list_apps(self._connection)]
