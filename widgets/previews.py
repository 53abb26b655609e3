"""Previews: a look that is not saved yet, shown by the real widgets on a page that stands for the store's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from plugin.domain.program import Look, Offer, OwnText, Program
from plugin.errors import NotFound
from plugin.model import Friend, Shop, Struct
from widgets.own_words import check_own_words
from widgets.texts import Direction, direction_of
from widgets.view import advocate_view

PreviewSurface = Literal["popup", "sticky", "page"]
SAMPLE_NAME, SAMPLE_CODE, SAMPLE_ORDER = "Asha", "SAMPLE200", "preview"


class Draft(Struct):
    """What a merchant tries out before saving it."""

    look: Look
    offer: Offer
    words: tuple[OwnText, ...] = ()


class HostPage(Struct):
    """A page that stands for one of the store's: with an order's thanks, where the popup is to come."""

    language: str
    direction: Direction
    title: str
    script: str
    key: str
    order: str


def write_draft(draft: Draft) -> str:
    """Write a draft as a link carries it."""
    return msgspec.json.encode(draft).decode()


def read_draft(text: str) -> Draft:
    """Read a draft from a link; raises NotFound for what is none."""
    try:
        draft = msgspec.json.decode(text, type=Draft)
    except msgspec.DecodeError as error:
        raise NotFound("This preview is of an older version; look again.") from error
    return draft


def try_draft(program: Program, draft: Draft) -> Program:
    """Give a program as it would be with a draft saved, and live; raises InvalidInput for unusable words."""
    check_own_words(draft.words)
    return msgspec.structs.replace(
        program, look=draft.look, offer=draft.offer, words=draft.words, live=True, paused=""
    )


def host_page(shop: Shop, language: str, path: str, surface: PreviewSurface) -> HostPage:
    """Give the page on which popup or launcher are shown; `path` is where its preview's files are."""
    return HostPage(
        language=language, direction=direction_of(language), title=shop.name, script=f"{path}/w.js",
        key=shop.key, order=SAMPLE_ORDER if surface == "popup" else "",
    )  # fmt: skip


def sample_member(shop: Shop, language: str, base_url: str) -> Mapping[str, Any]:
    """Give what the widgets are told of an advocate who is none."""
    friends = [Friend(state="rewarded", since_at_ms=0), Friend(state="waiting", since_at_ms=0)]
    return advocate_view(
        first_name=SAMPLE_NAME, code=SAMPLE_CODE, joined=True, friends=friends, shop=shop, language=language,
        base_url=base_url,
    )  # fmt: skip
