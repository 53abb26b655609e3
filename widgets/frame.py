"""What every page of Sathi has around its content: language, colours, files, the way back to the store."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.domain.program import Help, Look, Program
from plugin.model import Shop, Struct
from widgets.texts import LANGUAGES, Direction, direction_of, name_of
from widgets.themes import page_css_of
from widgets.view import Asset, shopper_texts

PICTURES = ("gift.svg", "friends.svg", "letter.svg", "step-share.svg", "step-buy.svg", "step-gift.svg")


class LanguageLink(Struct, frozen=True):
    """One entry of the language switch."""

    language: str
    name: str
    href: str
    current: bool


class Frame(Struct, frozen=True):
    """What every page has around its content; `texts` are the browser's, in the merchant's own words."""

    language: str
    direction: Direction
    title: str
    look_css: str
    stylesheet: str
    sri: str
    pictures: dict[str, str]
    picture: str = ""
    languages: tuple[LanguageLink, ...] = ()
    shop_name: str = ""
    shop_url: str = ""
    help: Help = Help()
    texts: Mapping[str, str] = {}


def frame_for(
    shop: Shop,
    program: Program,
    language: str,
    assets: Mapping[str, Asset],
    *,
    path: str,
    title: str,
) -> Frame:
    """Give the frame of one shop's page at `path`, which the language switch opens again.

    Takes the built files by entry name ("page.css", "gift.svg").
    """
    css = assets["page.css"]
    pictures = {name.removesuffix(".svg"): f"/s/{assets[name]['file']}" for name in PICTURES}
    return Frame(
        language=language,
        direction=direction_of(language),
        title=title,
        look_css=page_css_of(program.look),
        stylesheet=f"/s/{css['file']}",
        sri=css["sri"],
        pictures=pictures,
        picture=pictures.get(program.look.picture, ""),
        languages=tuple(_link_language(each, language, path) for each in LANGUAGES),
        shop_name=shop.name,
        shop_url=shop.url,
        help=program.help,
        texts=shopper_texts(shop, program, language),
    )


def bare_frame(language: str, assets: Mapping[str, Asset], *, title: str) -> Frame:
    """Give the frame of a page that belongs to no shop."""
    return Frame(
        language=language,
        direction=direction_of(language),
        title=title,
        look_css=page_css_of(Look()),
        stylesheet=f"/s/{assets['page.css']['file']}",
        sri=assets["page.css"]["sri"],
        pictures={},
    )


def _link_language(language: str, current: str, page: str) -> LanguageLink:
    return LanguageLink(
        language=language,
        name=name_of(language),
        href=f"{page}{'&' if '?' in page else '?'}lang={language}",
        current=language == current,
    )
