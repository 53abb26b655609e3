"""Starting a process that stays: what is made meanwhile is never looked at by the collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def starting() -> Iterator[None]:
    """Read modules and open the house in this block: they stay as long as the process does.

    The collector would walk through them again and again, while they are made and under load.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
