"""On what a page is read, as far as a browser says so of itself."""

from __future__ import annotations

import re
from typing import Literal

Device = Literal["phone", "tablet", "computer", ""]

_TABLET = re.compile(r"iPad|Tablet|PlayBook|Silk(?!.*Mobile)|Kindle|Android(?!.*Mobile)")
_PHONE = re.compile(r"Mobi|iPhone|iPod|Android|Windows Phone|Opera Mini|BlackBerry|KAIOS")
_COMPUTER = re.compile(r"Windows NT|Macintosh|X11|CrOS|Linux")


def name_device(user_agent: str) -> Device:
    """Tell a phone, a tablet and a computer apart by a User-Agent header; empty for whatever else asks."""
    if _TABLET.search(user_agent):
        return "tablet"
    if _PHONE.search(user_agent):
        return "phone"
    return "computer" if _COMPUTER.search(user_agent) else ""
