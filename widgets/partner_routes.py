"""The partner's door: applying to promote the shop, and asking for the link to the own page."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request

from plugin.actions.applying import take_application
from plugin.actions.portal import ask_for_portal
from plugin.domain.applying import LONGEST, NO_EMAIL, read_application
from plugin.domain.program import Program
from plugin.doorstep import STATUSES, the_house
from plugin.errors import InvalidInput, TooMany
from plugin.model import Shop
from widgets.assets import load_manifest
from widgets.partner_pages import TOO_OFTEN, Agreement, AnswerKind, answered_page, apply_page
from widgets.showing import ANYBODY, NOBODY, open_page, show
from widgets.terms_words import say_terms

door = Blueprint("partners", __name__)

FIELDS = (*LONGEST, "kind", "agreed")
MOST_TYPED = 4_000
TRAP = "website"  # a field that people do not see: whoever fills it in is a machine


@door.get("/a/<key>")
def show_application(key: str) -> Response:
    """Show what partners are promised and the form; with ?embed, for a frame in a page of the store."""
    shop, program, language = open_page(key)
    return _show_form(shop, program, language)


@door.post("/a/<key>")
def apply(key: str) -> Response:
    """Take an application; the answer is the same for every address."""
    shop, program, language = open_page(key)
    agreement = _find_agreement(shop, program, language)
    typed = {name: request.form.get(name, "")[:MOST_TYPED] for name in FIELDS}
    asked, faults = read_application(typed, shop.country, agreement.version if agreement else 0)
    if asked is None or agreement is None:
        return _show_form(shop, program, language, status=422, typed=typed, faults=faults)
    if not request.form.get(TRAP):
        try:
            take_application(the_house(), shop, asked, language, request.remote_addr or "")
        except TooMany as error:
            answer = _show_form(shop, program, language, status=429, typed=typed, refusal=TOO_OFTEN)
            answer.headers["Retry-After"] = str(error.again_s)
            return answer
    return _answer(shop, program, language, "applied")


@door.post("/a/<key>/link")
def ask(key: str) -> Response:
    """Mail a partner the link to their own page, asked for by the form."""
    shop, program, language = open_page(key)
    email = request.form.get("email", "")
    try:
        link = ask_for_portal(the_house(), shop, email, language, request.remote_addr or "")
    except (InvalidInput, TooMany) as error:
        refusal = TOO_OFTEN if isinstance(error, TooMany) else NO_EMAIL
        return _show_form(
            shop, program, language, status=STATUSES[type(error)], email=email[:LONGEST["email"]],
            link_refusal=refusal,
        )  # fmt: skip
    return _answer(shop, program, language, "mailed", link)


def _find_agreement(shop: Shop, program: Program, language: str) -> Agreement | None:
    """Give what is to be agreed to; None while the shop takes no applications."""
    if not program.live or shop.uninstalled_at_ms is not None:
        return None
    with the_house().store.reading() as parts:
        row = parts.commission.current_terms(shop.shop_id)
    if row is None:
        return None
    return Agreement(
        version=row.version, promises=say_terms(row.terms, shop, language), text=row.terms.agreement
    )


def _show_form(
    shop: Shop, program: Program, language: str, *, status: int = 200, refusal: str = "", email: str = "",
    link_refusal: str = "", typed: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    agreement = _find_agreement(shop, program, language)
    view = apply_page(
        shop, program, language, load_manifest(), agreement, typed=typed, faults=faults, refusal=refusal,
        email=email, link_refusal=link_refusal, embedded=_is_embedded(),
    )  # fmt: skip
    return show("apply.html", view, status, framed_by=_find_framer())


def _answer(shop: Shop, program: Program, language: str, kind: AnswerKind, demo_link: str = "") -> Response:
    view = answered_page(
        shop, program, language, load_manifest(), kind, embedded=_is_embedded(), demo_link=demo_link
    )
    return show("answered.html", view, framed_by=_find_framer())


def _find_framer() -> str:
    return ANYBODY if _is_embedded() else NOBODY


def _is_embedded() -> bool:
    """Say whether a page of the store shows the form in a frame; asking for a link never happens there."""
    return "embed" in request.args and request.endpoint != "partners.ask"
