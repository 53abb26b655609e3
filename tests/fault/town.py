"""The real server as a program of its own, and a shop that sends it signed orders over real sockets."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from typing import Any

import psutil
from click.testing import CliRunner

from plugin.actions.house import House
from plugin.actions.shops import add_shop
from plugin.cli import main
from plugin.model import Platform, Shop
from plugin.opening import now_ms
from plugin.settings import Settings
from plugin.store import migrate_store, open_store
from tests.bodies import woocommerce_order, write
from tests.cast import CHAI_HOUSE, sign_headers
from tests.ports import find_port

START_S = 120
ANSWER_S = 20
SECRET = "a secret for tests only"


@dataclass
class Town:
    """One installation on disk: its database, its shop and where its server listens."""

    database_url: str
    port: int
    shop: Shop
    secrets: dict[Platform, str]
    acknowledged: dict[str, int] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """Give the server's environment."""
        address = f"http://127.0.0.1:{self.port}"
        return os.environ | {
            "SATHI_DATABASE_URL": self.database_url,
            "SATHI_SECRET": SECRET,
            "SATHI_URL": address,
        }

    def send(self, raw: bytes, topic: str = "order.created", forged_signature: str = "") -> int:
        """Send one order, genuine unless its signature is forged; gives the status, 0 without an answer."""
        headers = sign_headers(self.secrets["woocommerce"], raw, topic, "woocommerce", "same", 0)
        if forged_signature:
            headers["X-WC-Webhook-Signature"] = forged_signature
        return ask(self.port, "POST", f"/webhooks/{self.shop.key}/woocommerce", raw, headers)

    def buy(self, number: int, second: int = 0) -> int:
        """Send one account of one order, and remember the newest that was answered 200."""
        status = self.send(make_body(number, second), "order.updated" if second else "order.created")
        if status == 200:
            self.acknowledged[str(number)] = max(second, self.acknowledged.get(str(number), 0))
        return status

    def run(self, *words: str) -> str:
        """Run one of Sathi's commands; gives what it says."""
        done = CliRunner().invoke(main, words, env=self.environment())
        assert done.exit_code == 0, done.output
        return done.stdout

    def look(self) -> dict[str, tuple[int, int]]:
        """Give every stored order with its account's second and how many decisions it has."""
        with closing(open_store(self.database_url)) as store, store.reading() as parts:
            rows = parts.orders.list_latest(self.shop.shop_id, 1_000_000)
            return {
                row.order.order_ref: (
                    row.order.updated_at_ms // 1000 % 60,
                    len(parts.decisions.list_of(self.shop.shop_id, row.order_id)),
                )
                for row in rows
            }

    def check(self) -> None:
        """Check that everything acknowledged is there, once, with one decision, in a sound database."""
        stored = self.look()
        lost = {
            number: second
            for number, second in self.acknowledged.items()
            if stored.get(number, (-1, 0))[0] < second
        }
        assert lost == {}
        assert {decisions for _, decisions in stored.values()} <= {1}
        with closing(open_store(self.database_url)) as store, store.reading() as parts:
            connection: Any = parts.shops._connection
            assert [tuple(row) for row in connection.execute("pragma integrity_check")] == [("ok",)]
            assert list(connection.execute("pragma foreign_key_check")) == []


def make_body(number: int, second: int = 0) -> bytes:
    """Make one account of an order; each has a buyer of its own."""
    billing = {"first_name": "Asha", "email": f"asha{number}@example.test", "country": "IN"}
    return write(
        woocommerce_order(
            id=number, number=str(number), order_key=f"wc_order_key{number}", customer_id=0, billing=billing,
            date_modified_gmt=f"2026-11-21T20:36:{second:02}",
        )
    )  # fmt: skip


def found_town(folder: Path, database_url: str = "") -> Town:
    """Make a database with one shop in a folder, or take another database, and choose a port."""
    database_url = database_url or f"sqlite:///{folder / 'sathi.db'}"
    migrate_store(database_url)
    settings = Settings(database_url=database_url, url="http://127.0.0.1", secret=SECRET)
    with closing(open_store(database_url)) as store:
        shop, keys = add_shop(House(store, settings, now_ms, secrets.token_bytes), CHAI_HOUSE)
    return Town(database_url, find_port(), shop, keys)


@contextmanager
def serving(town: Town, workers: int = 1, most_bytes: int = 0) -> Iterator[subprocess.Popen[bytes]]:
    """Run `sathi run` until the block ends; no file may grow beyond `most_bytes` where that is given."""
    command = [sys.executable, "-m", "plugin.cli", "run", "--port", str(town.port), "--workers", str(workers)]
    if most_bytes:  # the shell counts blocks of 512 bytes (POSIX, "ulimit")
        command = ["sh", "-c", f'ulimit -f {most_bytes // 512} && exec "$@"', "sh", *command]
    program = subprocess.Popen(
        command, env=town.environment(), start_new_session=True, stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until(lambda: program.poll() is not None or ask(town.port, "GET", "/healthz") == 200)
        assert program.poll() is None, "the server ended by itself"
        yield program
    finally:
        kill(program)


def find_beside(program: subprocess.Popen[bytes], verb: str) -> psutil.Process | None:
    """Find the process of one of Sathi's own commands beside the server."""
    for one in psutil.Process(program.pid).children():
        with suppress(psutil.Error):  # it has just ended
            if verb in one.cmdline():
                return one
    return None


def kill(program: subprocess.Popen[bytes]) -> None:
    """Kill the server with all its processes at once, as a power cut does."""
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait(ANSWER_S)


def wait_until(done: Callable[[], bool], most_s: float = START_S) -> None:
    """Wait until something is so; fails after `most_s`."""
    end = time.monotonic() + most_s
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        Event().wait(0.05)


def ask(
    port: int, method: str, path: str, raw: bytes | None = None, headers: dict[str, str] | None = None,
    most_s: float = ANSWER_S,
) -> int:  # fmt: skip
    """Ask on a connection of its own; gives the status, or 0 when there was no answer."""
    with (
        closing(HTTPConnection("127.0.0.1", port, timeout=most_s)) as connection,
        suppress(OSError, HTTPException),
    ):
        connection.request(method, path, raw, headers or {})
        return connection.getresponse().status
    return 0
