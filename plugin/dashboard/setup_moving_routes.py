"""The set-up's page for who moves from another app: its codes, looked at first, brought, and taken back."""

from __future__ import annotations

from itertools import islice

from flask import Response

from plugin.actions.code_imports import (
    Outcome,
    find_last_import,
    import_codes,
    preview_codes,
    undo_last_import,
)
from plugin.actions.house import House
from plugin.actions.uploads import find_upload, forget_upload, open_upload
from plugin.code_files import read_old_codes
from plugin.dashboard.asking import wants_file
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.guard import takes
from plugin.dashboard.speaking import say_error
from plugin.dashboard.tables import give_table
from plugin.dashboard.uploading import keep_sent
from plugin.doorstep import the_house
from plugin.errors import InvalidInput
from plugin.model import Shop

MOST_FILE_BYTES = 5_000_000
MOST_LOOKED = 1_000  # codes, while a page waits; the file of lines looks at all


@door.get("/desk/<key>/setup/moving")
def show_moving(key: str) -> Response:
    """Show the form for another app's codes, and what was brought last."""
    shop = open_desk(key)
    return draw("setup_moving.html", shop, last=find_last_import(the_house(), shop))


@door.post("/desk/<key>/setup/moving")
@takes(MOST_FILE_BYTES)
def answer_codes_file(key: str) -> Response:
    """Keep a file of codes, and go on to what would come of it."""
    return keep_sent(key, "setup/moving")


@door.get("/desk/<key>/setup/moving/<upload_id>")
@door.get("/desk/<key>/setup/moving/<upload_id>.csv")
def show_codes_file(key: str, upload_id: str) -> Response:
    """Show what would come of a file of codes, line by line where something stands against it."""
    shop, house = open_desk(key, "manager"), the_house()
    upload, outcome, refusal, is_cut = find_upload(house, shop, upload_id), Outcome(), "", False
    try:
        with open_upload(house, upload) as raw:
            codes = read_old_codes(raw, outcome.leave_out)
            preview_codes(house, shop, codes if wants_file() else islice(codes, MOST_LOOKED), outcome)
            is_cut = next(codes, None) is not None
    except InvalidInput as error:
        refusal = say_error(error)
    if wants_file():
        return give_table("codes", ("line", "what"), outcome.notes)
    return draw(
        "setup_moving_seen.html", shop, upload=upload, seen=outcome, refusal=refusal, is_cut=is_cut,
        most=MOST_LOOKED,
    )  # fmt: skip


@door.post("/desk/<key>/setup/moving/<upload_id>")
def answer_codes_import(key: str, upload_id: str) -> Response:
    """Bring the codes of a file that was looked at."""

    def work(house: House, shop: Shop) -> None:
        upload, outcome = find_upload(house, shop, upload_id), Outcome()
        with open_upload(house, upload) as raw:
            import_codes(house, shop, upload.name, read_old_codes(raw, outcome.leave_out), outcome)
        forget_upload(house, upload)

    return act(key, work, "setup/moving", need="manager")


@door.post("/desk/<key>/setup/moving/undo")
def answer_codes_undo(key: str) -> Response:
    """Take the last import of codes back."""
    return act(key, undo_last_import, "setup/moving", need="manager")
