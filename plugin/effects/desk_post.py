"""Letters to those who work at the desk: plain ones, each handed to the mail server by itself."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from html import escape

from plugin.actions.house import House
from plugin.effects.envelopes import make_envelope, write_address
from plugin.effects.smtp import MailLine, MailRefused, MailSilent
from plugin.errors import StoreBusy, StoreRefused, StoreUnclear
from widgets.letters import Letter

AGAIN_S = 60.0


def write_desk_letter(sender_name: str, language: str, subject: str, paragraphs: Sequence[str]) -> Letter:
    """Write a letter of a few paragraphs; one that is an address of the web is a link."""
    return Letter(
        language=language, sender_name=sender_name, reply_to="", subject=subject,
        text="\n\n".join(paragraphs), html="".join(f"<p>{_draw(one)}</p>" for one in paragraphs),
    )  # fmt: skip


def send_desk_letter(house: House, letter: Letter, email: str, message_id: str) -> None:
    """Hand a letter to the mail server.

    Raises StoreBusy where it cannot be reached, StoreRefused where it will not take the letter, StoreUnclear
    where it may take it later.
    """
    raw = make_envelope(
        letter, sender=house.settings.mail_from, to=email, message_id=message_id, now_ms=house.now_ms()
    )
    with closing(MailLine(house.settings.smtp_url)) as line:
        _hand_over(line, house.settings.mail_from, write_address(email), raw)


def _draw(paragraph: str) -> str:
    text = escape(paragraph)
    is_link = paragraph.startswith(("https://", "http://")) and " " not in paragraph
    return f'<a href="{text}">{text}</a>' if is_link else text


def _hand_over(line: MailLine, sender: str, address: str, raw: bytes) -> None:
    try:
        line.hand_over(sender, address, raw)
    except MailSilent as error:
        raise StoreUnclear("The mail server did not say whether it took the letter.") from error
    except MailRefused as refused:
        kind = StoreRefused if refused.is_final else StoreUnclear
        raise kind("The mail server refused the letter ({code}).", code=refused.answer.code) from refused
    except OSError as error:
        raise StoreBusy("The mail server cannot be reached.", AGAIN_S) from error
