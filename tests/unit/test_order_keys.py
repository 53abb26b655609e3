"""Keys that stand for an order without naming it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import NotFound
from plugin.tokens import ORDER_KEY, make_order_key, read_order_key

SECRET, SHOP_ID, ORDER_ID, UNTIL_MS = "a secret for tests only", "shop_1", "ord_0123456789", 2_000
KEY = make_order_key(SECRET, SHOP_ID, ORDER_ID, UNTIL_MS)


def test_it_stands_for_its_order_until_its_time() -> None:
    assert read_order_key(SECRET, SHOP_ID, KEY, UNTIL_MS - 1) == ORDER_ID
    assert make_order_key(SECRET, SHOP_ID, ORDER_ID, UNTIL_MS) == KEY


def test_it_names_nothing() -> None:
    raw = base64.urlsafe_b64decode(KEY.removeprefix(ORDER_KEY) + "==")
    assert ORDER_ID.encode() not in raw
    assert SHOP_ID.encode() not in raw


@pytest.mark.parametrize(
    ("secret", "shop_id", "now_ms"),
    [(SECRET, SHOP_ID, UNTIL_MS), (SECRET, "shop_2", 0), ("another secret", SHOP_ID, 0)],
)
def test_it_holds_nowhere_else_and_no_longer(secret: str, shop_id: str, now_ms: int) -> None:
    with pytest.raises(NotFound):
        read_order_key(secret, shop_id, KEY, now_ms)


@given(st.text(max_size=200))
def test_it_reads_nothing_that_was_made_up(text: str) -> None:
    for key in (text, ORDER_KEY + text):
        with pytest.raises(NotFound):
            read_order_key(SECRET, SHOP_ID, key, 0)


@given(
    st.integers(min_value=0, max_value=len(KEY) - len(ORDER_KEY) - 2), st.integers(min_value=1, max_value=63)
)
def test_it_reads_nothing_that_was_changed(at: int, by: int) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    place = len(ORDER_KEY) + at
    other = letters[(letters.index(KEY[place]) + by) % 64]
    with pytest.raises(NotFound):
        read_order_key(SECRET, SHOP_ID, KEY[:place] + other + KEY[place + 1 :], 0)
