"""A mail server that takes everything at once: no disk, no queue. NOOP says how many letters it has."""

from __future__ import annotations

import sys
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Lock

END = b"\r\n.\r\n"
CHUNK_BYTES = 65_536


class Conversation(StreamRequestHandler):
    """One client, for as many letters as it has (RFC 5321, as much as a client needs)."""

    server: MailSink
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer line by line."""
        self.say("220 here")
        while line := self.rfile.readline():
            match line[:4].upper().strip():
                case b"DATA":
                    self.say("354 go on")
                    self.take()
                    self.say("250 taken")
                case b"NOOP":
                    self.say(f"250 {self.server.taken_count}")
                case b"EHLO":
                    self.say("250-here\r\n250 PIPELINING")
                case b"QUIT":
                    self.say("221 bye")
                case _:
                    self.say("250 fine")

    def take(self) -> None:
        """Read one letter; the client says nothing more before it is answered."""
        end = b""
        while not end.endswith(END):
            end = (end + self.rfile.read1(CHUNK_BYTES))[-len(END) :]
        self.server.count()

    def say(self, line: str) -> None:
        """Answer one line."""
        self.wfile.write(f"{line}\r\n".encode())


class MailSink(ThreadingTCPServer):
    """The server, and how many letters it took."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Conversation)
        self.taken_count, self._turn = 0, Lock()

    def count(self) -> None:
        """Count one more letter."""
        with self._turn:
            self.taken_count += 1


if __name__ == "__main__":
    with MailSink(int(sys.argv[1])) as server:
        print("ready", flush=True)
        server.serve_forever()
