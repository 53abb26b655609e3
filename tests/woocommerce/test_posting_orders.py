"""The order posted at once: as WooCommerce's webhook will post it, understood by our own door."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plugin.model import OrderSeen
from tests.bodies import woocommerce_order
from tests.woocommerce.conftest import Live
from tests.woocommerce.stage import KEY, SATHI, SECRET, play, webhooks
from webhooks.platforms import READERS
from webhooks.signatures import verify_woocommerce
from webhooks.strict_json import load_json

Json = dict[str, Any]


def place(order: Json, *moves: str, **site: Any) -> Json:
    """Place an order in the store, with what follows in the same request; gives what is left."""
    new = f"$order = new WC_Order( json_decode( <<<'JSON'\n{json.dumps(order)}\nJSON, true ) );"
    return play("".join([new, *moves, "do_action( 'shutdown' );"]), **(site or webhooks()))


CLASSIC = "do_action( 'woocommerce_checkout_order_processed', $order->get_id(), array(), $order );"
BLOCKS = "do_action( 'woocommerce_store_api_checkout_order_processed', $order );"
PAY_LATER = "$order->update_status( 'processing' );"


def read_order(request: Json) -> Any:
    """Verify a request as our door does, and give its order."""
    headers = {name.lower(): text for name, text in request["headers"].items()}
    raw, reader = request["body"].encode(), READERS["woocommerce"]
    assert verify_woocommerce(raw, headers["x-wc-webhook-signature"], [SECRET]) == 0
    fact = reader.read(reader.topic(headers, None), load_json(raw))
    assert isinstance(fact, OrderSeen)
    return fact.order


@pytest.mark.parametrize("checkout", [CLASSIC, BLOCKS])
def test_it_posts_an_order_as_its_webhook_will(checkout: str) -> None:
    [request] = place(woocommerce_order(status="pending"), checkout, PAY_LATER)["requests"]
    assert request["address"] == f"{SATHI}/webhooks/{KEY}/woocommerce"
    assert request["blocking"] is False
    assert (request["timeout"], request["redirection"]) == (2, 0)
    assert request["headers"]["X-WC-Webhook-Topic"] == "order.created"
    assert request["headers"]["X-WC-Webhook-Source"] == "https://chai.example/"
    assert {"X-WC-Webhook-ID", "X-WC-Webhook-Delivery-ID"} <= request["headers"].keys()
    assert request["user-agent"] == "WooCommerce/11.0.1 Hookshot (WordPress/7.1)"
    order = read_order(request)
    assert (order.order_ref, order.stage, order.contact.email) == ("12", "placed", "asha@example.test")


def test_it_posts_a_real_order_byte_for_byte(payloads: Path) -> None:
    raw = (payloads / "woocommerce" / "003-order_created.body").read_text()
    [request] = place(json.loads(raw), CLASSIC)["requests"]
    assert request["body"] == raw
    assert read_order(request).proofs == ("wc_order_maQehJtejVrjL",)


def test_it_posts_an_order_again_when_the_bank_has_paid() -> None:
    [request] = place(woocommerce_order(status="pending"), PAY_LATER)["requests"]
    assert request["headers"]["X-WC-Webhook-Topic"] == "order.updated"
    assert read_order(request).stage == "placed"


@pytest.mark.parametrize("status", ["failed", "pending"])
def test_it_stays_quiet_while_an_order_is_not_placed(status: str) -> None:
    left = place(woocommerce_order(status="checkout-draft"), f"$order->update_status( '{status}' );")
    assert left["requests"] == []


def test_it_leaves_later_changes_to_the_webhooks() -> None:
    left = place(woocommerce_order(), "$order->update_status( 'completed' );")
    assert left["requests"] == []


def test_it_leaves_many_orders_at_once_to_the_webhooks() -> None:
    others = [
        f"( new WC_Order( array( 'id' => {n}, 'status' => 'pending' ) ) )->update_status( 'processing' );"
        for n in range(20, 24)
    ]
    assert place(woocommerce_order(), *others)["requests"] == []


@pytest.mark.parametrize("site", [{"options": {}}, webhooks(status="paused")])
def test_it_posts_nothing_without_a_webhook_at_work(site: Json) -> None:
    assert place(woocommerce_order(), CLASSIC, **site)["requests"] == []


def test_it_has_the_order_decided_before_the_webhook_comes(live: Live) -> None:
    chai = live.chai
    site = webhooks(live.address, chai.secrets["woocommerce"], delivery_url=live.address + chai.webhook())
    [request] = place(woocommerce_order(status="pending"), CLASSIC, PAY_LATER, **site, sathi=live.address)[
        "requests"
    ]
    assert chai.look_up()["state"] == "show"
    decided = chai.decisions()
    repeat = chai.client.post(chai.webhook(), data=request["body"], headers=request["headers"])
    assert repeat.status_code == 200
    assert chai.decisions() == decided
    assert len(chai.orders()) == 1
