"""The merchant's colours: readable ink for each, and nothing else taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import InvalidInput
from widgets.colours import contrast, ink_on, mix, move_away, readable_on

DAY_PAPER, NIGHT_PAPER = "#fffdfa", "#241d18"


@given(number=st.integers(0, 0xFFFFFF))
def test_it_finds_readable_ink_for_every_colour(number: int) -> None:
    colour = f"#{number:06x}"
    assert contrast(ink_on(colour), colour) >= 4.5
    for paper in (DAY_PAPER, NIGHT_PAPER):
        assert contrast(readable_on(colour, paper), paper) >= 4.5


@pytest.mark.parametrize("colour", ["#7a3e12", "#000000", "#1d6b52"])
def test_it_leaves_a_colour_alone_that_reads(colour: str) -> None:
    assert readable_on(colour, DAY_PAPER) == colour


def test_it_moves_a_colour_away_from_every_paper_no_further_than_needed() -> None:
    moved = move_away("#ffe000", ("#ffffff", "#f5f6f8"), 3)
    assert 3 <= contrast(moved, "#f5f6f8") < 3.3
    assert contrast(moved, "#ffffff") >= 3
    assert move_away("#ffe000", (NIGHT_PAPER,), 3) == "#ffe000"


def test_it_mixes_colours_by_their_share() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert mix("#7a3e12", "#ffffff", 0) == "#7a3e12"


@pytest.mark.parametrize("colour", ["", "#fff", "red", "#12345", "#12345g", "#7a3e12;", "#7a 3e1", "#٧a3e12"])
def test_it_refuses_what_is_not_a_colour(colour: str) -> None:
    with pytest.raises(InvalidInput):
        ink_on(colour)
