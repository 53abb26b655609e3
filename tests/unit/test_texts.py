"""The words: every language is complete, and the nearest one is chosen."""

from __future__ import annotations

import io
import string

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from widgets.texts import (
    BROWSER_TEXTS,
    DOMAIN,
    LANGUAGES,
    LOCALE_DIR,
    choose_language,
    direction_of,
    fill,
    name_of,
    say,
    say_count,
    texts_for,
)
from widgets.word_faults import PLURAL_FORMS, find_faults, forms_of
from widgets.words import extract

COUNTED = ("{count} friend", "{count} friends")
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def read_catalog(language: str, ending: str) -> Catalog:
    path = LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.{ending}"
    with path.open("rb") as file:
        return read_po(file, locale=language) if ending == "po" else read_mo(file)


FRIENDS = {
    language: next(message for message in read_catalog(language, "po") if message.id == COUNTED)
    for language in TRANSLATED
}


def messages_of(catalog: Catalog) -> dict[object, object]:
    return {_tuple(message.id): _tuple(message.string or "") for message in catalog if message.id}


def _tuple(words: str | list[str] | tuple[str, ...]) -> str | tuple[str, ...]:
    return words if isinstance(words, str) else tuple(words)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_it_translates_every_sentence_of_the_code_and_the_templates(language: str) -> None:
    catalog = read_catalog(language, "po")
    assert messages_of(catalog).keys() == messages_of(extract()).keys()
    assert list(find_faults(catalog)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_it_commits_the_compiled_catalog_of_the_readable_one(language: str) -> None:
    catalog, compiled = read_catalog(language, "po"), io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    committed = read_catalog(language, "mo")
    assert messages_of(read_mo(compiled)) == messages_of(committed)
    assert committed.plural_forms == catalog.plural_forms


@pytest.mark.parametrize("language", TRANSLATED)
@given(count=st.integers(0, 1_000) | st.integers(0, 10**9) | st.integers(0, 999).map(lambda n: n * 1_000_000))
def test_it_takes_the_plural_form_that_cldr_names(language: str, count: int) -> None:
    rule, message = Locale.parse(language).plural_form, FRIENDS[language]
    names = [form for form in PLURAL_FORMS if form in {*rule.tags, "other"}]
    said = dict(zip(names, forms_of(message), strict=True))
    expected = said[rule(count)].replace("{count}", str(count))
    assert say_count(language, "{count} friend", "{count} friends", count) == expected


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("hi", 0, "0 दोस्त"),
        ("te", 1, "1 స్నేహితుడు"),
        ("te", 0, "0 స్నేహితులు"),
        ("fr", 0, "0 ami"),
        ("fr", 2, "2 amis"),
        ("fr", 1_000_000, "1000000 d’amis"),
        ("es", 0, "0 amigos"),
        ("es", 1, "1 amigo"),
        ("es", 1_000_000, "1000000 de amigos"),
        ("es", 1_000_001, "1000001 amigos"),
    ],
)
def test_it_counts_friends_as_the_language_does(language: str, count: int, words: str) -> None:
    assert say_count(language, "{count} friend", "{count} friends", count) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "لا أصدقاء بعد"),
        (1, "صديق واحد"),
        (2, "صديقان"),
        (3, "3 أصدقاء"),
        (10, "10 أصدقاء"),
        (11, "11 صديقًا"),
        (99, "99 صديقًا"),
        (100, "100 صديق"),
        (103, "103 أصدقاء"),
    ],
)
def test_it_counts_friends_in_six_arabic_forms(count: int, words: str) -> None:
    assert say_count("ar", "{count} friend", "{count} friends", count) == words


@pytest.mark.parametrize(
    ("asked", "fallback", "chosen"),
    [
        (["bn-IN"], "en", "bn"),
        (["bn_BD"], "en", "bn"),
        (["BN"], "en", "bn"),
        (["zh-Hant-TW", "hi-IN", "en"], "en", "hi"),
        (["it", "de"], "gu", "gu"),
        (["it"], "gu-IN", "gu"),
        (["it"], "it", "en"),
        (["te-IN"], "en", "te"),
        (["mr-IN"], "en", "mr"),
        (["es-MX"], "en", "es"),
        (["es-419"], "en", "es"),
        (["fr-CA", "en-CA"], "en", "fr"),
        (["", "*", "ta"], "en", "ta"),
        ([" ar-EG-u-nu-arab "], "en", "ar"),
        ([], "", "en"),
        (["bnx", "english"], "hi", "hi"),
        (["../../etc", "-", "en\x00"], "ar", "ar"),
    ],
)
def test_it_chooses_the_nearest_language(asked: list[str], fallback: str, chosen: str) -> None:
    assert choose_language(asked, fallback) == chosen


@given(asked=st.lists(st.text()), fallback=st.text())
def test_it_chooses_a_language_that_it_has_whatever_is_asked(asked: list[str], fallback: str) -> None:
    assert choose_language(asked, fallback) in LANGUAGES


def test_it_knows_that_only_arabic_is_read_from_the_right() -> None:
    assert [language for language in LANGUAGES if direction_of(language) == "rtl"] == ["ar"]


def test_it_names_each_language_in_its_own_script() -> None:
    names = ["English", "हिन्दी", "বাংলা", "ગુજરાતી", "தமிழ்", "తెలుగు", "मराठी", "العربية", "español", "français"]
    assert [name_of(language) for language in LANGUAGES] == names


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_gives_every_browser_text_and_leaves_only_the_browsers_placeholders(language: str) -> None:
    server = dict.fromkeys(("shop", "friend", "advocate", "friend_offer", "advocate_offer", "offer"), "x")
    given_texts = texts_for(language, server)
    assert given_texts.keys() == BROWSER_TEXTS.keys()
    left = {key: placeholders(text) for key, text in given_texts.items() if placeholders(text)}
    assert left == {"thanks": {"name"}, "progress": {"count", "next"}, "share_text": {"link"}}


def test_it_fills_no_placeholder_that_a_value_brings_in() -> None:
    assert fill("{a} {b}", {"a": "{b}", "b": "x"}) == "{b} x"


@pytest.mark.parametrize("text", ["{", "}", "{}", "{0}", "{a.b}", "{a!r}", "{missing}"])
def test_it_leaves_text_alone_that_is_no_placeholder(text: str) -> None:
    assert fill(text, {"a": "x", "0": "y"}) == text


def test_it_says_nothing_for_nothing() -> None:
    assert {say(language, "") for language in LANGUAGES} == {""}


def test_it_says_english_without_a_catalog() -> None:
    assert say("en", "A gift from {shop}", shop="Chai House") == "A gift from Chai House"
