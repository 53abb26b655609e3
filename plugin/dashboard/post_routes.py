"""The desk's page of the post: what waits, what left, what never will and why."""

from __future__ import annotations

from flask import Response

from plugin.actions.postview import view_post
from plugin.dashboard.asking import read_before
from plugin.dashboard.desk import door, draw, open_desk
from plugin.doorstep import the_house
from plugin.words.post import MEDIUM_WORDS, MESSAGE_WORDS, say_posted

MOST_LISTED = 50


@door.get("/desk/<key>/mail")
def show_post(key: str) -> Response:
    """Show how the post stands, with its newest messages."""
    shop, before_id = open_desk(key), read_before()
    view = view_post(the_house(), shop, MOST_LISTED, before_id)
    older = view.latest[-1].message_id if len(view.latest) == MOST_LISTED else ""
    return draw(
        "mail.html", shop, view=view, before=before_id, older=older, kinds=MESSAGE_WORDS,
        media=MEDIUM_WORDS, say_posted=say_posted,
    )  # fmt: skip
