"""The recipes of docs/recipes.md: what they make of a platform's order is an order to our reader."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from plugin.model import OrderSeen
from tests.woocommerce.test_senders import NODE
from webhooks.platforms import READERS

RECIPES = Path(__file__).resolve().parents[2] / "docs" / "recipes.md"
MEDUSA = {
    "id": "order_01JD9Y1QZ3", "display_id": 31, "email": "asha@example.test", "customer_id": "cus_01",
    "created_at": "2026-11-21T20:35:26.000Z", "updated_at": "2026-11-21T20:36:17.000Z",
    "currency_code": "inr", "total": 1250.5, "items": [{"product_id": "prod_1"}],
    "shipping_address": {"first_name": "আশা", "phone": "+919876543210", "country_code": "in"},
    "metadata": {"_sathi": "visit.v.s"},
}  # fmt: skip
VENDURE = {
    "id": 7, "code": "T3EPGJKTZPPQ2X7B", "couponCodes": ["FRIEND-7Q2X"],
    "orderPlacedAt": "2026-11-21T20:35:26.000Z", "updatedAt": "2026-11-21T20:36:17.000Z",
    "currencyCode": "INR", "totalWithTax": 125050, "shippingAddress": {"countryCode": "IN"},
    "customer": {"id": 3, "emailAddress": "asha@example.test", "phoneNumber": "", "firstName": "আশা"},
}  # fmt: skip
SALEOR = {
    "id": "T3JkZXI6NGY4Yw==", "number": "31", "isPaid": False, "voucherCode": "FRIEND-7Q2X",
    "created": "2026-11-21T20:35:26.000000+00:00", "updatedAt": "2026-11-21T20:36:17.000000+00:00",
    "user": None, "userEmail": "asha@example.test", "total": {"gross": {"amount": 1250.5, "currency": "INR"}},
    "shippingAddress": {"firstName": "আশা", "phone": "", "country": {"code": "IN"}},
}  # fmt: skip


def run_recipe(folder: Path, name: str, order: dict[str, Any]) -> dict[str, Any]:
    """Run a recipe as the page has it, beside the module that all use; gives the data to send."""
    for block in re.findall(
        r"^```js\n// (\w+\.mjs)\n(.*?)^```", RECIPES.read_text(), re.DOTALL | re.MULTILINE
    ):
        (folder / block[0]).write_text(block[1])
    program = f"""
        import {{ orderData }} from "./{name}.mjs";
        console.log(JSON.stringify(orderData(JSON.parse(process.argv[1]))));
    """
    command = [NODE, "--input-type=module", "--eval", program, json.dumps(order)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    data: dict[str, Any] = json.loads(done.stdout)
    return data


@pytest.mark.parametrize(
    ("name", "order", "traces"),
    [
        ("medusa", MEDUSA, {"marks": ("visit.v.s",), "product_refs": ("prod_1",)}),
        ("vendure", VENDURE, {"codes": ("FRIEND7Q2X",)}),
        ("saleor", SALEOR, {"codes": ("FRIEND7Q2X",)}),
    ],
)
def test_it_makes_an_order_that_sathi_reads(
    tmp_path: Path, name: str, order: dict[str, Any], traces: dict[str, Any]
) -> None:
    body = {
        "type": "order.placed",
        "timestamp": "2026-11-21T20:36:18Z",
        "data": run_recipe(tmp_path, name, order),
    }
    fact = READERS["standard"].read("order.placed", body)
    assert isinstance(fact, OrderSeen)
    read = fact.order
    assert (read.total_minor, read.currency, read.country, read.stage) == (125_050, "INR", "IN", "placed")
    assert (read.contact.email, read.contact.first_name) == ("asha@example.test", "আশা")
    assert len(read.proofs) == 1
    assert {field: getattr(read, field) for field in traces} == traces
