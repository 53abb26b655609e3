"""Links into the store: they apply the coupon, carry the mark, and never leave the shop's own address."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.shop_window import SHOP
from widgets.store_links import StoreKind, link_to_store, name_store

MARK = "claim.clm_1.Sig-_"


@pytest.mark.parametrize(
    ("connected", "domain", "kind"),
    [
        ("", "", "other"),
        ("", "chai.myshopify.com", "shopify"),
        ("", "Chai.MyShopify.com", "shopify"),
        ("", "myshopify.com.evil.example", "other"),
        ("shopify", "", "shopify"),
        ("woocommerce", "", "woocommerce"),
        ("woocommerce", "chai.myshopify.com", "woocommerce"),
        ("standard", "", "other"),
    ],
)
def test_it_names_the_kind_of_store(connected: str, domain: str, kind: StoreKind) -> None:
    assert name_store(replace(SHOP, domain=domain), connected) == kind


@pytest.mark.parametrize(
    ("url", "kind", "code", "mark", "link"),
    [
        ("https://a.example", "shopify", "X2", MARK, f"/discount/X2?redirect=/%3Fsathi%3D{MARK}"),
        ("https://a.example/en-in", "shopify", "X2", MARK, f"/discount/X2?redirect=/%3Fsathi%3D{MARK}"),
        ("https://a.example", "shopify", "X 2/", "", "/discount/X%202%2F?redirect=/"),
        ("https://a.example", "shopify", "", MARK, f"/?sathi={MARK}"),
        ("https://a.example", "woocommerce", "X2", MARK, f"/?apply_coupon=X2&sathi={MARK}"),
        ("https://a.example/shop/", "woocommerce", "X2", "", "/shop/?apply_coupon=X2"),
        ("https://a.example/?utm=1#top", "other", "X2", MARK, f"/?coupon=X2&sathi={MARK}"),
        ("https://a.example", "other", "X&sathi=2", "", "/?coupon=X%26sathi%3D2"),
        ("https://a.example", "other", "", "", "/"),
    ],
)
def test_it_applies_code_and_mark(url: str, kind: StoreKind, code: str, mark: str, link: str) -> None:
    made = link_to_store(replace(SHOP, url=url), kind, code=code, mark=mark)
    assert made == f"https://a.example{link}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "ftp://a.example",
        "https://",
        "https:/a.example",
        "https:a.example",
        "https://a.example@evil.example",
        "https://a.example:pw@evil.example/",
        "https://a.example\\@evil.example",
        "https://a.example\\evil.example",
        "https://a.example\n.evil.example",
        "https://a.example /",
        " https://a.example",
        "https://a.example:port",
        "https://a.example:",
        'https://a.example/"onclick=',
        "https://a.example/\\..\\evil",
        "https://a.example／evil",
        "https://.a.example",
        "https://[evil]",
    ],
)
@pytest.mark.parametrize("kind", ["shopify", "woocommerce", "other"])
def test_it_leads_nowhere_from_an_address_with_tricks(url: str, kind: StoreKind) -> None:
    assert link_to_store(replace(SHOP, url=url), kind, code="X2", mark=MARK) == ""


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8601", "http://[::1]:8601", "https://chai-1.example"])
def test_it_takes_every_honest_address(origin: str) -> None:
    assert link_to_store(replace(SHOP, url=origin), "other") == f"{origin}/"


def test_it_writes_a_host_as_browsers_ask_for_it() -> None:
    assert link_to_store(replace(SHOP, url="https://চা.example/দোকান"), "other") == (
        "https://xn--u5b6e.example/%E0%A6%A6%E0%A7%8B%E0%A6%95%E0%A6%BE%E0%A6%A8/"
    )


@given(code=st.text(), mark=st.text(), kind=st.sampled_from(["shopify", "woocommerce", "other"]))
def test_it_stays_in_the_shop_whatever_code_and_mark_are(code: str, mark: str, kind: StoreKind) -> None:
    made = urlsplit(link_to_store(SHOP, kind, code=code, mark=mark))
    assert (made.scheme, made.netloc) == ("https", "chai.example")
    if kind == "shopify" and code:
        [landing] = parse_qs(made.query)["redirect"]
        assert landing.startswith("/?sathi=" if mark else "/")
    elif mark:
        assert parse_qs(made.query)["sathi"] == [mark]
