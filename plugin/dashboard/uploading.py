"""Files that a merchant sends to the desk: kept for an hour, to be looked at before anything is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response, request

from plugin.actions.uploads import forget_old_uploads, keep_upload
from plugin.dashboard.desk import acting_house, open_desk, refuse
from plugin.dashboard.guard import lead
from plugin.errors import InvalidInput


def keep_sent(key: str, page: str, read_columns: Callable[[], Mapping[str, str]] = dict) -> Response:
    """Keep the file that a form sent, and lead on to the page that shows what would come of it.

    `read_columns` gives what the form says of the file's columns.
    """
    shop, house, sent = open_desk(key, "manager"), acting_house(), request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise InvalidInput("file", "Choose a file first.")
        columns = read_columns()
        forget_old_uploads(house)
        upload = keep_upload(house, shop, sent.filename, columns, sent.save)
    except InvalidInput as error:
        return refuse(shop, error, page)
    return lead(f"/desk/{shop.key}/{page}/{upload.upload_id}")
