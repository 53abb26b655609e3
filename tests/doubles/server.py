"""A store on this machine over real sockets, whose answers get lost, come late or lie, as a test says."""

from __future__ import annotations

import json
import ssl
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, urlsplit

# drop: done, and the answer lost. late: the answer lost, and done LATE_MS afterwards. stale: done, and not
# seen for STALE_MS. hang, fail: not done. html, cut: done, and the answer is no JSON. drip: done, and
# the answer comes byte by byte. busy: not done. page: not done, a web page instead.
Fault = Literal["", "drop", "late", "stale", "hang", "fail", "html", "cut", "drip", "busy", "page"]

LATE_MS = 30_000
STALE_MS = 5_000
BUSY_S = 7
DRIP_S = 0.05


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    raw: bytes
    url: str

    @property
    def body(self) -> Any:
        """The JSON that was sent."""
        return json.loads(self.raw) if self.raw else None

    @property
    def form(self) -> dict[str, str]:
        """The form that was sent."""
        return dict(parse_qsl(self.raw.decode()))


@dataclass(frozen=True)
class Reply:
    """What is answered."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class NoAnswer(Exception):
    """The connection is closed before a word was answered."""


NOT_DONE: dict[Fault, Reply] = {
    "fail": Reply(500, {"code": "internal_server_error"}),
    "page": Reply(404, "<html>Nothing here</html>"),
    "busy": Reply(429, {"code": "too_many"}, {"Retry-After": str(BUSY_S)}),
}


def spoil(reply: Reply, fault: Fault) -> Reply:
    """Let the answer to something that was done go wrong."""
    match fault:
        case "drop":
            raise NoAnswer
        case "html":
            return Reply(502, "<html>Bad Gateway</html>")
        case "cut":
            return Reply(reply.status, json.dumps(reply.body)[:-5])
        case "drip":
            return Reply(reply.status, reply.body, {"X-Drip": "1"})
    return reply


class QuietServer(ThreadingHTTPServer):
    """A server that expects those who ask to hang up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a connection that was reset; anything else is the double's own mistake."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as socketserver calls it


class StoreDouble:
    """What both stores share: a server, a clock, a list of what was asked, and the faults."""

    def __init__(self, clock: Callable[[], int], certificate: Path | None = None) -> None:
        self.clock = clock
        self._certificate = certificate
        self.asked: list[Asked] = []
        self.redirect_to = ""
        self._choose: Callable[[str], Fault] = lambda verb: ""
        self._late: list[tuple[int, Callable[[], object]]] = []
        self.turn = RLock()
        self._closing = Event()

    def go_wrong(self, *faults: Fault, verb: str = "") -> None:
        """Let the next calls (of one verb) that write something go wrong like this, each once."""
        waiting = list(faults)

        def choose(asked: str) -> Fault:
            return waiting.pop(0) if waiting and verb in ("", asked) else ""

        self._choose = choose

    def go_wrong_by(self, choose: Callable[[str], Fault]) -> None:
        """Let every call that writes something go wrong as this function of its verb says."""
        self._choose = choose

    def answer(self, asked: Asked) -> Reply:
        """Answer one request."""
        raise NotImplementedError

    def write(self, verb: str, work: Callable[[Fault], Reply]) -> Reply:
        """Do something that changes the store, or let it go wrong."""
        with self.turn:
            fault = self._choose(verb)
        if fault in NOT_DONE:
            return NOT_DONE[fault]
        if fault == "late":
            self._late.append((self.clock() + LATE_MS, lambda: work("")))
            raise NoAnswer
        if fault == "hang":
            self._closing.wait(30)
            raise NoAnswer
        with self.turn:
            reply = work(fault)
        return spoil(reply, fault)

    def let_late_ones_happen(self) -> None:
        """Do what was due by now, as the store does whoever asks next."""
        with self.turn:
            due = [work for at_ms, work in self._late if at_ms <= self.clock()]
            self._late = [one for one in self._late if one[0] > self.clock()]
            for work in due:
                work()

    def __enter__(self) -> Self:
        double = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # the answer leaves whole

            def answer(self) -> None:
                double._serve(self)

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *words: object) -> None:
                """Keep quiet."""

        self._server = QuietServer(("127.0.0.1", 0), Handler)
        if self._certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(self._certificate)
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.address = f"http{'s' if self._certificate else ''}://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length", 0))
        raw = handler.rfile.read(length)
        if len(raw) < length:
            raise ConnectionError("Whoever asked is gone.")
        parts = urlsplit(handler.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        asked = Asked(
            handler.command,
            parts.path,
            query,
            dict(handler.headers.items()),
            raw,
            self.address + handler.path,
        )
        self.asked.append(asked)
        self.let_late_ones_happen()
        try:
            redirect = Reply(301, "", {"Location": self.redirect_to})
            reply = redirect if self.redirect_to else self.answer(asked)
        except NoAnswer:
            handler.close_connection = True
            return
        content = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
        handler.send_response(reply.status)
        for name, value in {"Content-Length": str(len(content.encode())), **reply.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        pieces = [content[n : n + 1] for n in range(len(content))] if "X-Drip" in reply.headers else [content]
        with suppress(ConnectionError):  # whoever asked may have given up
            for piece in pieces:
                handler.wfile.write(piece.encode())
                handler.wfile.flush()
                self._closing.wait(DRIP_S if len(pieces) > 1 else 0)
