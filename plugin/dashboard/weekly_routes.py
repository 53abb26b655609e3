"""The door by which somebody who works at a desk stops its weekly letter, without signing in (RFC 8058)."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from plugin.actions.house import House
from plugin.actions.weekly import answer_weekly, choose_weekly, find_weekly
from plugin.dashboard.desk import act
from plugin.dashboard.desk import door as desk_door
from plugin.dashboard.layout import dress, furnish
from plugin.dashboard.speaking import teach
from plugin.doorstep import MOST_SHOPPER_BYTES, the_house
from plugin.errors import InvalidInput
from plugin.model import Shop

door = Blueprint("weekly", __name__, template_folder="templates")
teach(door)
furnish(door)


@door.get("/u/weekly/<key>")
def show_question(key: str) -> Response:
    """Show the button; opening changes nothing, since scanners of mails open every link."""
    shop, _, wants = find_weekly(the_house(), key)
    return dress(render_template("weekly_stop.html", shop=shop, key=key, wants=wants))


@door.post("/u/weekly/<key>")
def stop(key: str) -> Response:
    """Stop the weekly letter, or let it come again, and say so."""
    request.max_content_length = MOST_SHOPPER_BYTES
    wants = request.form.get("again", "") == "yes"
    shop = answer_weekly(the_house(), key, wants)
    return dress(render_template("weekly_stop.html", shop=shop, key=key, wants=wants))


@desk_door.post("/desk/<key>/weekly")
def answer_choice(key: str) -> Response:
    """Let whoever is signed in have the weekly letter, or not."""

    def work(house: House, shop: Shop) -> None:
        if house.actor.user_id is None:
            raise InvalidInput("user", "You came by a link: sign in as a user to have the weekly letter.")
        choose_weekly(house, shop, house.actor.user_id, request.form.get("weekly", "") == "yes")

    return act(key, work, "status", "reader")
