"""The desk's page of the store: how it is reached, the stock, what was mended, what was given up."""

from __future__ import annotations

from flask import Response

from plugin.actions.connections import find_connection
from plugin.actions.effects import list_dead_effects, replay_effect, replay_effects
from plugin.actions.stock import list_piles
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.tables import MOST_ROWS, give_table, write_at
from plugin.doorstep import the_house
from plugin.words.loop import COUPON_STATES, EFFECT_WORDS

MOST_REPAIRS = 20
MOST_DEAD = 100


@door.get("/desk/<key>/store")
def show_store(key: str) -> Response:
    """Show how the store is reached, the stock, the last repairs, and what could not be done there."""
    shop, house = open_desk(key), the_house()
    connection = find_connection(house, shop)
    with house.store.reading() as parts:
        piles = () if connection else list_piles(parts, shop)
        repairs = parts.connections.list_repairs(shop.shop_id, MOST_REPAIRS)
        coupons = parts.coupons.count_states(shop.shop_id)
    closed_until_at_ms = (connection.closed_until_at_ms or 0) if connection else 0
    return draw(
        "store.html", shop, connection=connection, piles=piles, repairs=repairs, coupons=coupons,
        effects=EFFECT_WORDS, states=COUPON_STATES, dead=list_dead_effects(house, shop, MOST_DEAD),
        is_closed=closed_until_at_ms > house.now_ms(),
    )  # fmt: skip


@door.get("/desk/<key>/store/mended.csv")
def give_mended(key: str) -> Response:
    """Give what reading the store back has mended as a file."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        repairs = parts.connections.list_repairs(shop.shop_id, MOST_ROWS)
    rows = [
        (
            write_at(one.at_ms, shop), one.read_count, one.orders_mended_count, one.coupons_mended_count,
            one.note,
        )
        for one in repairs
    ]  # fmt: skip
    return give_table("mended", ("at", "orders_read", "orders_mended", "coupons_mended", "note"), rows)


@door.post("/desk/<key>/effects/<effect_id>/replay")
def answer_replay(key: str, effect_id: str) -> Response:
    """Try something again that had been given up."""
    return act(key, lambda house, shop: replay_effect(house, shop, effect_id), "store")


@door.post("/desk/<key>/effects/replay")
def answer_replay_all(key: str) -> Response:
    """Try everything again that had been given up."""
    return act(key, replay_effects, "store")
