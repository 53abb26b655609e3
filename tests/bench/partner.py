"""A merchant's store, as far as a coupon goes: it answers at once, or never under /hang."""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event

HANG_S = 60
MADE = b'{"id": 1}'


class Conversation(BaseHTTPRequestHandler):
    """One connection that is kept."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        """Make a coupon."""
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/hang":
            Event().wait(HANG_S)
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(MADE)))
        self.end_headers()
        self.wfile.write(MADE)

    def log_message(self, *words: object) -> None:
        """Say nothing of every request."""


class Partner(ThreadingHTTPServer):
    """The store's server; a call that found its queue full would be repeated after a second by the kernel."""

    request_queue_size = 128


if __name__ == "__main__":
    with Partner(("127.0.0.1", int(sys.argv[1])), Conversation) as server:
        print("ready", flush=True)
        server.serve_forever()
