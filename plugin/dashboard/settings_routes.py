"""The desk's pages of settings: a form for each part of the program, saved as its next version."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from flask import Response, request

from plugin.actions.program_history import Step, list_steps, set_again, switch_program
from plugin.actions.shops import first_program
from plugin.dashboard.asking import wants_file
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.saving import find_program, put_back, read_typed, read_version, save_form
from plugin.dashboard.setting_fields import draw_page
from plugin.dashboard.speaking import say
from plugin.dashboard.tables import give_table, write_at
from plugin.doorstep import the_house
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.program_forms.asking import Page
from plugin.program_forms.differences import Difference, find_differences
from plugin.program_forms.pages import PAGES
from plugin.program_forms.typing_in import Reading, Typed, read_page, write_page

STEPS_SHOWN = 20


@door.get("/desk/<key>/settings")
def show_settings(key: str) -> Response:
    """Show the pages of settings, and whether the program is live."""
    shop = open_desk(key)
    version, program = find_program(shop)
    return draw("settings.html", shop, pages=PAGES.values(), version=version, program=program)


@door.post("/desk/<key>/settings/live")
def answer_switch_program(key: str) -> Response:
    """Set the program live, or pause it."""
    live = request.form.get("live") == "yes"
    return act(key, lambda house, shop: switch_program(house, shop, live), "settings", need="manager")


@door.get("/desk/<key>/settings/<page_key>")
def show_settings_page(key: str, page_key: str) -> Response:
    """Show one page of settings as the program stands."""
    shop, page = open_desk(key), must_find_page(page_key)
    version, program = find_program(shop)
    return draw_form(page, shop, version, write_page(page, program, shop))


@door.post("/desk/<key>/settings/<page_key>")
def answer_settings_page(key: str, page_key: str) -> Response:
    """Save a page of settings; or put one of them back to what a new shop has, without saving yet."""
    shop, page = open_desk(key, "manager"), must_find_page(page_key)
    typed, asked = read_typed(), request.form.get("act", "")
    if asked.startswith("default:"):
        return draw_form(
            page, shop, read_version(), put_back(page, typed, asked.removeprefix("default:"), shop)
        )

    def draw_again(reading: Reading, version: int, overtaken: list[Difference] | None) -> Response:
        return draw_form(page, shop, version, typed, reading.faults, overtaken)

    return save_form(shop, partial(read_page, page, typed, shop=shop), draw_again, f"settings/{page.key}")


@door.get("/desk/<key>/settings/history")
@door.get("/desk/<key>/settings/history.csv")
def show_program_history(key: str) -> Response:
    """Show the versions of the program, newest first, with what each changed."""
    shop = open_desk(key)
    steps = list_steps(the_house(), shop, STEPS_SHOWN, request.args.get("before", type=int))
    found = [
        (step, find_differences(step.before, step.version.program, shop) if step.before else [])
        for step in steps
    ]
    if wants_file():
        return _give_history(shop, found)
    older = steps[-1].version.number if steps and steps[-1].before else None
    return draw("settings_history.html", shop, found=found, older=older, version=find_program(shop)[0])


def _give_history(shop: Shop, found: list[tuple[Step, list[Difference]]]) -> Response:
    head = [say("Version"), say("Set"), say("Heading"), say("Setting"), say("Was"), say("Is")]
    rows = (
        (
            step.version.number,
            write_at(step.version.made_at_ms, shop),
            each.heading,
            each.label,
            each.before,
            each.after,
        )
        for step, changes in found
        for each in changes
    )
    return give_table("versions", head, rows)


@door.post("/desk/<key>/settings/history/<int:version>")
def answer_set_again(key: str, version: int) -> Response:
    """Make the settings of an older version the program again."""
    return act(key, partial(set_again, version=version), "settings/history", need="manager")


def must_find_page(page_key: str) -> Page:
    """Give a page of settings; raises NotFound."""
    if page_key not in PAGES:
        raise NotFound("There is no such page of settings.")
    return PAGES[page_key]


def draw_form(
    page: Page, shop: Shop, version: int, typed: Typed, faults: Mapping[str, str] | None = None,
    overtaken: list[Difference] | None = None,
) -> Response:  # fmt: skip
    """Draw a page of settings with what was typed into it."""
    faults = faults or {}
    return draw(
        "settings_page.html", shop, page=page.key, title=say(page.title), lead=say(page.lead),
        version=version, drawn=draw_page(page, typed, faults, first_program(shop), shop),
        faults=faults, overtaken=overtaken, saved=request.args.get("saved", type=int),
    )  # fmt: skip
