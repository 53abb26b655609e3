"""The door of installs: the merchant leaves for Shopify to say yes, and comes back."""

from __future__ import annotations

from flask import Blueprint, Response, request

from plugin.actions.apps import must_find_app
from plugin.connect.pages import installed_page, refused_page
from plugin.connect.shopify_install import STATE_LIFE_S, begin_install, finish_install
from plugin.doorstep import STATUSES, the_house
from plugin.errors import BadSignature, InvalidInput, SathiError, StoreBusy, StoreRefused, StoreUnclear
from widgets.assets import load_manifest
from widgets.showing import lead_to, show

door = Blueprint("connect", __name__)

COOKIE = "sathi-install"


@door.get("/connect/shopify/<app_key>")
def begin(app_key: str) -> Response:
    """Send a merchant to Shopify, to be asked whether the app may come into the store."""
    app = must_find_app(the_house(), app_key)
    try:
        start = begin_install(the_house(), app, _query())
    except BadSignature as error:
        return _refuse(error)
    answer = lead_to(start.address)
    # Lax: the browser must bring it when Shopify leads it back here.
    answer.set_cookie(
        COOKIE, start.state, max_age=STATE_LIFE_S, path=f"/connect/shopify/{app_key}",
        secure=the_house().settings.url.startswith("https://"), httponly=True, samesite="Lax",
    )  # fmt: skip
    return answer


@door.get("/connect/shopify/<app_key>/back")
def come_back(app_key: str) -> Response:
    """Take the merchant back from Shopify, and say what is left to do."""
    app = must_find_app(the_house(), app_key)
    try:
        installed = finish_install(the_house(), app, _query(), request.cookies.get(COOKIE, ""))
    except (BadSignature, InvalidInput, StoreBusy, StoreRefused, StoreUnclear) as error:
        return _refuse(error)
    view = installed_page(installed, app.client_id, the_house().settings.url, load_manifest())
    answer = show("install.html", view)
    answer.delete_cookie(COOKIE, path=f"/connect/shopify/{app_key}")
    return answer


def _query() -> str:
    return request.query_string.decode("latin-1")


def _refuse(error: SathiError) -> Response:
    return show("install.html", refused_page(error, load_manifest()), status=STATUSES.get(type(error), 502))
