"""Lettering: words become ink in every script of Sathi's languages, shaped as their readers write them.

Measures are in ems until the ink is drawn, so a line is shaped once for all sizes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

import uharfbuzz as hb
from PIL import Image

from widgets.reading_order import find_levels, place_runs
from widgets.texts import Direction

FONTS_DIR = Path(__file__).with_name("fonts")
SCRIPTS = ("latin", "devanagari", "bengali", "gujarati", "tamil", "telugu", "arabic")
LONGEST = 400  # characters; what is behind them would never be legible on a picture
MARKS_COUNT = 4  # on one letter; Devanagari needs three
NO_BREAK, NARROW = "\u00a0", "\u202f"  # no font has the narrow one, which French sets between thousands
JOINERS = "\u200c\u200d"  # they choose between forms of a conjunct


@dataclass(frozen=True, slots=True)
class Font:
    """One bundled font, and the characters that it can draw."""

    face: Any  # uharfbuzz has no types
    characters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One shape of a font at its place on the line, in ems; number 0 would be the empty box."""

    font: Font
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of shaped words, from left to right on paper."""

    glyphs: tuple[Glyph, ...]
    width: float


@cache
def load_fonts() -> tuple[Font, ...]:
    """Load the bundled fonts, the Latin one first."""
    faces = [hb.Face(hb.Blob.from_file_path(str(FONTS_DIR / f"{script}.ttf"))) for script in SCRIPTS]
    return tuple(Font(hb.Font(face), frozenset(map(chr, face.unicodes))) for face in faces)


def clean(text: str) -> str:
    """Keep what the fonts can draw: no emoji, no control characters, one space between words."""
    plain = "".join(map(_plain, normalize("NFC", text[:LONGEST]).replace(NARROW, NO_BREAK)))
    return re.sub(r" +", " ", _find_towers().sub(r"\1", plain)).strip(" \u00a0")


@cache
def _find_towers() -> re.Pattern[str]:
    """Find marks piled on one letter, higher than any language does: they would cover the lines above."""
    marks = "".join(mark for font in load_fonts() for mark in font.characters if category(mark) == "Mn")
    return re.compile(f"([{marks}{JOINERS}]{{{MARKS_COUNT}}})[{marks}{JOINERS}]+")


def _plain(character: str) -> str:
    if any(character in font.characters for font in load_fonts()):
        return character if category(character) != "Cf" or character in JOINERS else ""
    return " " if character.isspace() else ""


def set_line(text: str, direction: Direction) -> Line:
    """Shape one line of clean text: conjuncts, vowel signs, joined letters, the order of reading."""
    levels = find_levels(text, direction)
    cells = list(zip(levels, _choose_fonts(text), text, strict=True))
    runs = [(key, "".join(cell[2] for cell in run)) for key, run in groupby(cells, lambda cell: cell[:2])]
    shaped = [_shape(part, font, level) for (level, font), part in runs]
    placed = place_runs(shaped, [level for (level, _), _ in runs])
    starts = accumulate((run.width for run in placed), initial=0.0)
    glyphs = [
        Glyph(each.font, each.number, start + each.x, each.y)
        for start, run in zip(starts, placed, strict=False)
        for each in run.glyphs
    ]
    return Line(tuple(glyphs), sum(run.width for run in placed))


def _choose_fonts(text: str) -> Iterator[Font]:
    """Give each character its font; marks, joiners and spaces stay with the letter before them."""
    fonts = load_fonts()
    current = fonts[0]
    for character in text:
        stays = category(character) in ("Mn", "Mc", "Cf", "Zs") and character in current.characters
        if not stays:
            current = next((font for font in fonts if character in font.characters), fonts[0])
        yield current


def _shape(text: str, font: Font, level: int) -> Line:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if level % 2 else "ltr"
    buffer.language = "und"  # else the machine's own locale would choose between forms
    buffer.guess_segment_properties()
    hb.shape(font.face, buffer)
    em = font.face.face.upem
    glyphs, x = [], 0
    for shape, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append(Glyph(font, shape.codepoint, (x + place.x_offset) / em, place.y_offset / em))
        x += place.x_advance
    return Line(tuple(glyphs), x / em)


def draw_ink(lines: Iterable[tuple[Line, int, float, float]], size_px: tuple[int, int]) -> Image.Image:
    """Draw lines as a mask of ink.

    Takes each line with its size, the left end of its baseline from the left and from the top, all in
    pixels, and the size of the mask.
    """
    width, height = size_px
    pen = hb.RasterDraw()
    pen.extents = hb.RasterExtents(0, 0, width, height, width)
    for line, size, x, baseline in lines:
        for glyph in line.glyphs:
            scale = size / glyph.font.face.face.upem
            left, up = x + glyph.x * size, height - baseline + glyph.y * size
            pen.transform = (scale, 0, 0, scale, left, up)
            pen.draw_glyph(glyph.font.face, glyph.number)
    mask = Image.frombytes("L", size_px, pen.render().buffer)
    return mask.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
