"""The desk by day and by night: the reader's choice, kept in the browser."""

from __future__ import annotations

from flask import Response, request

from plugin.dashboard.desk import door, open_desk
from plugin.dashboard.guard import lead, read_own_page
from plugin.dashboard.layout import keep_look


@door.post("/desk/<key>/look")
def answer_look(key: str) -> Response:
    """Keep which colours this browser shows the desk in, and go back to the page."""
    shop = open_desk(key)
    answer = lead(read_own_page(request.form.get("back", ""), f"/desk/{shop.key}"))
    keep_look(answer, request.form.get("look", ""))
    return answer
