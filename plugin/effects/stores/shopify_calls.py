"""Calls to one Shopify store: the GraphQL Admin API, with a token that is renewed before it runs out."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Any

import msgspec

from plugin.actions.connections import ShopifyKeys, change_keys, find_connection, open_keys
from plugin.actions.house import House
from plugin.domain.moments import MINUTE_MS
from plugin.effects.outgoing import CredentialsRefused, Outgoing
from plugin.errors import StoreBusy, StoreRefused, StoreUnclear
from plugin.model import Shop
from plugin.store.connections import Connection

API_VERSION = "2026-10"
RENEW_BEFORE_MS = 5 * MINUTE_MS
SHORTEST_BUSY_S = 1.0
CALLS_A_WORK = 6
PASSING_ERRORS = ("INTERNAL_SERVER_ERROR", "TIMEOUT")

Json = dict[str, Any]

# One renewal at a time for each shop: a refresh token is good for one.
_renewing: dict[str, Lock] = {}


class ShopifyCalls:
    """One shop's Shopify store, asked over GraphQL; for the time of one piece of work."""

    def __init__(self, house: House, shop: Shop, connection: Connection, outgoing: Outgoing) -> None:
        self._house, self._shop, self._outgoing = house, shop, outgoing
        self._address, self._token = connection.address, ""

    def ask(self, verb: str, query: str, variables: Mapping[str, object]) -> Json:
        """Ask once and give the data.

        Shopify reports errors inside a successful answer: StoreBusy carries the time in which enough points
        come back, StoreUnclear stands for its own failures, StoreRefused for everything else.
        """
        self._token = self._token or self._find_token()
        try:
            return self._ask_once(verb, query, variables)
        except CredentialsRefused:
            self._token = self._find_token(refused=self._token)
            return self._ask_once(verb, query, variables)

    def read(self, verb: str, query: str, variables: Mapping[str, object]) -> Json:
        """Ask for something that changes nothing, as often as it takes."""
        return self._outgoing.read_patiently(lambda: self.ask(verb, query, variables))

    def pause(self, seconds: float) -> None:
        """Wait before looking again at what the store does by and by."""
        self._outgoing.pause(seconds)

    def _ask_once(self, verb: str, query: str, variables: Mapping[str, object]) -> Json:
        return ask_shopify(self._outgoing, self._address, self._token, verb, query, variables)

    def _find_token(self, refused: str = "") -> str:
        """Give the token that holds, renewing it where it runs out soon or was just refused."""
        with _renewing.setdefault(self._shop.shop_id, Lock()):
            connection = find_connection(self._house, self._shop)
            keys = open_keys(self._house, connection) if connection else None
            if connection is None or not isinstance(keys, ShopifyKeys):
                raise StoreRefused("The store is not connected any more.")
            holds = keys.until_at_ms - RENEW_BEFORE_MS > self._house.now_ms()
            if keys.access_token and keys.access_token != refused and holds:
                return keys.access_token
            renewed = self._renew(keys)
            change_keys(self._house, connection, renewed)
            return renewed.access_token

    def _renew(self, keys: ShopifyKeys) -> ShopifyKeys:
        """Ask for a new token, with the refresh token where there is one.

        An answer that is lost does no harm: Shopify keeps the old refresh token until the next is used.
        """
        asked_at_ms = self._house.now_ms()
        grant = {"grant_type": "client_credentials"}
        if keys.refresh_token:
            grant = {"grant_type": "refresh_token", "refresh_token": keys.refresh_token}
        answer = self._outgoing.call(
            "shopify:token", "POST", f"{self._address}/admin/oauth/access_token",
            form={**grant, "client_id": keys.client_id, "client_secret": keys.client_secret},
        )  # fmt: skip
        if answer.status != 200:
            raise StoreRefused("Shopify refused to renew the app's token: connect the store again.")
        return keep_grant(keys, answer.body, asked_at_ms)


def ask_shopify(
    outgoing: Outgoing, address: str, token: str, verb: str, query: str, variables: Mapping[str, object]
) -> Json:
    """Ask a store's GraphQL API once with a token and give the data; raises what `ShopifyCalls.ask` does."""
    answer = outgoing.call(
        f"shopify:{verb}", "POST", f"{address}/admin/api/{API_VERSION}/graphql.json",
        headers={"X-Shopify-Access-Token": token}, body={"query": query, "variables": variables},
    )  # fmt: skip
    if answer.status != 200:
        raise StoreRefused(f"Shopify refused the call with {answer.status}.")
    body = answer.body if isinstance(answer.body, dict) else {}
    if errors := body.get("errors"):
        raise _read_errors(errors, body)
    data = body.get("data")
    if not isinstance(data, dict):
        raise StoreUnclear("Shopify's answer has no data.")
    return data


def keep_grant(keys: ShopifyKeys, granted: object, asked_at_ms: int) -> ShopifyKeys:
    """Give the keys with the token that Shopify has just granted; raises StoreUnclear where there is none."""
    body = granted if isinstance(granted, dict) else {}
    token, life_s = body.get("access_token"), body.get("expires_in")
    if not isinstance(token, str) or not token or type(life_s) is not int:
        raise StoreUnclear("Shopify's answer has no token.")
    return msgspec.structs.replace(
        keys, access_token=token, until_at_ms=asked_at_ms + life_s * 1000,
        refresh_token=str(body.get("refresh_token") or keys.refresh_token),
    )  # fmt: skip


def _read_errors(errors: object, body: Json) -> Exception:
    rows = errors if isinstance(errors, list) else []
    codes = {str(_part(error, "extensions").get("code", "")) for error in rows}
    if "THROTTLED" in codes:
        return StoreBusy("Shopify asks us to come again later.", _measure_wait(body))
    if not codes or codes & set(PASSING_ERRORS):
        return StoreUnclear("Shopify failed inside.")
    return StoreRefused(f"Shopify refused the call ({', '.join(sorted(codes))[:80]}).")


def _measure_wait(body: Json) -> float:
    """Give the seconds in which the points come back that a whole piece of work costs, not one call of it.

    Else each try would come as far as its first call, and never to its last.
    """
    cost = _part(_part(body, "extensions"), "cost")
    status = _part(cost, "throttleStatus")
    try:
        needed = min(CALLS_A_WORK * float(cost["requestedQueryCost"]), float(status["maximumAvailable"]))
        missing = needed - float(status["currentlyAvailable"])
        return max(SHORTEST_BUSY_S, missing / float(status["restoreRate"]))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return SHORTEST_BUSY_S


def _part(value: object, name: str) -> Json:
    part = value.get(name) if isinstance(value, dict) else None
    return part if isinstance(part, dict) else {}
