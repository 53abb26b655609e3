"""Session tokens: what Shopify's checkout says about who is asking, signed with the app's secret.

A token proves its claims, so which store it is; not that an extension of ours asked, nor whose order it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from plugin.errors import BadSignature
from plugin.model import Struct
from webhooks.signed_queries import read_domain

LEEWAY_S = 10
MOST_CHARACTERS = 4_000

_BEARER = re.compile(r"[Bb]earer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)\Z")
_CUSTOMER = re.compile(r"gid://shopify/Customer/([0-9]{1,20})\Z")
# The time is compared here, with the caller's clock; PyJWT would look at its own.
_OPTIONS: Any = {
    "require": ["exp", "nbf", "dest", "aud"],
    **{f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "iss", "sub", "jti")},
}


class Session(Struct):
    """What a token says: the store's host, the logged-in customer's number or nothing, the token's own id."""

    domain: str
    customer_ref: str = ""
    token_ref: str = ""


def read_bearer(header: str) -> str:
    """Give the token of an Authorization header; raises BadSignature where there is none."""
    found = _BEARER.match(header) if len(header) <= MOST_CHARACTERS else None
    if found is None:
        raise BadSignature("The Authorization header has no session token.")
    return found[1]


def read_audience(token: str) -> str:
    """Give the client id of the app that a token says it is for; nothing is checked yet."""
    claims = _decode(token, options={"verify_signature": False})
    if claims is None:
        raise _refusal()
    audience = claims.get("aud")
    # As Shopify writes client ids: a NUL or half a surrogate pair must not reach the database.
    return audience if isinstance(audience, str) and audience.isascii() and audience.isprintable() else ""


def read_session(token: str, client_id: str, secrets: Sequence[str], now_s: int) -> Session:
    """Check a session token and give what it says.

    Takes the token, the app's client id, all live secrets of the app, and the present time. Raises
    BadSignature. Tokens of the checkout have no `iss`; those of the admin have, and name a staff user who is
    no customer. Source: Shopify, "Session tokens".
    """
    found = [claims for secret in secrets if (claims := _open(token, client_id, secret)) is not None]
    if not found or not _holds(found[0], now_s):
        raise _refusal()
    claims = found[0]
    dest = claims["dest"]
    domain = read_domain(dest.removeprefix("https://")) if isinstance(dest, str) else ""
    if not domain:
        raise _refusal()
    customer = _CUSTOMER.match(str(claims.get("sub", "")))
    return Session(
        domain=domain, customer_ref=customer[1] if customer else "", token_ref=str(claims.get("jti", ""))
    )


def _open(token: str, client_id: str, secret: str) -> Mapping[str, Any] | None:
    if not secret:
        return None  # an empty key would let anybody sign
    return _decode(token, secret, algorithms=["HS256"], audience=client_id, options=_OPTIONS)


def _decode(token: str, *words: Any, **how: Any) -> Mapping[str, Any] | None:
    import jwt  # it reads all about certificates, which no start should wait for

    try:
        claims: Mapping[str, Any] = jwt.decode(token, *words, **how)
    except (jwt.PyJWTError, RecursionError):  # the second for claims nested too deep
        return None
    return claims


def _holds(claims: Mapping[str, Any], now_s: int) -> bool:
    until_s, from_s = claims["exp"], claims["nbf"]
    if type(until_s) is not int or type(from_s) is not int:
        return False
    return from_s - LEEWAY_S <= now_s < until_s + LEEWAY_S


def _refusal() -> BadSignature:
    return BadSignature("The session token is not one that Shopify made for this app just now.")
