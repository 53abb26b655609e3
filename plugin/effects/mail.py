"""Mail by plain SMTP: one message, one connection; and the letter with a shopper's own link."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

import msgspec

from plugin.actions.house import House
from plugin.actions.links import LINK_LIFE_MS, LinkMail, own_link
from plugin.effects.notes import Note, note_nothing
from plugin.errors import NotFound
from plugin.failpoints import reach
from plugin.model import Shop
from plugin.store.effects import Effect
from widgets.drawing import draw
from widgets.mail import link_mail

TIMEOUT_S = 20
HOUR_MS = 3_600_000


def send_link(house: House, shop: Shop, effect: Effect) -> Note:
    """Mail a shopper the link to their own page; its hour begins now.

    Raises NotFound when nobody is there to write to, OSError when the mail server does not take it.
    """
    asked = msgspec.json.decode(effect.payload, type=LinkMail)
    with house.store.reading() as parts:
        person = parts.people.find(shop.shop_id, asked.person_id)
        if person is None or not person.email:
            raise NotFound("The person to write to is not known any more.")
        _, program = parts.programs.current(shop.shop_id)
    view = link_mail(
        shop, program, asked.language, first_name=person.first_name,
        link=own_link(house, shop, person.person_id) + f"?lang={asked.language}",
        hours=LINK_LIFE_MS // HOUR_MS,
    )  # fmt: skip
    message = make_message(
        house.settings.mail_from, shop.name, person.email, view.subject, draw("mail_link.txt", view),
        draw("mail_link.html", view), f"<{effect.effect_id}@{house.settings.mail_from.partition('@')[2]}>",
    )  # fmt: skip
    send_message(house.settings.smtp_url, message)
    return note_nothing


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
    reach("call:mail:send:before")
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
    reach("call:mail:send:after")


def _plain(name: str) -> str:
    """Give a shop's name without what means something in an address."""
    return "".join(letter for letter in name if letter not in '<>"@,;:\\\r\n').strip()
