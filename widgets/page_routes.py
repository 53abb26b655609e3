"""The shopper's door for pages: referral page and own page. None needs JavaScript."""

from __future__ import annotations

from flask import Blueprint, Response, request

from plugin.actions.assigning import shown_program
from plugin.actions.earning import list_earned, note_shown, sum_points
from plugin.actions.links import ask_for_link, open_link
from plugin.actions.media import can_take_whatsapp, takes_whatsapp
from plugin.actions.push import public_push_key
from plugin.actions.sharing import choose_code, list_friends, note_share, own_token
from plugin.domain.devices import name_device
from plugin.doorstep import STATUSES, the_house
from plugin.errors import InvalidInput, NotFound, TooMany
from plugin.model import Shop
from plugin.store.people import Person
from widgets.assets import load_manifest
from widgets.news import NewsOffer, offer_news
from widgets.pages import OwnPage, Refusal, gone_page, mailed_page, own_page, public_page
from widgets.showing import is_person, lead_to, open_page, show
from widgets.texts import choose_language

door = Blueprint("pages", __name__)


@door.get("/p/<key>")
def show_page(key: str) -> Response:
    """Show the referral page."""
    shop, program, language = open_page(key)
    return show("page.html", public_page(shop, program, language, load_manifest()))


@door.post("/p/<key>/link")
def ask(key: str) -> Response:
    """Mail a shopper the link to their own page, asked for by the page's form."""
    shop, program, language = open_page(key)
    email = request.form.get("email", "")
    assets = load_manifest()
    try:
        link = ask_for_link(the_house(), shop, email, language)
    except (InvalidInput, TooMany) as error:
        refusal: Refusal = "too often" if isinstance(error, TooMany) else "no address"
        view = public_page(shop, program, language, assets, email=email[:200], refusal=refusal)
        return show("page.html", view, status=STATUSES[type(error)])
    return show("answered.html", mailed_page(shop, program, language, assets, demo_link=link))


@door.get("/p/<key>/me/<token>")
def show_own_page(key: str, token: str) -> Response:
    """Show a shopper's own page to whoever holds the mailed link; a person who sees it is told by it."""
    shop, _, language = open_page(key)
    person = open_link(the_house(), shop, token)
    view = _view_own_page(shop, language, person, token)
    if is_person():
        note_shown(the_house(), shop, person.person_id)
    return show("me.html", view, scripted=True)


@door.get("/p/<key>/me/<token>/share/<channel>")
def lead_to_share(key: str, token: str, channel: str) -> Response:
    """Lead a shopper on to where they share, and note it: who has shared is not reminded to."""
    shop, _, language = open_page(key)
    person = open_link(the_house(), shop, token)
    view = _view_own_page(shop, language, person, token)
    share = next((one for one in view.shares if one.channel == channel and one.is_elsewhere), None)
    if share is None:
        raise NotFound("This shop offers no such way to share.")
    if is_person():
        device = name_device(request.headers.get("User-Agent", ""))
        note_share(the_house(), shop, person, share.channel, language, device)
    return lead_to(share.href)


@door.post("/p/<key>/me/<token>/code")
def take_code(key: str, token: str) -> Response:
    """Give a shopper the code that they chose on their own page."""
    shop, _, language = open_page(key)
    person = open_link(the_house(), shop, token)
    chosen = request.form.get("code", "")[:80]
    try:
        choose_code(the_house(), shop, person, chosen)
    except (InvalidInput, TooMany) as error:
        view = _view_own_page(shop, language, person, token, chosen, str(error))
        return show("me.html", view, status=STATUSES[type(error)], scripted=True)
    return lead_to(f"/p/{shop.key}/me/{token}?lang={language}#code")


def show_gone() -> Response:
    """Show that an address leads nowhere, in the shopper's language."""
    language = choose_language(request.accept_languages.values(), "en")
    return show("gone.html", gone_page(language, load_manifest()), status=404)


def _view_own_page(
    shop: Shop, language: str, person: Person, token: str, chosen: str = "", fault: str = ""
) -> OwnPage:
    house = the_house()
    with house.store.reading() as parts:
        friends = list_friends(parts, shop, person)
        earned = list_earned(parts, shop, person.person_id)
        points = sum_points(parts, shop, person.person_id)
        program = shown_program(parts, shop, person.person_id, house.now_ms())
    news = _view_news(shop, language, person, token)
    return own_page(
        shop, program, language, house.settings.url, load_manifest(), first_name=person.first_name,
        code=person.code, friends=friends[::-1], earned=earned, points=points, token=token,
        own_token=own_token(house, shop, person.person_id), chosen=chosen, fault=fault,
        news=news,
    )  # fmt: skip


def _view_news(shop: Shop, language: str, person: Person, token: str) -> NewsOffer:
    house = the_house()
    with house.store.reading() as parts:
        can_take = can_take_whatsapp(house, parts, shop, person)
        takes = takes_whatsapp(house, parts, shop, person)
    return offer_news(
        shop, language, load_manifest(), path=f"/p/{shop.key}/me/{token}", takes_whatsapp=takes,
        push_key=public_push_key(house, shop), phone=person.phone if can_take else "",
    )  # fmt: skip
