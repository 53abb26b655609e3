"""The desk's page of past customers: bringing a file, looking at what would come of it, importing it."""

from __future__ import annotations

from itertools import islice

from flask import Response, request

from plugin.actions.connections import find_platform
from plugin.actions.customer_imports import begin_import, name_preview, preview_groups, take_groups
from plugin.actions.house import House
from plugin.actions.reach import REACH
from plugin.actions.sheets import open_sheet
from plugin.actions.uploads import MOST_BYTES, Upload, find_upload, forget_upload, open_upload
from plugin.arrivals import Reading, fingerprint_file, read_groups
from plugin.customer_files import list_columns
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.guard import takes
from plugin.dashboard.speaking import say_error
from plugin.dashboard.tables import MOST_ROWS, give_table, write_at
from plugin.dashboard.uploading import keep_sent
from plugin.doorstep import the_house
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.store.imports import ImportRow

MOST_LISTED = 20
MOST_FORM_BYTES = 100_000
MOST_COLUMNS = 20


@door.get("/desk/<key>/customers")
def show_customers(key: str) -> Response:
    """Show how many people the shop knows and may mail, and what was imported."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        people_count = parts.profiles.count_people(shop.shop_id)
        imports = parts.imports.list_latest(shop.shop_id, MOST_LISTED)
    return draw(
        "customers.html", shop, people_count=people_count, reach=open_sheet(the_house(), shop, REACH),
        imports=imports, most_bytes=MOST_BYTES,
    )  # fmt: skip


@door.get("/desk/<key>/customers/imports.csv")
def give_imports(key: str) -> Response:
    """Give what was imported as a file."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        imports = parts.imports.list_latest(shop.shop_id, MOST_ROWS)
    head = ("begun", "from", "read", "new", "changed", "unmailable", "left_out", "ended")
    rows = [
        (
            write_at(one.started_at_ms, shop), one.source, one.rows_count, one.new_count, one.changed_count,
            one.unmailable_count, one.faults_count, write_at(one.ended_at_ms, shop),
        )
        for one in imports
    ]  # fmt: skip
    return give_table("imports", head, rows)


@door.post("/desk/<key>/customers")
@takes(MOST_BYTES + MOST_FORM_BYTES)
def answer_upload(key: str) -> Response:
    """Keep a file of past customers, and show what would come of it."""
    lines = request.form.get("columns", "").splitlines()[:MOST_COLUMNS]
    return keep_sent(key, "customers", lambda: list_columns(line for line in lines if line.strip()))


@door.get("/desk/<key>/customers/<upload_id>")
def show_upload(key: str, upload_id: str) -> Response:
    """Show what would come of a file, line by line where it cannot be read."""
    shop, house = open_desk(key), the_house()
    upload = find_upload(house, shop, upload_id)
    refusal, seen, is_cut = "", name_preview(upload.name), False
    try:
        seen, is_cut = _preview(house, shop, upload)
    except InvalidInput as error:
        refusal = say_error(error)
    return draw("customers_seen.html", shop, upload=upload, seen=seen, is_cut=is_cut, refusal=refusal)


@door.post("/desk/<key>/customers/<upload_id>")
def answer_import(key: str, upload_id: str) -> Response:
    """Import a file that was looked at."""
    return act(key, lambda house, shop: _import(house, shop, upload_id), "customers", "manager")


def _preview(house: House, shop: Shop, upload: Upload) -> tuple[ImportRow, bool]:
    """Say what the first group of a file would bring, and whether there is more: a page waits for it."""
    reading = _open_reading(house, shop, upload)
    with open_upload(house, upload) as raw:
        fingerprint_file(reading, raw)
        groups = read_groups(reading, raw)
        seen = preview_groups(house, shop, name_preview(upload.name), islice(groups, 1), _say_nothing)
        return seen, next(groups, None) is not None


def _import(house: House, shop: Shop, upload_id: str) -> None:
    upload = find_upload(house, shop, upload_id)
    reading = _open_reading(house, shop, upload)
    with open_upload(house, upload) as raw:
        row = begin_import(house, shop, fingerprint_file(reading, raw), upload.name, upload.columns)
        if row.ended_at_ms:
            raise InvalidInput(
                "file", "{file} is in the house already, whole: nothing was changed.", file=upload.name
            )
        groups = read_groups(reading, raw, row.line_done, row.cursor)
        take_groups(house, shop, row, groups, _say_nothing)
    forget_upload(house, upload)


def _open_reading(house: House, shop: Shop, upload: Upload) -> Reading:
    return Reading(
        secret=house.settings.secret, shop=shop, platform=find_platform(house, shop), columns=upload.columns
    )


def _say_nothing(far: ImportRow) -> None:
    """Keep quiet: the page comes when all is done."""
