"""The README does what it says: its commands are run, in its order, as a reader would."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import requests
from urllib3.util import Retry

from tests.chai_house.products import PRODUCTS
from tests.chai_house.till import Till
from tests.chai_house.webhooks import PromptSender
from tests.ports import find_port

HOUSE = Path(__file__).resolve().parents[2]
README = HOUSE / "README.md"
RUN_ELSEWHERE = {
    "python3 run.py test": "this is it",
    "python3 run.py": "test_run.py",
    "pip install .": "test_wheel.py",
}


def read_commands(text: str) -> list[str]:
    """Give the commands of a text: the lines of its `sh` blocks, without prompts and remarks."""
    blocks = re.findall(r"^```(?:sh|bash|console)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    commands = [line.removeprefix("$ ").partition("  #")[0].strip() for line in lines]
    return [command for command in commands if command and not command.startswith("#")]


class Reader:
    """Somebody who types the README's commands, beside a store that sells when one is asked for."""

    def __init__(self, folder: Path, servers: ExitStack) -> None:
        self.folder = folder
        self.servers = servers
        self.address = ""
        self.shop: dict[str, Any] = {}
        bare = {name: text for name, text in os.environ.items() if not name.startswith("SATHI_")}
        self.environment = bare | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def type(self, command: str) -> None:
        """Type one command; a server is left running and must answer, anything else must succeed."""
        command = re.sub(r"\bKEY\b", self.shop.get("key", "KEY"), command)
        if command.startswith("export "):
            name, _, text = shlex.split(command)[1].partition("=")
            self.environment[name] = text
        elif command.startswith("sathi run"):
            self.servers.enter_context(self.serve(command))
        else:
            if "ORDER" in command:
                command = command.replace("ORDER", self.buy())
            self.run(command)

    def run(self, command: str) -> None:
        """Run a command to its end, and remember the shop that it made."""
        place = HOUSE if "run.py" in command else self.folder
        done = subprocess.run(
            command, shell=True, cwd=place, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        if command.startswith("sathi shop add"):
            self.shop = json.loads(done.stdout)

    def buy(self) -> str:
        """Let a shopper buy, tell Sathi, and give the order's number."""
        sender = PromptSender("http://chai.example", self.address, self.shop["key"], self.shop["secrets"])
        order = Till(sender).take(PRODUCTS[0], {}, platform="woocommerce", language="en", delay_s=0)
        assert sender.sent[order.key] == ["order.created → 200", "order.updated → 200"]
        return str(order.order_id)

    @contextmanager
    def serve(self, command: str) -> Iterator[None]:
        """Run a server on a free port until the README ends."""
        port = find_port()
        self.address = f"http://127.0.0.1:{port}"
        words = [*shlex.split(command), "--port", str(port)]
        server = subprocess.Popen(words, cwd=self.folder, env=self.environment)
        try:
            with requests.Session() as browser:
                patient = Retry(total=300, backoff_factor=0.1, backoff_max=0.2)
                browser.mount("http://", requests.adapters.HTTPAdapter(max_retries=patient))
                assert browser.get(f"{self.address}/healthz", timeout=10).status_code == 200
            yield
        finally:
            server.send_signal(signal.SIGINT)
            assert server.wait(30) == 0


def test_it_reads_commands_as_a_person_does() -> None:
    text = "```html\n<p>\n```\n```sh\n# first\n$ sathi migrate  # once\nsathi shop add \\\n  --name X\n```\n"
    assert read_commands(text) == ["sathi migrate", "sathi shop add    --name X"]


def test_it_runs_every_command_of_the_readme(tmp_path: Path) -> None:
    commands = read_commands(README.read_text())
    assert set(RUN_ELSEWHERE) < set(commands)
    with ExitStack() as servers:
        reader = Reader(tmp_path, servers)
        for command in commands:
            if command not in RUN_ELSEWHERE:
                reader.type(command)


def test_it_has_the_pictures_that_it_shows() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README.read_text())
    assert pictures
    assert [picture for picture in pictures if not (HOUSE / picture).is_file()] == []
