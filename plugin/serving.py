"""Serving: the production web server, and beside it one worker and, on SQLite, the scribe."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

import plugin.app  # noqa: F401 - read once here, so that the web processes, which are forked, have it at once

THREADS = 64
BACKLOG = 1024
STOP_AFTER_S = 10
LOOK_EVERY_S = 0.2
START_AGAIN_AFTER_S = 1.0


def serve_forever(host: str, port: int, workers: int, with_scribe: bool) -> None:
    """Serve until SIGINT or SIGTERM; requests that have begun are finished.

    Takes the address to listen on and how many web processes share it. The worker that sends, retries and
    sweeps is started beside them, and the scribe that writes deliveries; who ends is started again.
    """
    with TemporaryDirectory(prefix="sathi-") as folder, socket.socket(socket.AF_UNIX) as listener:
        commands = [Command("work")]
        os.environ.pop("SATHI_SCRIBE", None)  # another installation's, where one starts the other
        if with_scribe:
            path = Path(folder) / "scribe"
            listener.bind(str(path))
            listener.listen(BACKLOG)
            os.environ["SATHI_SCRIBE"] = str(path)
            lent = listener.fileno()
            commands.append(Command("scribe", str(lent), str(os.getpid()), sockets=(lent,)))
        server = _PatientServer(
            "plugin.app:serve", address=host, port=port, interface=Interfaces.WSGI, factory=True,
            workers=workers, blocking_threads=THREADS, respawn_failed_workers=True, log_access=False,
            log_level=LogLevels.warning, workers_kill_timeout=STOP_AFTER_S,
        )  # fmt: skip
        with _kept_beside(server, commands):
            server.serve()


class _PatientServer(MPServer):
    """A server that starts a web process again however soon it ends: the others go on meanwhile."""

    def _respawn_workers(
        self, workers: list[int], spawn_target: object, target_loader: object, delay: float = 0
    ) -> None:
        super()._respawn_workers(workers, spawn_target, target_loader, delay)
        self.respawned_wrks.clear()  # granian ends where one ends twice within seconds


class Command:
    """One of Sathi's own commands that runs as long as the server does; `sockets` are lent to it."""

    def __init__(self, *words: str, sockets: tuple[int, ...] = ()) -> None:
        self.words = words
        self.sockets = sockets

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a process of its own."""
        return subprocess.Popen([sys.executable, "-m", "plugin.cli", *self.words], pass_fds=self.sockets)


@contextmanager
def _kept_beside(server: MPServer, commands: list[Command]) -> Iterator[None]:
    stop, keepers = Event(), list[Thread]()

    @server.on_startup
    def start() -> None:
        # The web processes are forked after this: what is started meanwhile would wait for them.
        for command in commands:
            args = (command, command.start(), stop)
            keepers.append(Thread(target=_keep, args=args, name=f"sathi-{command.words[0]}"))
        for keeper in keepers:
            keeper.start()

    try:
        yield
    finally:
        stop.set()
        for keeper in keepers:
            keeper.join()


def _keep(command: Command, program: subprocess.Popen[bytes], stop: Event) -> None:
    """Watch a program until told to stop it, and start it again when it ends by itself."""
    while not stop.wait(LOOK_EVERY_S):
        if program.poll() is not None and not stop.wait(START_AGAIN_AFTER_S):
            program = command.start()
    program.terminate()
    try:
        program.wait(STOP_AFTER_S)
    except subprocess.TimeoutExpired:  # a mail server that does not answer; the lease lets another try it
        program.kill()
        program.wait()
