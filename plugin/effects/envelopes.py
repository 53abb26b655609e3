"""Envelopes: a letter as the bytes that a mail server is handed.

They are written here and not by `email.message`, which takes forty times as long and folds the address to
unsubscribe at, so that mail programs do not find it.
"""

from __future__ import annotations

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote

import idna

from plugin.errors import NotFound
from widgets.letters import Letter

MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}\Z")
HOST = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*\Z")
LINE_END = re.compile(r"\r\n|\r|\n")
PLAIN = re.compile(r"[\x20-\x7e]*\Z")
WORD_BYTES = 42  # of text in one encoded word, which may have 75 characters (RFC 2047, 2)
LINE_LETTERS = 76  # in one line of base64 (RFC 2045, 6.8)


def make_envelope(letter: Letter, *, sender: str, to: str, message_id: str, now_ms: int) -> bytes:
    """Make a letter's raw message: the text first, the drawn form beside it.

    Takes the address that letters are sent from and the reader's own. Only a letter that can be unsubscribed
    from says how: by one click (RFC 8058) and, where the shop reads answers, by mail. Raises NotFound for an
    address that no mail can be sent to.
    """
    host = sender.rpartition("@")[2]
    boundary = f"=_{message_id}"  # neither way of encoding can write "=_"
    lines = [
        f"From: {_write_name(letter.sender_name)} <{sender}>",
        f"To: {write_address(to)}",
        f"Subject: {write_words(letter.subject)}",
        f"Date: {format_datetime(datetime.fromtimestamp(now_ms // 1000, UTC))}",
        f"Message-ID: <{message_id}@{host}>",
        "Auto-Submitted: auto-generated",
        *_write_ways(letter),
        f"Content-Language: {letter.language}",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
        "",
    ]
    head = "\r\n".join(lines).encode("ascii")
    marker = f"\r\n--{boundary}".encode("ascii")
    parts = (_write_part("plain", letter.text), _write_part("html", letter.html))
    return head + b"".join(marker + b"\r\n" + part for part in parts) + marker + b"--\r\n"


def write_address(address: str) -> str:
    """Give an address as an envelope has it, its host in ASCII; raises NotFound where mail cannot go."""
    mailbox, _, host = address.rpartition("@")
    with suppress(idna.IDNAError):
        host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    if not (MAILBOX.match(mailbox) and HOST.match(host)):
        raise NotFound("No mail can be sent to this address: it is not written as mail servers read it.")
    return f"{mailbox}@{host}"


@lru_cache(maxsize=256)  # thousands of letters have one sender, and few subjects
def write_words(text: str) -> str:
    """Write a header's words, encoded where they are not plain (RFC 2047); a line end in them is a space."""
    text = " ".join(text.split())
    if PLAIN.match(text) and "=?" not in text and len(text) < 900:
        return text
    words = (b2a_base64(piece, newline=False).decode() for piece in _cut(text, WORD_BYTES))
    return "\r\n ".join(f"=?utf-8?b?{word}?=" for word in words)


def _write_name(name: str) -> str:
    """Write the name before an address: in quotation marks, or encoded."""
    written = write_words(name)
    if written.startswith("=?"):
        return written
    return '"' + written.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write_ways(letter: Letter) -> Iterator[str]:
    """Write where answers go, and how to unsubscribe; a reply address that is none is left out."""
    reply_to = ""
    with suppress(NotFound):
        reply_to = write_address(letter.reply_to)
        yield f"Reply-To: {reply_to}"
    if letter.unsubscribe_url:
        key = letter.unsubscribe_url.rpartition("/")[2]
        by_mail = f", <mailto:{quote(reply_to, safe='@')}?subject=unsubscribe%20{key}>" if reply_to else ""
        yield f"List-Unsubscribe: <{letter.unsubscribe_url}>{by_mail}"
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def _write_part(subtype: str, text: str) -> bytes:
    """Write one form of the letter in short plain lines, the way that comes out shorter."""
    raw = LINE_END.sub("\r\n", text).encode() + b"\r\n"
    if len(raw) - len(text) > len(raw) // 8:
        way, body = "base64", _write_base64(raw)
    else:
        way, body = "quoted-printable", b2a_qp(raw, istext=True)
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {way}\r\n\r\n"
    return head.encode("ascii") + body


def _write_base64(raw: bytes) -> bytes:
    written = b2a_base64(raw, newline=False)
    return b"\r\n".join([written[at : at + LINE_LETTERS] for at in range(0, len(written), LINE_LETTERS)])


def _cut(text: str, most_bytes: int) -> Iterator[bytes]:
    """Cut a text into pieces of so many bytes, none within a letter."""
    piece = b""
    for letter in text:
        raw = letter.encode()
        if len(piece) + len(raw) > most_bytes:
            yield piece
            piece = b""
        piece += raw
    yield piece
