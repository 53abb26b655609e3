"""The share picture: in every language, for every colour and name, and named by what it shows."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from plugin.domain.program import Incentive, Look, Offer, Program
from plugin.model import Shop
from tests.shop_window import PROGRAM, SHOP
from widgets.cards import CARD_SIZE, card_version, draw_card
from widgets.lettering import clean, set_line
from widgets.offers import say_first_order
from widgets.texts import LANGUAGES, direction_of, say

NAMES = {
    "en": "Chai House",
    "hi": "चाय घर, ज्ञानपुर",
    "bn": "Chai House কলকাতা",
    "gu": "શ્રી કૃષ્ણ સ્ટોર",
    "ta": "காபி க்ஷேத்திரம்",
    "te": "శ్రీ లక్ష్మీ టీ స్టాల్",
    "mr": "ज्ञानेश्वर चहा गृह, ऱ्हस्व",
    "ar": "بيت الشاي Chai",
    "es": "Té & Café Muñoz ¿y tú?",
    "fr": "L’Œuvre du thé, ça naît à Noël",
}
PROMISES = [
    Incentive(kind="percent", pct=12.5, minimum_minor=50_000),
    Incentive(kind="amount", amount_minor=20_000),
    Incentive(kind="free_shipping"),
    Incentive(kind="gift"),
    Incentive(kind="credit", amount_minor=20_000),
    Incentive(kind="points", amount_minor=200),
    Incentive(kind="cash", amount_minor=12_345_678),
    Incentive(kind="manual"),
]


def promise(friend: Incentive, colour: str = "#7a3e12") -> Program:
    """Make a program that promises this to the friend."""
    return replace(PROGRAM, offer=replace(PROGRAM.offer, friend=friend), look=Look(colour=colour))


def open_card(shop: Shop, program: Program, language: str) -> Image.Image:
    """Draw a card and open it, small enough for every messenger."""
    picture = draw_card(shop, program, language)
    assert len(picture) < 120_000
    card = Image.open(io.BytesIO(picture))
    card.load()
    assert (card.format, card.size) == ("JPEG", CARD_SIZE)
    return card


def measure_light(card: Image.Image, part: tuple[int, int, int, int]) -> tuple[int, int]:
    """Give how dark and how light a part of the card gets, 0 to 255."""
    counts = card.convert("L").crop(part).histogram()
    met = [light for light, count in enumerate(counts) if count]
    return met[0], met[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_draws_a_card_in_every_language(language: str) -> None:
    shop = replace(SHOP, name=NAMES[language])
    assert len(draw_card(shop, PROGRAM, language)) < 100_000
    assert draw_card(shop, PROGRAM, language) == draw_card(shop, PROGRAM, language)
    assert open_card(shop, PROGRAM, language).getpixel((4, 4)) != (0, 0, 0)


@pytest.mark.parametrize("currency", ["INR", "BDT", "USD", "EUR", "AED", "GBP", "BHD"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_write_every_promise_in_every_language(language: str, currency: str) -> None:
    shop = replace(SHOP, name=NAMES[language], currency=currency)
    promises = [say_first_order(incentive, shop, language) for incentive in PROMISES]
    for text in (*promises, shop.name, say(language, "A gift from a friend")):
        drawn = clean(text)
        unmarked = text.replace("\u200e", "").replace("\u200f", "")
        assert drawn == unmarked.replace("\u202f", "\u00a0"), "a sign of this text is in no font"
        assert all(glyph.number for glyph in set_line(drawn, direction_of(language)).glyphs)


def test_it_stands_where_reading_starts() -> None:
    def is_light(card: Image.Image, x: int) -> bool:
        return measure_light(card, (x, 150, x + 60, 180))[0] > 200

    english, arabic = open_card(SHOP, PROGRAM, "en"), open_card(SHOP, PROGRAM, "ar")
    gift_right, gift_left = 930, 210
    assert is_light(english, gift_right) and not is_light(english, gift_left)
    assert is_light(arabic, gift_left) and not is_light(arabic, gift_right)


@settings(max_examples=25)
@given(
    number=st.integers(0, 0xFFFFFF),
    name=st.text(max_size=500),
    gift=st.text(max_size=200),
    language=st.sampled_from(LANGUAGES),
)
@example(number=0xFFFFFF, name="W" * 500, gift="X" * 200, language="en")
@example(number=0, name="", gift="\u2615", language="ar")
@example(number=0x777777, name="\u202eevil\u202c\x00\ud800\n", gift="\u2066\u0301" * 90, language="bn")
def test_it_draws_any_name_gift_and_colour(number: int, name: str, gift: str, language: str) -> None:
    shop, program = replace(SHOP, name=name), promise(Incentive(kind="gift", gift=gift), f"#{number:06x}")
    card = open_card(shop, program, language)
    assert len(card_version(shop, program, language)) == 12
    for edge in ((0, 0, 1200, 20), (0, 610, 1200, 630)):  # nothing is written at the edges
        darkest, lightest = measure_light(card, edge)
        assert lightest - darkest < 80


def test_it_calls_a_gift_a_gift_when_no_font_can_write_it() -> None:
    unwritable, unnamed = Incentive(kind="gift", gift="清香"), Incentive(kind="gift")
    assert draw_card(SHOP, promise(unwritable), "en") == draw_card(SHOP, promise(unnamed), "en")


@pytest.mark.parametrize(
    "change", [{"name": "Chai Home"}, {"currency": "USD"}, {"country": "DE", "currency": "EUR"}]
)
def test_it_names_a_picture_anew_when_the_shop_looks_otherwise(change: dict[str, Any]) -> None:
    assert card_version(replace(SHOP, **change), PROGRAM, "en") != card_version(SHOP, PROGRAM, "en")


def test_it_names_a_picture_by_language_offer_and_colour() -> None:
    programs = [PROGRAM, promise(PROMISES[0]), promise(PROMISES[1], "#000000")]
    names = {card_version(SHOP, program, language) for program in programs for language in LANGUAGES}
    assert len(names) == len(programs) * len(LANGUAGES)


def test_it_keeps_the_name_of_a_picture_that_stays() -> None:
    offer = Offer(friend=PROGRAM.offer.friend, advocate=Incentive(kind="cash", amount_minor=1))
    changed = replace(PROGRAM, offer=offer, name="Another", ladder=(), welcome="Hello", terms="None")
    moved = replace(SHOP, url="https://new.example/", key="NEW", time_zone="UTC")
    assert card_version(moved, changed, "en") == card_version(SHOP, PROGRAM, "en")
    assert draw_card(moved, changed, "en") == draw_card(SHOP, PROGRAM, "en")
