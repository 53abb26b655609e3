"""The desk's page of the post: what waits, what left, what never will and why."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from plugin.actions.postview import FAILED_DAYS, view_post
from plugin.dashboard.asking import read_before
from plugin.dashboard.desk import door, draw, open_desk
from plugin.dashboard.tables import MOST_ROWS, give_table, write_at
from plugin.domain.moments import DAY_MS
from plugin.doorstep import the_house
from plugin.model import Shop
from plugin.store.messages import AFTER_ALL, Message
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


@door.get("/desk/<key>/mail.csv")
def give_messages(key: str) -> Response:
    """Give the newest messages, or those before one, as a file."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        latest = parts.messages.list_latest(shop.shop_id, MOST_ROWS, read_before() or AFTER_ALL)
    return _give_messages("messages", shop, latest)


@door.get("/desk/<key>/mail/ended.csv")
def give_ended(key: str) -> Response:
    """Give the messages of the last seven days that ended unsent as a file."""
    shop, house = open_desk(key), the_house()
    with house.store.reading() as parts:
        since_at_ms = house.now_ms() - FAILED_DAYS * DAY_MS
        return _give_messages(
            "unsent", shop, parts.messages.list_failed(shop.shop_id, since_at_ms, MOST_ROWS)
        )


def _give_messages(name: str, shop: Shop, messages: Sequence[Message]) -> Response:
    head = ("written", "kind", "medium", "language", "person", "sent", "ended", "failure")
    rows = [
        (
            write_at(one.created_at_ms, shop), one.kind, one.medium, one.language, one.person_id,
            write_at(one.sent_at_ms, shop), write_at(one.ended_at_ms, shop), one.failure,
        )
        for one in messages
    ]  # fmt: skip
    return give_table(name, head, rows)
