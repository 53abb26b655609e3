"""One kept-alive HTTP connection that costs the measuring side next to nothing."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TIMEOUT_S = 10
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_ENCODING = re.compile(rb"\r\ncontent-encoding: *([a-z]+)", re.IGNORECASE)
_TAG = re.compile(rb"\r\netag: *([^\r]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    """One answer: status, content encoding, entity tag and body as it came."""

    status: int
    encoding: str
    tag: str
    body: bytes


def write_request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Write one HTTP/1.1 request; every request of the bench is made here."""
    lines = [f"{method} {path} HTTP/1.1", "Host: sathi.example"]
    lines += [f"{name}: {text}" for name, text in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Wire:
    """A connection to a server on this machine; raises OSError when it breaks."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.close()

    def ask(self, request: bytes) -> Reply:
        """Send one request and wait for its whole answer."""
        self._socket.sendall(request)
        head, body = self._receive_head()
        length = _LENGTH.search(head)
        missing = (int(length[1]) if length else 0) - len(body)
        while missing > 0:
            body += self._receive()
            missing = (int(length[1]) if length else 0) - len(body)
        encoding, tag = (
            found[1].decode() if found else "" for found in (_ENCODING.search(head), _TAG.search(head))
        )
        return Reply(int(head[9:12]), encoding, tag, body)

    def get(self, path: str, **headers: str) -> Reply:
        """Fetch one path."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.ask(write_request("GET", path, named))

    def post(self, path: str, fields: Mapping[str, Any]) -> Reply:
        """Post JSON as a page's script does: as text, so that no preflight is needed."""
        headers = {"Content-Type": "text/plain;charset=UTF-8"}
        return self.ask(write_request("POST", path, headers, json.dumps(fields).encode()))

    def _receive_head(self) -> tuple[bytes, bytes]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, body = received.partition(b"\r\n\r\n")
        return head, body

    def _receive(self) -> bytes:
        received = self._socket.recv(65536)
        if not received:
            raise ConnectionError("The server closed the connection.")
        return received
