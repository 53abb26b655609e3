"""Named places where the fault tests kill the process: around every commit and every call outside.

SATHI_FAILPOINT="name:n" kills this process at the n-th time that it comes by; SATHI_FAILPOINTS_LOG=file notes
every name that is reached. Without either, a place costs one look at a variable.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Any, Literal


class Points:
    """What is to happen at which place."""

    def __init__(self, deadly: str, log: Path | None) -> None:
        name, _, hits = deadly.rpartition(":")
        self._deadly, self._hits, self._log = name, int(hits or 0), log
        self._seen, self._turn = Counter[str](), Lock()

    def reach(self, name: str) -> None:
        """Note that a place was reached, and kill the process where it is the one."""
        with self._turn:
            self._seen[name] += 1
            if self._log:
                with self._log.open("a") as lines:
                    lines.write(f"{name}\n")
            if name == self._deadly and self._seen[name] == self._hits:
                os.kill(os.getpid(), signal.SIGKILL)


def read_points(environment: Mapping[str, str]) -> Points | None:
    """Read what the environment asks for; None for nothing."""
    deadly, log = environment.get("SATHI_FAILPOINT", ""), environment.get("SATHI_FAILPOINTS_LOG", "")
    return Points(deadly, Path(log) if log else None) if deadly or log else None


_points = read_points(os.environ)


def reach(name: str) -> None:
    """Come by a place, such as "call:shopify:make:before"."""
    if _points is not None:
        _points.reach(name)


def reach_commit(works: Iterable[Callable[..., Any]], when: Literal["before", "after"]) -> None:
    """Come by the commit of these units of work, such as "commit deliveries.take:before"."""
    if _points is not None:
        for work in works:
            _points.reach(f"commit {name_work(work)}:{when}")


def name_work(work: Any) -> str:
    """Name a unit of work after its module and function, whatever it is wrapped in."""
    while not hasattr(work, "__qualname__"):
        work = work.func if isinstance(work, partial) else work.work
    return _name_function(work.__module__, work.__qualname__)


@cache
def _name_function(module: str, qualname: str) -> str:
    names = [name.lstrip("_") for name in qualname.split(".") if not name.startswith("<")]
    return ".".join([module.rpartition(".")[2], *names])
