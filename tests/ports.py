"""Ports for the servers of tests: none that the system lends to anybody else before the server is there."""

from __future__ import annotations

import socket
from contextlib import suppress

LOOPBACK = "127.0.0.1"
PORTS = range(20_000, 32_000)  # systems lend from 32768 (Linux) and 49152 (macOS) upwards
_kept: list[socket.socket] = []


def find_port() -> int:
    """Give a port where nobody listens and that no other process of tests is given while this one lives."""
    for port in PORTS:
        mine = socket.socket(type=socket.SOCK_DGRAM)  # the same number over UDP says whose it is
        with suppress(OSError), socket.socket() as tried:
            mine.bind((LOOPBACK, port))
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((LOOPBACK, port))
            _kept.append(mine)
            return port
        mine.close()
    raise OSError(f"There is no free port from {PORTS.start} to {PORTS.stop}.")
