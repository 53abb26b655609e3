"""When an order had come to its buyer, as each platform tells it."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.model import Order
from tests.bodies import shopify_order, standard_event, woocommerce_order
from webhooks.platforms import shopify, standard, woocommerce

AT_MS = 1_795_318_200_000
AT = "2026-11-22T03:30:00Z"


def read(fact: Any) -> Order:
    assert isinstance(fact.order, Order)
    return fact.order


@pytest.mark.parametrize(
    ("completed", "at_ms"), [("2026-11-22T03:30:00", AT_MS), (None, None), ("soon", None), (7, None)]
)
def test_it_reads_when_woocommerce_completed_an_order(completed: object, at_ms: int | None) -> None:
    body = woocommerce_order(date_completed_gmt=completed)
    assert read(woocommerce.read("order.updated", body)).delivered_at_ms == at_ms


@pytest.mark.parametrize(("delivered", "at_ms"), [(AT, AT_MS), (None, None), ("soon", None), ([], None)])
def test_it_reads_what_a_standard_sender_tells(delivered: object, at_ms: int | None) -> None:
    body = standard_event("order.paid", delivered_at=delivered)
    assert read(standard.read("order.paid", body)).delivered_at_ms == at_ms


EARLY = {"status": "success", "shipment_status": "delivered", "updated_at": "2026-11-20T03:30:00Z"}
LATE = EARLY | {"updated_at": AT}


@pytest.mark.parametrize(
    ("status", "parcels", "at_ms"),
    [
        ("fulfilled", [EARLY, LATE], AT_MS),
        ("fulfilled", [LATE, EARLY | {"status": "cancelled", "shipment_status": None}], AT_MS),
        ("fulfilled", [LATE, EARLY | {"shipment_status": "in_transit"}], None),
        ("partial", [LATE], None),
        ("fulfilled", [], None),
        ("fulfilled", [LATE | {"updated_at": "soon"}], None),
        (None, "none", None),
    ],
)
def test_it_reads_when_the_last_parcel_of_shopify_arrived(
    status: object, parcels: object, at_ms: int | None
) -> None:
    body = shopify_order(fulfillment_status=status, fulfillments=parcels)
    assert read(shopify.read("orders/updated", body)).delivered_at_ms == at_ms
