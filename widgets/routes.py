"""The shopper's door for scripts: the loader, public settings, decisions, joining, reports.

Any page may ask (CORS without credentials); bodies are JSON sent as text/plain, which needs no preflight.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import brotli
import msgspec
from flask import Blueprint, Response, json, jsonify, request

from plugin.actions.assigning import shown_program
from plugin.actions.decisions import look_up_decision
from plugin.actions.links import ask_for_link
from plugin.actions.sharing import Member, find_member, join_program, meet_member, record_reports
from plugin.actions.shops import standing_program
from plugin.domain.codes import read_code
from plugin.domain.devices import name_device
from plugin.domain.measuring import is_resting
from plugin.domain.program import Program
from plugin.doorstep import note_store_page, read_fields, read_text, the_guesses, the_house, the_shop
from plugin.errors import NotFound
from plugin.model import Shop
from widgets.assets import load_manifest
from widgets.caching import FRESH, OPEN_TO_PAGES, Built, Choice, choose, prepare
from widgets.qr import draw_qr, draw_qr_png
from widgets.texts import choose_language
from widgets.varying import say_variant
from widgets.view import advocate_view, further_settings, link_for, public_settings

door = Blueprint("shopper", __name__)


@door.after_request
def open_to_pages(answer: Response) -> Response:
    """Let any store's page read the answer, without cookies."""
    answer.headers.update(OPEN_TO_PAGES)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


@door.get("/w.js")
@door.get("/v.js")
@door.get("/favicon.ico")
@door.get("/s/<file>")
def miss_file(file: str = "") -> Response:
    """Say that there is no such file: those that there are lie on the shelf before this door."""
    raise NotFound("There is no such file.")


@door.get("/c/<key>/<language>")
def give_settings(key: str, language: str) -> Response:
    """Give the shop's public settings in the language nearest to the one asked for."""
    return _give_of_program(_build_settings, key, language)


@door.get("/c/<key>/<language>/more")
def give_further_settings(key: str, language: str) -> Response:
    """Give what the panel and the referral page need beside the settings of every page."""
    return _give_of_program(_build_further, key, language)


@door.post("/d/<key>")
def give_decision(key: str) -> Response:
    """Answer a page that proves an order: ask its buyer, do not, or not known yet."""
    shop, fields = the_shop(key), read_fields()
    note_store_page(shop, "decision")
    proof = _read_proof(shop, fields)
    answer = look_up_decision(the_house(), shop, proof)
    if answer.state == "pending":
        _note_miss(shop, proof)
    if answer.state == "show" and answer.person is not None:
        member = meet_member(the_house(), shop, answer.person)
        shown = {"state": "show", "decision": answer.decision_id, "me": _say_member(shop, member, fields)}
        return jsonify(shown | say_variant(shop, answer.standing, answer.own, _language(shop, fields)))
    return jsonify(
        {"state": answer.state} | ({"again_at_ms": answer.again_at_ms} if answer.again_at_ms else {})
    )


@door.post("/m/<key>")
def give_member(key: str) -> Response:
    """Say who is there: a buyer or an advocate who proves it, otherwise a visitor."""
    shop, fields = the_shop(key), read_fields()
    proof = _read_proof(shop, fields)
    member = find_member(the_house(), shop, proof, read_text(fields, "token", 600))
    if member is None:
        _note_miss(shop, proof)
    return jsonify(_say_member(shop, member, fields) | _say_own(shop, member, fields))


@door.post("/j/<key>")
def join(key: str) -> Response:
    """Make the buyer of a proved order an advocate."""
    shop, fields = the_shop(key), read_fields()
    proof = _read_proof(shop, fields)
    try:
        member = join_program(the_house(), shop, proof)
    except NotFound:
        _note_miss(shop, proof)
        raise
    return jsonify(_say_member(shop, member, fields) | {"token": member.token})


@door.post("/e/<key>")
def take_reports(key: str) -> Response:
    """Take what the surfaces report: views, closes, shares."""
    shop, fields = the_shop(key), read_fields()
    device = name_device(request.headers.get("User-Agent", ""))
    record_reports(the_house(), shop, fields, _language(shop, fields), device)
    return Response(status=204)


@door.get("/q/<key>/<code>.svg")
def give_qr(key: str, code: str) -> Response:
    """Give an advocate's link as a QR picture."""
    return _give_picture(draw_qr(_link_of(key, code)), "image/svg+xml")


@door.get("/q/<key>/<code>.png")
def give_qr_png(key: str, code: str) -> Response:
    """Give an advocate's link as a QR picture for what takes no SVG."""
    return _give_picture(draw_qr_png(_link_of(key, code)), "image/png")


def _link_of(key: str, code: str) -> str:
    shop = the_shop(key)
    with the_house().store.reading() as parts:
        person = parts.people.find_by_code(shop.shop_id, read_code(code))
    if person is None:
        raise NotFound("Nobody shares this code.")
    return link_for(the_house().settings.url, shop.key, person.code, "qr")


def _give_picture(picture: bytes, content_type: str) -> Response:
    answer = Response(picture, content_type=content_type)
    answer.headers["Cache-Control"] = "private, max-age=86400"  # the code is one person's
    return answer


@door.post("/l/<key>")
def mail_link(key: str) -> Response:
    """Mail a shopper the link to their own page, asked for by the snippet in the store's page."""
    shop, fields = the_shop(key), read_fields()
    link = ask_for_link(the_house(), shop, read_text(fields, "email"), _language(shop, fields))
    return jsonify({"state": "mailed"} | ({"link": link} if link else {}))


def _read_proof(shop: Shop, fields: dict[str, Any]) -> str:
    """Read the key that proves an order; raises TooMany where keys are being guessed from the same place."""
    proof = read_text(fields, "order")
    the_guesses().refuse(shop, request.remote_addr or "", proof)
    return proof


def _note_miss(shop: Shop, proof: str) -> None:
    the_guesses().note_miss(shop, request.remote_addr or "", proof)


def _say_member(shop: Shop, member: Member | None, fields: dict[str, Any]) -> dict[str, Any]:
    if member is None:
        return {"state": "visitor"}
    person = member.person
    return advocate_view(
        first_name=person.first_name, code=person.code, joined=person.joined_at_ms is not None,
        friends=member.friends, shop=shop, language=_language(shop, fields),
        base_url=the_house().settings.url,
    )  # fmt: skip


def _say_own(shop: Shop, member: Member | None, fields: dict[str, Any]) -> dict[str, Any]:
    if member is None:
        return {}
    with the_house().store.reading() as parts:
        standing = standing_program(parts, shop)
        own = shown_program(parts, shop, member.person.person_id, the_house().now_ms(), standing)
    return say_variant(shop, standing[1], own, _language(shop, fields))


def _language(shop: Shop, fields: dict[str, Any]) -> str:
    asked = [read_text(fields, "lang", 40), *request.accept_languages.values()]
    return choose_language(asked, shop.language)


def _give_of_program(build: Callable[[Shop, Program, str], Choice], key: str, language: str) -> Response:
    shop = the_shop(key)
    note_store_page(shop, "settings")
    with the_house().store.reading() as parts:
        _, program = parts.programs.current(shop.shop_id)
    if is_resting(program.measuring, the_house().now_ms()):
        program = msgspec.structs.replace(program, live=False)
    choice = build(shop, program, choose_language([language], shop.language))
    headers = request.headers
    answer = choose(choice, headers.get("Accept-Encoding"), headers.get("If-None-Match", ""))
    return Response(answer.body, answer.status, answer.headers)


@lru_cache(maxsize=512)
def _build_settings(shop: Shop, program: Program, language: str) -> Choice:
    return _pack(shop, public_settings(shop, program, language, load_manifest()))


@lru_cache(maxsize=512)
def _build_further(shop: Shop, program: Program, language: str) -> Choice:
    return _pack(shop, further_settings(shop, program, language))


def _pack(shop: Shop, settings: dict[str, Any]) -> Choice:
    raw = json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode()
    built = Built(
        name=hashlib.sha256(shop.key.encode() + raw).hexdigest()[:16],
        content_type="application/json",
        encodings={"br": brotli.compress(raw), "gzip": gzip.compress(raw, mtime=0), "identity": raw},
    )
    return prepare(built, FRESH)
