"""kill -9, stop, and a full disk: whatever was answered 200 is there afterwards, once, with one decision."""

from __future__ import annotations

import random
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from tests.cast import sign_headers
from tests.fault.town import (
    ANSWER_S,
    Town,
    ask,
    find_beside,
    found_town,
    kill,
    make_body,
    serving,
    wait_until,
)

SENDERS = 6


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A fresh installation."""
    return found_town(tmp_path)


def accounts(seed: int, first: int) -> Iterator[tuple[int, int]]:
    """Give (order, second) without end: new orders, duplicates, updates out of order."""
    dice = random.Random(seed)
    for number in count(first):
        told = [(number, second) for second in (0, 1, 2)] + [
            (max(first, number - dice.randrange(9)), dice.randrange(3))
        ]
        dice.shuffle(told)
        yield from told


def send_until(town: Town, stop: Event, seed: int, first: int) -> None:
    for number, second in accounts(seed, first):
        if stop.is_set():
            return
        town.buy(number, second)


@pytest.mark.parametrize("workers", [1, 2])
def test_it_keeps_what_it_acknowledged_when_it_is_killed(town: Town, workers: int) -> None:
    for turn in range(3):
        stop, before = Event(), len(town.acknowledged)
        with ThreadPoolExecutor(SENDERS) as senders, serving(town, workers) as program:
            for sender in range(SENDERS):
                senders.submit(
                    send_until,
                    town,
                    stop,
                    seed=turn * 10 + sender,
                    first=1_000_000 * sender + 10_000 * turn + 1,
                )
            try:
                wait_until(lambda: len(town.acknowledged) >= before + 60)  # noqa: B023 - called in this turn only
                kill(program)
            finally:
                stop.set()
        town.check()
    assert len(town.acknowledged) >= 180


def test_it_finishes_what_it_began_when_it_is_stopped(town: Town) -> None:
    raw = make_body(1)
    headers = sign_headers(town.secrets["woocommerce"], raw, "order.created", "woocommerce", "1", 0)
    head = [f"POST /webhooks/{town.shop.key}/woocommerce HTTP/1.1", "Host: x", f"Content-Length: {len(raw)}"]
    head += [f"{name}: {text}" for name, text in headers.items()]
    stop = Event()
    with serving(town) as program, socket.create_connection(("127.0.0.1", town.port), ANSWER_S) as slow:
        slow.sendall("\r\n".join([*head, "", ""]).encode() + raw[:100])
        with ThreadPoolExecutor(SENDERS) as senders:
            for sender in range(SENDERS):
                senders.submit(send_until, town, stop, seed=sender, first=1_000_000 * (sender + 1))
            try:
                wait_until(lambda: len(town.acknowledged) >= 30)
                program.send_signal(signal.SIGTERM)
                wait_until(lambda: ask(town.port, "GET", "/healthz", most_s=0.3) == 0)
                slow.sendall(raw[100:])
                assert slow.recv(100).startswith(b"HTTP/1.1 200 ")
            finally:
                stop.set()
        assert program.wait(ANSWER_S) == 0
    town.acknowledged["1"] = 0
    town.check()


def test_it_starts_its_worker_again_when_that_ends(town: Town) -> None:
    with serving(town) as program:
        wait_until(lambda: find_beside(program, "work") is not None)
        first = find_beside(program, "work")
        assert first
        first.kill()
        wait_until(lambda: (worker := find_beside(program, "work")) is not None and worker.pid != first.pid)
        program.send_signal(signal.SIGTERM)
        assert program.wait(ANSWER_S) == 0


def test_it_says_so_when_the_disk_is_full_and_loses_nothing(town: Town) -> None:
    with serving(town, most_bytes=600_000):
        statuses = [town.buy(number) for number in range(1, 400)]
        assert statuses[0] == 200
        assert statuses[-1] >= 500
        full = statuses.index(next(status for status in statuses if status != 200))
        assert set(statuses[full:]) <= {200, 500, 503}
        assert ask(town.port, "GET", "/healthz") == 200
    # Some were kept to be taken later: there was room for the delivery, and not for the rest.
    town.run("dead-letters", "--replay", "all")
    town.check()
    with serving(town):
        assert [town.buy(number) for number in range(1, 400)] == [200] * 399
    town.check()
    assert len(town.look()) == 399
