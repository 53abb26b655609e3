"""Shoppers' pages at a constant rate: each asks at its own moment, whether or not others have been answered.

Every answer is timed from the moment at which it was due, so that a slow server cannot hide behind the
requests that it kept from being sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from tests.bench.wire import Wire

CONNECTIONS = 16

Ask = Callable[[Wire, int], None]


def ask_at_rate(port: int, rate: int, seconds: int, ask: Ask) -> list[float]:
    """Let `ask` send `rate` requests a second; gives every answer's time in seconds, late starts included."""
    count = rate * seconds
    begin = time.perf_counter() + 0.2
    due = [begin + number / rate for number in range(count)]
    with ThreadPoolExecutor(CONNECTIONS) as pages:
        turns = [range(first, count, CONNECTIONS) for first in range(CONNECTIONS)]
        times = pages.map(lambda turn: _ask_in_turn(port, due, turn, ask), turns)
        return [one for each in times for one in each]


def _ask_in_turn(port: int, due: Sequence[float], turn: range, ask: Ask) -> list[float]:
    times, clock = [], Event()
    with Wire(port) as wire:
        for number in turn:
            clock.wait(max(due[number] - time.perf_counter(), 0))
            ask(wire, number)
            times.append(time.perf_counter() - due[number])
    return times
