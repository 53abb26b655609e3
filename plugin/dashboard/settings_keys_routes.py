"""The desk's page of integrations and keys: the line for the store, webhook addresses, and their secrets."""

from __future__ import annotations

from flask import Response, request

from plugin.actions.shops import add_secret
from plugin.dashboard.desk import acting_house, door, draw, open_desk, refuse
from plugin.doorstep import the_house
from plugin.errors import InvalidInput
from plugin.model import PLATFORMS, Platform, Shop
from plugin.store_pages import write_snippet
from plugin.words.shop_health import PLATFORM_NAMES


@door.get("/desk/<key>/settings/keys")
def show_keys(key: str) -> Response:
    """Show the line for the store's pages and where its webhooks go; secrets are never shown again."""
    return _draw_keys(open_desk(key))


@door.post("/desk/<key>/settings/keys")
def answer_rotate(key: str) -> Response:
    """Give a platform a new secret and show it once; the old one holds for a day more."""
    shop = open_desk(key, "owner")
    platform = next((one for one in PLATFORMS if one == request.form.get("platform")), None)
    try:
        if platform is None:
            raise InvalidInput("platform", "Choose the platform whose secret you want to change.")
        secret = add_secret(acting_house(), shop, platform, request.form.get("secret", "").strip()[:200])
    except InvalidInput as error:
        return refuse(shop, error, "settings/keys")
    return _draw_keys(shop, platform, secret)


def _draw_keys(shop: Shop, shown: Platform | None = None, secret: str = "") -> Response:
    url = the_house().settings.url
    hooks = [(one, PLATFORM_NAMES[one], f"{url}/webhooks/{shop.key}/{one}") for one in PLATFORMS]
    return draw(
        "settings_keys.html",
        shop,
        tag=write_snippet(url, shop.key),
        hooks=hooks,
        shown=PLATFORM_NAMES[shown] if shown else "",
        secret=secret,
    )
