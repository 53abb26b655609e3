"""The friend's door: landing, claim, the code, and the picture that messengers show beside a link."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from flask import Blueprint, Response, request

from plugin.actions.claiming import (
    Host,
    Taken,
    Visitor,
    claim_offer,
    find_host,
    list_promised,
    note_visit,
    open_claim,
)
from plugin.actions.connections import find_connection
from plugin.actions.sharing import is_own_link
from plugin.domain.codes import read_code
from plugin.domain.program import Program
from plugin.doorstep import STATUSES, the_house
from plugin.errors import InvalidInput, NotFound, TooMany
from plugin.model import Channel, Shop
from widgets.assets import load_manifest
from widgets.caching import FOR_EVER
from widgets.cards import CONTENT_TYPE, card_version, draw_card
from widgets.landing import ClaimStage, LandingRefusal, claim_page, landing_page
from widgets.showing import is_person, lead_to, open_page, show
from widgets.store_links import StoreKind, link_to_store, name_store
from widgets.texts import LANGUAGES
from widgets.view import CHANNEL_MARKS

door = Blueprint("landing", __name__)

DEVICE = "sathi_device"
DEVICE_LIFE_S = 400 * 86_400
SLOW_MS = 60_000
CHANNELS: dict[str, Channel] = {text: channel for channel, text in CHANNEL_MARKS.items()}


@door.get("/r/<key>/<code>")
def land(key: str, code: str) -> Response:
    """Show a friend what the advocate's link brings; only people are counted as visits."""
    shop, _, language = open_page(key)
    house, visitor, own = the_house(), _meet_visitor(language), request.args.get("own", "")[:400]
    with house.store.reading() as parts:
        host = find_host(parts, shop, read_code(code), house.now_ms())
    if is_own_link(house, shop, host.person, own, visitor.device):
        return _show_landing(shop, host, language, own=own)
    if not is_person():
        return _show_landing(shop, host, language)
    mark, claims = note_visit(house, shop, host.person.code, _read_channel(), visitor), host.program.claims
    if claims.landing == "store" and claims.contact == "none":
        return _claim(shop, host, language, goes_on=True)
    return _show_landing(shop, host, language, mark=mark)


@door.post("/r/<key>/<code>/claim")
def claim(key: str, code: str) -> Response:
    """Take the offer for a friend and lead to the page of its code."""
    shop, _, language = open_page(key)
    with the_house().store.reading() as parts:
        host = find_host(parts, shop, read_code(code), the_house().now_ms())
    return _claim(shop, host, language, goes_on=host.program.claims.landing == "store")


@door.get("/r/<key>/claim/<mark>")
def show_claim(key: str, mark: str) -> Response:
    """Show a friend the code of a claim, or lead on to the store with it."""
    shop, _, language = open_page(key)
    taken = open_claim(the_house(), shop, mark)
    stage, code = _find_stage(taken, the_house().now_ms()), taken.coupon.code if taken.coupon else ""
    kind = _name_store(shop)
    store_url = link_to_store(shop, kind, code=code if stage == "ready" else "", mark=mark)
    goes_on = "go" in request.args
    if goes_on and store_url and stage in ("ready", "free"):
        return lead_to(store_url)
    view = claim_page(
        shop, taken.program, language, load_manifest(), mark_text=mark, stage=stage, kind=kind,
        store_url=store_url, code=code if stage == "ready" else "", until_at_ms=taken.claim.until_at_ms,
        goes_on=goes_on,
    )  # fmt: skip
    answer = show("claim.html", view)
    if view.refresh_s:
        answer.headers["Refresh"] = str(view.refresh_s)
    return answer


@door.get("/o/<key>/<language>/<version>.jpg")
def give_card(key: str, language: str, version: str) -> Response:
    """Give the picture beside a link; an old version leads to the one that shows today's offer."""
    shop, program, _ = open_page(key)
    if language not in LANGUAGES:
        raise NotFound("There is no picture in this language.")
    shown = _find_shown(shop, program, language, version)
    if shown is None:
        return lead_to(f"/o/{shop.key}/{language}/{card_version(shop, program, language)}.jpg")
    answer = Response(_keep_card(shop, shown, language), content_type=CONTENT_TYPE)
    answer.headers["Cache-Control"] = FOR_EVER
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _find_shown(shop: Shop, program: Program, language: str, version: str) -> Program | None:
    """Find the offer that a picture shows: the program's own, or what a partner's code promises."""
    if version == card_version(shop, program, language):
        return program
    with the_house().store.reading() as parts:
        promised = list_promised(parts, shop)
    return next((one for one in promised if version == card_version(shop, one, language)), None)


@lru_cache(maxsize=64)
def _keep_card(shop: Shop, program: Program, language: str) -> bytes:
    return draw_card(shop, program, language)


def _claim(shop: Shop, host: Host, language: str, *, goes_on: bool) -> Response:
    contact, visitor = request.form.get("contact", "")[:320], _meet_visitor(language)
    device = visitor.device or the_house().random_bytes(16).hex()
    known = replace(visitor, device=device)
    try:
        mark = claim_offer(the_house(), shop, host.person.code, _read_channel(), contact, known)
    except (InvalidInput, TooMany) as error:
        return _refuse(shop, host, language, error, contact)
    answer = lead_to(f"/r/{shop.key}/claim/{mark}?lang={language}{'&go=1' if goes_on else ''}")
    answer.set_cookie(
        DEVICE, device, max_age=DEVICE_LIFE_S, path=f"/r/{shop.key}/", httponly=True, samesite="Lax",
        secure=the_house().settings.url.startswith("https:"),
    )  # fmt: skip
    return answer


def _refuse(shop: Shop, host: Host, language: str, error: InvalidInput | TooMany, contact: str) -> Response:
    refusal: LandingRefusal = "no email" if host.program.claims.contact == "email" else "no contact"
    if isinstance(error, TooMany):
        refusal = "too often"
    status = STATUSES[type(error)]
    answer = _show_landing(shop, host, language, contact=contact, refusal=refusal, status=status)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.again_s)
    return answer


def _show_landing(
    shop: Shop, host: Host, language: str, *, mark: str = "", own: str | None = None,
    contact: str = "", refusal: LandingRefusal | None = None, status: int = 200,
) -> Response:  # fmt: skip
    channel = _read_channel()
    view = landing_page(
        shop, host.program, language, the_house().settings.url, load_manifest(), advocate_name=host.name,
        code=host.person.code,
        store_url=link_to_store(shop, _name_store(shop), mark=mark),
        channel=CHANNEL_MARKS[channel] if channel else "", own=own, contact=contact, refusal=refusal,
    )  # fmt: skip
    return show("landing.html", view, status)


def _find_stage(taken: Taken, now_ms: int) -> ClaimStage:
    """Say how far a claim has come, by the coupon that it was promised."""
    if taken.coupon is None:
        return "free" if now_ms < taken.claim.until_at_ms else "over"
    match taken.coupon.state:
        case "wanted":
            return "making" if now_ms - taken.claim.at_ms < SLOW_MS else "slow"
        case "live":
            return "ready" if now_ms < taken.claim.until_at_ms else "over"
        case "used":
            return "used"
        case "failed":
            return "failed"
        case _:
            return "over"


def _meet_visitor(language: str) -> Visitor:
    """Say who stands at the door; a device is known by the cookie that a claim left, or not at all."""
    device = request.cookies.get(DEVICE, "")
    return Visitor(
        ip=request.remote_addr or "",
        browser=request.headers.get("User-Agent", "")[:400],
        device=device if re.fullmatch(r"[0-9a-f]{32}", device) else "",
        language=language,
    )


def _read_channel() -> Channel | None:
    return CHANNELS.get(request.values.get("c", ""))


def _name_store(shop: Shop) -> StoreKind:
    connection = find_connection(the_house(), shop)
    return name_store(shop, connection.platform if connection else "")
