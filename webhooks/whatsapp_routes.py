"""WhatsApp's door: what shoppers answer, and what became of messages."""

from __future__ import annotations

import hmac
import re

from flask import Blueprint, Response, request

from plugin.actions.whatsapp import WhatsAppKeys, make_verify_word, open_account, take_heard
from plugin.doorstep import read_body, the_house
from plugin.errors import BadSignature
from plugin.model import Shop
from webhooks.strict_json import LARGEST_BODY_BYTES, load_json
from webhooks.whatsapp import read_heard, verify_meta

door = Blueprint("whatsapp_webhooks", __name__)

SIGNATURE = "x-hub-signature-256"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,200}\Z")


@door.get("/webhooks/<key>/whatsapp")
def answer_challenge(key: str) -> Response:
    """Show Meta's console that this address is the shop's."""
    shop, keys = _find(key)
    given, challenge = request.args.get("hub.verify_token", ""), request.args.get("hub.challenge", "")
    word = make_verify_word(the_house(), shop, keys) if shop and keys else ""
    if not word or not hmac.compare_digest(word.encode(), given.encode()) or not _CHALLENGE.match(challenge):
        raise _refusal()
    return Response(challenge, content_type="text/plain")


@door.post("/webhooks/<key>/whatsapp")
def take(key: str) -> Response:
    """Take one request of WhatsApp's."""
    raw = read_body(LARGEST_BODY_BYTES)
    shop, keys = _find(key)
    if shop is None or keys is None:
        raise _refusal()
    try:
        verify_meta(raw, request.headers.get(SIGNATURE), keys.app_secret)
    except BadSignature as error:
        raise _refusal() from error
    take_heard(the_house(), shop, read_heard(load_json(raw), keys.phone_id))
    return Response(status=200)


def _find(key: str) -> tuple[Shop | None, WhatsAppKeys | None]:
    house = the_house()
    with house.store.reading() as parts:
        shop = parts.shops.find(key)
    return shop, open_account(house, shop) if shop else None


def _refusal() -> BadSignature:
    return BadSignature(
        "The request is not WhatsApp's to this shop; compare what `sathi whatsapp connect` printed."
    )
