"""The referral page behind the app proxy: signed, inside the theme, and nothing that Liquid would run."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from plugin.domain.program import Question
from tests.cast import Clock, make_program
from tests.two_stores import CHAI, MANGO, OTHER_SECRET, URL, TwoStores, sign_proxy

HOSTILE = "{{ shop.secret }} {% include 'x' %} <b>&amp;\"' {{{"


@dataclass
class Theme(TwoStores):
    """A store's own pages, behind which the referral page is asked for."""

    def open(self, path: str = "", secret: str = "", more: str = "", **asked: str) -> TestResponse:
        """Open the page through Shopify."""
        said = {
            "shop": CHAI, "logged_in_customer_id": "", "path_prefix": "/apps/sathi",
            "timestamp": str(self.chai.clock() // 1000), **asked,
        }  # fmt: skip
        query = sign_proxy(secret or self.app.secrets[0], **said)
        return self.chai.client.get(f"/proxy/{self.app.app_key}{path}?{query}{more}")


@pytest.fixture
def theme(database_url: str, clock: Clock) -> Iterator[Theme]:
    """Two stores under one app, on each engine in turn."""
    with Theme.opened(database_url, clock) as theme:
        yield theme


def test_it_shows_the_page_inside_the_theme(theme: Theme) -> None:
    for path in ("", "/", "/any/thing"):
        answer = theme.open(path)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/liquid; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert "Chai circle" in answer.text
        assert f'action="{URL}/p/{theme.chai.shop.key}/link"' in answer.text
        assert not re.search(r"<(html|head|body|script|style|link|meta)\b", answer.text)


def test_it_writes_every_address_whole(theme: Theme) -> None:
    theme.buy()
    for text in (theme.open().text, theme.open(logged_in_customer_id="191167").text):
        addresses = re.findall(r'(?:href|src|action)="([^"]*)"', text)
        assert addresses
        assert all(re.match(r"(https|mailto|sms):", one) for one in addresses), addresses


def test_it_shows_a_customer_their_own_link(theme: Theme) -> None:
    theme.buy()
    person_id = theme.chai.decisions()[0].person_id
    asha = theme.chai.read(lambda parts, shop_id: parts.people.find(shop_id, person_id))
    assert asha
    code = asha.code
    own = theme.open(logged_in_customer_id="191167").text
    assert f"{URL}/r/{theme.chai.shop.key}/{code}" in own
    assert "আশা" in own
    for stranger in ("8", "", "191167 ", "0191167"):
        assert code not in theme.open(logged_in_customer_id=stranger).text
    assert code not in theme.open(shop=MANGO, logged_in_customer_id="191167").text


def test_it_shows_the_page_whatever_a_visitors_own_parameter_is_called(theme: Theme) -> None:
    theme.buy()
    for name in ("barbershop", "workshop"):
        answer = theme.open(logged_in_customer_id="191167", **{name: "pottery"})
        assert (answer.status_code, "Chai circle" in answer.text, "/r/" in answer.text) == (200, True, False)


def test_it_speaks_the_visitors_language(theme: Theme) -> None:
    assert 'lang="ar" dir="rtl"' in theme.open(lang="ar").text
    assert 'lang="en"' in theme.open(lang="<script>").text


def test_it_shows_again_nothing_of_the_address(theme: Theme) -> None:
    answer = theme.open(marker="planted-words", lang="planted-words")
    assert answer.status_code == 200
    assert "planted" not in answer.text
    assert "signature" not in answer.text
    assert "timestamp" not in answer.text


def test_it_shows_what_liquid_would_run_as_it_is_written(theme: Theme) -> None:
    program = make_program()
    fields = {name: getattr(program, name) for name in program.__struct_fields__}
    faq = (Question(question=HOSTILE, answer=HOSTILE),)
    theme.chai.follow(type(program)(**{**fields, "name": HOSTILE, "terms": HOSTILE, "faq": faq}))
    customer = {"id": 191167, "first_name": HOSTILE, "email": "asha@example.test", "phone": None}
    theme.buy(customer=customer)
    text = theme.open(logged_in_customer_id="191167").text
    assert not set("{}") & set(text)
    assert unescape(text).count(HOSTILE) >= 4
    assert "<b>" not in text


def test_it_refuses_an_address_to_which_something_was_added(theme: Theme) -> None:
    more = (
        "shop=evil.myshopify.com",
        "logged_in_customer_id=191167",
        "signature=00",
        "path_prefix=%2F",
        "x=1",
    )
    for one in (*more, "timestamp=1", "%73hop=" + CHAI):
        assert theme.open(more=f"&{one}").status_code == 401


def test_it_takes_no_signature_for_another_address_than_it_was_made_for(theme: Theme) -> None:
    """What Shopify signs has no separators: whoever may add a text to it must not gain a parameter."""
    theme.buy()
    now_s = str(theme.chai.clock() // 1000)
    asha = {"logged_in_customer_id": "191167", "path_prefix": "/apps/sathi", "shop": CHAI, "timestamp": now_s}
    wished = "".join(f"{name}={asha[name]}" for name in sorted(asha))
    own = f"logged_in_customer_id=path_prefix=/apps/sathishop={CHAI}timestamp={now_s}"
    back = {"code": "0907a61c", "shop": MANGO, "state": f"x{wished}z=", "timestamp": now_s}
    by_visitor = f"a=x{wished}z={own}"
    by_merchant = "&".join(f"{name}={back[name]}" for name in sorted(back))
    for message, rest in (
        (by_visitor, {"a": "x", "z": own}),
        (by_merchant, {"code": f"0907a61c&shop={MANGO}&state=x", "z": f"&timestamp={now_s}"}),
    ):
        signature = hmac.digest(theme.app.secrets[0].encode(), message.encode(), "sha256").hex()
        query = urlencode({**asha, **rest, "signature": signature})
        assert theme.chai.client.get(f"/proxy/{theme.app.app_key}?{query}").status_code == 401


def test_it_leads_nobody_on_with_a_signed_address(theme: Theme) -> None:
    for path in ("//", "//any", "/any//thing", "/any/"):
        assert "Location" not in theme.open(path).headers


def test_it_refuses_what_shopify_did_not_sign(theme: Theme, clock: Clock) -> None:
    assert theme.open(secret=OTHER_SECRET).status_code == 401
    assert theme.open(timestamp=str(clock() // 1000 - 91)).status_code == 401
    assert theme.chai.client.get(f"/proxy/{theme.app.app_key}").status_code == 401
    assert theme.chai.client.get("/proxy/nothing").status_code == 401
    for shop in ("tea.myshopify.com", f"{CHAI}\n", "chai.example", ""):
        assert theme.open(shop=shop).status_code == 404


def test_it_rests_with_its_program(theme: Theme) -> None:
    theme.buy()
    theme.chai.follow(make_program(live=False))
    assert is_at_rest(theme.open(logged_in_customer_id="191167").text)


def test_it_rests_after_an_uninstall(theme: Theme) -> None:
    theme.buy()
    shop_id = theme.chai.shop.shop_id
    theme.chai.house.store.unit(shop_id, lambda parts: parts.shops.mark_uninstalled(shop_id, 1))
    assert is_at_rest(theme.open(logged_in_customer_id="191167").text)


def is_at_rest(text: str) -> bool:
    return "<form" not in text and "/r/" not in text
