"""The door of mail providers: what bounced, who complained, who wants no more.

One address takes what is signed as Standard Webhooks; the providers that cannot sign have addresses of their
own, with a secret word in them or as the password. Whatever is not genuine is answered in one way.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from flask import Blueprint, Flask, Response, current_app, request

from plugin.actions.notices import MAIL, make_words, take_notices
from plugin.doorstep import read_body, the_house
from plugin.errors import BadSignature
from plugin.model import Shop
from webhooks.amazon import Certificates, Fetch, read_confirmation, read_envelope
from webhooks.bounces import READERS, Notice, read_signed
from webhooks.signatures import verify_standard
from webhooks.strict_json import load_json

door = Blueprint("bounces", __name__)

MOST_BODY_BYTES = 256 * 1024  # no notification of Amazon's is larger
SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")
FETCH, CERTIFICATES = "sathi.amazon.fetch", "sathi.amazon.certificates"


def put_fetch(app: Flask, fetch: Fetch) -> None:
    """Give this door its way out: how what lies at an address of Amazon's is fetched."""
    app.extensions[FETCH] = fetch
    app.extensions[CERTIFICATES] = Certificates(fetch)


@door.post("/webhooks/<key>/mail")
def take_signed(key: str) -> Response:
    """Take one request of whoever signs with the shop's own secret."""
    raw = read_body(MOST_BODY_BYTES)
    shop, secrets = _find(key)
    headers = {name: request.headers.get(name, "") for name in SIGNED}
    try:
        verify_standard(raw, headers, secrets, the_house().now_ms() // 1000)
    except BadSignature as error:
        raise _refusal() from error
    return _take(shop, MAIL, read_signed(load_json(raw), headers["webhook-id"]))


@door.post("/webhooks/<key>/mail/<provider>")
def take_with_password(key: str, provider: str) -> Response:
    """Take one request of a provider that says the word as its password."""
    return _take_of_provider(key, provider, (request.authorization and request.authorization.password) or "")


@door.post("/webhooks/<key>/mail/<provider>/<word>")
def take_by_address(key: str, provider: str, word: str) -> Response:
    """Take one request of a provider that knows the secret address."""
    return _take_of_provider(key, provider, word)


def _take_of_provider(key: str, provider: str, word: str) -> Response:
    raw = read_body(MOST_BODY_BYTES)
    shop, secrets = _find(key)
    reader = READERS.get(provider)
    if shop is None or reader is None or not _knows(make_words(the_house(), shop, provider, secrets), word):
        raise _refusal()
    body = load_json(raw)
    return _take(shop, provider, reader(_open_envelope(body) if provider == "ses" else body))


def _open_envelope(body: object) -> object:
    """Give what is in a notification of Amazon's; its question whether we want any is answered yes."""
    envelope = read_envelope(body)
    try:
        current_app.extensions[CERTIFICATES].verify(envelope)
        confirmation = read_confirmation(envelope)
    except BadSignature as error:
        raise _refusal() from error
    if confirmation:
        current_app.extensions[FETCH](confirmation)
    is_told = envelope.type == "Notification" and envelope.message.startswith("{")  # SES also greets in words
    return load_json(envelope.message.encode()) if is_told else {}


def _find(key: str) -> tuple[Shop | None, Sequence[str]]:
    house = the_house()
    with house.store.reading() as parts:
        return parts.shops.find_with_secrets(key, MAIL, house.now_ms())


def _knows(words: Sequence[str], given: str) -> bool:
    """Compare with every live word, to the end, in constant time."""
    return any([hmac.compare_digest(word.encode(), given.encode()) for word in words])


def _take(shop: Shop | None, provider: str, notices: Sequence[Notice]) -> Response:
    assert shop is not None  # without a shop there are no secrets, and nothing verifies
    take_notices(the_house(), shop, provider, notices)
    return Response(status=200)


def _refusal() -> BadSignature:
    return BadSignature(
        "The request does not show that it is genuine; `sathi mail secret` prints each provider's address."
    )
