"""Session tokens of Shopify's checkout: what is believed, and what is refused."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest

from plugin.errors import BadSignature
from plugin.session_tokens import LEEWAY_S, Session, read_audience, read_bearer, read_session

AT_S = 1_795_318_200
SECRET, OLD_SECRET = "the secret of the app".ljust(64, "."), "the secret before, 32 letters too"
CLAIMS = {
    "dest": "chai.myshopify.com", "aud": "chai-app", "exp": AT_S + 300, "nbf": AT_S, "iat": AT_S, "jti": "x",
    "sub": "gid://shopify/Customer/191167",
}  # fmt: skip


def write(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    """Make a token; a claim that is None is left out."""
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return jwt.encode(claims, secret, algorithm=algorithm)


def read(token: str, now_s: int = AT_S) -> Session:
    return read_session(token, "chai-app", (SECRET, OLD_SECRET), now_s)


@pytest.mark.parametrize("secret", [SECRET, OLD_SECRET])
def test_it_reads_a_token_of_any_live_secret(secret: str) -> None:
    assert read(write(secret)) == Session(domain="chai.myshopify.com", customer_ref="191167", token_ref="x")


def test_it_reads_a_token_of_the_admin_whose_subject_is_no_customer() -> None:
    token = write(
        dest="https://Chai.myshopify.com", sub="42", iss="https://chai.myshopify.com/admin", sid="s"
    )
    assert read(token) == Session(domain="chai.myshopify.com", customer_ref="", token_ref="x")


@pytest.mark.parametrize("late_s", [-LEEWAY_S, 0, 300, 300 + LEEWAY_S - 1])
def test_it_allows_for_clocks_that_differ_a_little(late_s: int) -> None:
    assert read(write(), AT_S + late_s)


DEEP = base64.urlsafe_b64encode(b"[" * 2_900).decode().rstrip("=")
WRONG: dict[str, str] = {
    "another secret": write("another secret of thirty-two letters"),
    "another audience": write(aud="another-app"),
    "several audiences but ours": write(aud=["another-app"]),
    "a stronger algorithm": write(algorithm="HS512"),
    "no exp": write(exp=None),
    "no nbf": write(nbf=None),
    "no dest": write(dest=None),
    "no aud": write(aud=None),
    "another site": write(dest="chai.example"),
    "a path": write(dest="https://chai.myshopify.com/admin"),
    "a trailing newline": write(dest="chai.myshopify.com\n"),
    "a longer host": write(dest="chai.myshopify.com.evil.example"),
    "plain http": write(dest="http://chai.myshopify.com"),
    "exp as text": write(exp="9999999999"),
    "exp beyond numbers": write(exp=1e308),
    "exp true": write(exp=True),
    "dest no text": write(dest=["chai.myshopify.com"]),
}


@pytest.mark.parametrize("why", WRONG)
def test_it_refuses_a_token_with(why: str) -> None:
    with pytest.raises(BadSignature):
        read(WRONG[why])


@pytest.mark.parametrize("now_s", [AT_S - LEEWAY_S - 1, AT_S + 300 + LEEWAY_S])
def test_it_refuses_a_token_outside_its_time(now_s: int) -> None:
    with pytest.raises(BadSignature):
        read(write(), now_s)


def test_it_refuses_a_token_without_a_signature() -> None:
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    body = base64.urlsafe_b64encode(json.dumps(CLAIMS).encode()).decode().rstrip("=")
    with pytest.raises(BadSignature):
        read_bearer(f"Bearer {head}.{body}.")
    with pytest.raises(BadSignature):
        read(f"{head}.{body}.")


def test_it_believes_nobody_where_there_is_no_secret() -> None:
    for secrets in ((), ("",)):
        with pytest.raises(BadSignature):
            read_session(write(), "chai-app", secrets, AT_S)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer a.b", "Basic a.b.c", "Bearer a.b.c\n", "Bearer a.b.ç", "Bearer " + "a" * 5_000],
)
def test_it_finds_no_token_in(header: str) -> None:
    with pytest.raises(BadSignature):
        read_bearer(header)


@pytest.mark.parametrize("audience", ["\0", "\ud800", "chai-app\n", "\u212aai", 7, ["chai-app"], None])
def test_it_finds_no_app_in(audience: object) -> None:
    assert read_audience(write(aud=audience)) == ""


def test_it_finds_no_audience_in_what_is_no_token() -> None:
    for token in ("a.b.c", "e30.W10.e30", "é.b.c", f"e30.{DEEP}.e30", f"{DEEP}.e30.e30"):
        with pytest.raises(BadSignature):
            read_audience(token)
        with pytest.raises(BadSignature):
            read(token)
