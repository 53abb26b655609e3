"""Signed links: who may open the desk, who has proved an e-mail address, and who looks at the own link.

Tokens are made with itsdangerous. They carry opaque ids only, and the time until which they hold, so that
the caller's clock decides and not this module's.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

from itsdangerous import BadData, Signer, URLSafeSerializer

from plugin.errors import NotFound

Purpose = Literal["desk", "prove", "member", "own"]
MarkKind = Literal["claim", "visit"]


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


def hash_key(secret: str, kind: str, value: str) -> str:
    """Hash an address, a phone number or an order's key so that only this installation can compare it.

    Gives 32 hexadecimal characters of HMAC-SHA256 (RFC 2104); `kind` keeps equal values of two kinds apart.
    """
    return hmac.digest(secret.encode(), f"{kind}:{value}".encode(), "sha256").hex()[:32]


def _serializer(secret: str, purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"sathi.{purpose}", signer_kwargs={"digest_method": hashlib.sha256})


def _signer(secret: str, shop_id: str) -> Signer:
    return Signer(secret, salt=f"sathi.mark.{shop_id}", digest_method=hashlib.sha256)
