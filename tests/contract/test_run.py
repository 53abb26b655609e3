"""The newcomer's way in, taken as a newcomer takes it: run.py as a program of its own."""

from __future__ import annotations

import hashlib
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
import requests
from pytest_httpserver import HTTPServer

import run

HOUSE = Path(__file__).resolve().parents[2]
WHEEL = b"not really pip, but checked like it"
SHA256 = hashlib.sha256(WHEEL).hexdigest()


@contextmanager
def start(*words: str) -> Iterator[subprocess.Popen[str]]:
    """Start run.py as a shell does, and leave nothing of it behind."""
    command = [sys.executable, str(HOUSE / "run.py"), *words]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield program
    finally:
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=30)


def read_addresses(program: subprocess.Popen[str]) -> dict[str, str]:
    """Read the demo's output until it has named its three addresses."""
    assert program.stdout
    found: dict[str, str] = {}
    while len(found) < 3 and (line := program.stdout.readline()):
        if named := re.match(r"(store|page|desk): (http://127\.0\.0\.1:\d+/\S*)\n\Z", line):
            found[named[1]] = named[2]
    return found


def test_it_shows_the_demo_and_leaves_no_process() -> None:
    with start() as program:
        addresses = read_addresses(program)
        assert set(addresses) == {"store", "page", "desk"}
        for address in addresses.values():
            assert requests.get(address, timeout=10).status_code == 200
        assert addresses["page"].split("/p/")[0] in requests.get(addresses["store"], timeout=10).text
        family = psutil.Process(program.pid).children(recursive=True)
        assert len(family) >= 3  # the demo, Sathi and the store
        os.kill(program.pid, signal.SIGINT)
        output, _ = program.communicate(timeout=30)
        assert program.returncode == 0
        assert "Stopped" in output
        assert [relative for relative in family if lives(relative)] == []


def lives(program: psutil.Process) -> bool:
    """Say whether a program has not ended; one that has may be listed until init has heard of it."""
    with suppress(psutil.NoSuchProcess):
        return program.is_running() and program.status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.parametrize("platform", ["woocommerce", "shopify"])
def test_it_decides_about_an_order_of_the_demo_store(platform: str) -> None:
    with start() as program, requests.Session() as browser:
        addresses = read_addresses(program)
        store, (sathi, _, key) = addresses["store"], addresses["page"].partition("/p/")
        browser.post(f"{store}behave", {"platform": platform}, timeout=10)
        buyer = {"name": "Asha Sen", "email": "asha@example.com", "phone": "+919830000001", "quantity": "2"}
        bought = browser.post(f"{store}checkout/darjeeling", buyer, timeout=10)
        proof = re.search(r'[?&]key=(wc_order_\w+)|data-sathi-order="(\w+)"', bought.url + bought.text)
        assert proof
        body = json.dumps({"order": proof[1] or proof[2]})
        answer, end = {"state": "pending"}, time.monotonic() + 60
        while answer["state"] == "pending" and time.monotonic() < end:
            answer = browser.post(f"{sathi}/d/{key}", body, timeout=10).json()
        assert answer["state"] == "show"


@pytest.mark.parametrize("words", [("dance",), ("--wrong",)])
def test_it_shows_the_verbs_when_it_does_not_know_one(words: tuple[str, ...]) -> None:
    command = [sys.executable, str(HOUSE / "run.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "python3 run.py test" in done.stdout


def test_it_passes_on_the_exit_code_of_what_it_ran() -> None:
    assert run.run(sys.executable, "-c", "raise SystemExit(7)") == 7
    assert run.run(sys.executable, "-c", "import os; os.kill(os.getpid(), 9)") == 137


def test_it_ends_the_children_of_what_it_ran(tmp_path: Path) -> None:
    line = tmp_path / "line"
    os.mkfifo(line)
    listener = os.open(line, os.O_RDONLY | os.O_NONBLOCK)
    assert run.run("sh", "-c", f"exec 3> {line}; sleep 600 &") == 0
    hung_up, _, _ = select.select([listener], [], [], 10)
    assert hung_up == [listener]
    assert os.read(listener, 1) == b""
    os.close(listener)


def offer_pip(index: HTTPServer, *links: str) -> str:
    """Let a package index on loopback offer these links for pip, and give its address."""
    index.expect_request("/simple/pip/").respond_with_data("".join(links), content_type="text/html")
    index.expect_request("/files/pip-26.1-py3-none-any.whl").respond_with_data(WHEEL)
    return index.url_for("/simple")


def link(version: str, *, sha256: str = SHA256, more: str = "") -> str:
    """Write one link of a package index's page."""
    return f'<a href="../../files/pip-{version}-py3-none-any.whl#sha256={sha256}" {more}>pip</a>'


def test_it_fetches_the_newest_pip_that_fits(httpserver: HTTPServer, tmp_path: Path) -> None:
    index = offer_pip(
        httpserver,
        link("9.0"),
        link("26.1", more='data-requires-python="&gt;=3.9"'),
        link("26.9", more='data-requires-python="&gt;=3.99"'),
        link("27.0", more='data-yanked=""'),
        '<a href="../../files/pip-28.0.tar.gz#sha256=00">pip</a>',
    )
    assert run.fetch_pip(index, tmp_path).read_bytes() == WHEEL


def test_it_refuses_a_pip_that_is_not_what_the_index_promised(httpserver: HTTPServer, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="sha256 differs"):
        run.fetch_pip(offer_pip(httpserver, link("26.1", sha256="0" * 64)), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_it_says_so_when_an_index_has_no_pip(httpserver: HTTPServer, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="offers no pip"):
        run.fetch_pip(offer_pip(httpserver, "<p>Nothing here</p>"), tmp_path)


def test_it_asks_the_index_that_pip_is_set_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "pip.conf"
    settings.write_text("[global]\nindex-url = https://packages.example/simple\n")
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    assert run.find_index() == "https://packages.example/simple"
    monkeypatch.setenv("PIP_INDEX_URL", "https://other.example/simple")
    assert run.find_index() == "https://other.example/simple"
