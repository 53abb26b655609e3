"""Letters: what a message says to one person by e-mail, as text and drawn."""

from __future__ import annotations

from plugin.model import Struct
from widgets.drawing import draw
from widgets.inlining import inline_styles
from widgets.letter_facts import Bought, LetterFacts, Statement
from widgets.letter_pages import compose_letter

__all__ = ["Bought", "Letter", "LetterFacts", "Statement", "write_letter"]


class Letter(Struct, frozen=True):
    """A letter in both its forms, with what its envelope needs to know.

    `unsubscribe_url` is empty for what was asked for or is owed: such a letter cannot be unsubscribed from.
    """

    language: str
    sender_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    unsubscribe_url: str = ""


def write_letter(facts: LetterFacts) -> Letter:
    """Write the letter that these facts make, in the reader's language."""
    page = compose_letter(facts)
    return Letter(
        language=facts.language,
        sender_name=page.shop_name,
        reply_to=facts.program.post.reply_to,
        subject=page.subject,
        text=draw("letter.txt", page),
        html=inline_styles(draw("letter.html", page)),
        unsubscribe_url=facts.unsubscribe_url,
    )
