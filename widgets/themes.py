"""Themes: finished sets of design tokens around the merchant's colour, by day and by night.

Tokens are made of colours and lengths alone. Every colour that is read or has to be seen is moved until it
stands out from all that it meets (`MEETINGS`), whatever the merchant's colour is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, get_args

from plugin.domain.program import Look
from plugin.model import Struct
from plugin.words.speaking import say
from widgets.colours import READABLE, VISIBLE, ink_on, mix, move_away

Scheme = Literal["day", "night"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
Tokens = Mapping[str, str]

NIGHT = "@media(prefers-color-scheme:dark)"


class Paint(Struct, frozen=True):
    """What a theme brings by day or by night; its tints take `share` of the merchant's colour."""

    paper: str
    ground: str
    tint: str
    text: str
    soft: str
    line: str
    edge: str
    good: str
    bad: str
    shade: str
    share: float = 0


PAINTS: Mapping[tuple[str, Scheme], Paint] = {
    ("warm", "day"): Paint(
        paper="#fffdfa", ground="#faf5ee", tint="#fcf3e6", text="#2b211b", soft="#675a50", line="#eadfd1",
        edge="#8b7b6d", good="#1d6b52", bad="#a5261b", shade="#3a1d0840", share=0.04,
    ),
    ("warm", "night"): Paint(
        paper="#241d18", ground="#1a1512", tint="#32281f", text="#f3e9de", soft="#c3b4a5", line="#463a30",
        edge="#9c8c7e", good="#7fd1b3", bad="#ff9d90", shade="#000a", share=0.06,
    ),
    ("crisp", "day"): Paint(
        paper="#ffffff", ground="#ffffff", tint="#f5f6f8", text="#16191d", soft="#59606a", line="#e3e6ea",
        edge="#7f8791", good="#146c43", bad="#b3261e", shade="#10182833",
    ),
    ("crisp", "night"): Paint(
        paper="#181b1f", ground="#101214", tint="#23272d", text="#f2f4f6", soft="#b4bac2", line="#343a42",
        edge="#868e99", good="#7fd6a8", bad="#ff9d94", shade="#000a",
    ),
    ("festive", "day"): Paint(
        paper="#ffffff", ground="#ffffff", tint="#ffffff", text="#1f1a24", soft="#5e5566", line="#e9e3ec",
        edge="#847a8b", good="#146c43", bad="#b3261e", shade="#20102a4d", share=0.1,
    ),
    ("festive", "night"): Paint(
        paper="#1d1921", ground="#131015", tint="#2a242f", text="#f6f1f8", soft="#c2b8c7", line="#41384a",
        edge="#95899c", good="#7fd6a8", bad="#ff9d94", shade="#000a", share=0.12,
    ),
}  # fmt: skip


class Palette(Struct, frozen=True):
    """The tokens of a look by day and by night."""

    day: Tokens
    night: Tokens


# What is read or has to be seen, the papers that it meets, and the least contrast there.
MEETINGS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("text", ("paper", "tint", "ground"), READABLE),
    ("soft", ("paper", "tint", "ground"), READABLE),
    ("accent", ("paper", "tint", "ground"), READABLE),
    ("good", ("paper", "tint", "ground"), READABLE),
    ("bad", ("paper", "tint", "ground"), READABLE),
    ("edge", ("paper", "tint", "ground"), VISIBLE),
    ("rim", ("paper", "tint", "ground"), VISIBLE),
    ("ink", ("colour",), READABLE),
    ("head-ink", ("head",), READABLE),
)


# Tokens that the pages need and the widgets do not.
PAGES_ONLY = ("ground", "good", "bad")


def css_of(look: Look) -> str:
    """Give the rule text that carries a shop's look into the widgets, made of validated tokens only.

    The rules name the surfaces inside our shadow roots: on the host, a page's own `*` rule would win.
    """
    return _write_rules("aside,dialog,article", look, PAGES_ONLY)


def page_css_of(look: Look) -> str:
    """Give the rule text that carries a shop's look into the pages that Sathi shows itself."""
    return _write_rules(":root", look)


def palette_of(look: Look) -> Palette:
    """Give a look's tokens to what can take no custom properties: the mails."""
    return Palette(day=tokens_of(look, "day"), night=tokens_of(look, "night"))


def say_corrections(look: Look) -> tuple[str, ...]:
    """Say where the merchant's colour alone could not be read or seen, and what stands there instead."""
    return tuple(sentence for scheme in SCHEMES for sentence in _say_moves(scheme, tokens_of(look, scheme)))


def tokens_of(look: Look, scheme: Scheme) -> Tokens:
    """Give every token of a look by the name that the styles use.

    `rim` edges the merchant's colour where it would melt into the paper, `edge` the other controls.
    """
    paint = PAINTS[look.theme, scheme]
    colour = look.colour.lower()
    papers = {
        "paper": paint.paper,
        "tint": mix(paint.tint, colour, paint.share),
        "ground": mix(paint.ground, colour, paint.share / 2),
    }
    wanted = {
        "text": paint.text, "soft": paint.soft, "accent": colour, "good": paint.good, "bad": paint.bad,
        "edge": paint.edge, "rim": colour,
    }  # fmt: skip
    moved = {
        name: move_away(wanted[name], [papers[each] for each in meets], ratio)
        for name, meets, ratio in MEETINGS
        if name in wanted
    }
    flat = {"colour": colour, "ink": ink_on(colour), "line": paint.line, "shade": paint.shade}
    corners = {"radius": f"{look.radius_px}px", "corner": f"{round(look.radius_px * 0.7)}px"}
    return flat | corners | papers | moved | _make_head(look, scheme, flat | papers | moved)


def _make_head(look: Look, scheme: Scheme, made: Tokens) -> dict[str, str]:
    """Give the head of popup and panel: its paper, its ink, and the hem that is drawn below it."""
    if look.theme == "warm":
        return {"head": made["tint"], "head-ink": made["text"], "hem": "none"}
    if look.theme == "crisp":
        return {
            "head": made["paper"],
            "head-ink": made["text"],
            "hem": f"linear-gradient({made['line']} 1px,#0000 0)",
        }
    head = mix(made["colour"], made["paper"], 0 if scheme == "day" else 0.2)
    scallops = f"radial-gradient(circle at 50% 0,{head} 8px,#0000 9px)"
    return {"head": head, "head-ink": ink_on(head), "hem": scallops}


@lru_cache(maxsize=512)  # a look stays, and every page asks for it
def _write_rules(selector: str, look: Look, without: Sequence[str] = ()) -> str:
    day = {name: token for name, token in tokens_of(look, "day").items() if name not in without}
    night = {name: token for name, token in tokens_of(look, "night").items() if name in day}
    changed = {name: token for name, token in night.items() if token != day[name]}
    return f"{_write_rule(selector, day)}{NIGHT}{{{_write_rule(selector, changed)}}}"


def _write_rule(selector: str, tokens: Tokens) -> str:
    return f"{selector}{{{';'.join(f'--{name}:{token}' for name, token in tokens.items())}}}"


def _say_moves(scheme: Scheme, tokens: Tokens) -> Iterator[str]:
    """Say them to the merchant, in the language of the desk."""
    colour, paper = tokens["colour"], tokens["paper"]
    if tokens["accent"] != colour:
        told = {"colour": colour, "paper": paper, "other": tokens["accent"]}
        if scheme == "day":
            yield say(
                "By day, {colour} is hard to read as text on {paper}: Sathi writes in {other} there.", **told
            )
        else:
            yield say(
                "By night, {colour} is hard to read as text on {paper}: Sathi writes in {other} there.",
                **told,
            )
    if tokens["rim"] != colour:
        told = {"colour": colour, "paper": paper, "other": tokens["rim"]}
        if scheme == "day":
            yield say(
                "By day, a button in {colour} is hard to tell from {paper}: Sathi edges it in {other}.",
                **told,
            )
        else:
            yield say(
                "By night, a button in {colour} is hard to tell from {paper}: Sathi edges it in {other}.",
                **told,
            )
