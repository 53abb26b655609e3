"""The desk's page of languages: the merchant's own sentences beside Sathi's, language by language."""

from __future__ import annotations

from flask import Response, request

from plugin.dashboard.desk import door, draw, open_desk
from plugin.dashboard.saving import find_program, read_typed, save_form
from plugin.domain.program import Program
from plugin.model import Shop
from plugin.program_forms.differences import Difference
from plugin.program_forms.own_words import count_words, list_word_fields, read_words, write_words
from plugin.program_forms.typing_in import Reading, Typed
from widgets.texts import LANGUAGES, choose_language, direction_of, name_of


@door.get("/desk/<key>/settings/languages")
def show_words(key: str) -> Response:
    """Show the texts of one language: Sathi's own, and the merchant's where there are any."""
    shop = open_desk(key)
    version, program = find_program(shop)
    return _draw_words(shop, version, write_words(program, _language(shop)), Reading(), None)


@door.post("/desk/<key>/settings/languages")
def answer_words(key: str) -> Response:
    """Save the merchant's own words in one language."""
    shop, typed = open_desk(key, "manager"), read_typed()
    language = _language(shop)

    def draw_again(reading: Reading, version: int, overtaken: list[Difference] | None) -> Response:
        return _draw_words(shop, version, typed, reading, overtaken)

    def read(program: Program) -> Reading:
        return read_words(program, language, typed)

    return save_form(shop, read, draw_again, "settings/languages", language=language)


def _language(shop: Shop) -> str:
    return choose_language([request.args.get("language", "")[:20]], shop.language)


def _draw_words(
    shop: Shop, version: int, typed: Typed, reading: Reading, overtaken: list[Difference] | None
) -> Response:
    language = _language(shop)
    counts = count_words(find_program(shop)[1])
    return draw(
        "settings_languages.html", shop, version=version, typed=typed, faults=reading.faults,
        overtaken=overtaken, fields=list_word_fields(language), spoken=language,
        direction=direction_of(language), counts=[(one, name_of(one), counts[one]) for one in LANGUAGES],
        saved=request.args.get("saved", type=int),
    )  # fmt: skip
