"""The platforms that Sathi reads: one reader each, all of one shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from plugin.model import Fact, Platform
from webhooks.platforms import shopify, standard, woocommerce

Headers = Mapping[str, str]


def _never_a_ping(raw: bytes, headers: Headers) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class PlatformReader:
    """One platform's way through the door: `is_ping`, then `verify`, `load_json`, `topic` and `read`.

    `headers` are the lower-case names of the request headers that matter; every function takes a mapping
    that answers to them, so a kept delivery can be read again. `verify(raw, headers, secrets, now_ms)`
    gives the position of the secret that signed or raises BadSignature. `topic(headers, body)` names what
    the delivery says it is, and `read(topic, body)` gives the fact or raises Unreadable.
    """

    headers: tuple[str, ...]
    verify: Callable[[bytes, Headers, Sequence[str], int], int]
    topic: Callable[[Headers, object], str]
    read: Callable[[str, object], Fact]
    is_ping: Callable[[bytes, Headers], bool] = _never_a_ping


READERS: dict[Platform, PlatformReader] = {
    "shopify": PlatformReader(shopify.HEADERS, shopify.verify, shopify.topic, shopify.read),
    "woocommerce": PlatformReader(
        woocommerce.HEADERS, woocommerce.verify, woocommerce.topic, woocommerce.read, woocommerce.is_ping
    ),
    "standard": PlatformReader(standard.HEADERS, standard.verify, standard.topic, standard.read),
}
