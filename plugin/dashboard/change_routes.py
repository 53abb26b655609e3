"""The desk's page of changes: who changed which setting or money, when, from what to what."""

from __future__ import annotations

from flask import Response, request

from plugin.dashboard.asking import read_before, wants_file
from plugin.dashboard.desk import door, draw, open_desk
from plugin.dashboard.tables import give_table, write_at
from plugin.doorstep import the_house
from plugin.words.changes import WHAT_WORDS, list_differences, say_what

PAGE_SIZE = 50
MOST_IN_FILE = 5_000


@door.get("/desk/<key>/changes")
@door.get("/desk/<key>/changes.csv")
def show_changes(key: str) -> Response:
    """Show what was changed, newest first, of one kind or of all."""
    shop = open_desk(key)
    what, before_id = request.args.get("what", "")[:40], read_before()
    is_file = wants_file()
    with the_house().store.reading() as parts:
        kind, most = (what if what in WHAT_WORDS else ""), (MOST_IN_FILE if is_file else PAGE_SIZE)
        found = parts.changes.list_latest(shop.shop_id, most, before_id, kind)
    if is_file:
        return give_table("changes", ("at", "who", "what", "id", "before", "after"), (
            (write_at(one.at_ms, shop), one.who, one.what, one.subject, one.before, one.after)
            for one in found
        ))  # fmt: skip
    older = found[-1].change_id if len(found) == PAGE_SIZE else ""
    return draw(
        "changes.html", shop, found=[(one, list_differences(one.before, one.after)) for one in found],
        what=what, whats=sorted(WHAT_WORDS, key=say_what), say_what=say_what, older=older, before=before_id,
    )  # fmt: skip
