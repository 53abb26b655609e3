"""The one way out by SMTP: connections that are kept open, and answers as they come."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from threading import Lock
from time import monotonic
from typing import Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from plugin.settings import is_loopback

CONNECT_S, ANSWER_S = 20.0, 120.0
FRESH_S = 5.0  # a connection that rested longer is opened anew: the server may have left it
DOT = b".\r\n"
LOG_IN_FIRST = 530
CLOSING = 421  # whatever it was asked: the server closes the connection
LONE_DOT = re.compile(rb"(?m)^\.")
HARD_CODES = (550, 551, 553)
# An enhanced code that blames not the address but the mail system, the way to it, its rules (RFC 3463).
OTHERS_FAULT = re.compile(r"5\.[3-7]\.")

GO_ON = 354
Step = Literal["connect", "sender", "recipient", "message", "end"]
WANTED: Mapping[Step, tuple[int, ...]] = {"sender": (250,), "recipient": (250, 251), "message": (GO_ON,)}


class Answer(NamedTuple):
    """What a mail server says: a code and its own words, which may hold an address."""

    code: int
    words: str


class MailRefused(Exception):
    """The mail server said no; `step` is what it was asked, `answer` what it said."""

    def __init__(self, step: Step, answer: Answer) -> None:
        super().__init__(f"{step}: {answer.code}")
        self.step, self.answer = step, answer

    @property
    def is_about_us(self) -> bool:
        """Whether it is we whom the server does not take, and not this one message."""
        return self.step in ("connect", "sender") or self.answer.code == LOG_IN_FIRST

    @property
    def is_final(self) -> bool:
        """Whether it will say no again."""
        return self.answer.code >= 500

    @property
    def is_bounce(self) -> bool:
        """Whether the address itself is what is wrong."""
        blames_others = OTHERS_FAULT.match(self.answer.words)
        return self.step == "recipient" and self.answer.code in HARD_CODES and not blames_others


class MailSilent(Exception):
    """The mail server was handed a whole message and then did not answer: nobody knows whether it has it."""


class MailLine:
    """One connection to a mail server, opened when it is needed and kept; for one thread at a time."""

    def __init__(self, smtp_url: str) -> None:
        self._url = smtp_url
        self._server: smtplib.SMTP | None = None
        self._used_at_s, self._turn = 0.0, Lock()

    def hand_over(
        self, sender: str, recipient: str, raw: bytes, leave: Callable[[], object] = lambda: None
    ) -> Answer:
        """Hand a message over; gives what the server says to it.

        `leave` is called in the moment before the last byte leaves. Raises MailRefused where the server says
        no, MailSilent where it says nothing after the last byte, OSError where it cannot be reached: nothing
        was handed over then.
        """
        with self._turn:
            server = self._announce(sender, recipient)
            try:
                server.send(LONE_DOT.sub(b"..", raw if raw.endswith(b"\r\n") else raw + b"\r\n"))
            except BaseException:
                self._close()
                raise
            return self._end(server, leave)

    def knock(self) -> None:
        """Connect and log in as for a letter, and send none; raises MailRefused and OSError as it would."""
        with self._turn:
            self._server = self._open()
        self.close()

    def close(self) -> None:
        """Say goodbye to the server and let go of the connection, unless a letter is on its way over it."""
        if self._turn.acquire(blocking=False):
            if self._server:
                with suppress(OSError):
                    self._server.quit()
            self._close()
            self._turn.release()

    def _close(self) -> None:
        server, self._server = self._server, None
        if server:
            with suppress(OSError):
                server.close()

    def _announce(self, sender: str, recipient: str) -> smtplib.SMTP:
        """Say from whom and to whom, over the connection that is there or a new one."""
        if self._server and monotonic() - self._used_at_s < FRESH_S:
            try:
                return self._ask_all(self._server, sender, recipient)
            except OSError:  # it had enough of this connection
                self._close()
            except MailRefused as refused:
                if refused.step != "sender":
                    raise
                self._close()
        self._close()
        self._server = self._open()
        return self._ask_all(self._server, sender, recipient)

    def _ask_all(self, server: smtplib.SMTP, sender: str, recipient: str) -> smtplib.SMTP:
        """Ask for all that comes before a letter; at once where the server can hear it so (RFC 2920)."""
        words = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA")
        try:
            if server.has_extn("pipelining"):
                server.send("".join(f"{one}\r\n" for one in words))
                self._hear(server, _read_replies(server, len(words)))
            else:
                self._hear(server, (server.docmd(one) for one in words))
        except OSError:
            self._close()
            raise
        self._used_at_s = monotonic()
        return server

    def _hear(self, server: smtplib.SMTP, replies: Iterable[tuple[int, bytes]]) -> None:
        """Raise the first refusal; the server then forgets what it was asked, and waits for no letter."""
        for (step, wanted), (code, said) in zip(WANTED.items(), replies, strict=False):
            if code in wanted:
                continue
            if code == CLOSING:
                self._close()
            else:
                if isinstance(replies, list) and replies[-1][0] == GO_ON:
                    server.docmd(".")
                server.rset()
            raise _refuse(step, code, said)

    def _open(self) -> smtplib.SMTP:
        """Connect: encrypted wherever the server offers it, and never with a password in the open."""
        parts = urlsplit(self._url)
        host, secure = parts.hostname or "localhost", ssl.create_default_context()
        try:
            if parts.scheme == "smtps":
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    host, parts.port or 465, timeout=CONNECT_S, context=secure
                )
            else:
                server = smtplib.SMTP(host, parts.port or 25, timeout=CONNECT_S)
        except smtplib.SMTPResponseException as error:
            raise _refuse("connect", error.smtp_code, error.smtp_error) from error
        try:
            assert server.sock is not None
            server.sock.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
            )  # so the last byte does not wait
            self._greet(server, secure)
        except smtplib.SMTPResponseException as error:
            server.close()
            raise _refuse("connect", error.smtp_code, error.smtp_error) from error
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP, secure: ssl.SSLContext) -> None:
        parts = urlsplit(self._url)
        is_secure = parts.scheme == "smtps"
        server.ehlo_or_helo_if_needed()
        if not is_secure and server.has_extn("starttls"):
            server.starttls(context=secure)
            server.ehlo_or_helo_if_needed()
            is_secure = True
        if parts.username:
            if not (is_secure or is_loopback(parts.hostname or "localhost")):
                raise MailRefused("connect", Answer(530, "The server offers no encryption for the password."))
            server.login(unquote(parts.username), unquote(parts.password or ""))

    def _end(self, server: smtplib.SMTP, leave: Callable[[], object]) -> Answer:
        """Send the last byte, and read the answer.

        The socket is set not to wait, so that nothing comes between `leave` and the kernel: with a time limit
        Python would first wait, and in another thread's favour.
        """
        sock = server.sock
        assert sock is not None
        sock.setblocking(False)
        try:
            leave()
            sent_count = sock.send(DOT)
        except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
            sent_count = 0
        except OSError:
            self._close()
            raise
        try:
            sock.settimeout(ANSWER_S)
            if sent_count < len(DOT):
                sock.sendall(DOT[sent_count:])
            code, said = server.getreply()
            sock.settimeout(CONNECT_S)
        except OSError as error:
            self._close()
            raise MailSilent from error
        self._used_at_s = monotonic()
        if code != 250:
            raise _refuse("end", code, said)
        return Answer(code, said.decode(errors="replace"))


def _read_replies(server: smtplib.SMTP, most: int) -> list[tuple[int, bytes]]:
    """Read the answers to what was asked at once; after one that says goodbye there is no other."""
    replies: list[tuple[int, bytes]] = []
    while len(replies) < most and (not replies or replies[-1][0] != CLOSING):
        replies.append(server.getreply())
    return replies


def _refuse(step: Step, code: int, said: bytes | str) -> MailRefused:
    return MailRefused(step, Answer(code, said if isinstance(said, str) else said.decode(errors="replace")))
