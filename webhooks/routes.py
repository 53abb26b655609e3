"""The platform's door: raw bytes, size, signature, hall, answer.

Whatever is genuine is answered 200 once it is safe on disk; whatever is not is answered 401 in one and the
same way, so that nobody learns which shops are here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Response, request

from plugin.actions.health import note_bad_signature
from plugin.actions.house import House
from plugin.doorstep import deliver, deliver_to, note_seen, read_body, the_house, the_shop
from plugin.errors import BadSignature
from plugin.model import Platform, Shop
from plugin.scribe.asking import Scribe
from webhooks.platforms import READERS
from webhooks.strict_json import LARGEST_BODY_BYTES

door = Blueprint("webhooks", __name__)

TAKEN = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Length", "0"),
]

FAILURE = "sathi.failure"

_LENGTH = re.compile(r"[0-9]{1,9}\Z")
_ADDRESS = re.compile(r"/webhooks/([A-Za-z0-9_-]+)/([a-z]+)\Z")
_NAMES = {
    platform: {name: f"HTTP_{name.upper().replace('-', '_')}" for name in reader.headers}
    for platform, reader in READERS.items()
}


@dataclass(frozen=True, slots=True)
class Gate:
    """Takes a plain genuine delivery before Flask opens a request, and leaves all else to the door behind.

    What is doubtful is judged there anew, and answered there (docs/decisions/a-genuine-delivery-is-taken-
    before-flask.md).
    """

    behind: WSGIApplication
    house: House
    scribe: Scribe | None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        address = _ADDRESS.match(environ["PATH_INFO"])
        if address is None or not self._takes(address[1], cast(Platform, address[2]), environ):
            return self.behind(environ, start_response)
        start_response("200 OK", TAKEN)
        return ()

    def _takes(self, key: str, platform: Platform, environ: WSGIEnvironment) -> bool:
        raw = _read_plainly(platform, environ)
        if raw is None:
            return False
        headers = {name: environ[sent] for name, sent in _NAMES[platform].items() if sent in environ}
        try:
            with self.house.store.preparing():
                shop = _admit(self.house, key, platform, raw, headers)
            if shop is None:
                return False
            deliver_to(self.house, self.scribe, shop, platform, headers, raw)
        except BadSignature:
            return False
        except Exception as error:  # answered behind, where every failure is
            environ[FAILURE] = error
            return False
        return True


def _read_plainly(platform: Platform, environ: WSGIEnvironment) -> bytes | None:
    """Read the whole body of a request with nothing unusual about it, and leave it there to be read again."""
    length = environ.get("CONTENT_LENGTH", "")
    is_plain = environ["REQUEST_METHOD"] == "POST" and not environ.get("QUERY_STRING")
    if platform not in READERS or not is_plain or not _LENGTH.match(length):
        return None
    if int(length) > LARGEST_BODY_BYTES:
        return None
    raw: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(raw)
    return raw if len(raw) == int(length) else None


@door.post("/webhooks/<key>/<platform>")
def take(key: str, platform: str) -> Response:
    """Take one webhook request of a store's platform."""
    if failure := request.environ.get(FAILURE):
        raise failure
    raw = read_body(LARGEST_BODY_BYTES)
    reader = READERS.get(cast(Platform, platform))
    if reader is None:
        raise _refusal()
    house = the_house()
    headers = {name: sent for name in reader.headers if (sent := request.headers.get(name)) is not None}
    try:
        with house.store.preparing():
            shop = _admit(house, key, cast(Platform, platform), raw, headers)
    except BadSignature:
        note_bad_signature(house, key, platform)
        raise
    if shop:
        deliver(shop, cast(Platform, platform), headers, raw)
    else:
        note_seen(the_shop(key), "ping")
    return Response(status=200)


def _admit(house: House, key: str, platform: Platform, raw: bytes, headers: dict[str, str]) -> Shop | None:
    """Give the shop that the request is genuinely for, or None for a harmless ping; raises BadSignature."""
    reader, now_ms = READERS[platform], house.now_ms()
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
