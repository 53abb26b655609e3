"""The desk's words: what is translated is sound, the rest is said in English, each thread speaks its own."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
from babel.messages.pofile import read_po

from plugin.sentences import fill
from plugin.words.speaking import (
    DOMAIN,
    LANGUAGES,
    LOCALE_DIR,
    in_language,
    say,
    say_count,
    spoken_language,
)
from widgets.desk_words import extract, find_broken
from widgets.word_faults import find_faults

TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
COMPLETE = TRANSLATED  # languages that must have every sentence


@pytest.fixture(scope="module")
def found() -> set[object]:
    """Every sentence that pages, code and errors say at the desk."""
    return {message.id for message in extract() if message.id}


@pytest.mark.parametrize("language", TRANSLATED)
def test_it_has_no_broken_translation(found: set[object], language: str) -> None:
    with (LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    assert find_broken(catalog) == []
    if language in COMPLETE:
        assert {message.id for message in catalog if message.id} == found
        assert list(find_faults(catalog)) == []


def test_it_gathers_sentences_of_pages_of_code_and_of_errors(found: set[object]) -> None:
    assert "Who brought whom, the newest first." in found
    assert "No reward: you rejected this referral." in found
    assert (
        "{shop} has no referral {referral}." in found
        and "A colour is written #rrggbb, like #7a3e12." in found
    )
    assert "Nobody shares this code." not in found, "shoppers alone meet this one"
    assert (
        "{count} waits for your answer.",
        "{count} wait for your answer, the nearest deadline first.",
    ) in found


@pytest.mark.parametrize(
    ("sentence", "values", "said"),
    [
        ("Ten {what}", {"what": "{other}"}, "Ten {other}"),
        ("a 5%% of %(name)s", {"name": "x"}, "a 5% of x"),
        ("10% off", {}, "10% off"),
        ("{missing} stays", {}, "{missing} stays"),
    ],
)
def test_it_fills_both_kinds_of_placeholders_once(
    sentence: str, values: dict[str, object], said: str
) -> None:
    assert fill(sentence, values) == said


def test_it_speaks_a_language_for_as_long_as_a_block_lasts() -> None:
    heard: list[str] = []
    with in_language("gu"):
        other = Thread(target=lambda: heard.append(spoken_language()))
        other.start()
        other.join()
        assert (spoken_language(), heard) == ("gu", ["en"])
        assert say("A sentence that nobody has translated: {name}", name="x").endswith("x")
    with in_language("xx"):
        assert spoken_language() == "en"
    assert say_count("{count} day", "{count} days", 2) == "2 days"


def test_it_ships_its_catalogs() -> None:
    assert all((LOCALE_DIR / one / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file() for one in TRANSLATED)
    assert Path(__file__).parents[2] in LOCALE_DIR.parents
