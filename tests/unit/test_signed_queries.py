"""Addresses that Shopify signs: one that was changed, repeated, late or not signed at all is refused."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import BadSignature
from tests.two_stores import sign_install, sign_proxy
from webhooks.signed_queries import MOST_PARAMETERS, TOLERANCE_S, read_domain, verify_install, verify_proxy

AT_S = 1_795_318_200
SECRET = "the secret of the app, 32 letters"
INSTALL = {"shop": "chai.myshopify.com", "code": "c0de", "state": "s.t", "timestamp": str(AT_S)}
PROXY = {
    "shop": "chai.myshopify.com", "logged_in_customer_id": "7", "path_prefix": "/apps/refer",
    "timestamp": str(AT_S),
}  # fmt: skip
VERIFY: dict[str, Callable[..., dict[str, str]]] = {"install": verify_install, "proxy": verify_proxy}
SIGNED = {"install": sign_install(SECRET, **INSTALL), "proxy": sign_proxy(SECRET, **PROXY)}
KINDS = pytest.mark.parametrize("kind", VERIFY)


def verify(kind: str, query: str, now_s: int = AT_S) -> dict[str, str]:
    return VERIFY[kind](query, ("another secret", SECRET), now_s)


@KINDS
@pytest.mark.parametrize("late_s", [-TOLERANCE_S, 0, TOLERANCE_S])
def test_it_gives_what_is_signed_about_now(kind: str, late_s: int) -> None:
    assert verify(kind, SIGNED[kind], AT_S + late_s)["shop"] == "chai.myshopify.com"


@KINDS
@pytest.mark.parametrize("late_s", [-TOLERANCE_S - 1, TOLERANCE_S + 1])
def test_it_refuses_what_was_signed_at_another_time(kind: str, late_s: int) -> None:
    with pytest.raises(BadSignature, match="90 seconds"):
        verify(kind, SIGNED[kind], AT_S + late_s)


@KINDS
@pytest.mark.parametrize(
    "name", ["shop", "timestamp", "hmac", "signature", "logged_in_customer_id", "path_prefix"]
)
@pytest.mark.parametrize("text", ["", "chai.myshopify.com", "evil.myshopify.com"])
def test_it_refuses_what_means_something_twice(kind: str, name: str, text: str) -> None:
    with pytest.raises(BadSignature):
        verify(kind, f"{SIGNED[kind]}&{urlencode({name: text})}&{urlencode({name: text})}")


@KINDS
@pytest.mark.parametrize("more", ["&x=1", "&state=", "&timestamp=1", "&%73hop=evil.myshopify.com"])
def test_it_refuses_what_was_added(kind: str, more: str) -> None:
    with pytest.raises(BadSignature):
        verify(kind, SIGNED[kind] + more)


@KINDS
def test_it_refuses_what_was_never_signed(kind: str) -> None:
    for query in (
        "",
        "shop=chai.myshopify.com",
        "hmac=&signature=",
        "&".join(["a=1"] * (MOST_PARAMETERS + 1)),
    ):
        with pytest.raises(BadSignature):
            verify(kind, query)


@KINDS
def test_it_believes_nobody_where_there_is_no_secret(kind: str) -> None:
    unsigned = {"install": sign_install("", **INSTALL), "proxy": sign_proxy("", **PROXY)}[kind]
    for secrets in ((), ("",)):
        with pytest.raises(BadSignature):
            VERIFY[kind](unsigned, secrets, AT_S)


def test_it_joins_what_a_visitor_repeats() -> None:
    signed = sign_proxy(SECRET, **PROXY, extra="1,2").replace("extra=1%2C2", "extra=1&extra=2")
    assert verify("proxy", signed)["extra"] == "1"


@pytest.mark.parametrize("name", ["barbershop", "workshop", "mytimestamp", "xlogged_in_customer_id"])
def test_it_knows_nobody_where_a_visitors_own_parameter_is_called_alike(name: str) -> None:
    asked = verify("proxy", sign_proxy(SECRET, **PROXY, **{name: "pottery"}))
    assert (asked["shop"], asked["logged_in_customer_id"]) == ("chai.myshopify.com", "")
    assert verify("proxy", sign_proxy(SECRET, **PROXY, shopping="1"))["logged_in_customer_id"] == "7"
    for hidden in ("shop=evil.myshopify.com", "timestamp=1"):
        with pytest.raises(BadSignature, match="inside another"):
            verify("proxy", sign_proxy(SECRET, **PROXY, **{name: hidden}))


def test_it_names_nobody_by_parting_otherwise_what_was_signed() -> None:
    """What is signed of a visitor's rshop reads the same as another shop beside a parameter szshop."""
    signed = sign_proxy(SECRET, **PROXY, rshop="evil.myshopify.comsz").rpartition("=")[2]
    parted = {**PROXY, "path_prefix": "/apps/referr", "shop": "evil.myshopify.com", "szshop": PROXY["shop"]}
    asked = verify("proxy", urlencode({**parted, "signature": signed}))
    assert asked["logged_in_customer_id"] == ""


@given(st.text(max_size=30), st.sampled_from(sorted(PROXY)))
def test_it_refuses_every_change_of_a_value(text: str, name: str) -> None:
    if text != PROXY[name]:
        changed = {**PROXY, name: text}
        signature = SIGNED["proxy"].rpartition("=")[2]
        with pytest.raises(BadSignature):
            verify("proxy", urlencode({**changed, "signature": signature}, errors="surrogatepass"))


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("chai.myshopify.com", "chai.myshopify.com"), ("Chai-2.myshopify.com", "chai-2.myshopify.com"),
        ("chai.myshopify.com\n", ""), ("chai.myshopify.com.evil.example", ""), ("-chai.myshopify.com", ""),
        ("chai.evil.myshopify.com", ""), ("evil.example/chai.myshopify.com", ""), (".myshopify.com", ""),
        ("চা.myshopify.com", ""), ("chai.myshopify.com/admin", ""), ("a@chai.myshopify.com", ""), (None, ""),
        ("chaimyshopify.com", ""), ("c" * 200 + ".myshopify.com", ""),
    ],
)  # fmt: skip
def test_it_reads_a_stores_host(text: object, domain: str) -> None:
    assert read_domain(text) == domain
