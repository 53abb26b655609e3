"""A mail server on loopback that takes everything and keeps it: aiosmtpd in a thread of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.ports import find_port


class Sink:
    """What was sent: for each message its one recipient and its raw bytes."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.taken: list[tuple[str, bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a message."""
        assert isinstance(envelope.content, bytes)
        [recipient] = envelope.rcpt_tos
        self.taken.append((recipient, envelope.content))
        return "250 taken"

    def count_recipients(self) -> Counter[str]:
        """Count the messages that each address got."""
        return Counter(recipient for recipient, _ in self.taken)

    def list_letters(self) -> list[Message]:
        """Give every message, read."""
        return [message_from_bytes(raw) for _, raw in self.taken]


@contextmanager
def open_sink(**settings: Any) -> Iterator[Sink]:
    """Run a mail server for as long as it is needed; further words are aiosmtpd's settings."""
    port = find_port()
    sink = Sink(f"smtp://127.0.0.1:{port}")
    controller = Controller(sink, hostname="127.0.0.1", port=port, **settings)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
