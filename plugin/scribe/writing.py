"""The scribe at work: takes what the web processes hand over, commits all of it together, then answers."""

from __future__ import annotations

import os
import selectors
import socket
from threading import Event

from plugin.actions.deliveries import open_delivery, take_deliveries
from plugin.actions.house import House
from plugin.errors import describe_failure
from plugin.logbook import log
from plugin.scribe.frames import FAILED, TAKEN, Handed, read_frame

BACKLOG = 1024
POLL_S = 0.2
READ_BYTES = 256 * 1024


def run_scribe(house: House, listener: socket.socket, parent: int, stop: Event) -> None:
    """Write deliveries until told to stop, or until `parent`, the process that started this one, is gone.

    There is one thread, so nothing waits for Python's lock; what arrives during a commit is the next batch.
    """
    listener.listen(BACKLOG)
    listener.setblocking(False)
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        while not stop.is_set() and os.getppid() == parent:
            handed = _listen(selector, listener)
            if handed:
                _answer(house, handed)


def _listen(selector: selectors.BaseSelector, listener: socket.socket) -> list[tuple[socket.socket, Handed]]:
    """Give every whole request that has arrived, with the connection that waits for its answer."""
    arrived = []
    for key, _ in selector.select(POLL_S):
        if key.fileobj is listener:
            selector.register(listener.accept()[0], selectors.EVENT_READ, bytearray())
            continue
        connection, buffer = key.fileobj, key.data
        assert isinstance(connection, socket.socket)
        if not _fill(connection, buffer):
            selector.unregister(connection)
            connection.close()
        elif request := read_frame(buffer):
            arrived.append((connection, request))
    return arrived


def _fill(connection: socket.socket, buffer: bytearray) -> bool:
    """Read what has arrived; False when the other side is gone."""
    try:
        read = connection.recv(READ_BYTES)
    except OSError:
        return False
    buffer += read
    return bool(read)


def _answer(house: House, handed: list[tuple[socket.socket, Handed]]) -> None:
    arrivals = [open_delivery(house, one.shop, one.platform, one.headers, one.raw) for _, one in handed]
    for (connection, one), failure in zip(handed, take_deliveries(house, arrivals), strict=True):
        if failure:
            log.error("delivery_not_kept", shop=one.shop.shop_id, where=describe_failure(failure))
        try:
            connection.sendall(FAILED if failure else TAKEN)
        except OSError:
            continue  # the web process is gone; the next look at this connection closes it
