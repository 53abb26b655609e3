"""Installing one of our apps into a Shopify store by the authorization code grant.

The merchant starts at Shopify or at our address, says yes at Shopify, and comes back with a code. Source:
Shopify, "Implement authorization code grant".
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from plugin.actions.apps import OpenApp
from plugin.actions.connections import ShopifyKeys
from plugin.actions.house import House
from plugin.actions.installing import StoreFacts, settle_install
from plugin.effects.stores import OUTGOING, mend_webhooks
from plugin.effects.stores.shopify_calls import ask_shopify, keep_grant
from plugin.errors import BadSignature, NotFound, StoreRefused
from plugin.model import Shop
from plugin.tokens import read_token, sign_token
from webhooks.signed_queries import read_domain, read_start, verify_install

SCOPES = ("read_orders", "read_customers", "read_products", "write_discounts", "write_app_proxy")
STATE_LIFE_S = 600
NONCE_BYTES = 16
DESCRIBE = """
query {
  shop {
    id name currencyCode myshopifyDomain ianaTimezone
    primaryDomain { url }
    billingAddress { countryCodeV2 }
  }
}"""


@dataclass(frozen=True, slots=True)
class Start:
    """Where the merchant is sent to say yes, and the state that the browser must bring back."""

    address: str
    state: str


@dataclass(frozen=True, slots=True)
class Installed:
    """A shop that is installed; `note` says what of it is still to be mended, empty where nothing is."""

    shop: Shop
    domain: str
    note: str


def begin_install(house: House, app: OpenApp, query: str) -> Start:
    """Begin: the store is named by the address, which Shopify signs where it opens it.

    Takes the query as it arrived. Raises BadSignature.
    """
    domain = read_start(query, app.secrets, house.now_ms() // 1000)
    until_at_ms = house.now_ms() + STATE_LIFE_S * 1000
    subject = f"{domain} {house.random_bytes(NONCE_BYTES).hex()}"
    state = sign_token(house.settings.secret, "install", app.app_key, subject, until_at_ms)
    asked = {
        "client_id": app.client_id, "scope": ",".join(SCOPES), "redirect_uri": way_back(house, app.app_key),
        "state": state,
    }  # fmt: skip
    return Start(f"https://{domain}/admin/oauth/authorize?{urlencode(asked)}", state)


def way_back(house: House, app_key: str) -> str:
    """Give the address to which Shopify sends the merchant back."""
    return f"{house.settings.url}/connect/shopify/{app_key}/back"


def finish_install(house: House, app: OpenApp, query: str, cookie: str) -> Installed:
    """Finish: check that this browser began here, change the code for a token, and make the shop ours.

    Takes the query as it arrived and the state that the browser kept. Raises BadSignature, StoreRefused where
    the store did not grant all, and StoreBusy or StoreUnclear as every call does.
    """
    asked = verify_install(query, app.secrets, house.now_ms() // 1000)
    domain = read_domain(asked.get("shop", ""))
    _check_state(house, app, domain, asked.get("state", ""), cookie)
    keys = _exchange(house, app, domain, asked.get("code", ""))
    facts = _read_facts(domain, keys)
    shop = settle_install(house, app, facts, keys)
    return Installed(shop, domain, note=mend_webhooks(house, shop))


def _check_state(house: House, app: OpenApp, domain: str, state: str, cookie: str) -> None:
    again = BadSignature("This install was not begun in this browser, or too long ago: begin it again.")
    if not state or not hmac.compare_digest(state.encode(), cookie.encode()):
        raise again
    try:
        app_key, subject = read_token(house.settings.secret, "install", state, house.now_ms())
    except NotFound:
        raise again from None
    if not domain or (app_key, subject.partition(" ")[0]) != (app.app_key, domain):
        raise again


def _exchange(house: House, app: OpenApp, domain: str, code: str) -> ShopifyKeys:
    asked_at_ms = house.now_ms()
    answer = OUTGOING.call(
        "shopify:install", "POST", f"https://{domain}/admin/oauth/access_token",
        form={"client_id": app.client_id, "client_secret": app.secrets[0], "code": code, "expiring": "1"},
    )  # fmt: skip
    if answer.status != 200:
        raise StoreRefused("Shopify did not take the code, which is good for once: begin the install again.")
    granted = answer.body if isinstance(answer.body, dict) else {}
    _check_scopes(granted)
    keys = keep_grant(
        ShopifyKeys(client_id=app.client_id, client_secret=app.secrets[0]), granted, asked_at_ms
    )
    if not keys.refresh_token:
        raise StoreRefused("Shopify gave a token that cannot be renewed: begin the install again.")
    return keys


def _check_scopes(granted: Mapping[str, object]) -> None:
    """Refuse an install to which something that Sathi needs was not granted; to write includes to read."""
    scopes = set(str(granted.get("scope", "")).split(","))
    missing = [one for one in SCOPES if not {one, one.replace("read_", "write_", 1)} & scopes]
    if missing:
        raise StoreRefused(f"The store did not grant {', '.join(missing)}: begin the install again.")


def _read_facts(domain: str, keys: ShopifyKeys) -> StoreFacts:
    said = ask_shopify(OUTGOING, f"https://{domain}", keys.access_token, "shop", DESCRIBE, {})["shop"]
    if read_domain(said["myshopifyDomain"]) != domain:
        raise StoreRefused("The store calls itself otherwise than Shopify did: begin the install again.")
    return StoreFacts(
        domain=domain,
        shop_ref=str(said["id"]).rpartition("/")[2],
        name=str(said["name"]),
        url=str(said["primaryDomain"]["url"]),
        currency=str(said["currencyCode"]),
        country=str(said["billingAddress"]["countryCodeV2"] or ""),
        time_zone=str(said["ianaTimezone"]),
    )
