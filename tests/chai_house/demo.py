"""The demo: a throw-away database, Sathi and Chai House on two ports, and the addresses to open."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import requests
from click.testing import CliRunner

from plugin.actions.connections import WooCommerceKeys, connect_store
from plugin.actions.shops import find_shop
from plugin.cli import main as command
from plugin.opening import open_house

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "build" / "demo"
SATHI = str(Path(sys.executable).with_name("sathi"))
START_S = 120
ADVICE = """
Buy something in the store: its thank-you page asks you to bring a friend. Open your link in a private
window and buy as the friend. At the foot of the store's pages you let days pass, read the letters that were
sent, go behind the counter and open the desk; its link above lasts an hour. The link called new sets up a
shop of your own in five steps, with the store's theme and webhooks behind its counter. Ctrl-C stops
everything."""
STOP_S = 10


def main() -> int:
    """Run the demo until Ctrl-C, or until one of its servers ends."""
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER, ignore_cleanup_errors=True) as folder:
        try:
            return show(Path(folder))
        except KeyboardInterrupt:
            print("\nStopped; the demo's database is gone.")
            return 0


def show(folder: Path) -> int:
    """Set up the shop, start both servers, print the addresses and wait."""
    *ports, post_port = choose_ports(8600, 8601, 8602)
    address, store = (f"http://127.0.0.1:{port}" for port in ports)
    os.environ |= make_environment(folder, address, post_port)
    print("Making the demo's database.")
    shop = set_up(store)
    print("Starting Sathi and Chai House.")
    with ExitStack() as servers:
        programs = (
            server([SATHI, "run", *place(address)], f"{address}/healthz", folder / "sathi.log"),
            server(store_command(store, address, shop, post_port), f"{store}/", folder / "store.log"),
        )
        started = [servers.enter_context(program) for program in programs]
        print(f"\nstore: {store}/\npage: {address}/p/{shop['key']}\ndesk: {sathi('desk', shop['key'])}")
        print(f"new: {link_to_new_shop()}")
        print(ADVICE, flush=True)
        wait_for_any(started)
    sys.exit("One of the two servers ended by itself, so the demo is over.")


def make_environment(folder: Path, address: str, post_port: int = 0) -> dict[str, str]:
    """Give the settings of a demo that keeps everything in a folder, with a clock that can be put forward.

    Letters go to the store's own post box where its port is given, else they wait.
    """
    clock = folder / "clock"
    clock.write_text("0")
    return {
        "SATHI_DATABASE_URL": f"sqlite:///{folder / 'sathi.db'}",
        "SATHI_URL": address,
        "SATHI_SMTP_URL": f"smtp://127.0.0.1:{post_port}" if post_port else "",
        "SATHI_MAIL_FROM": "letters@chaihouse.example",
        "SATHI_DEMO": "1",
        "SATHI_DEMO_CLOCK": str(clock),
    }


def set_up(store: str) -> dict[str, Any]:
    """Make the database, the shop with its program, and the keys to the store, with Sathi's own commands."""
    sathi("migrate")
    words = ("--name", "Chai House", "--url", store, "--currency", "INR", "--country", "IN")
    more = ("--language", "en", "--time-zone", "Asia/Kolkata")
    shop: dict[str, Any] = json.loads(sathi("shop", "add", *words, *more))
    sathi("program", "set", shop["key"], str(HERE / "program.json"))
    sathi("import-customers", shop["key"], str(HERE / "customers.csv"))
    sathi("terms", "set", shop["key"], str(HERE / "terms.json"))
    return shop | {"store": connect(store, shop["key"])}


def link_to_new_shop() -> str:
    """Give the link by which a newcomer makes an account, and then a shop of their own."""
    return f"{sathi('init').splitlines()[-1]}?next=/desk/setup-shop"


def connect(store: str, key: str) -> WooCommerceKeys:
    """Give Sathi a pair of keys to the store's REST API, so that it makes the coupons there."""
    keys = WooCommerceKeys(
        consumer_key=f"ck_{secrets.token_hex(20)}", consumer_secret=f"cs_{secrets.token_hex(20)}"
    )
    house = open_house(os.environ)
    connect_store(house, find_shop(house, key), store, keys)
    house.store.close()
    return keys


def sathi(*words: str) -> str:
    """Run one of Sathi's commands and give what it prints."""
    done = CliRunner().invoke(command, words)
    if done.exit_code:
        sys.exit(f"sathi {words[0]} did not succeed:\n{done.output}")
    return done.stdout.strip()


def store_command(store: str, address: str, shop: dict[str, Any], post_port: int = 0) -> list[str]:
    """Give the command that starts Chai House for this shop."""
    hooks, keys = shop["secrets"], shop["store"]
    return [
        *(sys.executable, "-m", "tests.chai_house", *place(store)),
        *("--sathi", address, "--key", shop["key"]),
        *("--woocommerce-secret", hooks["woocommerce"], "--shopify-secret", hooks["shopify"]),
        *("--consumer-key", keys.consumer_key, "--consumer-secret", keys.consumer_secret),
        *("--post-port", str(post_port)),
    ]


def place(address: str) -> tuple[str, ...]:
    """Give the words that tell a server where to listen."""
    host, port = address.removeprefix("http://").split(":")
    return ("--host", host, "--port", port)


@contextmanager
def server(command: list[str], health: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server, wait until it answers, and stop it in the end."""
    with log.open("wb") as lines:
        program = subprocess.Popen(command, stdout=lines, stderr=subprocess.STDOUT, cwd=HERE.parents[1])
    try:
        wait_until_healthy(program, health, log)
        yield program
    finally:
        program.terminate()
        try:
            program.wait(STOP_S)
        except subprocess.TimeoutExpired:
            program.kill()


def wait_until_healthy(program: subprocess.Popen[bytes], health: str, log: Path) -> None:
    """Return once the server answers; say what it wrote when it does not."""
    end = time.monotonic() + START_S
    while program.poll() is None and time.monotonic() < end:
        try:
            if requests.get(health, timeout=2).ok:
                return
        except requests.RequestException:
            with suppress(subprocess.TimeoutExpired):
                program.wait(0.1)
    sys.exit(f"{health} did not answer. The server wrote:\n{log.read_text(errors='replace')}")


def wait_for_any(programs: list[subprocess.Popen[bytes]]) -> None:
    """Return when one of the programs has ended."""
    while all(program.poll() is None for program in programs):
        with suppress(subprocess.TimeoutExpired):
            programs[0].wait(0.5)


def choose_ports(*wanted: int) -> list[int]:
    """Give the wanted ports where they are free, and free ones in place of the others."""
    with ExitStack() as held:
        return [_free_port(held.enter_context(socket.socket()), port) for port in wanted]


def _free_port(candidate: socket.socket, port: int) -> int:
    candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        candidate.bind(("127.0.0.1", port))
    except OSError:
        candidate.bind(("127.0.0.1", 0))
    return int(candidate.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
