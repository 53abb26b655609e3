"""The set-up's step into the store: the line, the webhook, and a look at the store from outside."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

from plugin.actions.house import House
from plugin.actions.setup import find_hook_secret, find_progress, keep_look_at_store, may_check
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.setup_routes import setup_frame
from plugin.dashboard.speaking import mark
from plugin.doorstep import the_house
from plugin.model import PLATFORMS, Platform, Shop
from plugin.settings import is_loopback
from plugin.store_check import Fetched
from plugin.store_pages import write_snippet
from plugin.words.store_check import say_fix, say_found

Look = Callable[[str, str, str], Fetched]

LOOK = "sathi.look_at_store"
TABS = (
    ("shopify", mark("Shopify")), ("woocommerce", mark("WooCommerce")), ("standard", mark("Any other store")),
)  # fmt: skip
WATCH_S = 5
STAMP_BYTES = 6


def put_look(app: Flask, look: Look) -> None:
    """Give this door its way out: how a store's page is looked at."""
    app.extensions[LOOK] = look


@door.get("/desk/<key>/setup/install")
def show_install_step(key: str) -> Response:
    """Show the line, the webhook's address, its secret to an owner, and what was seen of the store."""
    shop, house = open_desk(key, "manager"), the_house()
    platform = _read_tab(find_progress(house, shop).setup.platform)
    answer = draw(
        "setup_install.html", shop, tabs=TABS, platform=platform, base=house.settings.url,
        line=write_snippet(house.settings.url, shop.key),
        hook=f"{house.settings.url}/webhooks/{shop.key}/{platform}", watching="watch" in request.args,
        secret=find_hook_secret(house, shop, platform), say_found=say_found, say_fix=say_fix,
        **setup_frame(shop, "install"),
    )  # fmt: skip
    if "watch" in request.args:
        answer.headers["Refresh"] = str(WATCH_S)
    return answer


@door.post("/desk/<key>/setup/install")
def answer_check(key: str) -> Response:
    """Look at the store as a shopper's browser would, and keep what is found."""
    look: Look = current_app.extensions[LOOK]

    def work(house: House, shop: Shop) -> None:
        may_check(house, shop)
        stamp = house.random_bytes(STAMP_BYTES).hex()
        keep_look_at_store(house, shop, look(shop.url, stamp, _find_own(house, shop)))

    return act(key, work, f"setup/install?tab={_read_tab('')}#check", need="manager")


def _find_own(house: House, shop: Shop) -> str:
    """Give the one origin on this machine that may be looked at: the demo's own store."""
    parts = urlsplit(shop.url)
    is_here = house.settings.demo and is_loopback(parts.hostname or "")
    return f"{parts.scheme}://{parts.netloc}" if is_here else ""


def _read_tab(usual: str) -> Platform:
    asked = request.values.get("tab", "") or usual
    return next((platform for platform in PLATFORMS if platform == asked), "standard")
