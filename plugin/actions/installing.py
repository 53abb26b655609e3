"""Installing: a store that allowed one of our Shopify apps becomes a shop, or the one that it was before."""

from __future__ import annotations

from functools import partial

from plugin.actions.apps import OpenApp, keep_webhook_secret
from plugin.actions.connections import ShopifyKeys, connect_store
from plugin.actions.house import House
from plugin.actions.shops import make_shop, write_shop
from plugin.domain.standards import is_time_zone
from plugin.model import Shop, Struct
from plugin.store import Parts
from plugin.store.apps import Install

DEFAULT_LANGUAGE = "en"
MOST_NAME = 100


class StoreFacts(Struct):
    """What a Shopify store says of itself; `domain` is the host that Shopify gave it, `url` the shown one."""

    domain: str
    shop_ref: str
    name: str
    url: str
    currency: str
    country: str
    time_zone: str


def settle_install(house: House, app: OpenApp, facts: StoreFacts, keys: ShopifyKeys) -> Shop:
    """Make a store that has just allowed the app ours: found again or new, connected, live.

    Every step may be repeated: whoever is stopped half-way installs once more. Gives the shop. Raises
    InvalidInput where the store says of itself what cannot be.
    """
    now_ms = house.now_ms()
    fresh = make_shop(house, _describe(facts))
    claim = partial(_claim_shop, house=house, app=app, facts=facts, fresh=fresh, now_ms=now_ms)
    shop = house.store.unit(app.app_key, claim)
    connect_store(house, shop, f"https://{facts.domain}", keys)
    house.store.unit(shop.shop_id, partial(_resume, house=house, shop=shop, secret=app.secrets[0]))
    return shop


def _describe(facts: StoreFacts) -> Shop:
    name = "".join(letter for letter in facts.name if letter.isprintable()).strip()[:MOST_NAME]
    return Shop(
        shop_id="", key="", name=name or facts.domain, url=facts.url, currency=facts.currency,
        country=facts.country, language=DEFAULT_LANGUAGE, domain=facts.domain,
        time_zone=facts.time_zone if is_time_zone(facts.time_zone) else "Etc/UTC",
    )  # fmt: skip


def _claim_shop(
    parts: Parts, house: House, app: OpenApp, facts: StoreFacts, fresh: Shop, now_ms: int
) -> Shop:
    """Give the shop of a store, whichever app it had, and write that it has this one now.

    All installs of an app take turns, so that two at once do not make two shops.
    """
    install = parts.apps.find_install(app.app_key, facts.domain)
    shop = parts.shops.find_by_id(install.shop_id) if install else None
    if shop is None and len(same := parts.shops.list_at(facts.domain)) == 1:
        shop = same[0]  # set up by hand before, or installed by another app: Shopify vouches for the host
    if shop is None:
        shop = fresh
        write_shop(house, parts, shop, {"shopify": app.secrets[0]}, now_ms)
    made = Install(
        shop_id=shop.shop_id, app_key=app.app_key, domain=facts.domain, shop_ref=facts.shop_ref,
        installed_at_ms=now_ms,
    )  # fmt: skip
    parts.apps.install(made)
    return shop


def _resume(parts: Parts, house: House, shop: Shop, secret: str) -> None:
    parts.shops.mark_uninstalled(shop.shop_id, None)
    keep_webhook_secret(house, parts, shop, secret)
