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
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

import plugin.app  # noqa: F401 - read once here, so that the web processes, which are forked, have it at once

THREADS = 64
STOP_AFTER_S = 10
LOOK_EVERY_S = 0.05
SOON_S = 1.0


def serve_forever(host: str, port: int, workers: int, with_scribe: bool) -> None:
    """Serve until SIGINT or SIGTERM; requests that have begun are finished.

    Takes the address to listen on and how many web processes share it. The worker that sends, retries and
    sweeps is started beside them, and the scribe that writes deliveries; who ends is started again.
    """
    with TemporaryDirectory(prefix="sathi-") as folder:
        commands = [Command("work")]
        os.environ.pop("SATHI_SCRIBE", None)  # another installation's, where one starts the other
        if with_scribe:
            path = Path(folder) / "scribe"
            os.environ["SATHI_SCRIBE"] = str(path)
            commands.append(ScribeCommand(path))
        server = _PatientServer(
            "plugin.app:serve", address=host, port=port, interface=Interfaces.WSGI, factory=True,
            workers=workers, blocking_threads=THREADS, respawn_failed_workers=True, log_access=False,
            log_level=LogLevels.warning, workers_kill_timeout=STOP_AFTER_S,
        )  # fmt: skip
        with _kept_beside(server, commands):
            server.serve()


class _PatientServer(MPServer):
    """A server that starts a web process again however soon it ends: the others go on meanwhile."""

    def __init__(self, *words: Any, **settings: Any) -> None:
        super().__init__(*words, **settings)
        self.starting = Lock()  # a web process that is forked now must not keep a socket meant for another

    def _respawn_workers(
        self, workers: list[int], spawn_target: object, target_loader: object, delay: float = 0
    ) -> None:
        with self.starting:
            super()._respawn_workers(workers, spawn_target, target_loader, delay)
        self.respawned_wrks.clear()  # granian ends where one ends twice within seconds


class Command:
    """One of Sathi's own commands that runs as long as the server does."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a process of its own."""
        return subprocess.Popen([sys.executable, "-m", "plugin.cli", *self.words])


class ScribeCommand(Command):
    """The scribe, each time with a socket that nobody else holds: who asks a dead one hears of it at once."""

    def __init__(self, path: Path) -> None:
        super().__init__("scribe")
        self.path = path

    def start(self) -> subprocess.Popen[bytes]:
        """Start it with a new socket at its path, on which it listens once it is ready."""
        self.path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as lent:
            lent.bind(str(self.path))
            words = "scribe", str(lent.fileno()), str(os.getpid())
            return subprocess.Popen([sys.executable, "-m", "plugin.cli", *words], pass_fds=(lent.fileno(),))


@contextmanager
def _kept_beside(server: _PatientServer, commands: list[Command]) -> Iterator[None]:
    stop, keepers = Event(), list[Thread]()

    @server.on_startup
    def start() -> None:
        # The web processes are forked after this: what is started meanwhile would wait for them.
        for command in commands:
            args = (command, command.start(), stop, server.starting)
            keepers.append(Thread(target=_keep, args=args, name=f"sathi-{command.words[0]}"))
        for keeper in keepers:
            keeper.start()

    try:
        yield
    finally:
        stop.set()
        for keeper in keepers:
            keeper.join()


def _keep(command: Command, program: subprocess.Popen[bytes], stop: Event, starting: Lock) -> None:
    """Watch a program until told to stop it, and start it again at once when it ends by itself.

    Only one that ended soon after its start waits: perhaps it cannot live.
    """
    began_s = monotonic()
    while not stop.wait(LOOK_EVERY_S):
        if program.poll() is None or (monotonic() - began_s < SOON_S and stop.wait(SOON_S)):
            continue
        with starting:
            program, began_s = command.start(), monotonic()
    program.terminate()
    try:
        program.wait(STOP_AFTER_S)
    except subprocess.TimeoutExpired:  # a mail server that does not answer; the lease lets another try it
        program.kill()
        program.wait()
