"""A Shopify app with two stores that have it installed: what Shopify signs, written by hand."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

import jwt
import requests
from requests.adapters import HTTPAdapter
from werkzeug.test import TestResponse

from plugin.actions.apps import OpenApp, add_app, change_app_secret, must_find_app
from plugin.actions.connections import ShopifyKeys
from plugin.actions.house import House
from plugin.actions.installing import StoreFacts, settle_install
from plugin.actions.shops import change_program
from plugin.app import create_app
from plugin.effects.stores import OUTGOING
from plugin.model import Shop
from tests.bodies import shopify_order, sign, write
from tests.cast import ChaiHouse, Clock, build_house, make_program
from tests.doubles.server import StoreDouble
from tests.doubles.shopify import CLIENT_ID, CLIENT_SECRET

URL = "https://sathi.example"
CHAI, MANGO = "chai.myshopify.com", "mango.myshopify.com"
NUMBERS = {CHAI: 954889, MANGO: 77001}
OTHER_CLIENT, OTHER_SECRET = "another-app", "another app's secret, for tests only"


def open_app_house(database_url: str, clock: Clock, **settings: Any) -> tuple[House, OpenApp]:
    """Open a house at an address that Shopify may call, with one app."""
    house = build_house(database_url, clock, **{"url": URL, **settings})
    app = add_app(house, CLIENT_ID, CLIENT_SECRET)
    return house, must_find_app(house, app.app_key)


def facts_of(domain: str = CHAI, **changes: Any) -> StoreFacts:
    """Give what a store says of itself."""
    said = {
        "domain": domain, "shop_ref": str(NUMBERS.get(domain, 1)), "name": "Chai House",
        "url": "https://chai.example", "currency": "INR", "country": "IN", "time_zone": "Asia/Kolkata",
    }  # fmt: skip
    return StoreFacts(**{**said, **changes})


def install(house: House, app: OpenApp, clock: Clock, domain: str = CHAI) -> ChaiHouse:
    """Install the app in a store, without a word to Shopify, and set its program live."""
    shop = settle(house, app, clock, domain)
    change_program(house, shop, make_program())
    return ChaiHouse(house, clock, shop, {"shopify": app.secrets[0]}, create_app(house).test_client())


@dataclass
class TwoStores:
    """Chai House and Mango, two stores under one app."""

    chai: ChaiHouse
    mango: ChaiHouse
    app: OpenApp

    @classmethod
    @contextmanager
    def opened(cls, database_url: str, clock: Clock) -> Iterator[Self]:
        """Open both, with what else a test knows of them."""
        house, app = open_app_house(database_url, clock)
        with closing(house.store):
            yield cls(install(house, app, clock), install(house, app, clock, MANGO), app)

    def buy(self, chai: ChaiHouse | None = None, **changes: Any) -> None:
        """Let Asha buy, at Chai House unless it is said where."""
        answer = (chai or self.chai).deliver(write(shopify_order(**changes)), "orders/create", "shopify")
        assert answer.status_code == 200


def settle(house: House, app: OpenApp, clock: Clock, domain: str = CHAI) -> Shop:
    """Let an install come to its end, and give its shop."""
    keys = ShopifyKeys(
        client_id=app.client_id, client_secret=app.secrets[0], access_token="shpat_0",
        until_at_ms=clock() + 3_600_000, refresh_token="shprt_0",
    )  # fmt: skip
    return settle_install(house, app, facts_of(domain), keys)


def rotate(house: House, app: OpenApp, secret: str) -> OpenApp:
    """Give the app a new secret."""
    change_app_secret(house, app.app_key, secret)
    return must_find_app(house, app.app_key)


# What Shopify signs


def write_token(clock: Clock, domain: str = CHAI, secret: str = CLIENT_SECRET, **claims: Any) -> str:
    """Make a session token as the checkout does: no `iss`, five minutes."""
    now_s = clock() // 1000
    said = {
        "dest": domain, "aud": CLIENT_ID, "exp": now_s + 300, "nbf": now_s, "iat": now_s, "jti": "one-token",
    }  # fmt: skip
    return jwt.encode({**said, **claims}, secret, algorithm="HS256")


def sign_install(secret: str = CLIENT_SECRET, **asked: str) -> str:
    """Sign a query as Shopify does when it opens an app's address."""
    message = "&".join(f"{name}={asked[name]}" for name in sorted(asked))
    return urlencode({**asked, "hmac": hmac.digest(secret.encode(), message.encode(), "sha256").hex()})


def sign_proxy(secret: str = CLIENT_SECRET, **asked: str) -> str:
    """Sign a query as Shopify's app proxy does."""
    message = "".join(f"{name}={asked[name]}" for name in sorted(asked))
    return urlencode({**asked, "signature": hmac.digest(secret.encode(), message.encode(), "sha256").hex()})


def send_topic(
    chai: ChaiHouse, app: OpenApp, topic: str, body: Any, secret: str = CLIENT_SECRET, **headers: str
) -> TestResponse:
    """Send a webhook of the whole app; further words are headers with _ for -."""
    raw = body if isinstance(body, bytes) else write(body)
    signed = {"X-Shopify-Topic": topic, "X-Shopify-Hmac-Sha256": sign(raw, secret.encode())}
    more = {name.replace("_", "-"): text for name, text in headers.items()}
    return chai.client.post(f"/webhooks/app/{app.app_key}/shopify", data=raw, headers={**signed, **more})


class Detour(HTTPAdapter):
    """Leads calls to a store's host at Shopify to the store on this machine."""

    def __init__(self, double: StoreDouble) -> None:
        super().__init__()
        self._double = double

    def send(self, request: requests.PreparedRequest, *args: Any, **words: Any) -> requests.Response:
        """Send a request on to the double."""
        assert request.url
        request.url = self._double.address + request.url.removeprefix(f"https://{CHAI}")
        return super().send(request, *args, **words)


@contextmanager
def led_to(double: StoreDouble) -> Iterator[None]:
    """Let the host of Chai House at Shopify be the double, in this thread."""
    session = OUTGOING._session()
    session.mount(f"https://{CHAI}/", Detour(double))
    yield
    session.adapters.pop(f"https://{CHAI}/")
