"""Answers made once for all browsers: one for each encoding, whole and for those who have it already.

Which one a browser gets its Accept-Encoding and its If-None-Match say (RFC 9110, 12.5.3 and 13.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Encoding = Literal["br", "gzip", "identity"]

FOR_EVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=60, stale-while-revalidate=600"
# Settings name the chunks of today: served stale, they would name some that an upgrade has taken away.
FRESH = "public, max-age=60"

# Any store's page may read such an answer; none of them depends on who asks.
OPEN_TO_PAGES = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Content-Type",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Timing-Allow-Origin": "*",
}

# The smallest first: it wins where a browser likes several as much.
_ENCODINGS: tuple[Encoding, ...] = ("br", "gzip", "identity")
_WEIGHT = r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?"
_WISH = re.compile(rf"\s*([\w*-]+)\s*(?:;\s*q=({_WEIGHT})\s*)?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Built:
    """A file or an answer that changes only with its content, with its bytes by encoding.

    `name` stands for exactly this content.
    """

    name: str
    content_type: str
    encodings: Mapping[Encoding, bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, ready to leave."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """What browsers get of one content in one encoding: all of it, or that they have it."""

    tag: str
    whole: Answer
    unchanged: Answer


Choice = Mapping[Encoding, Prepared]


def prepare(built: Built, cache_control: str) -> Choice:
    """Make every answer for one content, with how long a cache may keep it."""
    return {encoding: _prepare_one(built, encoding, cache_control) for encoding in _ENCODINGS}


def choose(choice: Choice, accept_encoding: str | None, if_none_match: str) -> Answer:
    """Give the answer for a browser by its two headers; None or empty where it sent none."""
    prepared = choice[choose_encoding(accept_encoding)]
    # No tag has a quote in it, so one that stands here with its quotes is one of the list.
    known = prepared.tag in if_none_match or if_none_match.strip() == "*"
    return prepared.unchanged if known else prepared.whole


@lru_cache(maxsize=256)
def choose_encoding(accept_encoding: str | None) -> Encoding:
    """Choose the encoding that a browser likes best, the smallest of several.

    Takes its Accept-Encoding as it came; None is no wish at all. Whoever refuses everything gets the content
    as it is, as if they had not wished. Source: RFC 9110, 12.4.1 and 12.5.3.
    """
    wishes = [_WISH.match(part) for part in (accept_encoding or "").lower().split(",")]
    liked = {wish[1]: float(wish[2] or 1) for wish in wishes if wish}
    # Without a word about it, the plain content comes after everything that is wished for.
    unnamed = {"br": liked.get("*", 0.0), "gzip": liked.get("*", 0.0), "identity": 0.0}
    weights = {name: liked.get(name, unnamed[name]) for name in _ENCODINGS}
    return max(_ENCODINGS, key=lambda name: weights[name]) if any(weights.values()) else "identity"


def _prepare_one(built: Built, encoding: Encoding, cache_control: str) -> Prepared:
    tag = f'"{built.name}-{encoding}"'
    kept = OPEN_TO_PAGES | {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": cache_control,
        "Vary": "Accept-Encoding",
        "ETag": tag,
    }
    body = built.encodings[encoding]
    about = {"Content-Type": built.content_type, "Content-Length": str(len(body))}
    if encoding != "identity":
        about["Content-Encoding"] = encoding
    whole = Answer("200 OK", [*kept.items(), *about.items()], body)
    return Prepared(tag, whole, Answer("304 Not Modified", [*kept.items()], b""))
