"""The platform's door: raw bytes, size, signature, hall, answer.

Whatever is genuine is answered 200 once it is safe on disk; whatever is not is answered 401 in one and the
same way, so that nobody learns which shops are here.
"""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, request

from plugin.actions.health import note_bad_signature
from plugin.doorstep import deliver, note_seen, read_body, the_house, the_shop
from plugin.errors import BadSignature
from plugin.model import Platform, Shop
from webhooks.platforms import READERS
from webhooks.strict_json import LARGEST_BODY_BYTES

door = Blueprint("webhooks", __name__)


@door.post("/webhooks/<key>/<platform>")
def take(key: str, platform: str) -> Response:
    """Take one webhook request of a store's platform."""
    raw = read_body(LARGEST_BODY_BYTES)
    reader = READERS.get(cast(Platform, platform))
    if reader is None:
        raise _refusal()
    house = the_house()
    headers = {name: sent for name in reader.headers if (sent := request.headers.get(name)) is not None}
    try:
        with house.store.preparing():
            shop = _admit(key, cast(Platform, platform), raw, headers)
    except BadSignature:
        note_bad_signature(house, key, platform)
        raise
    if shop:
        deliver(shop, cast(Platform, platform), headers, raw)
    else:
        note_seen(the_shop(key), "ping")
    return Response(status=200)


def _admit(key: str, platform: Platform, raw: bytes, headers: dict[str, str]) -> Shop | None:
    """Give the shop that the request is genuinely for, or None for a harmless ping; raises BadSignature."""
    house, reader = the_house(), READERS[platform]
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        shop, secrets = parts.shops.find_with_secrets(key, platform, now_ms)
    if shop is not None and reader.is_ping(raw, headers):
        return None
    try:
        reader.verify(raw, headers, secrets, now_ms)
    except BadSignature as error:
        raise _refusal() from error
    if shop is None:
        raise _refusal()
    return shop


def _refusal() -> BadSignature:
    return BadSignature(
        "The request is not signed with a secret of this shop; compare the secret on both sides."
    )
