"""The demo store, seen from Sathi's door: its webhooks are genuine and mean what happened in the store."""

from __future__ import annotations

import base64
import secrets
from collections import defaultdict
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from plugin.model import Fact, OrderRefunded, OrderSeen, Platform
from tests.chai_house.app import create_app
from tests.chai_house.texts import LANGUAGES
from tests.chai_house.webhooks import PromptSender
from webhooks.platforms import READERS
from webhooks.strict_json import load_json

SECRET = base64.b64encode(secrets.token_bytes(32)).decode()
BUYER = {"name": "Asha Sen", "email": "asha@example.com", "phone": "+919830000001", "quantity": "2"}
PLATFORMS: tuple[Platform, ...] = ("woocommerce", "shopify")


class Door:
    """Sathi's webhook door: verifies and reads what it gets with the real readers, by platform."""

    def __init__(self, server: HTTPServer) -> None:
        self.facts: defaultdict[str, list[Fact]] = defaultdict(list)
        self.url = server.url_for("")
        for platform in PLATFORMS:
            server.expect_request(f"/webhooks/KEY/{platform}").respond_with_handler(self.take(platform))

    def take(self, platform: Platform) -> Callable[[Request], Response]:
        """Give the handler of one platform's webhooks."""

        def answer(request: Request) -> Response:
            reader, raw = READERS[platform], request.get_data()
            headers = {name.lower(): text for name, text in request.headers}
            reader.verify(raw, headers, [SECRET], 0)
            body = load_json(raw)
            self.facts[platform].append(reader.read(reader.topic(headers, body), body))
            return Response(status=200)

        return answer


@pytest.fixture
def door(httpserver: HTTPServer) -> Door:
    """A door that the store knocks at."""
    return Door(httpserver)


@pytest.fixture
def shopper(door: Door) -> FlaskClient:
    """A browser in a store that knows the door and waits until its webhooks have left."""
    known: dict[str, str] = dict.fromkeys(PLATFORMS, SECRET)
    sender = PromptSender("http://chai.example", door.url.rstrip("/"), "KEY", known)
    return create_app(sender).test_client()


def buy(shopper: FlaskClient, platform: str, gateway: str = "cod") -> str:
    """Buy two tins in a store that behaves like the platform; give the address of the thank-you page."""
    shopper.post("/behave", data={"platform": platform})
    return shopper.post("/checkout/darjeeling", data={**BUYER, "gateway": gateway}).headers["Location"]


def stages(facts: list[Fact]) -> list[str]:
    """Give how far the order had come in each fact."""
    return [fact.order.stage if isinstance(fact, OrderSeen) else type(fact).__name__ for fact in facts]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_it_tells_of_a_placed_order(platform: Platform, shopper: FlaskClient, door: Door) -> None:
    page = buy(shopper, platform)
    for fact in door.facts[platform]:
        assert isinstance(fact, OrderSeen)
        order = fact.order
        assert (order.stage, order.currency, order.total_minor) == ("placed", "INR", 129800)
        assert (order.source, order.country, order.is_test) == ("web", "IN", False)
        assert (order.contact.first_name, order.contact.email) == ("Asha", "asha@example.com")
        assert any(proof in page or proof in shopper.get(page).text for proof in order.proofs)
    assert door.facts[platform]


@pytest.mark.parametrize(
    ("platform", "gateway", "event", "expected"),
    [
        ("woocommerce", "cod", "paid", ["placed", "placed", "paid"]),
        ("woocommerce", "cod", "cancelled", ["placed", "placed", "cancelled"]),
        ("woocommerce", "online", "refunded", ["unplaced", "paid", "refunded"]),
        ("shopify", "cod", "paid", ["placed", "paid"]),
        ("shopify", "cod", "cancelled", ["placed", "cancelled"]),
        ("shopify", "online", "refunded", ["paid", "paid", "OrderRefunded", "refunded"]),
    ],
)
def test_it_tells_what_happened_to_the_order(
    platform: Platform, gateway: str, event: str, expected: list[str], shopper: FlaskClient, door: Door
) -> None:
    key = buy(shopper, platform, gateway).rpartition("=")[2].removeprefix("wc_order_")
    assert shopper.post(f"/orders/{key}/{event}").status_code == 303
    assert stages(door.facts[platform]) == expected


def test_it_tells_how_much_was_refunded(shopper: FlaskClient, door: Door) -> None:
    for platform in PLATFORMS:
        key = buy(shopper, platform, "online").rpartition("=")[2].removeprefix("wc_order_")
        shopper.post(f"/orders/{key}/refunded")
    [refund] = [fact for fact in door.facts["shopify"] if isinstance(fact, OrderRefunded)]
    assert (refund.amount_minor, refund.currency) == (129800, "INR")
    last = door.facts["woocommerce"][-1]
    assert isinstance(last, OrderSeen)
    assert last.order.refunded_minor == 129800


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_language_that_was_chosen(language: str, shopper: FlaskClient) -> None:
    shopper.get(f"/?lang={language}")
    page = shopper.get("/checkout/kulhad").text
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page


def test_it_shows_the_thank_you_page_to_the_buyer_only(shopper: FlaskClient) -> None:
    page = buy(shopper, "woocommerce")
    assert shopper.get(page).status_code == 200
    assert shopper.get(page[:-1]).status_code == 404
    assert shopper.get("/thank-you?order=").status_code == 404


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_it_stays_in_the_store_after_a_switch(back: str, shopper: FlaskClient) -> None:
    assert shopper.post("/behave", data={"platform": "shopify", "back": back}).headers["Location"] == "/"
