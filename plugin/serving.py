"""Serving: the production web server, and one worker beside it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

THREADS = 64
STOP_AFTER_S = 10
LOOK_EVERY_S = 0.2
START_AGAIN_AFTER_S = 1.0


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
    stop = Event()
    keeper = Thread(target=_keep_worker, args=(stop,), name="sathi-keeper")
    server.on_startup(keeper.start)
    try:
        yield
    finally:
        stop.set()
        if keeper.is_alive():
            keeper.join()


def _keep_worker(stop: Event) -> None:
    """Run the worker until told to stop, and start it again when it ends by itself."""
    while not stop.is_set():
        worker = subprocess.Popen([sys.executable, "-m", "plugin.cli", "work"])
        while worker.poll() is None and not stop.wait(LOOK_EVERY_S):
            pass
        if worker.poll() is not None:
            stop.wait(START_AGAIN_AFTER_S)
            continue
        worker.terminate()
        try:
            worker.wait(STOP_AFTER_S)
        except subprocess.TimeoutExpired:  # a mail server that does not answer; the lease lets another try it
            worker.kill()
            worker.wait()
