"""What every page of Sathi has around its content: language, colours, files, the way back to the store."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.domain.program import Help, Look, Program
from plugin.model import Shop, Struct
from widgets.colours import ink_on, readable_on
from widgets.texts import LANGUAGES, Direction, direction_of, name_of
from widgets.view import Asset

PICTURES = ("gift.svg", "step-share.svg", "step-buy.svg", "step-gift.svg")
DAY_PAPER, NIGHT_PAPER = "#fffdfa", "#241d18"  # --card of page.css, by day and by night


class LanguageLink(Struct, frozen=True):
    """One entry of the language switch."""

    language: str
    name: str
    href: str
    current: bool


class Palette(Struct, frozen=True):
    """The merchant's colour, the ink on it, and its readable forms for text by day and by night."""

    brand: str
    ink: str
    day: str
    night: str
    radius_px: int


class Frame(Struct, frozen=True):
    """What every page has around its content."""

    language: str
    direction: Direction
    title: str
    palette: Palette
    stylesheet: str
    sri: str
    pictures: dict[str, str]
    languages: tuple[LanguageLink, ...] = ()
    shop_name: str = ""
    shop_url: str = ""
    help: Help = Help()


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
    return Frame(
        language=language,
        direction=direction_of(language),
        title=title,
        palette=palette_of(program.look),
        stylesheet=f"/s/{css['file']}",
        sri=css["sri"],
        pictures={name.removesuffix(".svg"): f"/s/{assets[name]['file']}" for name in PICTURES},
        languages=tuple(_link_language(each, language, path) for each in LANGUAGES),
        shop_name=shop.name,
        shop_url=shop.url,
        help=program.help,
    )


def bare_frame(language: str, assets: Mapping[str, Asset], *, title: str) -> Frame:
    """Give the frame of a page that belongs to no shop."""
    return Frame(
        language=language,
        direction=direction_of(language),
        title=title,
        palette=palette_of(Look()),
        stylesheet=f"/s/{assets['page.css']['file']}",
        sri=assets["page.css"]["sri"],
        pictures={},
    )


def palette_of(look: Look) -> Palette:
    """Give the merchant's colour with everything that has to be read on it or in it."""
    return Palette(
        brand=look.colour,
        ink=ink_on(look.colour),
        day=readable_on(look.colour, DAY_PAPER),
        night=readable_on(look.colour, NIGHT_PAPER),
        radius_px=look.radius_px,
    )


def _link_language(language: str, current: str, page: str) -> LanguageLink:
    return LanguageLink(
        language=language,
        name=name_of(language),
        href=f"{page}{'&' if '?' in page else '?'}lang={language}",
        current=language == current,
    )
