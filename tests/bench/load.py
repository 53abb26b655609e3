"""Load by wrk: as many orders as a server takes on 32 connections."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from run import find_program
from tests.bench.orders import write_deliveries, write_delivery
from tests.bench.served import Served
from tests.bench.wire import Wire
from tests.bench.world import World

CONNECTIONS = 32
MOST_PER_S = 4000
SCRIPT = Path(__file__).with_name("post_orders.lua")


@dataclass(frozen=True)
class Load:
    """What one run of the load generator saw; `sent` counts the orders that left, answered or not."""

    sent: int
    answered: int
    duration_us: int
    p99_us: int
    cpu_s: float

    def __str__(self) -> str:
        return f"{self.rps:.0f} rps (p99 {self.p99_ms:.0f} ms, {self.cpu_ms:.2f} ms of processor time each)"

    @property
    def rps(self) -> float:
        """Requests answered per second."""
        return self.answered * 1e6 / self.duration_us

    @property
    def cpu_ms(self) -> float:
        """The server's processor time for one request, over all its processes."""
        return self.cpu_s * 1000 / self.answered

    @property
    def p99_ms(self) -> float:
        """The time within which 99 of 100 were answered."""
        return self.p99_us / 1000


@dataclass
class Orders:
    """A stock of orders for one world: every run takes new ones, written into `file` before it begins."""

    world: World
    seed: int
    file: Path
    next_number: int = 0

    def prepare(self, seconds: int) -> range:
        """Write more orders than a run of so many seconds can send."""
        numbers = self._take(seconds * MOST_PER_S)
        write_deliveries(self.world, numbers, self.seed, self.file)
        return numbers

    def send(self, served: Served, count: int) -> range:
        """Send so many orders and see each of them answered 200; gives their numbers."""
        numbers = self._take(count)
        with ThreadPoolExecutor(CONNECTIONS) as stores:
            list(stores.map(lambda part: self._send_part(served, part), _deal(numbers, CONNECTIONS)))
        return numbers

    def _send_part(self, served: Served, numbers: range) -> None:
        with Wire(served.port) as wire:
            for number in numbers:
                reply = wire.ask(write_delivery(self.world, number, self.seed))
                if reply.status != 200:
                    raise RuntimeError(f"The order was answered {reply.status}: {reply.body!r}")

    def _take(self, count: int) -> range:
        self.next_number += count
        return range(self.next_number - count, self.next_number)


def _deal(numbers: range, hands: int) -> list[range]:
    return [numbers[hand::hands] for hand in range(hands)]


def put_load(served: Served, file: Path, seconds: int, distinct: int = 0) -> Load:
    """Send the orders of a file for some seconds; raises RuntimeError when an answer was not 2xx.

    With `distinct`, at most so many may leave, because one more would be a repetition.
    """
    url = f"http://127.0.0.1:{served.port}/"
    command = [_wrk(), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT), url, str(file)]
    before = served.cpu_s()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    [*_, result] = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")] or [""]
    if done.returncode or not result:
        raise RuntimeError(f"wrk did not succeed:\n{done.stdout}{done.stderr}")
    said = json.loads(result.removeprefix("RESULT "))
    if said.pop("refused") or said.pop("broken"):
        raise RuntimeError(f"The server refused or broke off requests:\n{done.stdout}")
    if distinct and said["sent"] > distinct:
        raise RuntimeError(f"The server took more than {distinct} orders; raise MOST_PER_S.")
    return Load(**said, cpu_s=served.cpu_s() - before)


def warm_up(servers: Iterable[Served], orders: Orders) -> list[Load]:
    """Load every server for a second, which counts for nothing but the number of orders."""
    orders.prepare(1)
    return [put_load(served, orders.file, 1) for served in servers]


@cache
def _wrk() -> str:
    return find_program("wrk", package="wrk")
