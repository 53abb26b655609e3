"""The shopper's door for pages: referral page, own page, a friend's landing. None needs JavaScript."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from urllib.parse import quote

from flask import Blueprint, Response, request

from plugin.actions.links import ask_for_link, open_link
from plugin.domain.codes import read_code
from plugin.domain.program import Program
from plugin.doorstep import MOST_SHOPPER_BYTES, STATUSES, the_house, the_shop
from plugin.errors import InvalidInput, NotFound, TooMany
from plugin.model import Shop, Struct
from widgets.assets import load_manifest
from widgets.drawing import Template, draw
from widgets.pages import Refusal, friend_page, gone_page, mailed_page, own_page, public_page
from widgets.texts import choose_language

door = Blueprint("pages", __name__)


@door.get("/p/<key>")
def show_page(key: str) -> Response:
    """Show the referral page."""
    shop, program, language = _open(key)
    view = public_page(shop, program, language, load_manifest())
    return _draw("page.html", view)


@door.post("/p/<key>/link")
def ask(key: str) -> Response:
    """Mail a shopper the link to their own page, asked for by the page's form."""
    shop, program, language = _open(key)
    request.max_content_length = MOST_SHOPPER_BYTES
    email = request.form.get("email", "")
    assets = load_manifest()
    try:
        link = ask_for_link(the_house(), shop, email, language)
    except (InvalidInput, TooMany) as error:
        refusal: Refusal = "too often" if isinstance(error, TooMany) else "no address"
        view = public_page(shop, program, language, assets, email=email[:200], refusal=refusal)
        return _draw("page.html", view, status=STATUSES[type(error)])
    return _draw("mailed.html", mailed_page(shop, program, language, assets, demo_link=link))


@door.get("/p/<key>/me/<token>")
def show_own_page(key: str, token: str) -> Response:
    """Show a shopper's own page to whoever holds the mailed link."""
    shop, program, language = _open(key)
    person = open_link(the_house(), shop, token)
    with the_house().store.reading() as parts:
        friends = parts.referrals.list_of(shop.shop_id, person.person_id)
    view = own_page(
        shop, program, language, the_house().settings.url, load_manifest(),
        first_name=person.first_name, code=person.code, friends=friends[::-1], token=token,
    )  # fmt: skip
    return _draw("me.html", view)


@door.get("/r/<key>/<code>")
def land(key: str, code: str) -> Response:
    """Show a friend what the advocate's link brings."""
    shop, program, language = _open(key)
    with the_house().store.reading() as parts:
        person = parts.people.find_by_code(shop.shop_id, read_code(code))
    if person is None or person.banned_at_ms is not None or not program.live:
        raise NotFound("Nobody shares this code.")
    name = person.first_name if person.joined_at_ms is not None else ""
    view = friend_page(
        shop, program, language, load_manifest(),
        advocate_name=name, code=person.code, store_url=f"{shop.url}/?ref={quote(person.code)}",
    )  # fmt: skip
    return _draw("friend.html", view)


def show_gone() -> Response:
    """Show that an address leads nowhere, in the shopper's language."""
    language = choose_language(request.accept_languages.values(), "en")
    return _draw("gone.html", gone_page(language, load_manifest()), status=404)


def _open(key: str) -> tuple[Shop, Program, str]:
    shop = the_shop(key)
    with the_house().store.reading() as parts:
        _, program = parts.programs.current(shop.shop_id)
    asked = [request.args.get("lang", "")[:40], *request.accept_languages.values()]
    return shop, program, choose_language(asked, shop.language)


def _draw(template: Template, view: Struct, status: int = 200) -> Response:
    """Draw a page under a policy that lets nothing run and nothing frame it."""
    nonce = urlsafe_b64encode(the_house().random_bytes(12)).decode()
    answer = Response(draw(template, view, nonce=nonce), status)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; img-src 'self'; style-src 'self' 'nonce-{nonce}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
