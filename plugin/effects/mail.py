"""Mail by plain SMTP: one message, one connection."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

TIMEOUT_S = 20


def make_message(
    sender: str, sender_name: str, to: str, subject: str, text: str, html: str, message_id: str
) -> EmailMessage:
    """Make a message with a text part first and an HTML part beside it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{_plain(sender_name)} <{sender}>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


def send_message(smtp_url: str, message: EmailMessage) -> None:
    """Hand a message to the mail server.

    Takes smtp://user:password@host:587 (encrypted by STARTTLS wherever the server offers it) or smtps://.
    Raises OSError or smtplib.SMTPException when the server cannot be reached or refuses.
    """
    parts = urlsplit(smtp_url)
    host, secure = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_S)
    with server:
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=secure)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _plain(name: str) -> str:
    """Give a shop's name without what means something in an address."""
    return "".join(letter for letter in name if letter not in '<>"@,;:\\\r\n').strip()
