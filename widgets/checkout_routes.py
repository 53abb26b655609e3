"""The shopper's door for extensions in Shopify's checkout: decision, joining, reports.

They run on an origin that may change without notice: any may ask, without cookies. A session token says which
shop it is, never who asks; so nothing here is worth money to whoever asks. An order is proved by its id with
its confirmation number, or by being the logged-in customer's. One that is not proved is "pending", like one
whose webhook has not come; whoever asks gives up by itself.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from plugin.actions.assigning import shown_program
from plugin.actions.checkout import admit_session, count_ask, prove_order
from plugin.actions.decisions import look_up_decision
from plugin.actions.sharing import Member, join_program, meet_member, record_reports
from plugin.domain.devices import name_device
from plugin.doorstep import read_fields, read_text, the_house
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.session_tokens import Session
from widgets.checkout import checkout_member, checkout_offer
from widgets.texts import choose_language

door = Blueprint("checkout", __name__)

AGAIN_MS = 1_000
DAY_S = 86_400


@door.after_request
def open_to_extensions(answer: Response) -> Response:
    """Let an extension read the answer, whatever its origin is today, without cookies."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    answer.headers["Access-Control-Max-Age"] = str(DAY_S)
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@door.post("/x/d")
def give_decision() -> Response:
    """Answer a page that shows an order: ask its buyer, do not, or not known yet."""
    shop, session = _admit()
    fields = read_fields()
    key = _prove(shop, session, fields)
    answer = look_up_decision(the_house(), shop, key) if key else None
    if answer is None or answer.state == "pending":
        return jsonify(state="pending", again_ms=AGAIN_MS)
    if answer.state == "hold" or answer.person is None:
        return jsonify(state="hold")
    member = meet_member(the_house(), shop, answer.person)
    offer = _say_offer(shop, member, fields, key)
    return jsonify(
        {"state": "show", "decision": answer.decision_id, "me": _say_member(shop, member, fields), **offer}
    )


@door.post("/x/j")
def join() -> Response:
    """Make the buyer of a proved order an advocate; gives their own view."""
    shop, session = _admit()
    fields = read_fields()
    count_ask(the_house(), shop, session)
    key = _prove(shop, session, fields)
    if not key:
        raise NotFound("This order is not known here yet; try again in a moment.")
    return jsonify(_say_member(shop, join_program(the_house(), shop, key), fields))


@door.post("/x/e")
def take_reports() -> Response:
    """Take what the extensions report: views, closes, shares."""
    shop, session = _admit()
    fields = read_fields()
    count_ask(the_house(), shop, session)
    device = name_device(request.headers.get("User-Agent", ""))
    record_reports(the_house(), shop, fields, _language(shop, fields), device)
    return Response(status=204)


def _admit() -> tuple[Shop, Session]:
    return admit_session(the_house(), request.headers.get("Authorization", ""))


def _prove(shop: Shop, session: Session, fields: dict[str, Any]) -> str:
    order, number = read_text(fields, "order", 100), read_text(fields, "number", 100)
    return prove_order(the_house(), shop, session, order, number)


def _say_offer(shop: Shop, member: Member, fields: dict[str, Any], key: str) -> dict[str, Any]:
    house = the_house()
    with house.store.reading() as parts:
        program = shown_program(parts, shop, member.person.person_id, house.now_ms())
    return checkout_offer(
        shop, program, _language(shop, fields), house.settings.url, first_name=member.person.first_name,
        code=member.person.code, friends=member.friends, order_key=key,
    )  # fmt: skip


def _say_member(shop: Shop, member: Member, fields: dict[str, Any]) -> dict[str, Any]:
    person = member.person
    return checkout_member(
        shop, _language(shop, fields), the_house().settings.url, first_name=person.first_name,
        code=person.code, joined=person.joined_at_ms is not None, friends=member.friends,
    )  # fmt: skip


def _language(shop: Shop, fields: dict[str, Any]) -> str:
    return choose_language([read_text(fields, "lang", 40), *request.accept_languages.values()], shop.language)
