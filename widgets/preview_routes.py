"""The preview's door: everything that the real widgets ask for, answered for a look that is not saved yet.

Nothing here is kept: the draft is in the address, signed by the desk for an hour.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import get_args

from flask import Blueprint, Response, jsonify, request

from plugin.domain.program import Program
from plugin.doorstep import MOST_SHOPPER_BYTES, the_house
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.tokens import read_token
from widgets.assets import load_manifest
from widgets.caching import OPEN_TO_PAGES
from widgets.cards import CONTENT_TYPE, draw_card
from widgets.drawing import draw
from widgets.pages import public_page
from widgets.previews import PreviewSurface, host_page, read_draft, sample_member, try_draft
from widgets.qr import draw_qr
from widgets.showing import OURSELVES, lead_to, show
from widgets.texts import choose_language
from widgets.view import further_settings, link_for, public_settings

door = Blueprint("preview", __name__)


@door.after_request
def open_to_frame(answer: Response) -> Response:
    """Let the preview's frame, which has no origin of its own, read the answer; nobody keeps it."""
    answer.headers.update(OPEN_TO_PAGES)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


@door.get("/look/<token>/<surface>/<language>")
def show_surface(token: str, surface: str, language: str) -> Response:
    """Show one surface: the referral page itself, or a page on which the popup or the launcher comes."""
    shop, program = _open_draft(token)
    chosen = choose_language([language], shop.language)
    for known in get_args(PreviewSurface):
        if surface == known:
            return _show(shop, program, chosen, known, f"/look/{token}")
    raise NotFound("There is no such surface to look at.")


@door.get("/look/<token>/card/<language>.jpg")
def give_card(token: str, language: str) -> Response:
    """Give the picture that a messenger would show beside a friend's link."""
    shop, program = _open_draft(token)
    picture = draw_card(shop, program, choose_language([language], shop.language))
    return Response(picture, content_type=CONTENT_TYPE)


@door.get("/look/<token>/w.js")
def give_loader(token: str) -> Response:
    """Lead to the loader itself, which takes this address for Sathi's."""
    return lead_to("/w.js")


@door.get("/look/<token>/s/<file>")
def give_file(token: str, file: str) -> Response:
    """Lead to a built file."""
    return lead_to(f"/s/{file}")


@door.get("/look/<token>/c/<key>/<language>")
def give_settings(token: str, key: str, language: str) -> Response:
    """Give the public settings as they would be."""
    shop, program = _open_draft(token)
    chosen = choose_language([language], shop.language)
    return jsonify(public_settings(shop, program, chosen, load_manifest()))


@door.get("/look/<token>/c/<key>/<language>/more")
def give_further(token: str, key: str, language: str) -> Response:
    """Give the panel's settings as they would be."""
    shop, program = _open_draft(token)
    return jsonify(further_settings(shop, program, choose_language([language], shop.language)))


@door.get("/look/<token>/q/<key>/<code>.svg")
def give_qr(token: str, key: str, code: str) -> Response:
    """Give the QR picture of the sample's link."""
    shop, _ = _open_draft(token)
    picture = draw_qr(link_for(the_house().settings.url, shop.key, code[:40], "qr"))
    return Response(picture, content_type="image/svg+xml")


@door.post("/look/<token>/<letter>/<key>")
def answer_widget(token: str, letter: str, key: str) -> Response:
    """Answer what a widget asks or reports: the popup is shown, to a sample; nothing is kept."""
    request.max_content_length = MOST_SHOPPER_BYTES
    shop, _ = _open_draft(token)
    asked = request.accept_languages.values()
    member = sample_member(shop, choose_language(asked, shop.language), the_house().settings.url)
    match letter:
        case "d":
            return jsonify(state="show", decision="preview", me=member)
        case "m" | "j":
            return jsonify(member)
        case "e":
            return Response(status=204)
        case _:
            raise NotFound("A preview does not answer that.")


def _open_draft(token: str) -> tuple[Shop, Program]:
    house = the_house()
    shop_id, text = read_token(house.settings.secret, "look", token, house.now_ms())
    with house.store.reading() as parts:
        shop = parts.shops.find_by_id(shop_id)
        if shop is None:
            raise NotFound("There is no such shop any more.")
        _, program = parts.programs.current(shop_id)
    return shop, try_draft(program, read_draft(text))


def _show(shop: Shop, program: Program, language: str, surface: PreviewSurface, path: str) -> Response:
    if surface == "page":
        return show("page.html", public_page(shop, program, language, load_manifest()), framed_by=OURSELVES)
    nonce = urlsafe_b64encode(the_house().random_bytes(12)).decode()
    answer = Response(draw("host.html", host_page(shop, language, path, surface), nonce=nonce))
    own = the_house().settings.url
    # It may run scripts and is nobody's: what the widgets would keep in a browser, they cannot keep here.
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self' {own} 'nonce-{nonce}'; connect-src 'self' {own};"
        f" img-src 'self' {own} data:; style-src 'nonce-{nonce}';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts"
    )
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
