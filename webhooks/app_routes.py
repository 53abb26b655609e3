"""The door of topics that concern a whole Shopify app: they come for every shop to one address.

Shopify signs the body and not the headers, with one secret for all shops. So the signed body says which shop
it is about. Where it does not, the header proposes one, and the number that the body has must be that shop's.
Orders are taken at each shop's own address only: their bodies name no shop.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from plugin.actions.apps import OpenApp, find_app, find_installed
from plugin.doorstep import deliver, read_body, the_house
from plugin.errors import BadSignature, Unreadable
from plugin.model import Shop
from plugin.store.apps import Install
from webhooks.platforms import READERS, fields, shopify
from webhooks.signed_queries import read_domain
from webhooks.strict_json import LARGEST_BODY_BYTES, load_json

door = Blueprint("app_webhooks", __name__)

UNINSTALLED = "app/uninstalled"
TOPICS = (UNINSTALLED, "customers/redact", "customers/data_request", "shop/redact")
DOMAIN, TRIGGERED_AT = "x-shopify-shop-domain", "x-shopify-triggered-at"

Json = dict[str, Any]


@door.post("/webhooks/app/<app_key>/shopify")
def take(app_key: str) -> Response:
    """Take one webhook request of an app; what concerns no shop of ours is answered like what does."""
    raw = read_body(LARGEST_BODY_BYTES)
    house, reader = the_house(), READERS["shopify"]
    headers = {name: sent for name in reader.headers if (sent := request.headers.get(name)) is not None}
    app = find_app(house, app_key)
    try:
        reader.verify(raw, headers, app.secrets if app else (), house.now_ms())
    except BadSignature as error:
        raise BadSignature("The request is not signed with a secret of this app.") from error
    assert app is not None  # without secrets nothing verifies
    if shop := _find_shop(app, headers, raw):
        deliver(shop, "shopify", headers, raw)
    return Response(status=200)


def _find_shop(app: OpenApp, headers: dict[str, str], raw: bytes) -> Shop | None:
    """Give the shop that a verified request is about; None where nothing is to be done."""
    try:
        body = load_json(raw)
    except Unreadable:
        return None
    topic = shopify.topic(headers, body)
    if topic not in TOPICS or not isinstance(body, dict):
        return None
    named = body.get("shop_domain") or body.get("myshopify_domain")
    found = find_installed(the_house(), app, read_domain(named or headers.get(DOMAIN)))
    if found is None or not _is_meant(found[1], topic, body, by_body=bool(named)):
        return None
    return None if topic == UNINSTALLED and _is_outdated(found[1], headers) else found[0]


def _is_meant(install: Install, topic: str, body: Json, *, by_body: bool) -> bool:
    """Say whether the store's number in the body is this shop's; unknown, it has to be named by its host."""
    number = body.get("id" if topic == UNINSTALLED else "shop_id")
    return str(number) == install.shop_ref if install.shop_ref else by_body


def _is_outdated(install: Install, headers: dict[str, str]) -> bool:
    """Say whether an uninstall happened before the app was installed again."""
    try:
        return fields.read_instant(headers.get(TRIGGERED_AT), TRIGGERED_AT) < install.installed_at_ms
    except Unreadable:
        return False
