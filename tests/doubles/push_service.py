"""Where a browser has its news brought, on this machine; and the browser, which alone can read them."""

from __future__ import annotations

import json
import os
from typing import Any

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from plugin.tokens import write_base64
from tests.doubles.server import Asked, Reply, StoreDouble


class PushService(StoreDouble):
    """Takes news for browsers; those in `gone` it does not know any more."""

    def __init__(self, clock: Any) -> None:
        super().__init__(clock)
        self.gone: set[str] = set()
        self.brought: list[Asked] = []

    def answer(self, asked: Asked) -> Reply:
        """Answer one request."""
        return self.write("bring", lambda fault: self._take(asked))

    def _take(self, asked: Asked) -> Reply:
        if asked.path in self.gone:
            return Reply(410, "")
        self.brought.append(asked)
        return Reply(201, "")


class PushBrowser:
    """A browser that allowed news."""

    def __init__(self, service: PushService, path: str) -> None:
        self.path, self.endpoint = path, service.address + path
        self._key, self._auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    @property
    def subscription(self) -> dict[str, str]:
        """What the page's script sends."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": write_base64(point), "auth": write_base64(self._auth)}

    def read(self, asked: Asked) -> dict[str, Any]:
        """Read news (RFC 8291)."""
        raw = http_ece.decrypt(asked.raw, private_key=self._key, auth_secret=self._auth, version="aes128gcm")
        news: dict[str, Any] = json.loads(raw)
        return news


def read_sender(asked: Asked, public_key: str) -> dict[str, Any]:
    """Check who signed the news (RFC 8292), and give what they say of themselves."""
    scheme, _, fields = asked.headers["Authorization"].partition(" ")
    signed = dict(field.split("=", 1) for field in fields.split(","))
    assert (scheme, signed["k"]) == ("vapid", public_key)
    point = jwt.utils.base64url_decode(public_key)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    claims: dict[str, Any] = jwt.decode(
        signed["t"], key, algorithms=["ES256"], audience=asked.url.removesuffix(asked.path),
        options={"verify_exp": False},
    )  # fmt: skip
    return claims
