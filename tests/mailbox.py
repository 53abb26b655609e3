"""A mailbox: a mail server on loopback that keeps what it is sent, and can be told to answer badly.

For thousands of letters there is tests/sink.py, which always takes them.
"""

import socketserver
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from threading import Thread

HANG_UP = ""


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server on loopback; it refuses the next `refusals` messages.

    `replies` are what it says next to a verb instead of yes: "end" is the verb of a whole message, and at
    HANG_UP it says nothing and goes. With `hears_at_once` it offers PIPELINING.
    """

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Conversation)
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.first_recipients: list[str] = []  # of each connection
        self.refusals = 0
        self.replies: defaultdict[str, list[str]] = defaultdict(list)
        self.connections_count = 0
        self.hears_at_once = False

    @property
    def url(self) -> str:
        """Where it listens, as the settings name it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    """One client of the mail server (RFC 5321, as much as smtplib needs)."""

    server: Mailbox

    def handle(self) -> None:
        self.server.connections_count += 1
        goes_on, has_reader, is_first = self.say("220 here"), False, True
        while goes_on and (line := self.rfile.readline().decode().strip()):
            verb = line[:4].upper()
            if self.server.replies[verb]:
                goes_on = self.say(self.server.replies[verb].pop(0))
            elif verb == "DATA":
                self.say("354 go on")
                raw = b"".join(line.removeprefix(b".") for line in iter(self.rfile.readline, b".\r\n"))
                goes_on = self.take(raw) if has_reader else self.say("554 5.5.1 to whom?")
            elif verb == "EHLO" and self.server.hears_at_once:
                self.say("250-here\r\n250 PIPELINING")
            else:
                has_reader = verb == "RCPT"
                if has_reader:
                    recipient = line[line.index("<") + 1 : line.index(">")]
                    self.server.recipients.append(recipient)
                    self.server.first_recipients += [recipient] if is_first else []
                    is_first = False
                self.say("221 bye" if verb == "QUIT" else "250 fine")

    def take(self, raw: bytes) -> bool:
        if self.server.refusals:
            self.server.refusals -= 1
            return self.say("451 come back later")
        if self.server.replies["end"]:
            return self.say(self.server.replies["end"].pop(0))
        self.server.messages.append(BytesParser(EmailMessage, policy=policy.default).parsebytes(raw))
        return self.say("250 taken")

    def say(self, line: str) -> bool:
        """Answer one line; False where it hangs up instead, or goes as it said."""
        if line != HANG_UP:
            self.wfile.write(f"{line}\r\n".encode())
        return line != HANG_UP and not line.startswith("421")


@contextmanager
def open_mailbox(port: int = 0) -> Iterator[Mailbox]:
    """Run a mail server, on any free port unless one is given, for as long as it is needed."""
    with Mailbox(port) as box:
        Thread(target=box.serve_forever, daemon=True).start()
        yield box
        box.shutdown()
