"""The desk's page of past customers: bringing a file, looking at what would come of it, importing it."""

from __future__ import annotations

from flask import Response, request

from plugin.actions.connections import find_platform
from plugin.actions.customer_imports import begin_import, name_preview, preview_groups, take_groups
from plugin.actions.house import House
from plugin.actions.uploads import (
    MOST_BYTES,
    Upload,
    find_upload,
    forget_old_uploads,
    forget_upload,
    keep_upload,
    path_of,
)
from plugin.arrivals import Reading, fingerprint_file, read_groups
from plugin.customer_files import list_columns
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.doorstep import the_house
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.store.imports import ImportRow

MOST_LISTED = 20
MOST_FORM_BYTES = 100_000
MOST_COLUMNS = 20


@door.get("/desk/<token>/customers")
def show_customers(token: str) -> Response:
    """Show how many people the shop knows and may mail, and what was imported."""
    shop = open_desk(token)
    with the_house().store.reading() as parts:
        reach = parts.profiles.count(shop.shop_id)
        imports = parts.imports.list_latest(shop.shop_id, MOST_LISTED)
    return draw("customers.html", shop, token, reach=reach, imports=imports, most_bytes=MOST_BYTES)


@door.post("/desk/<token>/customers")
def answer_upload(token: str) -> Response:
    """Keep a file of past customers, and show what would come of it."""
    open_desk(token)  # so that no stranger's file is read
    request.max_content_length = MOST_BYTES + MOST_FORM_BYTES
    sent = request.files.get("file")
    lines = request.form.get("columns", "").splitlines()[:MOST_COLUMNS]

    def keep(house: House, shop: Shop) -> None:
        if sent is None or not sent.filename:
            raise InvalidInput("file", "Choose a file first.")
        columns = list_columns(line for line in lines if line.strip())
        forget_old_uploads(house)
        kept.append(keep_upload(house, shop, sent.filename, columns, sent.save))

    kept: list[Upload] = []
    answer = act(token, keep, "customers")
    if kept:
        answer.headers["Location"] = f"/desk/{token}/customers/{kept[0].upload_id}"
    return answer


@door.get("/desk/<token>/customers/<upload_id>")
def show_upload(token: str, upload_id: str) -> Response:
    """Show what would come of a file, line by line where it cannot be read."""
    shop, house = open_desk(token), the_house()
    upload = find_upload(house, shop, upload_id)
    refusal, seen = "", name_preview(upload.name)
    try:
        seen = _preview(house, shop, upload)
    except InvalidInput as error:
        refusal = str(error)
    return draw("customers_seen.html", shop, token, upload=upload, seen=seen, refusal=refusal)


@door.post("/desk/<token>/customers/<upload_id>")
def answer_import(token: str, upload_id: str) -> Response:
    """Import a file that was looked at."""
    return act(token, lambda house, shop: _import(house, shop, upload_id), "customers")


def _preview(house: House, shop: Shop, upload: Upload) -> ImportRow:
    reading = _open_reading(house, shop, upload)
    with path_of(house, upload).open("rb") as raw:
        fingerprint_file(reading, raw)
        groups = read_groups(reading, raw)
        return preview_groups(house, shop, name_preview(upload.name), groups, _say_nothing)


def _import(house: House, shop: Shop, upload_id: str) -> None:
    upload = find_upload(house, shop, upload_id)
    reading = _open_reading(house, shop, upload)
    with path_of(house, upload).open("rb") as raw:
        row = begin_import(house, shop, fingerprint_file(reading, raw), upload.name, upload.columns)
        if row.ended_at_ms:
            raise InvalidInput("file", f"{upload.name} is in the house already, whole: nothing was changed.")
        groups = read_groups(reading, raw, row.line_done, row.cursor)
        take_groups(house, shop, row, groups, _say_nothing)
    forget_upload(house, upload)


def _open_reading(house: House, shop: Shop, upload: Upload) -> Reading:
    return Reading(
        secret=house.settings.secret, shop=shop, platform=find_platform(house, shop), columns=upload.columns
    )


def _say_nothing(far: ImportRow) -> None:
    """Keep quiet: the page comes when all is done."""
