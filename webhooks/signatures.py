"""Signature checks over raw bytes: forged, damaged and stale all end as BadSignature, nothing else.

Every live secret is tried to the end, whichever matches, and bytes are compared in constant time. What
is compared is the base64 text itself, so a header never needs decoding.
"""

from __future__ import annotations

import binascii
import hmac
import html
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence

from plugin.errors import BadSignature

TOLERANCE_S = 300

_MESSAGE_ID = re.compile(r"[!-~]{1,256}\Z")
_TIMESTAMP = re.compile(r"[0-9]{1,12}\Z")
_SIGNATURE = re.compile(r"([a-z0-9]{1,8}),([A-Za-z0-9+/=_-]{1,512})\Z")
# What WordPress's wp_specialchars_decode(..., ENT_QUOTES) turns back, in one pass.
_WORDPRESS_ENTITY = re.compile(r"&(?:lt|gt|quot|amp|#0*(?:34|38|39|60|62)|#[xX]0*(?:22|26|27));")


def verify_shopify(raw: bytes, header: str | None, secrets: Sequence[str]) -> int:
    """Check that Shopify sent this body: base64 of HMAC-SHA256 over the raw bytes.

    Takes the raw body, the X-Shopify-Hmac-Sha256 header and all live secrets as text. Gives the
    position of the secret that made it. Raises BadSignature. Source: Shopify, "Verify deliveries".
    """
    return _match([_as_bytes(header)], [_sign(_text_key(secret), raw) for secret in secrets])


def verify_woocommerce(raw: bytes, header: str | None, secrets: Sequence[str]) -> int:
    """Check that the WooCommerce store sent this body: base64 of HMAC-SHA256 over the raw bytes.

    Takes the raw body, the X-WC-Webhook-Signature header and all live secrets as text; WooCommerce
    turns HTML entities in its stored secret back before it signs, so both spellings count. Gives the
    position of the secret that made it. Raises BadSignature. Source: class-wc-webhook.php.
    """
    given = _as_bytes(header)
    spellings = [
        (position, spelling)
        for position, secret in enumerate(secrets)
        for spelling in {secret, _decode_entities(secret)}
    ]
    made = [_sign(_text_key(spelling), raw) for _, spelling in spellings]
    return spellings[_match([given], made)][0]


def verify_standard(raw: bytes, headers: Mapping[str, str], secrets: Sequence[str], now_s: int) -> int:
    """Check a Standard Webhooks delivery: a v1 signature over id, timestamp and raw body, made now.

    Takes the raw body, the three webhook-* headers under lower-case names, all live secrets
    ("whsec_" and base64) and the present time; five minutes either way are allowed. Gives the position
    of the secret that made it. Raises BadSignature. Source: Standard Webhooks 1.0.0.
    """
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not _MESSAGE_ID.match(message_id) or not _TIMESTAMP.match(timestamp):
        raise BadSignature("The webhook-id or webhook-timestamp header is missing or malformed.")
    if abs(now_s - int(timestamp)) > TOLERANCE_S:
        raise BadSignature("The delivery's timestamp is more than five minutes from now.")
    signed = f"{message_id}.{timestamp}.".encode() + raw
    given = _read_signatures(headers.get("webhook-signature", ""))
    return _match(given, [_sign(_standard_key(secret), signed) for secret in secrets])


def sign_standard(raw: bytes, message_id: str, secret: str, now_s: int) -> dict[str, str]:
    """Give the headers with which a sender of Standard Webhooks 1.0.0 signs a body.

    Takes the secret as "whsec_" and base64.
    """
    made = _sign(_standard_key(secret), f"{message_id}.{now_s}.".encode() + raw)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(now_s),
        "webhook-signature": f"v1,{made.decode()}",
    }


def _match(given: Iterable[bytes], made: Sequence[bytes]) -> int:
    found = -1
    for signature in given:
        for position, expected in enumerate(made):
            if hmac.compare_digest(signature, expected):
                found = position
    if found < 0:
        raise BadSignature("The signature was not made with one of the live secrets.")
    return found


def _sign(key: bytes, message: bytes) -> bytes:
    # An empty key would let anybody sign; the empty signature matches no header.
    return b64encode(hmac.digest(key, message, "sha256")) if key else b""


def _as_bytes(header: str | None) -> bytes:
    if not header or not header.isascii():
        raise BadSignature("The signature header is missing or malformed.")
    return header.encode()


def _read_signatures(header: str) -> list[bytes]:
    signatures = [_SIGNATURE.match(token) for token in header.split(" ")]
    read = [(found[1], found[2].encode()) for found in signatures if found]
    if len(read) != len(signatures):
        raise BadSignature("The webhook-signature header is missing or malformed.")
    return [signature for version, signature in read if version == "v1"]


def _text_key(secret: str) -> bytes:
    return secret.encode(errors="surrogatepass")


def _standard_key(secret: str) -> bytes:
    try:
        return b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _decode_entities(secret: str) -> str:
    return _WORDPRESS_ENTITY.sub(lambda entity: html.unescape(entity[0]), secret) if "&" in secret else secret
