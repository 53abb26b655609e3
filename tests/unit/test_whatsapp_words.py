"""WhatsApp: the words that end it, the texts that Meta approves, the errors and what they mean."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from plugin.domain.whatsapp import FAULTS, describe_error, judge_error, outranks
from tests.cast import ADDRESS, CHAI_HOUSE, NOW_MS, make_program
from webhooks.whatsapp import read_order
from widgets.letter_pages import compose_letter
from widgets.letter_samples import sample_facts
from widgets.texts import LANGUAGES
from widgets.whatsapp import (
    BECAUSE_YES,
    CATEGORIES,
    EXAMPLES,
    STOP_ENDS_IT,
    fill_template,
    write_template,
    write_templates,
)


@pytest.mark.parametrize(
    "words",
    [
        "STOP", " stop. ", "Stop!", "ｓｔｏｐ", "unsubscribe", "Stop promotions",
        "बंद करें", "बंद करो।", "रोकें", "স্টপ", "বন্ধ করুন।", "থামুন", "બંધ કરો", "રોકો", "સ્ટોપ",
        "நிறுத்து", "நிறுத்தவும்.", "வேண்டாம்",
    ],
)  # fmt: skip
def test_it_hears_no_in_five_languages(words: str) -> None:
    assert read_order(words) == "out"


@pytest.mark.parametrize("words", ["START", "शुरू करें", "শুরু করুন", "શરૂ કરો", "தொடங்கு"])
def test_it_hears_yes_in_five_languages(words: str) -> None:
    assert read_order(words) == "in"


@pytest.mark.parametrize(
    "words", ["", "Do you stop at noon?", "I cannot stop drinking it", "दुकान कब बंद होगी", "start me up", "👍"]
)
def test_it_hears_no_order_in_other_words(words: str) -> None:
    assert read_order(words) is None


@given(some.text(max_size=2_000))
def test_it_hears_any_words(words: str) -> None:
    assert read_order(words) in (None, "in", "out")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_writes_texts_that_meta_takes(language: str) -> None:
    for kind in CATEGORIES:
        check_text(write_template(kind, language))


def check_text(template: dict[str, Any]) -> None:
    """Check what Meta asks of a text before anybody there reads it."""
    body, footer = template["components"]
    assert re.fullmatch(r"[a-z0-9_]{1,512}", template["name"])
    assert template["category"] in ("MARKETING", "UTILITY")
    assert template["parameter_format"] == "NAMED"
    blanks = re.findall(r"\{\{(\w+)\}\}", body["text"])
    shown = body["example"]["body_text_named_params"]
    assert set(blanks) == {one["param_name"] for one in shown}
    assert all(one["example"] for one in shown)
    assert len(body["text"]) <= 1_024
    assert not body["text"].startswith("{{")
    assert not body["text"].endswith("}}")
    assert not re.search(r"\{\{\w+\}\}\s*\{\{.*\{\{|(?<!\{)\{\w", body["text"]), "a blank was left unfilled"
    assert "\n\n\n" not in body["text"]
    assert 0 < len(footer["text"]) <= 60
    assert "STOP" in footer["text"]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_it_writes_every_text_in_the_shoppers_language(language: str) -> None:
    for kind in CATEGORIES:
        body, footer = write_template(kind, language)["components"]
        assert footer["text"] != STOP_ENDS_IT
        assert BECAUSE_YES.partition("{")[0] not in body["text"]


def test_it_writes_each_text_in_each_language() -> None:
    names = {(one["name"], one["language"]) for one in write_templates()}
    assert len(names) == len(CATEGORIES) * len(LANGUAGES)


@pytest.mark.parametrize("language", ["en", "ta", "ar"])
def test_it_fills_every_blank_on_one_line(language: str) -> None:
    shop = msgspec.structs.replace(CHAI_HOUSE, shop_id="shop", key="KEY")
    for kind in CATEGORIES:
        page = compose_letter(sample_facts(kind, shop, make_program(), language, ADDRESS, NOW_MS))
        blanks = fill_template(page, "https://x.test/a")
        assert set(blanks) == set(EXAMPLES)
        assert all(text and "\n" not in text and "{" not in text for text in blanks.values()), kind


def test_it_knows_what_errors_mean() -> None:
    asked = {code: judge_error(code) for code in (131026, 131050, 130429, 131048, 131000, 132001, 0)}
    assert asked == {
        131026: "hard", 131050: "out", 130429: "busy", 131048: "busy", 131000: "unclear", 132001: "refused",
        0: "refused",
    }  # fmt: skip
    assert all(describe_error(code).endswith(".") for code in (*FAULTS, 190, 999_999))


def test_it_lets_news_of_a_message_only_go_further() -> None:
    states = ("sent", "delivered", "read", "failed")
    assert [[outranks(one, known) for known in states] for one in states] == [
        [False, False, False, False],
        [True, False, False, False],
        [True, True, False, False],
        [True, True, True, False],
    ]
