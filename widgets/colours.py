"""Colours that can be read: the merchant's own, and the ink that stands on it."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.errors import InvalidInput

BLACK, WHITE = "#000000", "#ffffff"
READABLE = 4.5  # WCAG 2.2, 1.4.3: contrast of text
VISIBLE = 3  # WCAG 2.2, 1.4.11: contrast of the edges of controls and of the focus ring
STEPS = 40


def contrast(one: str, other: str) -> float:
    """Give the contrast of two #rrggbb colours, 1 to 21, as WCAG defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """Choose white or black text for the merchant's colour, always with contrast of at least 4.5.

    One of the two reaches 4.58 on any colour, so the merchant's colour never has to change under text.
    """
    return WHITE if contrast(WHITE, colour) >= READABLE else BLACK


def readable_on(colour: str, paper: str) -> str:
    """Give the merchant's colour for text on `paper`, moved towards black or white only until it reads.

    Takes two #rrggbb colours. Gives #rrggbb with contrast of at least 4.5 on the paper.
    """
    return move_away(colour, (paper,), READABLE)


def move_away(colour: str, papers: Sequence[str], ratio: float) -> str:
    """Give a colour that stands out from all `papers`, moved towards black or white only until it does.

    Takes #rrggbb colours, the papers all light or all dark. Gives #rrggbb with this contrast or more on each.
    """
    ink = ink_on(papers[0])
    moved = (mix(colour, ink, step / STEPS) for step in range(STEPS + 1))
    return next(one for one in moved if all(contrast(one, paper) >= ratio for paper in papers))


def mix(colour: str, other: str, share: float) -> str:
    """Give `colour` with a share, 0 to 1, of another mixed into it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(ours + (theirs - ours) * share):02x}" for ours, theirs in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[int, int, int]:
    if len(colour) != 7 or colour[0] != "#" or not colour.isascii():
        raise InvalidInput("look.colour", "A colour is written #rrggbb, like #7a3e12.")
    try:
        red, green, blue = bytes.fromhex(colour[1:])
    except ValueError as error:
        raise InvalidInput("look.colour", "A colour is written #rrggbb, like #7a3e12.") from error
    return red, green, blue
