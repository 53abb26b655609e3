"""Addresses that Shopify signs: the start and the way back of an install, and the app proxy.

A visitor may add parameters of their own to a proxied address, and Shopify signs what they add. So one that
means something must not come twice, not even inside the text of another: a proxied address is signed without
separators, and what was signed could be parted otherwise. Where only the name of a visitor's own parameter
ends alike ("barbershop"), the page is shown, but to nobody in particular: it is public, whoever's it is.
Nothing of a signed query is ever shown again.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from plugin.errors import BadSignature

TOLERANCE_S = 90
MOST_PARAMETERS = 50

_INSTALL_ONCE = ("shop", "hmac", "timestamp", "state", "code", "host")
_PROXY_ONCE = ("shop", "signature", "timestamp", "path_prefix", "logged_in_customer_id")
_TIMESTAMP = re.compile(r"[0-9]{1,12}\Z")
_DOMAIN = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9\-]{0,99}\.myshopify\.com\Z")
_HEX = re.compile(r"[0-9a-f]{64}\Z")

Query = dict[str, list[str]]


def read_domain(text: object) -> str:
    """Give a store's host at Shopify ("chai.myshopify.com") in small letters; empty when it is none."""
    return text.lower() if isinstance(text, str) and _DOMAIN.match(text) else ""


def verify_install(query: str, secrets: Sequence[str], now_s: int) -> dict[str, str]:
    """Check an address that Shopify opens to install an app: `hmac` over the other parameters, made now.

    Takes the query as it arrived, all live secrets of the app, and the present time. Gives the parameters.
    Raises BadSignature. Source: Shopify, "Implement authorization code grant".
    """
    asked = _read(query, _INSTALL_ONCE)
    pairs = sorted(f"{name}={text}" for name, texts in asked.items() if name != "hmac" for text in texts)
    message = "&".join(pairs)
    _refuse_hidden(message, dict.fromkeys(_INSTALL_ONCE, 1))
    _match(asked, "hmac", message, secrets)
    return _check_time(asked, now_s)


def read_start(query: str, secrets: Sequence[str], now_s: int) -> str:
    """Give the store's host of an address that begins an install; one that Shopify opens is signed.

    Without a signature it only says which store's owner is to be asked. Takes what `verify_install` does.
    Raises BadSignature.
    """
    asked = _read(query, _INSTALL_ONCE)
    if "hmac" in asked:
        verify_install(query, secrets, now_s)
    domain = read_domain(asked.get("shop", [""])[0])
    if not domain:
        raise BadSignature("Say which store to install into: ?shop=chai.myshopify.com.")
    return domain


def verify_proxy(query: str, secrets: Sequence[str], now_s: int) -> dict[str, str]:
    """Check an address that came through Shopify's app proxy: `signature` over the others, made now.

    Takes the query as it arrived, all live secrets of the app, and the present time. Gives the parameters,
    the first of each; nobody is logged in where another parting of what was signed might name somebody else.
    Raises BadSignature. Source: Shopify, "Authenticate app proxies".
    """
    asked = _read(query, _PROXY_ONCE)
    alike = [one for one in _PROXY_ONCE for name in asked if name != one and name.endswith(one)]
    pairs = sorted(f"{name}={','.join(texts)}" for name, texts in asked.items() if name != "signature")
    message = "".join(pairs)
    _refuse_hidden(message, {one: 1 + alike.count(one) for one in _PROXY_ONCE})
    _match(asked, "signature", message, secrets)
    said = _check_time(asked, now_s)
    return {**said, "logged_in_customer_id": ""} if alike else said


def _read(query: str, once: tuple[str, ...]) -> Query:
    asked: Query = {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS, errors="strict")
    except ValueError as error:
        raise BadSignature("The address cannot be read.") from error
    for name, text in pairs:
        asked.setdefault(name, []).append(text)
    if twice := [name for name in once if len(asked.get(name, ())) > 1]:
        raise BadSignature(f"The address has {twice[0]} more than once.")
    return asked


def _refuse_hidden(message: str, most: Mapping[str, int]) -> None:
    """Refuse what was signed where a parameter that means something stands in it more often than it may."""
    if hidden := [one for one, count in most.items() if message.count(f"{one}=") > count]:
        raise BadSignature(f"The address has {hidden[0]} inside another parameter.")


def _match(asked: Query, name: str, message: str, secrets: Sequence[str]) -> None:
    given = asked.get(name, [""])[0]
    if not _HEX.match(given):
        raise BadSignature("The address is not signed.")
    found = False
    for secret in filter(None, secrets):
        made = hmac.digest(secret.encode(), message.encode(), "sha256").hex()
        found |= hmac.compare_digest(given.encode(), made.encode())
    if not found:
        raise BadSignature("The address was not signed with one of the app's live secrets.")


def _check_time(asked: Query, now_s: int) -> dict[str, str]:
    timestamp = asked.get("timestamp", [""])[0]
    if not _TIMESTAMP.match(timestamp) or abs(now_s - int(timestamp)) > TOLERANCE_S:
        raise BadSignature("The address was signed more than 90 seconds from now.")
    return {name: texts[0] for name, texts in asked.items()}
