"""Web push: the browsers in which a shopper allowed news of a shop, and the key by which they know it."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from plugin.actions.consenting import say_anew, say_word
from plugin.actions.house import House
from plugin.errors import InvalidInput, TooMany
from plugin.model import Shop, Struct
from plugin.seals import seal, unseal
from plugin.settings import is_loopback
from plugin.store import Parts
from plugin.store.media import PushSubscription
from plugin.store.people import Person
from plugin.tokens import write_base64

MOST_BROWSERS = 10
MOST_ENDPOINT = 1_024
POINT_BYTES, AUTH_BYTES = 65, 16
# Where browsers have their news brought by: an address of anybody else's would let a shopper send us there.
SERVICES = re.compile(
    r"https://(fcm\.googleapis\.com|[a-z0-9.-]+\.push\.services\.mozilla\.com|[a-z0-9.-]+\.notify\.windows\.com"
    r"|[a-z0-9.-]+\.push\.apple\.com)/[!-~]*\Z"
)
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Browser(Struct):
    """Where one browser has its news brought, and the keys with which only it can read them (RFC 8291)."""

    endpoint: str
    p256dh: str
    auth: str

    def __repr__(self) -> str:
        return "Browser()"


_decoder = msgspec.json.Decoder(Browser)


def derive_push_key(house: House, shop: Shop) -> ec.EllipticCurvePrivateKey:
    """Give the key that signs a shop's news: the same as long as the installation's secret is (RFC 8292)."""
    derived = HKDF(algorithm=SHA256(), length=48, salt=None, info=f"sathi.push {shop.shop_id}".encode())
    number = int.from_bytes(derived.derive(house.settings.secret.encode()), "big")
    return ec.derive_private_key(1 + number % (P256_ORDER - 1), ec.SECP256R1())


def public_push_key(house: House, shop: Shop) -> str:
    """Give the key by which browsers know a shop, as they take it: base64 for addresses."""
    public = derive_push_key(house, shop).public_key()
    return write_base64(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def subscribe(house: House, shop: Shop, person: Person, browser: Browser, wording: str) -> None:
    """Let a browser show a person news of the shop, as they agreed to in these words.

    Raises InvalidInput for what no browser gives, TooMany for more browsers than one person has.
    """
    _check(house, browser)
    now_ms = house.now_ms()
    subscription_id = house.new_id("sub", now_ms)
    made = PushSubscription(
        subscription_id=subscription_id,
        person_id=person.person_id,
        endpoint_hash=hash_endpoint(house, browser.endpoint),
        sealed=seal(house.settings.secret, _place(shop, subscription_id), msgspec.json.encode(browser)),
        made_at_ms=now_ms,
    )

    def work(parts: Parts) -> None:
        known = parts.media.list_subscriptions(shop.shop_id, person.person_id)
        parts.media.subscribe(shop.shop_id, made)
        if len({one.endpoint_hash for one in known} | {made.endpoint_hash}) > MOST_BROWSERS:
            raise TooMany("These are more browsers than one person has.", again_s=3_600)
        say_anew(house, parts, shop, "push", person.person_id, "in", "own page", wording, now_ms)

    house.store.unit(shop.shop_id, work)


def unsubscribe(house: House, shop: Shop, person: Person, endpoint: str) -> None:
    """Bring a browser no more news; with the last one the person has said no to them."""
    now_ms = house.now_ms()
    endpoint_hash = hash_endpoint(house, endpoint)

    def work(parts: Parts) -> None:
        known = [one.endpoint_hash for one in parts.media.list_subscriptions(shop.shop_id, person.person_id)]
        if endpoint_hash in known:
            parts.media.unsubscribe(shop.shop_id, endpoint_hash)
            if len(known) == 1:
                say_word(house, parts, shop, "push", person.person_id, "out", "own page", "", now_ms)

    house.store.unit(shop.shop_id, work)


def open_browser(house: House, shop: Shop, subscription: PushSubscription) -> Browser:
    """Open where a browser's news are brought; raises StoreRefused where another installation sealed it."""
    place = _place(shop, subscription.subscription_id)
    return _decoder.decode(unseal(house.settings.secret, place, subscription.sealed))


def hash_endpoint(house: House, endpoint: str) -> str:
    """Give the keyed hash under which a browser is known."""
    return house.hash("push endpoint", endpoint)


def _check(house: House, browser: Browser) -> None:
    endpoint = browser.endpoint[: MOST_ENDPOINT + 1]
    here = is_loopback(_host_of(house.settings.url)) and is_loopback(_host_of(endpoint))
    if len(endpoint) > MOST_ENDPOINT or not (SERVICES.match(endpoint) or here):
        raise InvalidInput("endpoint", "This is not where a browser has its news brought.")
    if _count_bytes(browser.p256dh) != POINT_BYTES or _count_bytes(browser.auth) != AUTH_BYTES:
        raise InvalidInput("keys", "These are not the keys of a browser.")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _read_base64(browser.p256dh))
    except ValueError as error:
        raise InvalidInput("keys", "These are not the keys of a browser.") from error


def _host_of(address: str) -> str:
    """Give the host of an address; empty where it is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _count_bytes(text: str) -> int:
    try:
        return len(_read_base64(text))
    except (Error, ValueError):
        return 0


def _read_base64(text: str) -> bytes:
    return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))


def _place(shop: Shop, subscription_id: str) -> str:
    return f"{shop.shop_id} push {subscription_id}"
