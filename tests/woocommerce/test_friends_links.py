"""A friend's link into the store: its coupon waits for the cart, its mark goes into the order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.bodies import woocommerce_order
from tests.woocommerce.stage import MARK, play
from webhooks.platforms import READERS

ARRIVE = "do_action( 'wp_loaded' );"
VISIT = "visit.vis_0123456789.AbCdEfGhIjKlMnOpQrStUv"
LINK = {"apply_coupon": "FRIEND-7Q2X"}


def shop(*moves: str, coupon: dict[str, Any] | None = None, **given: Any) -> dict[str, Any]:
    """Let a friend follow a link and shop; gives what is left."""
    coupons = {"friend-7q2x": coupon or {"minimum": 1000}}
    store = f"$wp->coupons = json_decode( '{json.dumps(coupons)}', true ); $cart = $wp->shop->cart;"
    return play(store + "".join(moves), **({"get": LINK} | given))


# The coupon


def test_it_applies_a_coupon_at_once_where_the_cart_qualifies() -> None:
    left = shop("$cart->sum = 1000;", ARRIVE)
    assert left["coupons"] == ["friend-7q2x"]
    assert left["session"] == []
    assert left["notices"] == [["success", "Coupon code applied successfully."]]


def test_it_keeps_a_coupon_until_the_cart_qualifies() -> None:
    arrived = shop(ARRIVE)
    assert arrived["session"] == {"sathi": {"coupon": "friend-7q2x"}}
    assert arrived["cookie"] is True
    assert arrived["headers"]["DONOTCACHEPAGE"] is True
    assert "no-store" in arrived["headers"]["Cache-Control"]
    later = {"session": arrived["session"], "get": {}}
    too_little = shop("$cart->put( 500 ); $cart->put( 600 );", **later)
    assert too_little["coupons"] == []
    assert too_little["notices"] == [["notice", "The minimum spend for this coupon is 1000."]]
    enough = shop("$cart->put( 1200 );", session=too_little["session"], get={})
    assert enough["coupons"] == ["friend-7q2x"]
    assert "coupon" not in enough["session"].get("sathi", {})


def test_it_says_what_a_coupon_waits_for_only_once_in_a_session() -> None:
    first = shop("$cart->sum = 500;", ARRIVE)
    again = shop("$cart->put( 600 );", session=first["session"], get={})
    assert len(first["notices"]) == 1
    assert again["notices"] == []


@pytest.mark.parametrize(
    "coupon", [{"expires": "2020-01-01"}, {"limit": 1, "used": 1}, {"expires": "2020-01-01", "minimum": 5000}]
)
def test_it_forgets_a_coupon_that_can_never_apply(coupon: dict[str, Any]) -> None:
    left = shop("$cart->sum = 2000;", ARRIVE, "$cart->put( 3000 );", coupon=coupon)
    assert left["coupons"] == []
    assert "coupon" not in left["session"]["sathi"]
    assert [kind for kind, _ in left["notices"]] == ["notice"]


def test_it_forgets_a_coupon_that_the_store_does_not_know() -> None:
    left = shop("$cart->sum = 2000;", ARRIVE, get={"apply_coupon": "NOBODYS"})
    assert left["session"] == {"sathi": {"coupon_told": "nobodys"}}


def test_it_applies_no_coupon_twice() -> None:
    left = shop("$cart->sum = 2000; $cart->apply_coupon( 'friend-7q2x' );", ARRIVE)
    assert left["coupons"] == ["friend-7q2x"]
    assert left["session"] == []


def test_it_never_says_a_refusal_as_an_error_that_would_stop_a_checkout() -> None:
    left = shop("$cart->sum = 5;", ARRIVE)
    assert "error" not in [kind for kind, _ in left["notices"]]


@pytest.mark.parametrize("code", ["", "   ", "x" * 65, ["FRIEND"], "<script>"])
def test_it_keeps_nothing_that_cannot_be_a_coupon(code: Any) -> None:
    assert shop(ARRIVE, get={"apply_coupon": code})["session"] == []


def test_it_does_nothing_on_the_merchant_s_own_screens() -> None:
    assert shop(ARRIVE, get=LINK | {"sathi": MARK}, admin=True)["session"] == []


def test_it_sets_no_cookie_for_a_shopper_who_brings_nothing() -> None:
    left = shop(ARRIVE, "$cart->put( 1200 );", get={})
    assert left["cookie"] is False
    assert left["session"] == left["headers"] == []


# The mark

WRITE_CLASSIC = "do_action( 'woocommerce_checkout_create_order', $order, array() );"
WRITE_BLOCKS = "do_action( 'woocommerce_store_api_checkout_update_order_meta', $order );" * 2


def order_with(writing: str, session: Any) -> tuple[Any, int]:
    """Place an order in this session; gives it as our reader reads it, and how often it was saved."""
    body = json.dumps(woocommerce_order())
    scene = f"$order = new WC_Order( json_decode( <<<'JSON'\n{body}\nJSON, true ) ); {writing}"
    said = play(f"{scene} return array( $order->body(), $order->saved_count );", session=session)["said"]
    fact: Any = READERS["woocommerce"].read("order.created", said[0])
    return fact.order, said[1]


@pytest.mark.parametrize(("writing", "saved_count"), [(WRITE_CLASSIC, 0), (WRITE_BLOCKS, 1)])
def test_it_writes_the_mark_where_our_reader_finds_it(writing: str, saved_count: int) -> None:
    session = shop(ARRIVE, get={"sathi": MARK})["session"]
    order, saved = order_with(writing, session)
    assert order.marks == (MARK,)
    assert saved == saved_count


def test_it_writes_nothing_into_the_order_of_whoever_came_alone() -> None:
    order, saved = order_with(WRITE_CLASSIC + WRITE_BLOCKS, {})
    assert (order.marks, saved) == ((), 0)


@pytest.mark.parametrize(
    ("first", "then", "kept"), [(MARK, VISIT, MARK), (VISIT, MARK, MARK), (VISIT, VISIT + "x", VISIT + "x")]
)
def test_it_keeps_the_mark_of_an_offer_that_was_taken(first: str, then: str, kept: str) -> None:
    session = shop(ARRIVE, get={"sathi": first})["session"]
    assert shop(ARRIVE, get={"sathi": then}, session=session)["session"]["sathi"]["mark"] == kept


@pytest.mark.parametrize(
    "mark", ["", "claim.a.b", "gift." + MARK[6:], MARK + "'", MARK + "\n", MARK + "é", [MARK], MARK * 9]
)
def test_it_keeps_nothing_that_cannot_be_a_mark(mark: Any) -> None:
    kept = shop(ARRIVE, get={"sathi": mark})["session"]
    assert kept in ([], {"sathi": {"mark": MARK}})  # a line's end is no part of an address
