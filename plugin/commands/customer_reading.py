"""Reading a file of past customers in a process beside the one that writes them."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue
from threading import Thread

import msgspec

from plugin.arrivals import GROUPS_A_WINDOW, Group, Reading, read_groups
from plugin.errors import InvalidInput

GROUPS_AHEAD = GROUPS_A_WINDOW  # while they are written, the next window is read
REFUSED, GROUP, END = b"r", b"g", b"e"


@contextmanager
def reading_beside(
    reading: Reading, file: Path, from_line: int = 0, cursor: str = ""
) -> Iterator[Iterator[Group]]:
    """Let another process read a file's customers from a place on; it ends with this block."""
    processes = multiprocessing.get_context("spawn")
    near, far = processes.Pipe(duplex=False)
    reader = processes.Process(target=_send_groups, args=(far, reading, file, from_line, cursor), daemon=True)
    reader.start()
    far.close()
    try:
        yield _each_group(near)
    finally:
        near.close()
        reader.terminate()
        reader.join()


def _each_group(near: Connection) -> Iterator[Group]:
    decoder = msgspec.msgpack.Decoder(Group)
    while True:
        try:
            frame = near.recv_bytes()
        except EOFError as error:
            raise InvalidInput("file", "Reading the file was cut off: import it again.") from error
        if frame[:1] == END:
            return
        if frame[:1] == REFUSED:
            raise InvalidInput("file", frame[1:].decode())
        yield decoder.decode(memoryview(frame)[1:])


def _send_groups(far: Connection, reading: Reading, file: Path, from_line: int, cursor: str) -> None:
    """Read, in the process beside, while another thread sends what was read."""
    encoder = msgspec.msgpack.Encoder()
    frames: Queue[bytes] = Queue(GROUPS_AHEAD)
    sender = Thread(target=_send_frames, args=(far, frames), daemon=True)
    sender.start()
    try:
        with file.open("rb") as raw:
            for group in read_groups(reading, raw, from_line, cursor):
                frames.put(GROUP + encoder.encode(group))
        frames.put(END)
    except InvalidInput as error:
        frames.put(REFUSED + str(error).encode())
    sender.join()


def _send_frames(far: Connection, frames: Queue[bytes]) -> None:
    frame = b""
    while frame[:1] not in (END, REFUSED):
        frame = frames.get()
        try:
            far.send_bytes(frame)
        except OSError:  # whoever writes is gone, and with it the reason to read on
            os._exit(1)
