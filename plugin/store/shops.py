"""Shops and their webhook secrets."""

from __future__ import annotations

from typing import Any

from plugin.model import Shop


class Shops:
    """The shops of this installation."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def find(self, key: str) -> Shop | None:
        """Give the shop with this public key."""
        row = self._sql.find_shop(self._connection, key=key)
        return _read(row) if row else None

    def find_by_id(self, shop_id: str) -> Shop | None:
        """Give the shop with this id."""
        row = self._sql.find_shop_by_id(self._connection, shop_id=shop_id)
        return _read(row) if row else None

    def list_at(self, domain: str) -> list[Shop]:
        """Give the shops whose store has this host of the platform's, oldest first."""
        return [_read(row) for row in self._sql.list_shops_at(self._connection, domain=domain)]

    def list(self) -> list[Shop]:
        """Give every shop, oldest first, those of trials too."""
        return [_read(row) for row in self._sql.list_shops(self._connection)]

    def add(self, shop: Shop, now_ms: int) -> None:
        """Write a new shop."""
        self._sql.add_shop(
            self._connection, shop_id=shop.shop_id, key=shop.key, name=shop.name, url=shop.url,
            currency=shop.currency, country=shop.country, language=shop.language, time_zone=shop.time_zone,
            domain=shop.domain, created_at_ms=now_ms, trial_of=shop.trial_of,
        )  # fmt: skip

    def change(self, shop: Shop) -> None:
        """Write what the merchant says of the shop now."""
        self._sql.change_shop(
            self._connection, shop_id=shop.shop_id, name=shop.name, url=shop.url, currency=shop.currency,
            country=shop.country, language=shop.language, time_zone=shop.time_zone, domain=shop.domain,
        )  # fmt: skip

    def find_trial(self, shop_id: str) -> Shop | None:
        """Give the shop in which this shop's trial is played."""
        row = self._sql.find_trial_shop(self._connection, shop_id=shop_id)
        return _read(row) if row else None

    def mark_uninstalled(self, shop_id: str, at_ms: int | None) -> None:
        """Note when the merchant removed Sathi from the store; None takes it back."""
        self._sql.mark_uninstalled(self._connection, shop_id=shop_id, uninstalled_at_ms=at_ms)

    def add_secret(self, shop_id: str, secret_id: str, platform: str, secret: str, now_ms: int) -> None:
        """Write a new secret that verifies deliveries of one platform."""
        self._sql.add_secret(
            self._connection, shop_id=shop_id, secret_id=secret_id, platform=platform, secret=secret,
            created_at_ms=now_ms,
        )  # fmt: skip

    def find_with_secrets(self, key: str, platform: str, now_ms: int) -> tuple[Shop | None, tuple[str, ...]]:
        """Give the shop with this key, and one platform's secrets that hold now, newest first."""
        rows = list(
            self._sql.find_shop_with_secrets(self._connection, key=key, platform=platform, now_ms=now_ms)
        )
        if not rows:
            return None, ()
        return _read(rows[0]), tuple(row["secret"] for row in rows if row["secret"])

    def end_secrets(self, shop_id: str, platform: str, until_at_ms: int) -> None:
        """Let the platform's secrets hold no longer than `until_at_ms`."""
        self._sql.end_secrets(self._connection, shop_id=shop_id, platform=platform, until_at_ms=until_at_ms)


def _read(row: Any) -> Shop:
    return Shop(**{name: row[name] for name in Shop.__struct_fields__})
