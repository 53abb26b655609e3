"""Servers to measure: the product, or another application in its place, on free ports."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import psutil

from tests.bench.wire import Wire
from tests.bench.world import SECRET, World
from tests.chai_house.demo import choose_ports

HOUSE = Path(__file__).resolve().parents[2]
START_S = 30
SETTLE_S = 60
STOP_S = 15


@dataclass(frozen=True)
class Served:
    """A running server: its main process and its port."""

    process: psutil.Process
    port: int

    def tree(self) -> list[psutil.Process]:
        """Give every process of the server."""
        return [self.process, *self.process.children(recursive=True)]

    def cpu_s(self) -> float:
        """Give the processor time that all its processes have taken so far, in seconds."""
        return sum(sum(process.cpu_times()[:2]) for process in self.tree())

    def weigh(self) -> list[float]:
        """Give the resident memory of every process in MB."""
        return [process.memory_info().rss / 1e6 for process in self.tree()]


def sathi_command(port: int, workers: int) -> list[str]:
    """Give the command that serves the product."""
    program = str(Path(sys.executable).with_name("sathi"))
    return [program, "run", "--port", str(port), "--workers", str(workers)]


def other_command(port: int, app: str) -> list[str]:
    """Give the command that serves another application just as the product is served."""
    return [sys.executable, "-m", "tests.bench.serve", app, str(port)]


@contextmanager
def serve(
    world: World, app: str = "", workers: int = 1, environment: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Serve the product, or another `app` on its database, until the block ends."""
    [port] = choose_ports(0)
    command = other_command(port, app) if app else sathi_command(port, workers)
    log, here = (world.database.with_suffix(f".{port}.{name}") for name in ("log", "here"))
    ours = {"BENCH_SECRET": world.secret, "BENCH_HERE": str(here)}
    with log.open("wb") as lines:
        started = subprocess.Popen(
            command, stdout=lines, stderr=subprocess.STDOUT, cwd=HOUSE,
            env=make_environment(world, port, ours | dict(environment or {})),
        )  # fmt: skip
    served = Served(psutil.Process(started.pid), port)
    try:
        wait_until_healthy(started, port, log)
        if app and not here.exists():
            raise RuntimeError(f"The server does not serve {app}.")
        yield served
    finally:
        stop(started, served)


def let_settle(served: Served) -> None:
    """Return once a server that has just been started is at rest, its worker's first sweep included."""
    end, pause, before = time.monotonic() + SETTLE_S, Event(), served.cpu_s()
    while time.monotonic() < end:
        pause.wait(0.3)
        now = served.cpu_s()
        if now - before < 0.03:
            return
        before = now


def make_environment(world: World, port: int, more: Mapping[str, str]) -> dict[str, str]:
    """Give a server's environment: this process's own, without settings that belong to another Sathi."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("SATHI_")}
    ours = {"SATHI_DATABASE_URL": world.url, "SATHI_SECRET": SECRET, "SATHI_URL": f"http://127.0.0.1:{port}"}
    return inherited | ours | dict(more)


def wait_until_healthy(started: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once /healthz answers 200; raises RuntimeError with what the server wrote."""
    end, pause = time.monotonic() + START_S, Event()
    while started.poll() is None and time.monotonic() < end:
        try:
            with Wire(port) as wire:
                if wire.get("/healthz").status == 200:
                    return
        except OSError:
            pause.wait(0.005)
    raise RuntimeError(f"The server did not start. It wrote:\n{log.read_text(errors='replace')}")


def stop(started: subprocess.Popen[bytes], served: Served) -> None:
    """End a server with every process of its tree."""
    tree = served.tree() if started.poll() is None else []
    started.terminate()
    try:
        started.wait(STOP_S)
    except subprocess.TimeoutExpired:
        started.kill()
    for process in tree:
        if process.is_running():
            process.kill()
