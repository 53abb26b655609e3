"""Pages on which other rules are tried on what happened lately, before they are saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Generic, TypeVar

from flask import Response, request

from plugin.actions.house import House
from plugin.actions.shops import first_program
from plugin.dashboard.desk import draw, open_desk
from plugin.dashboard.saving import find_program, put_back, read_typed, read_version, refused, save_form
from plugin.dashboard.setting_fields import draw_page
from plugin.domain.program import Program
from plugin.doorstep import the_house
from plugin.model import Shop
from plugin.program_forms.asking import Page
from plugin.program_forms.differences import Difference, find_differences
from plugin.program_forms.typing_in import Reading, Typed, read_page, write_page

Replay = TypeVar("Replay")


@dataclass(frozen=True, slots=True)
class RulesPage(Generic[Replay]):
    """A page of rules at an address of the desk, with the words that its template speaks in.

    `replay` tries a program's rules without writing anything, `give` gives what came of it as a file.
    """

    rules: Page
    address: str
    template: str
    words: Mapping[str, object]
    replay: Callable[[House, Shop, Program], Replay]
    give: Callable[[Shop, Replay], Response]


def show_rules(key: str, page: RulesPage[Replay]) -> Response:
    """Show rules as they stand, ready to be changed and tried."""
    shop = open_desk(key)
    version, program = find_program(shop)
    return _draw(page, shop, version, write_page(page.rules, program, shop), Reading())


def answer_rules(key: str, page: RulesPage[Replay]) -> Response:
    """Try the rules that were typed, give what came of it as a file, or save them."""
    asked = request.form.get("act", "")
    shop = open_desk(key, "manager" if asked == "save" else "reader")
    typed = read_typed()
    if asked.startswith("default:"):
        typed = put_back(page.rules, typed, asked.removeprefix("default:"), shop)
        return _draw(page, shop, read_version(), typed, Reading())
    if asked == "save":
        return _save(page, shop, typed)
    program = find_program(shop)[1]
    reading = read_page(page.rules, typed, program, shop)
    if reading.program is None:
        return refused(_draw(page, shop, read_version(), typed, reading), HTTPStatus.UNPROCESSABLE_ENTITY)
    replay = page.replay(the_house(), shop, reading.program)
    if asked == "csv":
        return page.give(shop, replay)
    changes = find_differences(program, reading.program, shop)
    return _draw(page, shop, read_version(), typed, Reading(), replay=replay, changes=changes)


def _save(page: RulesPage[Replay], shop: Shop, typed: Typed) -> Response:
    def draw_again(reading: Reading, version: int, overtaken: list[Difference] | None) -> Response:
        return _draw(page, shop, version, typed, reading, overtaken)

    return save_form(shop, partial(read_page, page.rules, typed, shop=shop), draw_again, page.address)


def _draw(
    page: RulesPage[Replay], shop: Shop, version: int, typed: Typed, reading: Reading,
    overtaken: list[Difference] | None = None, replay: Replay | None = None,
    changes: list[Difference] | None = None,
) -> Response:  # fmt: skip
    return draw(
        page.template, shop, version=version, faults=reading.faults, overtaken=overtaken, replay=replay,
        drawn=draw_page(page.rules, typed, reading.faults, first_program(shop), shop), changes=changes or [],
        saved=request.args.get("saved", type=int), **page.words,
    )  # fmt: skip
