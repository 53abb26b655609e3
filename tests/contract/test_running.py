"""Running an installation: the doctor, the Status page, what the worker and the doors note."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from plugin.actions.health import beat
from plugin.cli import main
from plugin.opening import now_ms
from plugin.store import migrate_store
from tests.bodies import woocommerce_order, write
from tests.cast import DAY_MS, MINUTE_MS, SECOND_MS, ChaiHouse, enter_desk
from tests.mailbox import open_mailbox

Sathi = Callable[..., Result]


@pytest.fixture
def sathi(tmp_path: Path) -> Sathi:
    """Runs a command in an installation of its own, whose secret lies beside its database."""
    url = f"sqlite:///{tmp_path / 'sathi.db'}"
    migrate_store(url)

    def run(*words: str, **more: str) -> Result:
        environment = {
            "SATHI_DATABASE_URL": url,
            "SATHI_URL": "http://127.0.0.1:9",
            "SATHI_SECRET": "",
        } | more
        return CliRunner().invoke(main, list(words), env=environment)

    return run


def test_it_finds_what_a_new_installation_lacks(sathi: Sathi, tmp_path: Path) -> None:
    sathi("shop", "add", "--name", "Chai House", "--url", "https://chai.example")
    done = sathi("doctor")
    assert done.exit_code == 1
    for words in (
        "good  Secret: Only its owner may read", "good  Database: The database is on SQLite",
        "WARN  Address: http://127.0.0.1:9 is this machine only", "WARN  Mail server: No mail server is set",
        "BAD   Worker: No worker has been seen", "WARN  Backup: There is no backup", "Chai House (",
        "BAD   Webhooks: No webhook has come",
    ):  # fmt: skip
        assert words in done.output, done.output
    assert (tmp_path / "sathi.secret").read_text() not in done.output


def test_it_finds_a_secret_that_others_may_read(sathi: Sathi, tmp_path: Path) -> None:
    sathi("shop", "list")
    (tmp_path / "sathi.secret").chmod(0o644)
    assert f"Run chmod 600 {tmp_path / 'sathi.secret'}." in sathi("doctor").output


def test_it_tries_the_mail_server_and_sends_nothing(sathi: Sathi) -> None:
    with open_mailbox() as box:
        assert (
            "good  Mail server: The mail server lets us in." in sathi("doctor", SATHI_SMTP_URL=box.url).output
        )
        box.replies["EHLO"], box.replies["HELO"] = ["554 not you"], ["554 not you"]
        refused = sathi("doctor", SATHI_SMTP_URL=box.url)
        assert "BAD   Mail server: The mail server does not let us in:" in refused.output
        assert (box.messages, box.recipients) == ([], [])


def test_it_says_the_command_where_the_schema_is_old(tmp_path: Path) -> None:
    environment = {"SATHI_DATABASE_URL": f"sqlite:///{tmp_path / 'other.db'}"}
    done = CliRunner().invoke(main, ["doctor"], env=environment)
    assert (done.exit_code, "run `sathi migrate` first" in done.output) == (1, True)


class OldClock(BaseHTTPRequestHandler):
    """A store whose clock stands in 2020."""

    def do_HEAD(self) -> None:
        """Say nothing but the time."""
        self.send_response(200)
        self.end_headers()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Give the time as this store has it."""
        return "Sun, 22 Nov 2020 09:00:00 GMT"


def test_it_compares_its_clock_with_the_stores(sathi: Sathi) -> None:
    made = json.loads(sathi("shop", "add", "--name", "Chai House", "--url", "https://chai.example").output)
    with ThreadingHTTPServer(("127.0.0.1", 0), OldClock) as store:
        Thread(target=store.serve_forever, daemon=True).start()
        words = ("connect", "woocommerce", made["key"], "--url", f"http://127.0.0.1:{store.server_port}")
        done = sathi(*words, "--key", "ck_1234567", "--secret-env", "CS", CS="cs_1234567")
        assert done.exit_code == 0, done.output
        assert "BAD   Clock: The clock is wrong by" in sathi("doctor").output
        store.shutdown()


def test_it_is_content_once_a_worker_and_a_backup_were_seen(sathi: Sathi, tmp_path: Path) -> None:
    assert sathi("backup", str(tmp_path / "copy.db")).exit_code == 0
    output = sathi("doctor").output
    assert "good  Backup: The last backup was made less than a minute ago." in output
    assert datetime.fromtimestamp(now_ms() / 1000, UTC).year >= 2026


# The desk


@pytest.fixture
def status(chai_house: ChaiHouse) -> str:
    """The address of the Status page."""
    return f"{enter_desk(chai_house.house, chai_house.shop, chai_house.client)}/status"


def test_it_shows_lights_with_words_and_fixes(chai_house: ChaiHouse, status: str) -> None:
    page = chai_house.client.get(status).text
    for words in ("No webhook has come from the store.", "No worker has been seen", "What to do"):
        assert words in page
    chai_house.buy()
    beat(chai_house.house)
    page = chai_house.client.get(status).text
    assert "No webhook has come" not in page
    assert "The worker was last seen less than a minute ago." in page
    assert chai_house.client.get(f"{status}.csv").text.startswith("\ufeffWhat,State,")


def test_it_notes_the_worker_at_most_each_half_minute(chai_house: ChaiHouse) -> None:
    def seen() -> int:
        sign = chai_house.read(lambda parts, _: parts.running.find_sign("worker"))
        assert sign
        return sign.at_ms

    beat(chai_house.house)
    first = seen()
    chai_house.clock.move(29 * SECOND_MS)
    beat(chai_house.house)
    assert seen() == first
    chai_house.clock.move(SECOND_MS)
    beat(chai_house.house)
    assert seen() == chai_house.clock()


def test_it_shows_that_signatures_are_wrong(chai_house: ChaiHouse, status: str) -> None:
    raw = write(woocommerce_order())
    forged = chai_house.sign(raw, "order.created", "woocommerce", "1") | {"X-WC-Webhook-Signature": "AAAA"}
    for _ in range(3):
        assert chai_house.client.post(chai_house.webhook(), data=raw, headers=forged).status_code == 401
    [turned] = chai_house.read(lambda parts, shop_id: parts.running.list_refusals(shop_id))
    assert (turned.platform, turned.minutes_count) == ("woocommerce", 1)
    chai_house.clock.move(MINUTE_MS)
    assert chai_house.client.post(chai_house.webhook(), data=raw, headers=forged).status_code == 401
    [turned] = chai_house.read(lambda parts, shop_id: parts.running.list_refusals(shop_id))
    assert turned.minutes_count == 2
    assert "A request that was not signed with this shop" in chai_house.client.get(status).text
    chai_house.clock.move(-DAY_MS)  # no stranger is noted, and no clock that went back stops the door
    assert chai_house.client.post("/webhooks/nobody/woocommerce", data=raw, headers=forged).status_code == 401


def test_it_still_says_that_it_is_healthy(chai_house: ChaiHouse) -> None:
    assert chai_house.client.get("/healthz").text == "ok\n"
