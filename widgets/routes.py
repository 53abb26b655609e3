"""The shopper's door for scripts: the loader, public settings, decisions, joining, reports.

Any page may ask (CORS without credentials); bodies are JSON sent as text/plain, which needs no preflight.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from typing import Any

import brotli
from flask import Blueprint, Response, json, jsonify, request

from plugin.actions.decisions import look_up_decision
from plugin.actions.links import ask_for_link
from plugin.actions.sharing import Member, find_member, join_program, meet_member, record_reports
from plugin.domain.codes import read_code
from plugin.domain.program import Program
from plugin.doorstep import read_fields, read_text, the_house, the_shop
from plugin.errors import NotFound
from plugin.model import Shop
from widgets.assets import Built, load_built, load_manifest
from widgets.qr import draw_qr
from widgets.showing import FOR_EVER
from widgets.texts import choose_language
from widgets.view import advocate_view, link_for, public_settings

door = Blueprint("shopper", __name__)

SHORT = "public, max-age=60, stale-while-revalidate=600"


@door.after_request
def open_to_pages(answer: Response) -> Response:
    """Let any store's page read the answer, without cookies."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Timing-Allow-Origin"] = "*"
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


@door.get("/w.js")
def give_loader() -> Response:
    """Give the loader that the script tag names."""
    return _give_entry("w.js")


@door.get("/v.js")
def give_mark_keeper() -> Response:
    """Give the script that the loader fetches where the store's address carries a friend's mark."""
    return _give_entry("v.js")


@door.get("/favicon.ico")
def give_icon() -> Response:
    """Give the gift that browsers show beside the title of Sathi's own pages."""
    return _give_entry("step-gift.svg")


@door.get("/s/<file>")
def give_asset(file: str) -> Response:
    """Give a built file by its hashed name; it never changes."""
    built = load_built(file)
    if built is None:
        raise NotFound("There is no such file.")
    return _give_built(built, FOR_EVER)


@door.get("/c/<key>/<language>")
def give_settings(key: str, language: str) -> Response:
    """Give the shop's public settings in the language nearest to the one asked for."""
    shop = the_shop(key)
    with the_house().store.reading() as parts:
        _, program = parts.programs.current(shop.shop_id)
    chosen = choose_language([language], shop.language)
    return _give_built(_build_settings(shop, program, chosen), SHORT)


@door.post("/d/<key>")
def give_decision(key: str) -> Response:
    """Answer a page that proves an order: ask its buyer, do not, or not known yet."""
    shop, fields = the_shop(key), read_fields()
    answer = look_up_decision(the_house(), shop, read_text(fields, "order"))
    if answer.state == "show" and answer.person is not None:
        member = meet_member(the_house(), shop, answer.person)
        return jsonify(state="show", decision=answer.decision_id, me=_say_member(shop, member, fields))
    return jsonify(
        {"state": answer.state} | ({"again_at_ms": answer.again_at_ms} if answer.again_at_ms else {})
    )


@door.post("/m/<key>")
def give_member(key: str) -> Response:
    """Say who is there: a buyer or an advocate who proves it, otherwise a visitor."""
    shop, fields = the_shop(key), read_fields()
    member = find_member(the_house(), shop, read_text(fields, "order"), read_text(fields, "token", 600))
    return jsonify(_say_member(shop, member, fields))


@door.post("/j/<key>")
def join(key: str) -> Response:
    """Make the buyer of a proved order an advocate."""
    shop, fields = the_shop(key), read_fields()
    member = join_program(the_house(), shop, read_text(fields, "order"))
    return jsonify(_say_member(shop, member, fields) | {"token": member.token})


@door.post("/e/<key>")
def take_reports(key: str) -> Response:
    """Take what the surfaces report: views, closes, shares."""
    record_reports(the_house(), the_shop(key), read_fields())
    return Response(status=204)


@door.get("/q/<key>/<code>.svg")
def give_qr(key: str, code: str) -> Response:
    """Give an advocate's link as a QR picture."""
    shop = the_shop(key)
    with the_house().store.reading() as parts:
        person = parts.people.find_by_code(shop.shop_id, read_code(code))
    if person is None:
        raise NotFound("Nobody shares this code.")
    picture = draw_qr(link_for(the_house().settings.url, shop.key, person.code, "qr"))
    answer = Response(picture, content_type="image/svg+xml")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@door.post("/l/<key>")
def mail_link(key: str) -> Response:
    """Mail a shopper the link to their own page, asked for by the snippet in the store's page."""
    shop, fields = the_shop(key), read_fields()
    link = ask_for_link(the_house(), shop, read_text(fields, "email"), _language(shop, fields))
    return jsonify({"state": "mailed"} | ({"link": link} if link else {}))


def _say_member(shop: Shop, member: Member | None, fields: dict[str, Any]) -> dict[str, Any]:
    if member is None:
        return {"state": "visitor"}
    person = member.person
    return advocate_view(
        first_name=person.first_name, code=person.code, joined=person.joined_at_ms is not None,
        friends=member.friends, shop=shop, language=_language(shop, fields),
        base_url=the_house().settings.url,
    )  # fmt: skip


def _language(shop: Shop, fields: dict[str, Any]) -> str:
    asked = [read_text(fields, "lang", 40), *request.accept_languages.values()]
    return choose_language(asked, shop.language)


@lru_cache(maxsize=512)
def _build_settings(shop: Shop, program: Program, language: str) -> Built:
    raw = json.dumps(public_settings(shop, program, language, load_manifest()), ensure_ascii=False).encode()
    encodings = {"br": brotli.compress(raw), "gzip": gzip.compress(raw, mtime=0), "identity": raw}
    return Built(hashlib.sha256(raw).hexdigest()[:16], "application/json", encodings)


def _give_entry(name: str) -> Response:
    built = load_built(load_manifest()[name]["file"])
    assert built is not None
    return _give_built(built, SHORT)


def _give_built(built: Built, cache_control: str) -> Response:
    accepted = frozenset(request.accept_encodings.values())
    encoding, content = built.choose(accepted)
    answer = Response(content, content_type=built.content_type)
    if encoding != "identity":
        answer.headers["Content-Encoding"] = encoding
    answer.headers["Cache-Control"] = cache_control
    answer.headers["Vary"] = "Accept-Encoding"
    answer.set_etag(f"{built.name}-{encoding}")
    answer.make_conditional(request)
    return answer
