"""The own page's door for news: this browser and WhatsApp, allowed or ended by who holds the signed link."""

from __future__ import annotations

from flask import Blueprint, Response, request

from plugin.actions.consenting import say_anew
from plugin.actions.links import open_link
from plugin.actions.media import can_take_whatsapp
from plugin.actions.push import Browser, subscribe, unsubscribe
from plugin.doorstep import read_fields, read_text, the_house
from plugin.errors import InvalidInput, NotFound
from plugin.model import Says
from plugin.store import Parts
from widgets.news import say_push_means, say_whatsapp_means
from widgets.showing import lead_to, open_page

door = Blueprint("news", __name__)

MOST_ADDRESS = 1_024


@door.post("/p/<key>/me/<token>/push")
def begin(key: str, token: str) -> Response:
    """Show a person news in the browser that asks."""
    shop, _, language = open_page(key)
    person = open_link(the_house(), shop, token)
    fields = read_fields()
    browser = Browser(
        endpoint=read_text(fields, "endpoint", MOST_ADDRESS),
        p256dh=read_text(fields, "p256dh"),
        auth=read_text(fields, "auth"),
    )
    subscribe(the_house(), shop, person, browser, say_push_means(shop, language))
    return Response(status=204)


@door.post("/p/<key>/me/<token>/push/end")
def end(key: str, token: str) -> Response:
    """Show no more news in the browser that asks."""
    shop, _, _ = open_page(key)
    person = open_link(the_house(), shop, token)
    unsubscribe(the_house(), shop, person, read_text(read_fields(), "endpoint", MOST_ADDRESS))
    return Response(status=204)


@door.post("/p/<key>/me/<token>/whatsapp")
def choose_whatsapp(key: str, token: str) -> Response:
    """Write down that a person wants to be written to over WhatsApp, or no more."""
    house = the_house()
    shop, _, language = open_page(key)
    person = open_link(house, shop, token)
    says = _read_says()
    wording = say_whatsapp_means(shop, language, person.phone) if says == "in" else ""

    def work(parts: Parts) -> None:
        if not can_take_whatsapp(house, parts, shop, person):
            raise NotFound("There is no WhatsApp to choose here.")
        now_ms = house.now_ms()
        say_anew(house, parts, shop, "whatsapp", person.phone, says, "own page", wording, now_ms)

    house.store.unit(shop.shop_id, work)
    return lead_to(f"/p/{shop.key}/me/{token}?lang={language}#told")


def _read_says() -> Says:
    match request.form.get("says"):
        case "in" | "out" as says:
            return says
    raise InvalidInput("says", "says is in or out.")
