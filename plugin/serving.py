"""Serving: the production web server, and one worker beside it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

THREADS = 64
STOP_AFTER_S = 10


def serve_forever(host: str, port: int, workers: int) -> None:
    """Serve until SIGINT or SIGTERM; requests that have begun are finished.

    Takes the address to listen on and how many web processes share it. The worker that sends, retries and
    sweeps is started beside them, and started again when it ends.
    """
    server = MPServer(
        "plugin.app:serve", address=host, port=port, interface=Interfaces.WSGI, factory=True, workers=workers,
        blocking_threads=THREADS, respawn_failed_workers=True, log_access=False, log_level=LogLevels.warning,
        workers_kill_timeout=STOP_AFTER_S,
    )  # fmt: skip
    with _worker_beside(server):
        server.serve()


@contextmanager
def _worker_beside(server: MPServer) -> Iterator[None]:
    started: list[subprocess.Popen[bytes]] = []
    server.on_startup(lambda: started.append(subprocess.Popen([sys.executable, "-m", "plugin.cli", "work"])))
    try:
        yield
    finally:
        for worker in started:
            worker.send_signal(signal.SIGTERM)
            worker.wait(STOP_AFTER_S)
