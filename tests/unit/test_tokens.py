"""Signed links and keyed hashes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import NotFound
from plugin.tokens import Purpose, hash_key, read_token, sign_token

TOKEN = sign_token("secret", "prove", "shop_1", "per_1", 1_000)


def test_it_opens_until_the_moment_it_names() -> None:
    assert read_token("secret", "prove", TOKEN, 999) == ("shop_1", "per_1")
    with pytest.raises(NotFound, match="run out"):
        read_token("secret", "prove", TOKEN, 1_000)


@pytest.mark.parametrize(
    ("secret", "purpose"), [("other", "prove"), ("secret", "desk"), ("secret", "member")]
)
def test_it_opens_for_one_secret_and_purpose_only(secret: str, purpose: Purpose) -> None:
    with pytest.raises(NotFound, match="not valid"):
        read_token(secret, purpose, TOKEN, 0)


@given(st.text() | st.integers(0, len(TOKEN) - 1).map(lambda at: TOKEN[:at] + "~" + TOKEN[at + 1 :]))
def test_it_refuses_whatever_was_not_signed(token: str) -> None:
    with pytest.raises(NotFound):
        read_token("secret", "prove", token, 0)


def test_it_hashes_by_secret_kind_and_value() -> None:
    hashes = {hash_key(secret, kind, value) for secret in "ab" for kind in "cd" for value in "ef"}
    assert len(hashes) == 8
    assert all(len(one) == 32 for one in hashes)
    assert hash_key("s", "email", "a") == hash_key("s", "email", "a")
