"""Words become ink: every script shaped, never an empty box, never out of the room given."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from widgets.fitting import Block, Room, fit
from widgets.lettering import Line, clean, draw_ink, load_fonts, set_line
from widgets.reading_order import find_levels, place_runs
from widgets.texts import Direction

ROOM = Room(width_px=600, height_px=330, sizes_px=range(112, 29, -2), leading=1.4)
WRITABLE = sorted(frozenset.union(*(font.characters for font in load_fonts())))
DIRECTIONS = st.sampled_from(["ltr", "rtl"])


def set_letter_by_letter(text: str) -> list[int]:
    """Give the shapes of single letters, as a machine without knowledge of the script would set them."""
    return [glyph.number for letter in text for glyph in set_line(letter, "ltr").glyphs]


@pytest.mark.parametrize(
    ("word", "shapes_count"),
    [("क्ष", 1), ("ज्ञ", 1), ("ক্ষ", 1), ("ঙ্গ", 1), ("ક્ષ", 1), ("જ્ઞ", 1), ("க்ஷ", 1), ("క్ష", 1)],
)
def test_it_draws_a_conjunct_as_one_shape(word: str, shapes_count: int) -> None:
    assert len(set_line(word, "ltr").glyphs) == shapes_count
    assert len(set_letter_by_letter(word)) > shapes_count


@pytest.mark.parametrize("word", ["कि", "কি", "கெ"])
def test_it_puts_a_vowel_sign_before_its_letter(word: str) -> None:
    consonant = set_line(word[0], "ltr").glyphs[0].number
    assert [glyph.number for glyph in set_line(word, "ltr").glyphs].index(consonant) == 1


def test_it_joins_arabic_letters() -> None:
    alone = set_letter_by_letter("ببب")
    joined = [glyph.number for glyph in set_line("ببب", "rtl").glyphs]
    assert len(set(joined)) > len(set(alone))


def test_it_writes_latin_words_inside_other_scripts() -> None:
    line = set_line("Chai House কলকাতা ₹200", "ltr")
    fonts = {id(glyph.font) for glyph in line.glyphs}
    assert len(fonts) == 2
    assert all(glyph.number for glyph in line.glyphs)
    assert [glyph.x for glyph in line.glyphs[:10]] == sorted(glyph.x for glyph in line.glyphs[:10])


@pytest.mark.parametrize(
    ("text", "direction", "levels"),
    [
        ("ab 12", "ltr", "00000"),
        ("ab 12", "rtl", "22222"),
        ("خصم 200", "rtl", "1111222"),
        ("خصم 12.5%", "rtl", "111122221"),  # after Arabic letters, the sign stands left of the number
        ("بيت Chai", "rtl", "11112222"),
        ("Chai بيت", "ltr", "00000111"),
        ("-5 ab", "ltr", "00000"),
        ("", "rtl", ""),
    ],
)
def test_it_knows_the_order_of_reading(text: str, direction: Direction, levels: str) -> None:
    assert "".join(map(str, find_levels(text, direction))) == levels


def test_it_places_runs_as_they_stand_on_paper() -> None:
    assert place_runs(["off", "200", "on"], [1, 2, 1]) == ["on", "200", "off"]
    assert place_runs(["Chai", " ", "House", " bayt"], [2, 2, 2, 1]) == [" bayt", "Chai", " ", "House"]
    assert place_runs([], []) == []


def test_it_leaves_out_what_no_font_can_draw() -> None:
    assert clean(" Chai \u2615\x00\u202e\n\ud800 House\t") == "Chai House"
    assert clean("清香") == ""
    assert clean("a" + "\u0323" * 90) == "ạ" + "\u0323" * 4
    assert clean("₹1\u00a0000") == clean("₹1\u202f000") == "₹1\u00a0000"


@given(text=st.text(max_size=500), direction=DIRECTIONS)
@example(text="W" * 500, direction="ltr")
@example(text="க்ஷ" * 160, direction="ltr")
@example(text="one two " * 60, direction="rtl")
@example(text="\u0301\u09be\u0bca", direction="ltr")
def test_it_never_leaves_the_room_nor_draws_an_empty_box(text: str, direction: Direction) -> None:
    check_room(text, direction)


def check_room(text: str, direction: Direction) -> None:
    """Check that any text stays in its room and has no empty box in it."""
    block = fit(clean(text), direction, ROOM)
    assert block.height_px <= ROOM.height_px
    for line in block.lines:
        assert line.glyphs
        assert line.width * block.size_px <= ROOM.width_px
        assert all(glyph.number for glyph in line.glyphs)


@given(text=st.text(alphabet=st.sampled_from(WRITABLE)), direction=DIRECTIONS)
def test_it_never_leaves_the_room_in_its_own_scripts(text: str, direction: Direction) -> None:
    check_room(text, direction)


def test_it_sets_short_words_large_and_breaks_evenly() -> None:
    def read(block: Block) -> tuple[int, int]:
        return len(block.lines), block.size_px

    assert read(fit("₹200", "ltr", ROOM)) == (1, 112)
    block = fit("one two six ten one two", "ltr", ROOM)
    lines, size = read(block)
    assert lines == 2 and 60 < size < 112
    first, second = (line.width for line in block.lines)
    assert abs(first - second) < 1


def test_it_draws_ink_where_it_is_told() -> None:
    line: Line = set_line("H", "ltr")
    ink = draw_ink([(line, 100, 50, 150.0)], (200, 200))
    box = ink.getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert (50 <= left < 62) and (110 < right <= 50 + 100 * line.width)
    assert (76 <= top <= 80) and bottom == 150
