"""The merchant's desk: what all its pages have in common. Every act is a form, and works without scripts."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, render_template

from plugin.actions.house import House
from plugin.actions.shops import standing_program
from plugin.dashboard.guard import answer_error, enter, guard, lead
from plugin.dashboard.layout import dress, furnish
from plugin.dashboard.speaking import say_error, teach
from plugin.doorstep import the_house
from plugin.errors import InvalidInput, NotFound, Overtaken, SathiError, TooMany
from plugin.model import Role, Shop
from plugin.words.dates import say_day, say_month
from plugin.words.reasons import say_moment
from widgets.money import format_money


def seat(door: Blueprint) -> Blueprint:
    """Give a door what all pages of the desk have: the reader's language, their dress, and the guard."""
    teach(door)
    furnish(door)
    guard(door)
    return door


door = seat(Blueprint("desk", __name__, template_folder="templates"))


def open_desk(key: str, need: Role = "reader") -> Shop:
    """Give the shop whose desk this is to whoever is signed in and may do what is `need`ed.

    Raises NotSignedIn, NotAllowed, and NotFound for a shop that is not theirs.
    """
    return enter(key, need).shop


def acting_house() -> House:
    """Give the house with the one in it who is signed in: what they change is noted as theirs."""
    return the_house().by(g.desk_entry.actor)


def draw(template: str, shop: Shop, **values: object) -> Response:
    """Draw a page of the desk; a program that the house itself paused is said on every one."""
    with the_house().store.reading() as parts:
        _, program = standing_program(parts, shop)
        is_demo = parts.running.is_demo(shop.shop_id)
    return dress(render_template(
        template, shop=shop, is_demo=is_demo, desk=f"/desk/{shop.key}", paused=program.paused,
        say_moment=say_moment, say_day=say_day, say_month=say_month, format_money=format_money,
        role=g.desk_entry.role, **values,
    ))  # fmt: skip


def give_csv(text: str, name: str) -> Response:
    """Give a table as a file to be saved under a name."""
    return give_file(text.encode(), f"{name}.csv", "text/csv; charset=utf-8")


def give_file(content: bytes, name: str, content_type: str) -> Response:
    """Give a file to be saved under a name."""
    answer = Response(content, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def act(key: str, work: Callable[[House, Shop], object], back: str, need: Role = "support") -> Response:
    """Do what a form asks for, then go back to a page of the desk; a refusal is said on a page of its own."""
    shop = open_desk(key, need)
    try:
        work(acting_house(), shop)
    except (InvalidInput, NotFound, Overtaken, TooMany) as error:
        return refuse(shop, error, back)
    return lead(f"/desk/{shop.key}/{back}")


def refuse(shop: Shop, error: SathiError, back: str) -> Response:
    """Say on a page of its own why something was not done, with the way back."""
    return answer_error(draw("refused.html", shop, sentence=say_error(error), back=back), error)
