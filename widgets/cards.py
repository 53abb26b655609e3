"""The share picture: what a messenger shows beside a friend's link (Open Graph).

One picture a shop and language, without anybody's name, so that it can be kept for as long as its version.
"""

from __future__ import annotations

import hashlib
import io

from msgspec.structs import replace
from PIL import Image, ImageDraw, ImageOps

from plugin.domain.program import Program
from plugin.model import Shop, Struct
from widgets.colours import WHITE, ink_on, readable_on
from widgets.fitting import Block, Room, fit
from widgets.gift import paint_gift
from widgets.lettering import clean, draw_ink
from widgets.offers import say_first_order
from widgets.texts import Direction, direction_of, say

DRAWING = (
    2  # counts up with every change of the drawing or the fonts: messengers keep a picture by its address
)
CONTENT_TYPE = "image/jpeg"
WIDTH, HEIGHT = CARD_SIZE = (1200, 630)
MARGIN, GAP, COLUMN, PADDING = 72, 26, 622, 30
ROUND = 30  # of the plate's corners
QUALITY = 88

CREAM = "#fdf3e4"
DARKEN, LIGHTEN = (0, 0, 0, 24), (255, 255, 255, 44)

# Lines' heights in ems: letters of India and Arabic reach further up and down than Latin ones.
LOW, TALL, PLATE = 1.2, 1.38, 1.72
LATIN = ("en", "es", "fr")
MIDDLE = 0.33  # ems from the baseline up to the middle of the letters


class Words(Struct):
    """Everything that a card shows, in the shopper's language."""

    greeting: str
    offer: str
    shop: str
    colour: str
    direction: Direction
    leading: float


def draw_card(shop: Shop, program: Program, language: str) -> bytes:
    """Draw the picture that a messenger shows beside a friend's link.

    Takes one of Sathi's languages. Gives a JPEG of CARD_SIZE, the same bytes for the same `card_version`.
    Drawing takes tens of milliseconds: keep the picture by its version.
    """
    words = _say(shop, program, language)
    canvas = _paint(words)
    _write(canvas, words)
    picture = io.BytesIO()
    canvas.save(picture, "JPEG", quality=QUALITY, optimize=True)
    return picture.getvalue()


def card_version(shop: Shop, program: Program, language: str) -> str:
    """Give a short name for the picture that changes when the picture would; it belongs in the address."""
    shown = repr((DRAWING, _say(shop, program, language)))
    return hashlib.sha256(shown.encode()).hexdigest()[:12]


def _say(shop: Shop, program: Program, language: str) -> Words:
    promised = program.offer.friend
    friend = replace(promised, gift=clean(promised.gift))  # what no font can draw is simply "a gift"
    return Words(
        greeting=clean(say(language, "A gift from a friend")),
        offer=clean(say_first_order(friend, shop, language)),
        shop=clean(shop.name),
        colour=program.look.colour,
        direction=direction_of(language),
        leading=LOW if language in LATIN else TALL,
    )


def _paint(words: Words) -> Image.Image:
    # The rings move away from the ink, so that words on them only read better.
    shade = DARKEN if ink_on(words.colour) == WHITE else LIGHTEN
    canvas = paint_gift(CARD_SIZE, words.colour, shade, CREAM, readable_on(words.colour, CREAM))
    return ImageOps.mirror(canvas) if words.direction == "rtl" else canvas


def _write(canvas: Image.Image, words: Words) -> None:
    """Write greeting, offer and the shop's name as one column, centred in height."""
    greeting = fit(words.greeting, words.direction, Room(COLUMN, 60, range(42, 25, -2), words.leading))
    offer = fit(words.offer, words.direction, Room(COLUMN, 330, range(112, 29, -2), words.leading))
    name = fit(words.shop, words.direction, Room(COLUMN - 2 * PADDING, 104, range(46, 25, -2), PLATE))
    top = (HEIGHT - greeting.height_px - offer.height_px - name.height_px - 2 * GAP) / 2
    ink = ink_on(words.colour)
    _write_block(canvas, greeting, top, ink, words)
    top += greeting.height_px + GAP / 2
    _write_block(canvas, offer, top, ink, words)
    top += offer.height_px + GAP
    if words.shop:
        _draw_plate(canvas, name, top, words)
        _write_block(canvas, name, top, readable_on(words.colour, CREAM), words, PADDING)


def _write_block(
    canvas: Image.Image, block: Block, top: float, ink: str, words: Words, indent: int = 0
) -> None:
    size, placed = block.size_px, []
    for number, line in enumerate(block.lines):
        baseline = top + size * (block.leading * (number + 0.5) + MIDDLE)
        placed.append((line, size, _start(line.width * size, words, indent), baseline))
    canvas.paste(ink, mask=draw_ink(placed, CARD_SIZE))


def _draw_plate(canvas: Image.Image, name: Block, top: float, words: Words) -> None:
    """Lay a cream plate under the shop's name."""
    width = round(max(line.width for line in name.lines) * name.size_px) + 2 * PADDING
    height = round(name.height_px)
    plate = Image.new("L", (2 * width, 2 * height))
    ImageDraw.Draw(plate).rounded_rectangle((0, 0, 2 * width - 1, 2 * height - 1), 2 * ROUND, fill=255)
    canvas.paste(CREAM, (round(_start(width, words)), round(top)), plate.reduce(2))


def _start(width_px: float, words: Words, indent: int = 0) -> float:
    """Give the left end of something on the side where reading starts."""
    inset = MARGIN + indent
    return WIDTH - inset - width_px if words.direction == "rtl" else inset
