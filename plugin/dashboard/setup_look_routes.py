"""The set-up's step of the look: what is tried out is shown by the real widgets, before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import get_args

import msgspec
from flask import Response, request

from plugin.actions.changing import stamp_parts
from plugin.actions.setup import save_look
from plugin.countries import choose_shown
from plugin.dashboard.desk import acting_house, door, draw, open_desk
from plugin.dashboard.guard import answer_error, lead
from plugin.dashboard.saving import read_seen, refused
from plugin.dashboard.setup_forms import own_words, read_look, read_words
from plugin.dashboard.setup_routes import setup_frame
from plugin.dashboard.speaking import mark, say_error
from plugin.domain.moments import HOUR_MS
from plugin.domain.program import Program
from plugin.doorstep import the_house
from plugin.errors import InvalidInput, Overtaken
from plugin.model import Shop
from plugin.tokens import read_token, sign_token
from plugin.words.looks import FONT_WORDS, PICTURE_WORDS, THEME_WORDS
from widgets.own_words import check_own_words, placeholders_of
from widgets.previews import Draft, PreviewSurface, read_draft, try_draft, write_draft
from widgets.texts import LANGUAGES, choose_language, direction_of, name_of
from widgets.themes import say_corrections
from widgets.view import shopper_texts

SURFACES: tuple[PreviewSurface, ...] = get_args(PreviewSurface)
WIDTHS_PX = (360, 1280)
MOST_LINK = 8_000
MOST_WORDS = 60  # a link has room for no more
TEXTS = (
    ("launcher", mark("The button on every page")), ("headline", mark("The popup's headline")),
    ("share_text", mark("The message to a friend")),
)  # fmt: skip


@door.get("/desk/<key>/setup/look")
def show_look_step(key: str) -> Response:
    """Show the look, saved or tried out, on the surface and in the language that are asked for."""
    shop = open_desk(key)
    token = request.args.get("draft", "")[:MOST_LINK]
    draft = _read_link(shop, token) if token else _draft_of(_standing(shop))
    return _draw_look(shop, draft, is_saved=not token)


@door.post("/desk/<key>/setup/look")
def answer_look_step(key: str) -> Response:
    """Save a look with words, or show it first."""
    if request.form.get("act") == "preview":
        return _try_out(open_desk(key))
    shop = open_desk(key, "manager")
    try:
        draft = _read_form(shop)
        save_look(acting_house(), shop, draft.look, draft.words, read_seen())
    except InvalidInput as error:
        return _say_wrong(shop, error)
    except Overtaken:
        return refused(_draw_look(shop, draft, is_saved=False, is_overtaken=True), HTTPStatus.CONFLICT)
    return lead(f"/desk/{shop.key}/setup/install")


def _try_out(shop: Shop) -> Response:
    try:
        draft = _read_form(shop)
        check_own_words(draft.words)
    except InvalidInput as error:
        return _say_wrong(shop, error)
    surface, language = _read_surface(request.form.get("surface", "")), _read_language(shop)
    link = f"/desk/{shop.key}/setup/look?draft={_make_link(shop, draft)}&seen={read_seen()}"
    return lead(f"{link}&surface={surface}&lang={language}#preview")


def _say_wrong(shop: Shop, error: InvalidInput) -> Response:
    """Draw the step with what was typed and why it cannot be; the preview keeps the words that stand."""
    draft = _draft_of(_standing(shop))
    with suppress(InvalidInput):
        draft = msgspec.structs.replace(draft, look=read_look(request.form, draft.look))
    typed = {name: request.form[name][:400] for name, _ in TEXTS if name in request.form}
    return answer_error(_draw_look(shop, draft, False, typed=typed, refusal=say_error(error)), error)


def _draw_look(
    shop: Shop, draft: Draft, is_saved: bool, is_overtaken: bool = False,
    typed: Mapping[str, str] | None = None, refusal: str = "",
) -> Response:  # fmt: skip
    language, standing = _read_language(shop), _standing(shop)
    program, shown = try_draft(standing, draft), choose_shown(shop.country, shop.language)
    answer = draw(
        "setup_look.html", shop, draft=draft, token=_make_link(shop, draft), lang=language,
        is_overtaken=is_overtaken,
        seen=(not is_overtaken and read_seen()) or stamp_parts(standing.look, standing.words),
        surface=_read_surface(request.args.get("surface", "")), is_saved=is_saved, widths=WIDTHS_PX,
        themes=THEME_WORDS.items(), pictures=PICTURE_WORDS.items(), fonts=FONT_WORDS.items(),
        texts=TEXTS, own=own_words(program, language) | dict(typed or {}), refusal=refusal,
        theirs=shopper_texts(shop, program, language), direction=direction_of(language),
        placeholders={name: placeholders_of(name) for name, _ in TEXTS},
        corrections=say_corrections(draft.look),
        spoken=[(one, name_of(one)) for one in dict.fromkeys((*shown, *LANGUAGES))],
        **setup_frame(shop, "look"),
    )  # fmt: skip
    policy = answer.headers["Content-Security-Policy"]
    answer.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
    return answer


def _read_form(shop: Shop) -> Draft:
    program = _standing(shop)
    words = read_words(request.form, _read_language(shop), program.words)
    return Draft(look=read_look(request.form, program.look), offer=program.offer, words=words)


def _standing(shop: Shop) -> Program:
    with the_house().store.reading() as parts:
        return parts.programs.current(shop.shop_id)[1]


def _draft_of(program: Program) -> Draft:
    return Draft(look=program.look, offer=program.offer, words=program.words)


def _make_link(shop: Shop, draft: Draft) -> str:
    """Sign a draft for an hour."""
    house = the_house()
    text = write_draft(msgspec.structs.replace(draft, words=draft.words[-MOST_WORDS:]))
    return sign_token(house.settings.secret, "look", shop.shop_id, text, house.now_ms() + HOUR_MS)


def _read_link(shop: Shop, token: str) -> Draft:
    """Give the draft of a link, or the standing look for another shop's; raises NotFound when it is old."""
    house = the_house()
    shop_id, text = read_token(house.settings.secret, "look", token, house.now_ms())
    return read_draft(text) if shop_id == shop.shop_id else _draft_of(_standing(shop))


def _read_surface(text: str) -> str:
    return text if text in (*SURFACES, "card") else "popup"


def _read_language(shop: Shop) -> str:
    return choose_language([request.values.get("lang", "")[:20]], shop.language)
