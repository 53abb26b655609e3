"""What an experiment shows one shopper in place of the settings of every page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from plugin.domain.program import Program
from plugin.model import Shop
from widgets.assets import load_manifest
from widgets.view import public_settings, shopper_texts


def say_variant(shop: Shop, standing: Program | None, own: Program | None, language: str) -> dict[str, Any]:
    """Give what differs between the program of every page and the one that this shopper meets.

    Gives the fields that join the answer of a decision or of a member: nothing, where nothing differs.
    """
    if standing is None or own is None or own == standing:
        return {}
    vary = _compare(shop, standing, own, language)
    return {"vary": vary} if vary else {}


@lru_cache(maxsize=256)
def _compare(shop: Shop, standing: Program, own: Program, language: str) -> dict[str, Any]:
    assets = load_manifest()
    was, now = (public_settings(shop, each, language, assets) for each in (standing, own))
    said, says = (shopper_texts(shop, each, language) for each in (standing, own))
    texts = {key: text for key, text in says.items() if said[key] != text}
    look = {"look": now["look"]} if now["look"] != was["look"] else {}
    delay = {"delay": now["delay"]} if now["delay"] != was["delay"] else {}
    return {**({"texts": texts} if texts else {}), **look, **delay}
