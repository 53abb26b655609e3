"""Saving forms of settings as the program's next version: what was typed, and what stands against it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Response, request

from plugin.actions.shops import change_program, first_program
from plugin.dashboard.desk import acting_house
from plugin.dashboard.guard import lead
from plugin.dashboard.speaking import say_error
from plugin.domain.program import Program
from plugin.doorstep import the_house
from plugin.errors import InvalidInput, Overtaken
from plugin.model import Shop
from plugin.program_forms.asking import Page
from plugin.program_forms.differences import Difference, find_differences
from plugin.program_forms.typing_in import Reading, Typed, default_typed


def find_program(shop: Shop) -> tuple[int, Program]:
    """Give the program as the merchant set it, with its version."""
    with the_house().store.reading() as parts:
        return parts.programs.current(shop.shop_id)


def read_typed() -> dict[str, list[str]]:
    """Give the form's fields as they were typed."""
    return request.form.to_dict(flat=False)


def read_version() -> int:
    """Give the version that the form was drawn from; 0, which there is not, where it does not say."""
    return request.form.get("version", 0, type=int)


def read_seen() -> str:
    """Give the stamp of what the form was drawn from, where it keeps one."""
    seen = request.values.get("seen", "")[:16]
    return seen if seen.isascii() and seen.isalnum() else ""


def put_back(page: Page, typed: Typed, path: str, shop: Shop) -> dict[str, list[str]]:
    """Give what was typed with one setting as a new shop has it."""
    kept = {
        name: list(texts) for name, texts in typed.items() if name != path and not name.startswith(f"{path}.")
    }
    return kept | default_typed(page, path, first_program(shop), shop)


def save_form(
    shop: Shop, read: Callable[[Program], Reading],
    draw_again: Callable[[Reading, int, list[Difference] | None], Response], back: str,
    **asked: str,
) -> Response:  # fmt: skip
    """Save what a form asks for over the version that it was drawn from, and lead back to a page.

    `read` makes the form into a program, `draw_again` draws it with what is wrong, or with what somebody else
    changed meanwhile; `asked` goes into the page's address.
    """
    version, program = find_program(shop)
    reading = read(program)
    if reading.program is None:
        return refused(draw_again(reading, read_version(), None), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        if reading.program != program:
            version = change_program(acting_house(), shop, reading.program, over=read_version())
    except InvalidInput as error:
        faults = Reading(faults={"": say_error(error)})
        return refused(draw_again(faults, read_version(), None), HTTPStatus.UNPROCESSABLE_ENTITY)
    except Overtaken:
        version, now = find_program(shop)
        return refused(draw_again(reading, version, _changed_meanwhile(shop, now)), HTTPStatus.CONFLICT)
    query = urlencode({**asked, "saved": version})
    return lead(f"/desk/{shop.key}/{back}?{query}")


def refused(answer: Response, status: HTTPStatus) -> Response:
    """Give a page that says why nothing was saved its status."""
    answer.status_code = status
    return answer


def _changed_meanwhile(shop: Shop, now: Program) -> list[Difference]:
    with the_house().store.reading() as parts:
        drawn_from = parts.programs.find(shop.shop_id, read_version())
    return find_differences(drawn_from, now, shop) if drawn_from else []
