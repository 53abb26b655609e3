"""The desk's page of letters: every kind in every language, as people will read it, by day and by night."""

from __future__ import annotations

from flask import Response, request

from plugin.dashboard.desk import door, draw, open_desk
from plugin.doorstep import the_house
from plugin.errors import NotFound
from plugin.model import MessageKind, Shop
from plugin.words.post import MESSAGE_WORDS
from widgets.letter_samples import KINDS, sample_facts
from widgets.letters import Letter, write_letter
from widgets.texts import LANGUAGES, choose_language, name_of
from widgets.themes import NIGHT

NEVER, ALWAYS = "@media not all", "@media all"
DRAWN_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)


@door.get("/desk/<key>/letters")
def show_letters(key: str) -> Response:
    """Show one kind of letter in one language: subject, text, and the drawn form by day and by night."""
    shop = open_desk(key)
    kind = _read_kind(request.args.get("kind", "invite"))
    language = choose_language([request.args.get("lang", "")[:40]], shop.language)
    answer = draw(
        "letters.html", shop, kind=kind, language=language, letter=_write_sample(shop, kind, language),
        kinds=MESSAGE_WORDS, languages={each: name_of(each) for each in LANGUAGES},
    )  # fmt: skip
    policy = answer.headers["Content-Security-Policy"]
    answer.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
    return answer


@door.get("/desk/<key>/letters/<kind>/<language>/<scheme>")
def show_drawn(key: str, kind: str, language: str, scheme: str) -> Response:
    """Show the drawn form alone, for a frame; `scheme` is "day" or "night", whatever the screen is set to."""
    shop = open_desk(key)
    letter = _write_sample(shop, _read_kind(kind), choose_language([language[:40]], shop.language))
    spaced = NIGHT.replace("(", " (").replace(":", ": ")
    answer = Response(letter.html.replace(spaced, ALWAYS if scheme == "night" else NEVER))
    answer.headers["Content-Security-Policy"] = DRAWN_POLICY
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _read_kind(text: str) -> MessageKind:
    for kind in KINDS:
        if kind == text:
            return kind
    raise NotFound("There is no such letter.")


def _write_sample(shop: Shop, kind: MessageKind, language: str) -> Letter:
    house = the_house()
    with house.store.reading() as parts:
        _, program = parts.programs.current(shop.shop_id)
    return write_letter(sample_facts(kind, shop, program, language, house.settings.url, house.now_ms()))
