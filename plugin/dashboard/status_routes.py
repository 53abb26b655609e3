"""The desk's Status page: lights with words, each bad one with its fix."""

from __future__ import annotations

from flask import Response, g

from plugin.actions.health import gather_house, gather_shop
from plugin.dashboard.asking import wants_file
from plugin.dashboard.desk import door, draw, open_desk
from plugin.dashboard.speaking import say
from plugin.dashboard.tables import give_table
from plugin.doorstep import the_house
from plugin.words.health import judge_house, worst_of
from plugin.words.shop_health import judge_shop


@door.get("/desk/<key>/status")
@door.get("/desk/<key>/status.csv")
def show_status(key: str) -> Response:
    """Show how the shop's traffic is, and to its owners how the installation is."""
    shop, house = open_desk(key), the_house()
    findings = judge_shop(gather_shop(house, shop))
    running = judge_house(gather_house(house)) if g.desk_entry.role == "owner" else []
    if wants_file():
        head = [say("What"), say("State"), say("How it is"), say("What to do")]
        rows = [(one.what, one.light, one.sentence, one.fix) for one in (*findings, *running)]
        return give_table("status", head, rows)
    worst = worst_of([*findings, *running])
    user_id = g.desk_entry.actor.user_id
    with house.store.reading() as parts:
        readers = parts.running.list_readers(shop.shop_id) if user_id else []
    reader = next((one for one in readers if one.user_id == user_id), None)
    return draw("status.html", shop, findings=findings, running=running, worst=worst, reader=reader)
