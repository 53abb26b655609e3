"""A mailbox: a real mail server on loopback that keeps what it is sent."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from threading import Thread


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server on loopback; it refuses the next `refusals` messages."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Conversation)
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refusals = 0


class Conversation(socketserver.StreamRequestHandler):
    """One client of the mail server (RFC 5321, as much as smtplib needs)."""

    server: Mailbox

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                self.server.recipients.append(line[line.index("<") + 1 : line.index(">")])
            if verb == "DATA":
                self.say("354 go on")
                self.take(b"".join(iter(self.rfile.readline, b".\r\n")))
            else:
                self.say("221 bye" if verb == "QUIT" else "250 fine")

    def take(self, raw: bytes) -> None:
        if self.server.refusals:
            self.server.refusals -= 1
            self.say("451 come back later")
            return
        self.server.messages.append(BytesParser(EmailMessage, policy=policy.default).parsebytes(raw))
        self.say("250 taken")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def open_mailbox(port: int = 0) -> Iterator[Mailbox]:
    """Run a mail server, on any free port unless one is given, for as long as it is needed."""
    with Mailbox(port) as box:
        Thread(target=box.serve_forever, daemon=True).start()
        yield box
        box.shutdown()
