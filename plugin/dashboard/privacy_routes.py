"""The desk's Privacy page: find a person, hand out or erase what is kept, and what was erased so far."""

from __future__ import annotations

from flask import Response, request

from plugin.actions import sweeping
from plugin.actions.erasing import CONFIRMATION, erase_person, view_kept, write_export
from plugin.actions.finding import find_people
from plugin.dashboard.asking import wants_file
from plugin.dashboard.desk import act, door, draw, give_file, open_desk
from plugin.dashboard.guard import lead
from plugin.dashboard.speaking import say
from plugin.dashboard.tables import give_table, write_at
from plugin.doorstep import the_house
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.words.privacy import say_kept

MOST_LISTED = 200


@door.get("/desk/<key>/privacy")
@door.get("/desk/<key>/privacy.csv")
def show_privacy(key: str) -> Response:
    """Show what was erased, what the platform asked for, and how long what is kept."""
    return _draw(open_desk(key, "support"))


@door.post("/desk/<key>/privacy/find")
def answer_find(key: str) -> Response:
    """Find a person; a form, since an address is nothing for an address bar."""
    shop = open_desk(key, "support")
    words = request.form.get("words", "").strip()[:320]
    with the_house().store.reading() as parts:
        found = find_people(the_house(), parts, shop, words) if words else []
    if len(found) == 1:
        return lead(f"/desk/{shop.key}/privacy/{found[0].person_id}")
    return _draw(shop, words=words, found=found, has_searched=True)


@door.get("/desk/<key>/privacy/<person_id>")
def show_person(key: str, person_id: str) -> Response:
    """Show of what kind how much is kept of a person."""
    shop = open_desk(key, "support")
    kept = view_kept(the_house(), shop, person_id)
    return draw(
        "privacy_person.html", shop, person_id=person_id, people=kept.people, counts=say_kept(kept.counts),
        confirmation=CONFIRMATION,
    )  # fmt: skip


@door.get("/desk/<key>/privacy/<person_id>.json")
def give_person(key: str, person_id: str) -> Response:
    """Give all that is kept of a person, as a file to be handed out."""
    shop = open_desk(key, "support")
    return give_file(write_export(the_house(), shop, person_id), f"{person_id}.json", "application/json")


@door.post("/desk/<key>/privacy/<person_id>/erase")
def answer_erase(key: str, person_id: str) -> Response:
    """Erase a person for good."""
    word = request.form.get("confirmation", "")[:40]
    return act(key, lambda house, shop: erase_person(house, shop, person_id, word), "privacy", "owner")


@door.get("/desk/<key>/privacy/exports/<export_id>.json")
def give_export(key: str, export_id: str) -> Response:
    """Give what a platform asked to be handed out."""
    shop = open_desk(key, "support")
    with the_house().store.reading() as parts:
        found = [one for one in parts.privacy.list_exports(shop.shop_id) if one.export_id == export_id]
    if not found:
        raise NotFound("There is no such export; they are kept for thirty days.")
    return give_file(found[0].content.encode(), f"{export_id}.json", "application/json")


def _draw(shop: Shop, **values: object) -> Response:
    with the_house().store.reading() as parts:
        erasures = parts.running.list_erasures(shop.shop_id, MOST_LISTED)
        exports = parts.privacy.list_exports(shop.shop_id)
    if wants_file():
        head = [say("Erased"), say("Id"), say("Orders"), say("Who")]
        rows = [(write_at(one.at_ms, shop), one.person_id, one.orders_count, one.who) for one in erasures]
        return give_table("erased", head, rows)
    return draw("privacy.html", shop, erasures=erasures, exports=exports, periods=_list_periods(), **values)


def _list_periods() -> list[tuple[str, int]]:
    """Say how long what is kept, by the very numbers that the sweeper goes by."""
    return [
        (say("Bodies of webhooks that were understood"), sweeping.BODY_DAYS),
        (say("Bodies of webhooks that were not"), sweeping.DEAD_BODY_DAYS),
        (say("Hashes of the network and the address of an order"), sweeping.TRACE_DAYS),
        (say("What providers told of bounces and complaints"), sweeping.NOTICE_DAYS),
        (say("Exports that a platform asked for"), sweeping.EXPORT_DAYS),
        (say("Counters that limit how often something is asked"), sweeping.LIMIT_DAYS),
    ]
