"""A web process asks the scribe to take deliveries: one connection a thread, one question at a time."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Mapping
from pathlib import Path

from plugin.errors import SathiError
from plugin.model import Platform, Shop
from plugin.scribe.frames import FAILED, Handed, write_frame

# Set on the socket, so that waiting stays one call to the system.
PATIENCE = struct.pack("ll", 30, 0)


class Scribe:
    """The scribe that listens at a path."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def take(self, shop: Shop, platform: Platform, headers: Mapping[str, str], raw: bytes) -> bool:
        """Hand over one verified request; True once it is safe on disk, False when nobody answers.

        After False it may or may not have been taken: to take it again only counts it twice as seen. Raises
        SathiError when the scribe could not write it.
        """
        frame = write_frame(Handed(shop=shop, platform=platform, headers=dict(headers), raw=raw))
        try:
            connection = self._connect()
            connection.sendall(frame)
            answer = connection.recv(1)
        except OSError:
            answer = b""
        if not answer:
            self._local.connection = None
            return False
        if answer == FAILED:
            raise SathiError("The delivery could not be written; send it again.")
        return True

    def _connect(self) -> socket.socket:
        connection: socket.socket | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = socket.socket(socket.AF_UNIX)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, PATIENCE)
            connection.connect(str(self._path))
            self._local.connection = connection
        return connection
