"""The shopper's door behind Shopify's app proxy: the referral page as a page of the store's own theme.

Shopify signs the address and says who is logged in. The visitor may have added anything else to it, and it is
all signed: nothing of it but the language is read, and nothing is shown again.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from plugin.actions.apps import find_app, find_installed
from plugin.actions.assigning import shown_program
from plugin.actions.links import own_link
from plugin.actions.people import find_customer
from plugin.actions.sharing import list_friends
from plugin.actions.shops import standing_program
from plugin.domain.program import Program
from plugin.doorstep import the_house
from plugin.errors import NotFound
from plugin.model import Shop
from webhooks.signed_queries import read_domain, verify_proxy
from widgets.drawing import draw
from widgets.proxied import OwnPart, escape_liquid, own_part, proxied_page
from widgets.texts import choose_language
from widgets.view import count_friends

door = Blueprint("proxy", __name__)


# Merging slashes would lead the visitor on to an address with all that Shopify signed.
@door.get("/proxy/<app_key>/", strict_slashes=False, merge_slashes=False)
@door.get("/proxy/<app_key>/<path:rest>", merge_slashes=False)
def show_page(app_key: str, rest: str = "") -> Response:
    """Show the referral page to be drawn inside the theme, whatever path the store's address goes on with."""
    house = the_house()
    app = find_app(house, app_key)
    query = request.query_string.decode("latin-1")
    asked = verify_proxy(query, app.secrets if app else (), house.now_ms() // 1000)
    found = find_installed(house, app, read_domain(asked.get("shop"))) if app else None
    if found is None:
        raise NotFound("This store has not installed the app.")
    shop = found[0]
    with house.store.reading() as parts:
        _, program = standing_program(parts, shop)
    language = choose_language(
        [asked.get("lang", "")[:40], *request.accept_languages.values()], shop.language
    )
    own, count = _find_own(shop, program, language, asked.get("logged_in_customer_id", ""))
    view = proxied_page(shop, program, language, house.settings.url, own, count)
    answer = Response(
        escape_liquid(draw("proxied.html", view)), content_type="application/liquid; charset=utf-8"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _find_own(shop: Shop, program: Program, language: str, customer_ref: str) -> tuple[OwnPart | None, int]:
    """Give the part of the logged-in customer and how many friends count; nothing for anybody else."""
    house = the_house()
    with house.store.reading() as parts:
        person = find_customer(house, parts, shop, "shopify", customer_ref) if customer_ref else None
        friends = list_friends(parts, shop, person) if person else []
        own = shown_program(parts, shop, person.person_id, house.now_ms()) if person else program
    if person is None or person.banned_at_ms is not None or not program.live:
        return None, 0
    part = own_part(
        shop, own, language, house.settings.url, first_name=person.first_name, code=person.code,
        friends=friends, page=own_link(house, shop, person.person_id),
    )  # fmt: skip
    return part, count_friends(friends)
