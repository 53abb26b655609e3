"""The merchant's desk: opened by a signed link of one hour, drawn without scripts, every act a form."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, render_template

from plugin.actions.house import House
from plugin.actions.shops import standing_program
from plugin.doorstep import the_house
from plugin.errors import InvalidInput, NotFound
from plugin.model import Shop
from plugin.tokens import read_token
from plugin.words.reasons import say_moment
from widgets.assets import load_manifest
from widgets.money import format_money

door = Blueprint("desk", __name__, template_folder="templates")


def open_desk(token: str) -> Shop:
    """Give the shop whose desk a link opens; raises NotFound once the link has run out."""
    house = the_house()
    shop_id, _ = read_token(house.settings.secret, "desk", token, house.now_ms())
    with house.store.reading() as parts:
        shop = parts.shops.find_by_id(shop_id)
    if shop is None:
        raise NotFound("There is no such shop any more.")
    return shop


def draw(template: str, shop: Shop, token: str, **values: object) -> Response:
    """Draw a page of the desk; a program that the house itself paused is said on every one."""
    with the_house().store.reading() as parts:
        _, program = standing_program(parts, shop)
    page = render_template(
        template, shop=shop, token=token, paused=program.paused, say_moment=say_moment,
        stylesheet=f"/s/{load_manifest()['desk.css']['file']}", format_money=format_money, **values,
    )  # fmt: skip
    answer = Response(page)
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def give_csv(text: str, name: str) -> Response:
    """Give a table as a file to be saved under a name."""
    answer = Response(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def act(token: str, work: Callable[[House, Shop], object], back: str) -> Response:
    """Do what a form asks for, then go back to a page of the desk; a refusal is said on a page of its own."""
    shop = open_desk(token)
    try:
        work(the_house(), shop)
    except (InvalidInput, NotFound) as error:
        answer = draw("refused.html", shop, token, sentence=str(error), back=back)
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer
    answer = Response(status=HTTPStatus.SEE_OTHER)
    answer.headers["Location"] = f"/desk/{token}/{back}"
    return answer
