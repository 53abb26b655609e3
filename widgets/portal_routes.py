"""The partner's own page, behind the signed link that the mailbox brought."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from flask import Blueprint, Response, request

from plugin.actions.agreeing import agree_to_terms
from plugin.actions.payees import open_payee, save_payee
from plugin.actions.portal import Holder, open_portal, refresh_portal
from plugin.actions.portal_contents import export_partner, gather_contents, gather_month
from plugin.domain.program import Program
from plugin.doorstep import STATUSES, the_house
from plugin.errors import InvalidInput, NotFound, TooMany
from plugin.model import Shop
from plugin.store.commission import TermsRow
from widgets.assets import load_manifest
from widgets.partner_pages import TOO_OFTEN, Agreement, answered_page
from widgets.payee_form import FRESH
from widgets.portal_pages import portal_page
from widgets.showing import lead_to, open_page, show
from widgets.statement_page import statement_page
from widgets.terms_words import say_terms

door = Blueprint("portal", __name__)

PAYEE_FIELDS = ("way", "account", "ifsc", "holder")
MOST_TYPED = 320


@door.get("/a/<key>/me/<token>")
def show_portal(key: str, token: str) -> Response:
    """Show a partner's page to whoever holds the mailed link."""
    shop, program, language = open_page(key)
    return _show(shop, program, language, open_portal(the_house(), shop, token), token)


@door.get("/a/<key>/me/<token>/<month>")
def show_statement(key: str, token: str, month: str) -> Response:
    """Show one month of a partner's ledger, order by order, and nobody who bought."""
    shop, program, language = open_page(key)
    holder = open_portal(the_house(), shop, token)
    balances, lines = gather_month(the_house(), shop, holder.partner, month)
    view = statement_page(
        shop, program, language, load_manifest(), token=token, month=month, balances=balances, lines=lines
    )
    return show("statement.html", view)


@door.post("/a/<key>/me/<token>/link")
def refresh(key: str, token: str) -> Response:
    """Mail a fresh link to the partner's own mailbox."""
    shop, program, language = open_page(key)
    try:
        refresh_portal(the_house(), shop, token, language, request.remote_addr or "")
    except TooMany as error:
        holder = open_portal(the_house(), shop, token)
        return _show(shop, program, language, holder, token, STATUSES[type(error)], refusal=TOO_OFTEN)
    return show("answered.html", answered_page(shop, program, language, load_manifest(), "mailed"))


@door.post("/a/<key>/me/<token>/payee")
def take_payee(key: str, token: str) -> Response:
    """Keep where a partner's money goes; only a fresh link may change it."""
    shop, program, language = open_page(key)
    holder = open_portal(the_house(), shop, token)
    typed = {name: request.form.get(name, "")[:MOST_TYPED] for name in PAYEE_FIELDS}
    if not holder.is_fresh:
        return _show(shop, program, language, holder, token, 403, refusal=FRESH)
    try:
        save_payee(the_house(), shop, holder.partner.partner_id, typed)
    except InvalidInput as error:
        return _show(
            shop, program, language, holder, token, STATUSES[type(error)], typed=typed,
            faults={error.field: str(error)}, refusal=str(error) if error.field == "way" else "",
        )  # fmt: skip
    return lead_to(f"/a/{shop.key}/me/{token}?lang={language}#payee")


@door.post("/a/<key>/me/<token>/agree")
def agree(key: str, token: str) -> Response:
    """Note that a partner agrees to the terms that they were shown."""
    shop, _, language = open_page(key)
    holder = open_portal(the_house(), shop, token)
    version = request.form.get("agreed", "")
    if version.isascii() and version.isdecimal() and len(version) < 10:
        agree_to_terms(the_house(), shop, holder.partner.partner_id, int(version))
    return lead_to(f"/a/{shop.key}/me/{token}?lang={language}")


@door.get("/a/<key>/me/<token>/all.json")
def give_all(key: str, token: str) -> Response:
    """Give a partner all that is kept about them; only a fresh link may ask."""
    shop, _, _ = open_page(key)
    holder = open_portal(the_house(), shop, token)
    if not holder.is_fresh:
        raise NotFound("This needs a fresh link.")
    content = msgspec.json.format(msgspec.json.encode(export_partner(the_house(), shop, holder)))
    answer = Response(content, content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="partner.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _show(
    shop: Shop, program: Program, language: str, holder: Holder, token: str, status: int = 200, *,
    typed: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None, refusal: str = "",
) -> Response:  # fmt: skip
    house, partner = the_house(), holder.partner
    contents = gather_contents(house, shop, partner)
    new = contents.newer_terms
    view = portal_page(
        shop, program, language, house.settings.url, load_manifest(), partner=partner,
        code=holder.person.code, token=token, is_fresh=holder.is_fresh,
        payee=open_payee(house, shop, partner), figures=contents.figures, earnings=contents.earnings,
        months=contents.months, payouts=contents.payouts,
        promises=say_terms(contents.terms.terms, shop, language) if contents.terms else (),
        new_agreement=_say_agreement(new, shop, language) if new else None,
        typed=typed, faults=faults, refusal=refusal,
    )  # fmt: skip
    return show("portal.html", view, status)


def _say_agreement(row: TermsRow, shop: Shop, language: str) -> Agreement:
    promises = say_terms(row.terms, shop, language)
    return Agreement(version=row.version, promises=promises, text=row.terms.agreement)
