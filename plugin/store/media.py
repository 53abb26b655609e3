"""The media beside e-mail: a shop's number at WhatsApp, and the browsers that may show its news."""

from __future__ import annotations

from typing import Any, Literal

from plugin.model import Struct

FateState = Literal["sent", "delivered", "read", "failed"]


class WhatsAppAccount(Struct):
    """A shop's number at WhatsApp; `sealed` are its credentials, encrypted with the installation's secret."""

    shop_id: str
    sealed: str
    connected_at_ms: int


class Fate(Struct):
    """What WhatsApp says became of a message; `code` is its error, and `failure` says it in words."""

    message_id: str
    state: FateState
    at_ms: int
    code: int = 0
    failure: str = ""


class PushSubscription(Struct):
    """A browser that may show a person news of the shop; `sealed` is its address with its keys."""

    subscription_id: str
    person_id: str
    endpoint_hash: str
    sealed: str
    made_at_ms: int


class Media:
    """The media of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def connect_whatsapp(self, account: WhatsAppAccount) -> None:
        """Write a shop's number at WhatsApp, in place of what was known before."""
        self._sql.connect_whatsapp(
            self._connection, shop_id=account.shop_id, sealed=account.sealed,
            connected_at_ms=account.connected_at_ms,
        )  # fmt: skip

    def disconnect_whatsapp(self, shop_id: str) -> None:
        """Forget a shop's number at WhatsApp."""
        self._sql.disconnect_whatsapp(self._connection, shop_id=shop_id)

    def find_whatsapp(self, shop_id: str) -> WhatsAppAccount | None:
        """Give a shop's number at WhatsApp; None where it has none."""
        row = self._sql.find_whatsapp(self._connection, shop_id=shop_id)
        return WhatsAppAccount(**dict(row)) if row else None

    def write_fate(self, shop_id: str, fate: Fate) -> None:
        """Write what became of a message, in place of what was known before."""
        self._sql.write_fate(
            self._connection, shop_id=shop_id, message_id=fate.message_id, state=fate.state, code=fate.code,
            failure=fate.failure, at_ms=fate.at_ms,
        )  # fmt: skip

    def find_fate(self, shop_id: str, message_id: str) -> Fate | None:
        """Give what became of a message; None while WhatsApp has not said."""
        row = self._sql.find_fate(self._connection, shop_id=shop_id, message_id=message_id)
        return Fate(**dict(row)) if row else None

    def subscribe(self, shop_id: str, made: PushSubscription) -> None:
        """Write a browser that may show news; whoever held it before does not any more."""
        self.unsubscribe(shop_id, made.endpoint_hash)
        row = {name: getattr(made, name) for name in PushSubscription.__struct_fields__}
        self._sql.subscribe(self._connection, shop_id=shop_id, **row)

    def unsubscribe(self, shop_id: str, endpoint_hash: str) -> bool:
        """Forget a browser; False where it was not known."""
        return bool(
            self._sql.unsubscribe(self._connection, shop_id=shop_id, endpoint_hash=endpoint_hash)
        )  # fmt: skip

    def list_subscriptions(self, shop_id: str, person_id: str) -> list[PushSubscription]:
        """Give a person's browsers, the first allowed first."""
        rows = self._sql.list_subscriptions(self._connection, shop_id=shop_id, person_id=person_id)
        return [PushSubscription(**dict(row)) for row in rows]
