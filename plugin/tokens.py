"""Signed links: who may open the desk, who proved an e-mail address, who sees the own link, whose order.

Tokens are made with itsdangerous, an order's key with AES-SIV. They carry opaque ids only, and the time
until which they hold, so that the caller's clock decides and not this module's.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadData, Signer, URLSafeSerializer

from plugin.errors import NotFound

Purpose = Literal[
    "desk", "prove", "member", "own", "install", "portal", "look", "setup", "password", "join",
]  # fmt: skip
MarkKind = Literal["claim", "visit"]

ORDER_KEY = "sathi."  # no platform's own key of an order begins so


def sign_token(secret: str, purpose: Purpose, shop_id: str, subject: str, until_at_ms: int) -> str:
    """Make a link's token for one purpose in one shop; it holds until `until_at_ms`."""
    return str(_serializer(secret, purpose).dumps([shop_id, subject, until_at_ms]))


def read_token(secret: str, purpose: Purpose, token: str, now_ms: int) -> tuple[str, str]:
    """Give (shop_id, subject) of a token that is genuine and still holds; raises NotFound otherwise."""
    try:
        shop_id, subject, until_at_ms = _serializer(secret, purpose).loads(token)
    except (BadData, ValueError, TypeError) as error:
        raise NotFound("This link is not valid.") from error
    if now_ms >= until_at_ms:
        raise NotFound("This link has run out; ask for a new one.")
    return shop_id, subject


def sign_mark(secret: str, shop_id: str, kind: MarkKind, subject: str) -> str:
    """Make the mark that a friend's cart carries to the order: which claim or visit it came from."""
    return _signer(secret, shop_id).sign(f"{kind}.{subject}").decode()


def read_mark(secret: str, shop_id: str, mark: str) -> tuple[MarkKind, str]:
    """Give the kind and id of a mark that this installation made for this shop; raises NotFound otherwise."""
    try:
        kind, _, subject = _signer(secret, shop_id).unsign(mark.encode()).decode().partition(".")
    except (BadData, ValueError) as error:
        raise NotFound("This mark is not one of ours.") from error
    return ("claim" if kind == "claim" else "visit"), subject


def make_order_key(secret: str, shop_id: str, order_id: str, until_at_ms: int) -> str:
    """Make a text that stands for one order without naming it: sealed, and the same each time (RFC 5297)."""
    content = f"{shop_id} {order_id} {until_at_ms}".encode()
    sealed = _cipher(secret).encrypt(content, None)
    return ORDER_KEY + write_base64(sealed)


def read_order_key(secret: str, shop_id: str, key: str, now_ms: int) -> str:
    """Give the id of the order that a key made here stands for; raises NotFound where it does not hold."""
    text = key.removeprefix(ORDER_KEY)
    try:
        sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        content = _cipher(secret).decrypt(sealed, None).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise NotFound("This key is not one of ours.") from error
    of_shop_id, order_id, until_at_ms = content.split(" ")
    if of_shop_id != shop_id or now_ms >= int(until_at_ms):
        raise NotFound("This key does not hold here, or not any more.")
    return order_id


def hash_key(secret: str, kind: str, value: str) -> str:
    """Hash an address, a phone number or an order's key so that only this installation can compare it.

    Gives 32 hexadecimal characters of HMAC-SHA256 (RFC 2104); `kind` keeps equal values of two kinds apart.
    """
    keyed = _keyed(secret).copy()
    keyed.update(f"{kind}:{value}".encode())
    return keyed.hexdigest()[:32]


@lru_cache(maxsize=4)
def _keyed(secret: str) -> hmac.HMAC:
    """Make a hash with its key in it: each order takes five copies, a third of the price of a new one."""
    return hmac.new(secret.encode(), digestmod="sha256")


def _serializer(secret: str, purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"sathi.{purpose}", signer_kwargs={"digest_method": hashlib.sha256})


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESSIV:
    """Derive the key for order keys by HKDF-SHA256 (RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=64, salt=None, info=b"sathi.order key")
    return AESSIV(derived.derive(secret.encode()))


def _signer(secret: str, shop_id: str) -> Signer:
    return Signer(secret, salt=f"sathi.mark.{shop_id}", digest_method=hashlib.sha256)


def write_base64(raw: bytes) -> str:
    """Write bytes as addresses and the web's keys carry them: base64 without padding (RFC 4648, 5)."""
    return urlsafe_b64encode(raw).decode().rstrip("=")
