"""What the platforms really sent, through the door: every body with the outcome that it must have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugin.actions.shops import add_secret
from tests.cast import ChaiHouse

TRIAL_SECRET = "whsec-test-123"
DEAD, TAKEN, IGNORED = "dead", "taken", "ignored"

# The anonymised ones lost their currencies with the names.
SHOPIFY = {
    "orders_create_official_2026-04.json": ("orders/create", TAKEN),
    "orders_create_official_2023-07.json": ("orders/create", TAKEN),
    "orders_edited_official_2026-04.json": ("orders/edited", IGNORED),
    "orders_delete_official_2026-04.json": ("orders/delete", TAKEN),
    "refunds_create_official_2026-04.json": ("refunds/create", TAKEN),
    "customers_create_official_2026-04.json": ("customers/create", TAKEN),
    "customers_redact_official_2026-04.json": ("customers/redact", TAKEN),
    "customers_data_request_official_2026-04.json": ("customers/data_request", TAKEN),
    "app_uninstalled_official_2026-04.json": ("app/uninstalled", TAKEN),
    "order_anonymised_12_lines_2024-01.json": ("orders/create", DEAD),
    "refund_anonymised_2025-04.json": ("refunds/create", DEAD),
    "order_anonymised_guest_discount_2023-10.json": ("orders/paid", DEAD),
    "order_python_api.json": ("orders/create", TAKEN),
}


def replay_trial(chai_house: ChaiHouse, folder: Path, *numbers: int) -> list[int]:
    """Send what WooCommerce sent, header by header and byte by byte; gives the statuses."""
    statuses = []
    for number in numbers:
        [body] = folder.glob(f"{number:03}-*.body")
        headers = json.loads(body.with_suffix(".headers.json").read_text())["headers"]
        kept = [(name, text) for name, text in headers if name.lower() not in ("host", "content-length")]
        answer = chai_house.client.post(chai_house.webhook(), data=body.read_bytes(), headers=kept)
        statuses.append(answer.status_code)
    return statuses


@pytest.fixture
def trial(chai_house: ChaiHouse, payloads: Path) -> Path:
    """The folder of WooCommerce's trial, whose secret Chai House has."""
    add_secret(chai_house.house, chai_house.shop, "woocommerce", TRIAL_SECRET)
    return payloads / "woocommerce"


@pytest.mark.parametrize("backwards", [False, True])
def test_it_takes_the_trial_of_woocommerce_in_any_order(
    chai_house: ChaiHouse, trial: Path, backwards: bool
) -> None:
    numbers = [3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15]
    assert replay_trial(chai_house, trial, *(numbers[::-1] if backwards else numbers)) == [200] * 11
    kept = {row.order.order_ref: row.order for row in chai_house.orders()}
    assert {ref: (order.stage, order.total_minor, order.refunded_minor) for ref, order in kept.items()} == {
        "12": ("refunded", 4_900, 4_900),
        "13": ("cancelled", 2_450, 0),
        "14": ("paid", 2_205, 0),
    }
    shown = {row.order_id: row.decision.show for row in chai_house.decisions()}  # the last about each
    assert {row.order.order_ref: shown[row.order_id] for row in chai_house.orders()} == {
        "12": False, "13": False, "14": True,
    }  # fmt: skip
    assert (
        sorted(one.why for one in chai_house.deliveries("ignored"))
        == ["The store sent an error: woocommerce_rest_shop_order_invalid_id."] * 2
    )
    assert chai_house.deliveries("dead") == chai_house.deliveries("waiting") == []


def test_it_answers_the_rest_of_the_trial(chai_house: ChaiHouse, trial: Path) -> None:
    assert replay_trial(chai_house, trial, 1, 2, 4, 6, 16, 17, 18) == [200] * 7
    assert [one.topic for one in chai_house.deliveries("ignored")] == ["coupon.created"]
    assert [row.deleted_at_ms is not None for row in chai_house.orders()] == [
        True
    ]  # 016 came without its order


def test_it_loses_none_of_three_orders_that_share_a_delivery_id(chai_house: ChaiHouse, trial: Path) -> None:
    assert replay_trial(chai_house, trial, 3, 8, 10) == [200] * 3
    assert sorted(row.order.order_ref for row in chai_house.orders()) == ["12", "13", "14"]
    assert len(chai_house.decisions()) == 3


def test_it_refuses_the_trial_without_its_secret(chai_house: ChaiHouse, payloads: Path) -> None:
    assert replay_trial(chai_house, payloads / "woocommerce", 3) == [401]


@pytest.mark.parametrize("name", sorted(SHOPIFY))
def test_it_takes_what_shopify_sent(chai_house: ChaiHouse, payloads: Path, name: str) -> None:
    topic, outcome = SHOPIFY[name]
    raw = (payloads / "shopify" / name).read_bytes()
    for _ in range(2):
        assert chai_house.deliver(raw, topic, "shopify").status_code == 200
    found = {kind: chai_house.deliveries(kind) for kind in ("dead", "taken", "ignored", "waiting")}
    assert {kind: [one.why for one in kept] for kind, kept in found.items() if kept}.keys() == {outcome}
    if outcome == TAKEN and topic in ("orders/create", "orders/paid"):
        assert len(chai_house.orders()) == len(chai_house.decisions()) == 1


@pytest.mark.parametrize("name", ["order_old_2016_go.json", "order_with_transaction_go.json"])
def test_it_keeps_old_orders_of_shopify_whatever_it_makes_of_them(
    chai_house: ChaiHouse, payloads: Path, name: str
) -> None:
    raw = (payloads / "shopify" / name).read_bytes()
    assert chai_house.deliver(raw, "orders/create", "shopify").status_code == 200
    assert len(chai_house.deliveries("dead") + chai_house.deliveries("taken")) == 1


def test_it_erases_the_shop_when_shopify_asks(chai_house: ChaiHouse, payloads: Path) -> None:
    raw = (payloads / "shopify" / "shop_redact_official_2026-04.json").read_bytes()
    assert chai_house.deliver(raw, "shop/redact", "shopify").status_code == 200
    assert chai_house.client.get(f"/c/{chai_house.shop.key}/en").status_code == 404
