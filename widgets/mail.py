"""The mail that carries a shopper's signed link: what it says."""

from __future__ import annotations

from plugin.domain.program import Program
from plugin.model import Shop, Struct
from widgets.frame import Palette, palette_of
from widgets.texts import Direction, direction_of, say, say_count, say_hello


class LinkMail(Struct, frozen=True):
    """The mail that carries the signed link."""

    language: str
    direction: Direction
    palette: Palette
    subject: str
    greeting: str
    link: str
    lasts: str
    why: str
    shop_name: str


def link_mail(
    shop: Shop, program: Program, language: str, *, first_name: str, link: str, hours: int
) -> LinkMail:
    """Give the mail with the signed link, which works for so many hours."""
    return LinkMail(
        language=language,
        direction=direction_of(language),
        palette=palette_of(program.look),
        subject=say(language, "Your own link from {shop}", shop=shop.name),
        greeting=say_hello(first_name, language),
        link=link,
        lasts=say_count(
            language, "The link works for {count} hour.", "The link works for {count} hours.", hours
        ),
        why=say(
            language,
            "Somebody asked for this at {shop} with your address. If it was not you, there is nothing to do.",
            shop=shop.name,
        ),
        shop_name=shop.name,
    )
