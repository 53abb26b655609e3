"""The desk speaks the language of whoever reads it: their own choice, else what their browser asks for."""

from __future__ import annotations

from flask import Blueprint, request
from flask.sansio.app import App
from markupsafe import Markup, escape

from plugin.sentences import fill
from plugin.words.speaking import (
    ENGLISH,
    LANGUAGES,
    find_counted,
    find_words,
    in_language,
    mark,
    say,
    say_count,
    say_error,
    speak,
    spoken_language,
)
from widgets.texts import direction_of

__all__ = (
    "in_language", "mark", "say", "say_count", "say_error", "speak", "spoken_language", "teach",
    "teach_templates",
)  # fmt: skip


def teach(door: Blueprint) -> None:
    """Have the pages of a door speak the reader's language, and English again when a request is over."""
    door.before_request(listen)
    door.teardown_request(fall_silent)
    door.record_once(lambda state: teach_templates(state.app))


def teach_templates(app: App) -> None:
    """Let the app's templates say `_("...")`, `ngettext(...)` and `{% trans %}`, their macros too."""
    words = app.jinja_env
    words.add_extension("jinja2.ext.i18n")
    words.policies["ext.i18n.trimmed"] = True
    words.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension's own switch
    words.globals.update(
        _=write_words, gettext=write_words, ngettext=write_counted, spoken_language=spoken_language,
        direction_of=direction_of,
    )  # fmt: skip


def listen() -> None:
    """Speak the language that the browser asks for, until it is known who reads."""
    speak(request.accept_languages.best_match(LANGUAGES, ENGLISH) or ENGLISH)


def fall_silent(error: BaseException | None) -> None:
    """Speak English again: the thread serves somebody else next."""
    speak(ENGLISH)


def write_words(sentence: str, **values: object) -> Markup:
    """Write a sentence of ours into a page; what fills it is escaped."""
    return Markup(fill(find_words(sentence), values, _write))


def write_counted(one: str, many: str, num: int, **values: object) -> Markup:
    """Write a sentence about a number into a page, as {count} or {num}."""
    filled = {"count": num, "num": num, **values}
    return Markup(fill(find_counted(one, many, num), filled, _write))


def _write(value: object) -> str:
    return str(escape(value))
