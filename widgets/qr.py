"""A link as a QR picture, to be held up to a friend's camera or printed."""

from __future__ import annotations

import io

import segno

PNG_SCALE = 20  # pixels for each of its squares: sharp on a poster


def draw_qr(link: str) -> bytes:
    """Draw a link as an SVG QR code (ISO/IEC 18004, error level M) with its quiet zone, dark on white."""
    picture = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        picture, kind="svg", scale=4, border=4, light="#fff", xmldecl=False, omitsize=True
    )
    return picture.getvalue()


def draw_qr_png(link: str) -> bytes:
    """Draw the same QR code as a PNG, for what takes no SVG."""
    picture = io.BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="png", scale=PNG_SCALE, border=4)
    return picture.getvalue()
