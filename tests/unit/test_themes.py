"""Themes: whatever colour a merchant takes, everything can be read and seen, by day and by night."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugin.domain.program import Look
from widgets import colours
from widgets.colours import contrast
from widgets.themes import MEETINGS, SCHEMES, Scheme, css_of, page_css_of, say_corrections, tokens_of

SOURCES = Path(colours.__file__).parent / "src"
PLAIN = re.compile(r"[#0-9a-zA-Z:;(){}%,. @-]+")
LOOKS = st.builds(
    Look,
    theme=st.sampled_from(["warm", "crisp", "festive"]),
    colour=st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
    | st.sampled_from(["#FFE000", "#AbCdEf"]),
    radius_px=st.integers(0, 40),
    font=st.sampled_from(["store", "system"]),
    picture=st.sampled_from(["gift", "friends", "letter", "none"]),
)


@given(look=LOOKS, scheme=st.sampled_from(SCHEMES))
@example(look=Look(theme="festive", colour="#ffffff"), scheme="day")
@example(look=Look(theme="festive", colour="#000000"), scheme="night")
@example(look=Look(theme="warm", colour="#777777"), scheme="day")
def test_it_keeps_every_pair_that_meets_apart(look: Look, scheme: Scheme) -> None:
    tokens = tokens_of(look, scheme)
    for name, papers, ratio in MEETINGS:
        for paper in papers:
            assert contrast(tokens[name], tokens[paper]) >= ratio, (name, paper)


@given(look=LOOKS)
def test_it_lets_nothing_but_tokens_out(look: Look) -> None:
    for css in (css_of(look), page_css_of(look)):
        assert PLAIN.fullmatch(css)
        assert css.count("{") == css.count("}") == 3


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "#7a3e12;}*{color:red"},
        {"colour": "#7a3e12\n"},
        {"colour": "red"},
        {"colour": "#٧a3e12"},
        {"radius_px": "14px}"},
        {"radius_px": 41},
        {"radius_px": 1.5},
        {"theme": "warm}"},
    ],
)
def test_it_never_meets_a_look_that_is_not_tokens(change: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(change, Look)


def test_it_says_what_it_corrects_and_where() -> None:
    assert say_corrections(Look(theme="crisp", colour="#FFE000")) == (
        "By day, #ffe000 is hard to read as text on #ffffff: Sathi writes in #807000 there.",
        "By day, a button in #ffe000 is hard to tell from #ffffff: Sathi edges it in #9f8c00.",
    )


def test_it_says_nothing_where_the_colour_stands() -> None:
    assert say_corrections(Look(theme="crisp", colour="#767676", radius_px=0))[0].startswith("By day")
    assert not [each for each in say_corrections(Look(colour="#7a3e12")) if each.startswith("By day")]


@given(look=LOOKS)
def test_it_leaves_the_merchants_colour_itself_alone(look: Look) -> None:
    for scheme in SCHEMES:
        assert tokens_of(look, scheme)["colour"] == look.colour.lower()


@pytest.mark.parametrize("theme", ["warm", "crisp", "festive"])
def test_it_travels_light(theme: str) -> None:
    look = msgspec.convert({"theme": theme, "colour": "#1f5fd0"}, Look)
    assert len(brotli.compress(css_of(look).encode())) <= 300


@pytest.mark.parametrize("folder", ["loader", "ui"])
def test_it_gives_every_token_that_the_widgets_use(folder: str) -> None:
    styles = "".join(sheet.read_text() for sheet in (SOURCES / folder).glob("*.css"))
    used = set(re.findall(r"var\(--([\w-]+)", styles))
    given_by_scripts = {"font", "offset", "done"}
    carried = set(re.findall(r"--([\w-]+):", css_of(Look())))
    assert used - given_by_scripts <= carried
    assert "rem" not in set(re.findall(r"[0-9](rem|em)\b", styles))
