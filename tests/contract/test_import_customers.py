"""The command that imports past customers: from a file, killed and gone on with, and from the stores."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from plugin.actions.customers import recall_profile
from plugin.cli import main
from tests.cast import ChaiHouse
from tests.doubles.shopify import ShopifyDouble
from tests.doubles.woocommerce import WooCommerceDouble
from tests.importing import make_file, make_line

SECRET = "a secret for tests only"


@pytest.fixture
def environment(sqlite_url: str) -> dict[str, str]:
    """What the command finds of Chai House's installation."""
    return {"SATHI_DATABASE_URL": sqlite_url, "SATHI_SECRET": SECRET}


def run(chai: ChaiHouse, environment: dict[str, str], *words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["import-customers", chai.shop.key, *words], env=environment)


def count_people(chai: ChaiHouse) -> int:
    """Count the people in the house."""
    return chai.read(lambda parts, shop_id: parts.profiles.count(shop_id)).people_count


def test_it_imports_a_file_once(chai: ChaiHouse, environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "past.csv"
    file.write_bytes(make_file(make_line(1), make_line(2, "no"), "Mallory,,none,,,,,,\n"))
    seen = run(chai, environment, str(file), "--dry-run")
    assert "2 customers read: 2 would be new" in seen.output
    assert "Nothing was written." in seen.output
    assert count_people(chai) == 0
    done = run(chai, environment, str(file))
    assert (done.exit_code, count_people(chai)) == (0, 2), done.output
    assert "Line 4: The email is no e-mail address." in done.output
    assert "1 of them may not be mailed; 1 lines left out." in done.output
    assert "past.csv is in the house already, whole: nothing was changed." in run(
        chai, environment, str(file)
    ).output  # fmt: skip
    other = run(chai, environment, str(file), "--column", "first_name=Last Name")
    assert "2 customers read: 0 are new, 0 known with news, 2 known without." in other.output


def test_it_says_in_one_sentence_what_it_cannot_read(
    chai: ChaiHouse, environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "past.csv"
    for raw, sentence in (
        ("Name,Email\nJosé,jose@example.test\n".encode("latin-1"), "is no UTF-8 text"),
        (b"PK\x03\x04", "Excel workbook"),
        (b"colour\nred\n", "names none of email"),
    ):
        file.write_bytes(raw)
        refused = run(chai, environment, str(file))
        assert (refused.exit_code, sentence in refused.output) == (1, True), refused.output
    assert "Give FILE or --from-store." in run(chai, environment).output


def test_it_goes_on_after_a_kill(chai: ChaiHouse, environment: dict[str, str], tmp_path: Path) -> None:
    count = 3_000
    file = tmp_path / "past.csv"
    file.write_bytes(make_file(*map(make_line, range(count))))
    words = [sys.executable, "-m", "plugin.cli", "import-customers", chai.shop.key, str(file)]
    deadly = {"SATHI_FAILPOINT": "commit customer_imports.take:after:2"}
    killed = subprocess.run(words, env={**os.environ, **environment, **deadly}, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert 0 < count_people(chai) < count
    said = run(chai, environment, str(file))
    assert f"{count} customers read: {count} are new" in said.output
    assert count_people(chai) == count


def customer_node(number: int, **changes: Any) -> dict[str, Any]:
    """Make a customer as GraphQL gives it."""
    email = {"emailAddress": f"old{number}@example.test", "marketingState": "SUBSCRIBED"}
    return {
        "id": f"gid://shopify/Customer/{number}", "firstName": f"Asha{number}", "locale": "hi-IN",
        "tags": ["vip"], "numberOfOrders": "3", "amountSpent": {"amount": "1250.5", "currencyCode": "INR"},
        "lastOrder": {"createdAt": "2026-01-02T00:00:00Z"}, "defaultEmailAddress": email,
        "defaultPhoneNumber": None, "defaultAddress": {"firstName": "", "phone": None, "countryCodeV2": "IN"},
        **changes,
    }  # fmt: skip


def test_it_reads_shopifys_customers(
    chai: ChaiHouse, shop: ShopifyDouble, environment: dict[str, str]
) -> None:
    shop.buyers = [customer_node(number) for number in range(1, 61)]
    shop.buyers[6]["defaultEmailAddress"]["marketingState"] = "UNSUBSCRIBED"
    shop.buyers[7]["defaultEmailAddress"] = None
    said = run(chai, environment, "--from-store")
    assert "60 customers read: 60 are new" in said.output
    assert "2 of them may not be mailed" in said.output
    again = run(chai, environment, "--from-store")
    assert "60 customers read: 0 are new, 0 known with news, 60 known without." in again.output
    known = chai.read(lambda parts, shop_id: parts.profiles.list_people(shop_id, "", 1))[0]
    profile = chai.read(lambda parts, _: recall_profile(parts, chai.shop, known.person.person_id))
    assert (profile.orders_count, profile.spent_minor, profile.country) == (3, 125_050, "IN")
    assert (profile.language, profile.tags, profile.source) == ("hi-IN", ("vip",), "shopify")


def test_it_reads_woocommerces_customers_on_from_where_it_stopped(
    chai: ChaiHouse, woo: WooCommerceDouble, environment: dict[str, str]
) -> None:
    for number in range(1, 121):
        billing = {"first_name": "", "email": "", "phone": f"98{number:08}", "country": "IN"}
        woo.customers[number] = {
            "id": number, "email": f"old{number}@example.test", "first_name": "Asha", "billing": billing,
        }  # fmt: skip
    woo.customers[120]["id"] = "no id"
    said = run(chai, environment, "--from-store")
    assert "119 customers read: 119 are new" in said.output, said.output
    [row] = chai.read(lambda parts, shop_id: parts.imports.list_latest(shop_id, 9))
    assert (row.cursor, row.source) == ("3", "woocommerce")


def test_it_reads_no_store_that_is_not_connected(chai: ChaiHouse, environment: dict[str, str]) -> None:
    refused = run(chai, environment, "--from-store")
    assert refused.exit_code == 1
    assert "is not connected to its store's API: import a file instead." in refused.output
