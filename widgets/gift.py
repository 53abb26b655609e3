"""The gift on the share picture: a wrapped box, its bow and a few bright dots, drawn without any file."""

from __future__ import annotations

from math import cos, pi, sin

from PIL import Image, ImageDraw

SMOOTH = 2  # drawn at twice the size and shrunk, so that edges are smooth
GOLD, GOLD_DEEP = "#f4bd4a", "#dd9c26"
SHADOW = (60, 30, 10, 38)
DOTS = ((-168, -92, 9), (-128, -150, 6), (150, -128, 8), (182, -52, 5), (-184, 10, 5), (112, -176, 5))

Colour = str | tuple[int, int, int, int]


def paint_gift(size_px: tuple[int, int], paper: str, shade: Colour, disc: str, box: str) -> Image.Image:
    """Paint `paper` with rings of `shade` and, on a disc at the right, a gift in the colour `box`."""
    width, height = size_px
    canvas = Image.new("RGB", (width * SMOOTH, height * SMOOTH), paper)
    easel = _Easel(canvas, width - 244, height // 2)
    for radius in (500, 370):
        easel.disc(0, 0, radius, shade)
    easel.disc(0, 0, 220, disc)
    _draw_box(easel, box)
    _draw_bow(easel)
    for x, y, radius in DOTS:
        easel.disc(x, y, radius, GOLD if radius > 5 else box)
    return canvas.reduce(SMOOTH)


def _draw_box(easel: _Easel, box: str) -> None:
    easel.oval(-120, 128, 120, 160, SHADOW)
    easel.block(-104, -22, 104, 144, 14, box)
    easel.block(-104, -22, 104, 22, 0, SHADOW)
    easel.block(-20, -22, 20, 144, 0, GOLD)
    easel.block(-122, -60, 122, 2, 12, box)
    easel.block(-23, -60, 23, 2, 0, GOLD)


def _draw_bow(easel: _Easel) -> None:
    for side in (-1, 1):
        easel.shape(_loop(side, 92, 62), GOLD)
        easel.shape(_loop(side, 56, 30), GOLD_DEEP)
    easel.block(-22, -86, 22, -52, 12, GOLD_DEEP)


def _loop(side: int, length: float, breadth: float) -> list[tuple[float, float]]:
    """Give a leaf that starts at the knot and leans upward to one side."""
    points = []
    for step in range(49):
        turn = pi * step / 24
        along, across = length * (1 - cos(turn)) / 2, breadth * sin(turn) * (1 - cos(turn)) / 2.6
        points.append((side * (along * 0.87 - across * 0.5), -68 - along * 0.5 - across * 0.87))
    return points


class _Easel:
    """Takes what is drawn around a centre, in pixels of the finished picture."""

    def __init__(self, canvas: Image.Image, centre_x: int, centre_y: int) -> None:
        self._draw = ImageDraw.Draw(canvas, "RGBA")
        self._centre = (centre_x, centre_y)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self.oval(x - radius, y - radius, x + radius, y + radius, colour)

    def oval(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        self._draw.ellipse([self._at(left, top), self._at(right, bottom)], fill=colour)

    def block(
        self, left: float, top: float, right: float, bottom: float, radius: float, colour: Colour
    ) -> None:
        corners = [self._at(left, top), self._at(right, bottom)]
        self._draw.rounded_rectangle(corners, radius * SMOOTH, fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: Colour) -> None:
        self._draw.polygon([self._at(x, y) for x, y in points], fill=colour)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return ((self._centre[0] + x) * SMOOTH, (self._centre[1] + y) * SMOOTH)
