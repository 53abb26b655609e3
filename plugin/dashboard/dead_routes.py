"""The desk's page of dead letters: deliveries that could not be digested, with what to do."""

from __future__ import annotations

from flask import Response

from plugin.dashboard.desk import door, draw, open_desk
from plugin.dashboard.tables import MOST_ROWS, give_table, write_at
from plugin.doorstep import the_house


@door.get("/desk/<key>/dead")
def show_dead(key: str) -> Response:
    """Show the deliveries that could not be digested, with what to do."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        letters = [
            one
            for outcome in ("dead", "waiting")
            for one in parts.deliveries.list_outcome(shop.shop_id, outcome)
        ]
    return draw("dead.html", shop, letters=letters)


@door.get("/desk/<key>/dead.csv")
def give_dead(key: str) -> Response:
    """Give the deliveries that could not be digested as a file."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        letters = parts.deliveries.list_outcome(shop.shop_id, "dead", MOST_ROWS)
    head = ("delivery", "came", "platform", "topic", "why")
    rows = [
        (one.delivery_id, write_at(one.arrived_at_ms, shop), one.platform, one.topic, one.why)
        for one in letters
    ]
    return give_table("dead-letters", head, rows)
