"""Where in a store surfaces may come by themselves, as one pattern that the browser can ask."""

from __future__ import annotations

import re
from urllib.parse import quote

from plugin.domain.program import Manners

# The loader adds this to the path of a page that thanks for an order.
THANKS = "#thanks"
NO_CHECKOUT = rf"(?!.*/checkouts?(?:/|$)(?!.*{THANKS}$))"


def pattern_of(manners: Manners) -> str:
    """Give the pattern of the paths on which surfaces may come: the merchant's, and never a checkout's.

    Gives a regular expression that means the same in JavaScript and in Python, for a path as browsers write
    it (percent-encoded), with "#thanks" behind it where the page thanks for an order.
    """
    excluded = f"(?!{_any_of(manners.pages_excluded)})" if manners.pages_excluded else ""
    included = _any_of(manners.pages_included) if manners.pages_included else ""
    return f"^{NO_CHECKOUT}{excluded}{included}"


def _any_of(paths: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(map(_read_path, paths))})/?(?:{THANKS})?$"


def _read_path(path: str) -> str:
    parts = (
        re.sub(r"([.+?^${}()|[\]\\])", r"\\\1", quote(part, safe="/%!$&'()+,;=:@~"))
        for part in path.split("*")
    )
    return ".*".join(parts).removesuffix("/")
