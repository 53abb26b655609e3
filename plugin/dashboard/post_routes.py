"""The desk's page of the post: what waits, what left, what never will and why."""

from __future__ import annotations

from flask import Response

from plugin.actions.postview import view_post
from plugin.dashboard.desk import door, draw, open_desk
from plugin.doorstep import the_house
from plugin.words.post import MESSAGE_WORDS, say_posted

MOST_LISTED = 50


@door.get("/desk/<token>/mail")
def show_post(token: str) -> Response:
    """Show how the post stands, with its newest messages."""
    shop = open_desk(token)
    view = view_post(the_house(), shop, MOST_LISTED)
    return draw("mail.html", shop, token, view=view, kinds=MESSAGE_WORDS, say_posted=say_posted)
