"""A file of past customers, "invite all" pressed twice, the worker killed on the way: one letter each.

By the commands alone, and it is a real mail server that counts. Full size: 10,000 people and ten deaths.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from tests.fault.town import Town, found_town
from tests.sink import Sink, open_sink

MOST_S = 300
LOOK_EVERY_S = 0.002
NO_EVERY, OPTED_OUT_COUNT = 20, 2
# One worker after the other dies here, and each takes over from the one before it.
DEATHS = (
    "call:mail:send:before:1",  # the letter stands in the book, and has not left
    "call:mail:send:after:1",  # it has left, and the database does not know
    "commit post.settle_lines:before:1",  # the heir dies over the book
    "commit outcomes.write_outcomes:before:2",  # the first one clears up behind the last death
)
LETTERS_A_SECOND = "10"  # so that no other letter is on its way when a worker dies
HEADER = "First Name,Email,Language,Orders Count,Accepts Marketing"


def test_it_invites_everybody_once_however_often_the_worker_dies(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    count, deaths = (10_000, 10) if request.config.getoption("full") else (200, 3)
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    town, dice = found_town(tmp_path), random.Random(seed)
    wanted = set_up(town, tmp_path, count)
    with open_sink() as sink:
        town.run("invite", town.shop.key, "--start")
        for turn, death in enumerate(sorted(dice.randrange(1, len(wanted)) for _ in range(deaths))):
            with working(town, sink) as worker:
                wait_for(worker, lambda: len(sink.taken) >= death)  # noqa: B023 - called in this turn only
                worker.send_signal(signal.SIGKILL)
            if turn == 0:
                town.run("invite", town.shop.key, "--start")  # pressed twice
        with working(town, sink) as worker:
            wait_for(worker, lambda: is_over(town), look_every_s=0.2)
    check_letters(sink, wanted)


def test_it_loses_and_doubles_no_letter_between_the_postbook_and_the_database(tmp_path: Path) -> None:
    town = found_town(tmp_path)
    wanted = set_up(town, tmp_path, count=10)
    with open_sink() as sink:
        town.run("invite", town.shop.key, "--start")
        for deadly in DEATHS:
            dying = {"SATHI_FAILPOINT": deadly, "SATHI_MAIL_PER_SECOND": LETTERS_A_SECOND}
            with working(town, sink, dying) as worker:
                wait_for_death(worker, town)
                assert worker.wait() == -signal.SIGKILL, deadly
        with working(town, sink) as worker:
            wait_for(worker, lambda: is_over(town), look_every_s=0.2)
    check_letters(sink, wanted)


def check_letters(sink: Sink, wanted: set[str]) -> None:
    """Check that everybody got one letter, and nobody else any."""
    assert sink.count_recipients() == Counter(wanted)
    message_ids = Counter(letter["Message-ID"] for letter in sink.list_letters())
    assert set(message_ids.values()) == {1}


def set_up(town: Town, folder: Path, count: int) -> set[str]:
    """Take past customers in from a file, some of whom said no; gives who may be written to."""
    program = json.loads(town.run("program", "show", town.shop.key))
    program["post"] = {"quiet_from_hour": 0, "quiet_until_hour": 0}
    settings, file = folder / "program.json", folder / "customers.csv"
    settings.write_text(json.dumps(program))
    town.run("program", "set", town.shop.key, str(settings))
    lines = [f"Asha,{address},hi,2,{word}" for address, word in list_customers(count)]
    file.write_text("\n".join([HEADER, *lines]))
    town.run("import-customers", town.shop.key, str(file))
    may = [address for address, word in list_customers(count) if word != "no"]
    for address in may[:OPTED_OUT_COUNT]:
        town.run("opt-out", address)
    return set(may[OPTED_OUT_COUNT:])


def list_customers(count: int) -> Iterator[tuple[str, str]]:
    """Give each customer's address, and what the file says of being written to."""
    for number in range(count):
        yield f"buyer{number}@example.test", "no" if number % NO_EVERY == NO_EVERY - 1 else ""


@contextmanager
def working(
    town: Town, sink: Sink, settings: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `sathi work`, with further settings, until the block ends or it is killed."""
    environment = town.environment() | {
        "SATHI_SMTP_URL": sink.address,
        "SATHI_MAIL_FROM": "sathi@chai.example",
        **(settings or {}),
    }
    command = [sys.executable, "-m", "plugin.cli", "work"]
    worker = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def wait_for(
    worker: subprocess.Popen[bytes], done: Callable[[], bool], look_every_s: float = LOOK_EVERY_S
) -> None:
    """Wait until something is so, while the worker works."""
    end_s = monotonic() + MOST_S
    while not done():
        assert worker.poll() is None, "the worker ended by itself"
        assert monotonic() < end_s, "it did not happen in time"
        Event().wait(look_every_s)


def wait_for_death(worker: subprocess.Popen[bytes], town: Town) -> None:
    """Wait until the worker is dead; fails where it did everything and lives."""
    while worker.poll() is None:
        assert not is_over(town) or worker.poll() is not None, "it never came by where it shall die"
        Event().wait(0.2)


def is_over(town: Town) -> bool:
    """Say whether the run is done and nothing waits to leave, as the commands tell."""
    run, post = town.run("invite", town.shop.key), town.run("mail", "--shop", town.shop.key)
    is_empty = any(line.startswith("0 wait,") for line in post.splitlines())
    return run.startswith("The run is done") and is_empty
